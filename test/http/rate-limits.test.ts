// Throttling (wire 5; API-9, X3): 429, Retry-After in whole seconds, a text that clients recognise; per user, or off.
// The clock stands still and is moved by hand, so that every figure is exact.

import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RateLimit } from '../../src/config.ts'
import { buildApp } from '../../src/http/app.ts'
import { paths } from '../support/space.ts'
import { basic, type Login, makeUser, passwordGrant } from '../support/users.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let login: Login
let token: string

beforeAll(async () => {
  world = await openWorld()
  login = await makeUser(world)
  token = (await passwordGrant(world, login)).body.access_token
})
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()))
  await world.close()
})

const apps: FastifyInstance[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds)

type Request = Readonly<{ method?: 'GET' | 'POST'; url?: string; authorization?: string }>

/** The same service behind another limit, and how to ask it as the user, or as somebody else. */
async function limited(limit: RateLimit) {
  const app = await buildApp(world.service, { logLevel: 'silent', rateLimit: limit })
  apps.push(app)
  return async (request: Request = {}) => {
    const { method = 'GET', url = '/api/auth/me', authorization = `Bearer ${token}` } = request
    const answer = await app.inject({ method, url, headers: { authorization } })
    return { status: answer.statusCode, text: answer.body, headers: answer.headers }
  }
}

type Asking = Awaited<ReturnType<typeof limited>>

async function statuses(count: number, ask: Asking, request?: Request): Promise<number[]> {
  const answers: number[] = []
  for (let made = 0; made < count; made += 1) answers.push((await ask(request)).status)
  return answers
}

const times = (count: number, status: number) => Array.from({ length: count }, () => status)

function expectToWait(answer: Awaited<ReturnType<Asking>>, seconds: number): void {
  expect(answer.status).toBe(429)
  expect(answer.text).toBe(
    `{"Message":"Too many requests. Wait ${seconds} seconds","Value":null,"Errors":null,"WasSuccessful":false}`,
  )
  expect(answer.headers['retry-after']).toBe(`${Math.ceil(seconds)}`)
}

describe('a limit of requests a minute', () => {
  test('lets as many through, and says from then on how long to wait', async () => {
    const ask = await limited(5)
    expect(await statuses(5, ask)).toEqual(times(5, 200))
    expectToWait(await ask(), 60)
    pass(12_500)
    expectToWait(await ask(), 47.5)
    pass(47_499)
    expectToWait(await ask(), 0.001)
    pass(1)
    expect(await statuses(5, ask)).toEqual(times(5, 200))
    expect((await ask()).status).toBe(429)
  })
  test('counts each user apart, by token or by Basic, whatever they ask for', async () => {
    const ask = await limited(4)
    const own = [
      await ask(),
      await ask({ authorization: basic(login.email, login.password) }),
      await ask({ url: paths.credits }),
      await ask({ method: 'POST', url: paths.credits }),
      await ask({ method: 'POST', url: paths.credits }),
    ]
    expect(own.map(({ status }) => status)).toEqual([200, 200, 403, 400, 429])
    expect(await statuses(4, ask, { authorization: `Bearer ${world.token}` })).toEqual(
      times(4, 200),
    )
  })
  test('is not spent by requests that are nobody’s', async () => {
    const ask = await limited(1)
    expect(await statuses(3, ask, { authorization: 'Bearer wrong' })).toEqual(times(3, 401))
    expect((await ask()).status).toBe(200)
  })
  test('leaves health alone', async () => {
    expect(await statuses(3, await limited(1), { url: '/healthz' })).toEqual(times(3, 200))
  })
})

describe('the documented limits', () => {
  test('allow one request in a tenth of a second', async () => {
    const ask = await limited('documented')
    expect((await ask()).status).toBe(200)
    expectToWait(await ask(), 0.1)
    pass(99)
    expectToWait(await ask(), 0.001)
    pass(1)
    expect((await ask()).status).toBe(200)
  })
  test('allow 60 writes and 120 requests a minute', async () => {
    const ask = await limited('documented')
    const later = async (request?: Request) => {
      pass(100)
      return ask(request)
    }
    const write = { method: 'POST', url: paths.credits } as const
    for (let made = 0; made < 60; made += 1) expect((await later(write)).status).toBe(400)
    expectToWait(await later(write), 54)
    // The write that was refused did not count as a request.
    for (let made = 0; made < 60; made += 1) expect((await later()).status).toBe(200)
    expect((await later()).status).toBe(429)
    pass(60_000)
    expect((await ask(write)).status).toBe(400)
  })
})

test('of the token endpoint, 60 requests a minute may fail from one address', async () => {
  const ask = await limited(1_000)
  const nonsense = { method: 'POST', url: '/api/token' } as const
  expect(await statuses(60, ask, nonsense)).toEqual(times(60, 400))
  expectToWait(await ask(nonsense), 60)
  expect((await ask()).status).toBe(200)
  pass(60_000)
  expect((await ask(nonsense)).status).toBe(400)
})

test('off, nothing is counted', async () => {
  expect(await statuses(130, await limited(undefined))).toEqual(times(130, 200))
})
