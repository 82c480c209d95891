// Secrets stay where they were put: no answer repeats one, and the log, however much it tells, knows none.

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/http/app.ts'
import { administrator } from '../support/template.ts'
import { basic } from '../support/users.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let log = ''
let app: Awaited<ReturnType<typeof buildApp>>
let bearer: string

const secret = 'Tr0ub4dor-and-3'
const wrong = 'Wr0ng-but-near-4'
const next = 'N3xt-year-again-5'
const email = 'keeper@example.com'
/** Whatever was ever secret in a test. */
const secrets = [
  secret,
  wrong,
  next,
  Buffer.from(`${email}:${secret}`).toString('base64'),
  Buffer.from(`${email}:${wrong}`).toString('base64'),
]
let user: number

beforeAll(async () => {
  world = await openWorld()
  app = await buildApp(world.service, {
    logLevel: 'trace',
    rateLimit: 100_000,
    logTo: {
      write: (line) => {
        log += line
      },
    },
  })
  user = await world.create('/api/sys/users', {
    FullName: 'Keeper',
    Email: email,
    NewPassword: secret,
    APIAccess: true,
    IsAdmin: true,
  })
  bearer = `Bearer ${await tokenFor(secret)}`
  const { rows } = await sql<{ stored: string }>`
    select password_hash as stored from user_account`.execute(world.service.database.executor)
  secrets.push(...rows.map(({ stored }) => stored.slice('scrypt$'.length)), administrator.password)
})
afterAll(async () => {
  await app.close()
  await world.close()
})

interface Sent {
  readonly status: number
  readonly text: string
}

async function send(
  method: string,
  url: string,
  payload = '',
  headers: object = {},
): Promise<Sent> {
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers: { ...(payload === '' ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(payload === '' ? {} : { payload }),
  })
  return { status: answer.statusCode, text: answer.body + JSON.stringify(answer.headers) }
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }

async function grant(parameters: Readonly<Record<string, string>>) {
  const { text } = await send(
    'POST',
    '/api/token',
    new URLSearchParams(parameters).toString(),
    form,
  )
  return text
}

/** Signs in and remembers what was given as one more secret. */
async function tokenFor(password: string): Promise<string> {
  const text = await grant({ grant_type: 'password', username: email, password })
  const [, access = '', refresh = ''] =
    /"access_token":"([^"]+)".*"refresh_token":"([^"]+)"/.exec(text) ?? []
  expect(access).not.toBe('')
  secrets.push(access, refresh)
  return access
}

function expectNoSecret(text: string): void {
  for (const one of secrets) expect(text.includes(one) ? one : undefined).toBeUndefined()
}

const asUser = () => ({ authorization: bearer })

describe('no answer repeats a secret', () => {
  test('not what is told about a password that is refused', async () => {
    const url = `/api/sys/users/${user}`
    for (const value of [
      `${secret}\0`,
      [secret],
      { value: secret },
      [[secret]],
      secret.slice(0, 7),
    ]) {
      for (const body of [{ NewPassword: value }, { NewPassword: value, Email: 7, IsAdmin: 'x' }]) {
        const { text, status } = await send('PATCH', url, JSON.stringify(body), asUser())
        expect([value, status]).toEqual([value, 400])
        expectNoSecret(text)
        expect(text).not.toContain(secret.slice(0, 7))
      }
    }
  })
  test.each([
    ['a body that breaks off', `{"NewPassword":"${secret}"`],
    ['a password without quotes', `{"NewPassword":${secret}}`],
    ['a password alone', secret],
    ['quotes of the wrong kind', `{'NewPassword':'${secret}'}`],
    ['a comma too many', `{"NewPassword":"${secret}",}`],
    ['a member that may not be', `{"__proto__":{"NewPassword":"${secret}"}}`],
    ['a list', `["${secret}"]`],
  ])('not what is told about %s', async (_, body) => {
    for (const [method, url] of [
      ['PATCH', `/api/sys/users/${user}`],
      ['POST', '/api/sys/users'],
      ['POST', '/api/token'],
    ] as const) {
      const { text, status } = await send(method, url, body, asUser())
      expect(status).toBe(400)
      expectNoSecret(text)
    }
  })
  test('not what is told about a sign-in that fails, in whatever form', async () => {
    const pair = { username: email, password: wrong }
    expectNoSecret(await grant({ grant_type: 'password', ...pair }))
    expectNoSecret(await grant({ grant_type: 'client_credentials', ...pair }))
    expectNoSecret(await grant({ grant_type: 'refresh_token', refresh_token: wrong }))
    const json = JSON.stringify({ grant_type: 'password', ...pair })
    expectNoSecret((await send('POST', '/api/token', json)).text)
    expectNoSecret((await send('POST', '/api/token', json, form)).text)
    for (const authorization of [
      basic(email, wrong),
      basic(email, wrong, ''),
      `Bearer ${wrong}`,
      `Token ${wrong}`,
      `${wrong} ${secret}`,
      wrong,
    ]) {
      const { status, text } = await send('GET', '/api/auth/me', '', { authorization })
      expect(status).toBe(401)
      expectNoSecret(text)
    }
  })
  test('not any list, record or table', async () => {
    const lists = world.service.catalog.entities
      .filter(({ requiredFilter }) => requiredFilter === undefined)
      .map(({ path }) => `${path}?size=1000`)
    const reports = ['wallets', 'audit', 'reports/health', 'reports/policies', 'reports/liability']
    for (const url of [
      ...lists,
      ...reports.flatMap((one) => [`/api/${one}`, `/api/${one}?format=csv`]),
      `/api/sys/users/${user}`,
      `/api/sys/users?id=[1,${user}]`,
      `/api/sys/users?User_Id=[1,${user}]`,
      '/api/auth/me',
      '/metrics',
    ]) {
      const { status, text } = await send('GET', url, '', asUser())
      expect([url, status]).toEqual([url, 200])
      expectNoSecret(text)
      expect(text).not.toContain('scrypt$')
    }
  })
  test('not the answer to who sets one, nor its repetition, nor what is stored for it', async () => {
    const body = JSON.stringify({ FullName: 'Keeper', Email: email, NewPassword: next, Id: user })
    const keyed = { 'idempotency-key': 'once', ...asUser() }
    const whole = { ...JSON.parse(body), APIAccess: true, IsAdmin: true, Active: true }
    const put = () => send('PUT', '/api/sys/users', JSON.stringify(whole), keyed)
    const first = await put()
    expect(first.status).toBe(200)
    expectNoSecret(first.text)
    bearer = `Bearer ${await tokenFor(next)}`
    const again = await send('PUT', '/api/sys/users', JSON.stringify(whole), {
      ...keyed,
      ...asUser(),
    })
    expect(again.status).toBe(200)
    expectNoSecret(again.text)
    for (const table of ['receipt', 'audit_entry', 'access_token', 'refresh_token']) {
      const { rows } = await sql`select t::text as row from ${sql.table(table)} t`.execute(
        world.service.database.executor,
      )
      expectNoSecret(JSON.stringify(rows))
    }
  })
})

test('a fault tells nothing of what was sent, and neither does the log', async () => {
  const { executor } = world.service.database
  // Something that cannot be foreseen: the database refuses a row, and says in its own words what stood in it.
  await sql`alter table user_account add constraint broken check (full_name <> 'Breaker')`.execute(
    executor,
  )
  const body = JSON.stringify({ FullName: 'Breaker', NewPassword: wrong })
  const { status, text } = await send('PATCH', `/api/sys/users/${user}`, body, asUser())
  await sql`alter table user_account drop constraint broken`.execute(executor)
  expect(status).toBe(500)
  expectNoSecret(text)
  // It did get into the log, with what whoever looks for the reason needs.
  expect(log).toMatch(/"level":50/)
  expect(log).toContain('"constraint":"broken"')
  expect(log).not.toContain('scrypt$')
  expect(log).not.toContain('Failing row')
})

test('the log keeps no query and no part of an address before it', async () => {
  await send('POST', `/api/token?username=${email}&password=${secret}`)
  await send('GET', `/api/auth/me?access_token=${bearer.slice(7)}#${secret}`)
  await send('GET', `http://keeper:${secret}@127.0.0.1/api/auth/me`, '', asUser())
  await send('GET', `//keeper:${secret}@127.0.0.1/api/auth/me?x=${secret}`)
  expect(log).toContain('"url":"/api/token"')
})

test('the log, at its most talkative, knows no secret of all of the above', () => {
  expect(log.split('\n').length).toBeGreaterThan(150)
  expectNoSecret(log)
  expect(log.toLowerCase()).not.toContain('authorization')
})
