// Guessing passwords: how often one may be wrong, who has to wait for it and who does not, and what the answers give away.
// The clock stands still and is moved by hand, so that every figure is exact.

import { createHook } from 'node:async_hooks'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { buildApp } from '../../src/http/app.ts'
import { networkOf } from '../../src/operations/guesses.ts'
import { basic, type Login, makeUser } from '../support/users.ts'
import { openWorld, type World } from '../support/world.ts'

// Passwords are slow to check on purpose, and slower on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

let world: World
let ada: Login
let ben: Login
let gone: Login

beforeAll(async () => {
  world = await openWorld()
  ada = await makeUser(world)
  ben = await makeUser(world)
  gone = await makeUser(world, { Active: false })
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

interface Reply {
  readonly status: number
  readonly text: string
  readonly retryAfter: unknown
}

/** A server that has seen no guesses yet, asked from any address. */
async function server(trustedProxies: readonly string[] = []) {
  const app = await buildApp(world.service, {
    logLevel: 'silent',
    rateLimit: 100_000,
    trustedProxies,
  })
  apps.push(app)
  const send = async (remoteAddress: string, request: object): Promise<Reply> => {
    const answer = await app.inject({ remoteAddress, ...request })
    return {
      status: answer.statusCode,
      text: answer.body,
      retryAfter: answer.headers['retry-after'],
    }
  }
  const ask = (address: string, payload: string, headers: object = {}) =>
    send(address, {
      method: 'POST',
      url: '/api/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload,
    })
  return {
    ask,
    signIn: (address: string, { email, password }: Omit<Login, 'id'>, headers: object = {}) =>
      ask(
        address,
        new URLSearchParams({ grant_type: 'password', username: email, password }).toString(),
        headers,
      ),
    useBasic: (address: string, { email, password }: Omit<Login, 'id'>) =>
      send(address, {
        method: 'GET',
        url: '/api/auth/me',
        headers: { authorization: basic(email, password) },
      }),
  }
}

const office = '192.0.2.1'
const home = '198.51.100.7'
let tried = 0

/** A password that is wrong, and another one each time. */
function wrong(login: Omit<Login, 'id'>): Omit<Login, 'id'> {
  tried += 1
  return { ...login, password: `wrong ${tried}` }
}

async function guess(times: number, ask: (turn: number) => Promise<Reply>): Promise<number[]> {
  const statuses: number[] = []
  for (let turn = 0; turn < times; turn += 1) statuses.push((await ask(turn)).status)
  return statuses
}

const times = (count: number, status: number) => Array.from({ length: count }, () => status)

function expectToWait({ status, text, retryAfter }: Reply, seconds: number): void {
  expect({ status, retryAfter }).toEqual({ status: 429, retryAfter: String(Math.ceil(seconds)) })
  expect(JSON.parse(text)).toEqual({
    Message: `Too many requests. Wait ${seconds} seconds`,
    Value: null,
    Errors: null,
    WasSuccessful: false,
  })
}

test('ten guesses a minute at one user from one address may be wrong, by either way together', async () => {
  const asked = await server()
  expect(await guess(5, () => asked.signIn(office, wrong(ada)))).toEqual(times(5, 400))
  expect(await guess(5, () => asked.useBasic(office, wrong(ada)))).toEqual(times(5, 401))
  expectToWait(await asked.signIn(office, wrong(ada)), 60)
  expectToWait(await asked.useBasic(office, { ...wrong(ada), email: upper(ada) }), 60)
  // The right password is not looked at either, or guessing would go on.
  expectToWait(await asked.signIn(office, ada), 60)
  expectToWait(await asked.useBasic(office, ada), 60)
  // Another person behind that address comes in, and the same person from elsewhere.
  expect((await asked.signIn(office, ben)).status).toBe(200)
  expect((await asked.useBasic(office, ben)).status).toBe(200)
  expect((await asked.signIn(home, ada)).status).toBe(200)
  pass(59_999)
  expectToWait(await asked.signIn(office, ada), 0.001)
  pass(1)
  expect((await asked.signIn(office, ada)).status).toBe(200)
})

const upper = ({ email }: Login) => email.toUpperCase()

test('guesses that arrive together are counted before they are looked at', async () => {
  const asked = await server()
  const replies = await Promise.all(
    Array.from({ length: 25 }, () => asked.signIn(office, wrong(ada))),
  )
  const statuses = replies.map(({ status }) => status).sort()
  expect(statuses).toEqual([...times(10, 400), ...times(15, 429)])
})

test('a password that is right costs nothing, however often and however many ask at once', async () => {
  const asked = await server()
  const replies = await Promise.all(Array.from({ length: 25 }, () => asked.useBasic(office, ada)))
  expect(replies.map(({ status }) => status)).toEqual(times(25, 200))
  expect(await guess(15, () => asked.signIn(office, ada))).toEqual(times(15, 200))
  expect(await guess(10, () => asked.signIn(office, wrong(ada)))).toEqual(times(10, 400))
})

test('at one user from everywhere thirty a minute, which never keeps them out where they are known', async () => {
  const asked = await server()
  expect((await asked.signIn(home, ada)).status).toBe(200)
  const elsewhere = (turn: number) => `203.0.113.${turn}`
  expect(await guess(30, (turn) => asked.signIn(elsewhere(turn), wrong(ada)))).toEqual(
    times(30, 400),
  )
  expectToWait(await asked.signIn(elsewhere(99), wrong(ada)), 60)
  expectToWait(await asked.signIn(elsewhere(99), ada), 60)
  expect((await asked.signIn(home, ada)).status).toBe(200)
  expect((await asked.signIn(elsewhere(99), ben)).status).toBe(200)
  pass(60_000)
  expect((await asked.signIn(elsewhere(99), ada)).status).toBe(200)
})

test('from one address sixty a minute, whoever they are at; who is known there still comes in', async () => {
  const asked = await server()
  expect((await asked.signIn(office, ada)).status).toBe(200)
  const somebody = { email: 'somebody@example.com', password: '' }
  expect(await guess(3, () => asked.signIn(office, wrong(somebody)))).toEqual(times(3, 400))
  // What is no sign-in at all counts as well.
  expect(await guess(57, () => asked.ask(office, 'nonsense'))).toEqual(times(57, 400))
  expectToWait(await asked.signIn(office, ben), 60)
  expect((await asked.signIn(office, ada)).status).toBe(200)
  expect((await asked.signIn(home, ben)).status).toBe(200)
  pass(60_000)
  expect((await asked.signIn(office, ben)).status).toBe(200)
})

test('of IPv6 the network counts, because whoever has one address has all of them', async () => {
  const asked = await server()
  const neighbours = (turn: number) => `2001:db8:1:2::${turn + 1}`
  expect(await guess(10, (turn) => asked.signIn(neighbours(turn), wrong(ada)))).toEqual(
    times(10, 400),
  )
  expectToWait(await asked.signIn('2001:db8:1:2:ffff::1', wrong(ada)), 60)
  expect((await asked.signIn('2001:db8:1:3::1', ada)).status).toBe(200)
})

test.each([
  ['192.0.2.9', '192.0.2.9'],
  ['::ffff:192.0.2.9', '192.0.2.9'],
  ['::1', '0:0:0:0'],
  ['2001:DB8::1', '2001:db8:0:0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['fe80::1:2:3%eth0', 'fe80:0:0:0'],
  ['1::2:3:4:5:6', '1:0:0:2'],
])('%s is of the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

describe('behind a proxy', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address })

  test('that is trusted, whoever it names has to wait', async () => {
    const asked = await server(['10.0.0.0/8'])
    const proxy = '10.1.2.3'
    expect(await guess(10, () => asked.signIn(proxy, wrong(ada), from(office)))).toEqual(
      times(10, 400),
    )
    expectToWait(await asked.signIn(proxy, ada, from(office)), 60)
    expect((await asked.signIn(proxy, ada, from(home))).status).toBe(200)
  })
  test('that is not, naming somebody else does not help', async () => {
    const asked = await server()
    const proxy = '10.1.2.3'
    const others = (turn: number) => from(`203.0.113.${turn}`)
    expect(await guess(10, (turn) => asked.signIn(proxy, wrong(ada), others(turn)))).toEqual(
      times(10, 400),
    )
    expectToWait(await asked.signIn(proxy, wrong(ada), from('203.0.113.77')), 60)
  })
})

describe('an unknown user, a wrong password and a user who is not active', () => {
  const nobody = { email: 'nobody@example.com', password: 'whatever it is' }
  const cases = () => [nobody, wrong(ada), wrong(gone), gone]

  test('are answered alike, by the token endpoint and by Basic', async () => {
    const asked = await server()
    for (const [ask, status] of [
      [asked.signIn, 400],
      [asked.useBasic, 401],
    ] as const) {
      const replies = []
      for (const one of cases()) replies.push(await ask(office, one))
      for (const reply of replies) expect(reply).toEqual({ ...replies[0], status })
    }
  })
  test('cost the same: one derivation of a key each', async () => {
    const asked = await server()
    for (const ask of [asked.signIn, asked.useBasic]) {
      for (const one of cases()) expect(await derivations(() => ask(office, one))).toBe(1)
    }
  })
  test('are limited alike', async () => {
    const asked = await server()
    for (const [index, one] of [nobody, gone].entries()) {
      const address = `203.0.113.${index}`
      expect(await guess(10, () => asked.signIn(address, wrong(one)))).toEqual(times(10, 400))
      expectToWait(await asked.signIn(address, wrong(one)), 60)
    }
  })
})

/** How many keys scrypt derived meanwhile: what an answer costs, without looking at a clock. */
async function derivations(run: () => Promise<unknown>): Promise<number> {
  let count = 0
  const hook = createHook({
    init: (_id, type) => {
      if (type === 'SCRYPTREQUEST') count += 1
    },
  })
  hook.enable()
  await run().finally(() => hook.disable())
  return count
}

test('a refresh token that a failing database left unlooked at is no guess', async () => {
  const asked = await server()
  const refresh = () => asked.ask(office, 'grant_type=refresh_token&refresh_token=nonsense')
  const { executor } = world.service.database
  await sql`alter table refresh_token rename to refresh_token_away`.execute(executor)
  try {
    expect(await guess(60, refresh)).toEqual(times(60, 500))
  } finally {
    await sql`alter table refresh_token_away rename to refresh_token`.execute(executor)
  }
  expect(await guess(60, refresh)).toEqual(times(60, 400))
  expectToWait(await refresh(), 60)
})

test('a sandbox, or RATE_LIMIT=off, counts no guesses', async () => {
  const app = await buildApp(world.service, { logLevel: 'silent', rateLimit: undefined })
  apps.push(app)
  for (let turn = 0; turn < 12; turn += 1) {
    const { email, password } = wrong(ada)
    const authorization = basic(email, password)
    const answer = await app.inject({ url: '/api/auth/me', headers: { authorization } })
    expect(answer.statusCode).toBe(401)
  }
})
