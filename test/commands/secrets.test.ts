// The program as a whole keeps secrets to itself: those of its users at every level of the log, and that of its database.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { endPrograms, run, serve } from '../support/program.ts'
import { makeStore, type Store } from '../support/store.ts'
import { administrator } from '../support/template.ts'

// Programs take seconds to start on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

let store: Store

beforeAll(async () => {
  store = await makeStore()
})
afterAll(async () => {
  await endPrograms()
  await store.drop()
})

test('a server that logs everything logs no password and no token', async () => {
  const settings = {
    DATABASE_URL: store.url,
    LOG_LEVEL: 'trace',
    METRICS_TOKEN: 'metrics-are-mine',
  }
  const server = await serve(settings)
  const { address, stop } = server
  const { email, password } = administrator
  const wrong = 'not the right one at all'
  const post = (body: string, type: string) =>
    fetch(`${address}/api/token`, { method: 'POST', body, headers: { 'content-type': type } })
  const form = 'application/x-www-form-urlencoded'
  const grant = (given: string) =>
    post(
      new URLSearchParams({ grant_type: 'password', username: email, password: given }).toString(),
      form,
    )
  const tokens = (await (await grant(password)).json()) as Readonly<Record<string, string>>
  const { access_token: access = '', refresh_token: refresh = '' } = tokens
  expect((await grant(wrong)).status).toBe(400)
  await post(`{"grant_type":"password","password":"${wrong}"`, 'application/json')
  await post(`grant_type=refresh_token&refresh_token=${refresh}`, form)
  const pair = Buffer.from(`${email}:${password}`).toString('base64')
  for (const authorization of [`Bearer ${access}`, `Basic ${pair}`, `Token ${wrong}`]) {
    await fetch(`${address}/api/sys/users?password=${encodeURIComponent(password)}`, {
      headers: { authorization },
    })
    await fetch(`${address}/api/sys/users`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: `{"Email":"x","NewPassword":"${wrong}`,
    })
  }
  await fetch(`${address}/metrics`, { headers: { authorization: 'Bearer metrics-are-mine' } })
  const { out, err } = await stop()
  expect(out).toContain('"url":"/api/token"')
  const encoded = new URLSearchParams({ password }).toString().slice('password='.length)
  for (const secret of [
    password,
    encodeURIComponent(password),
    encoded,
    wrong,
    access,
    refresh,
    pair,
    'metrics-are-mine',
  ]) {
    expect(secret.length).toBeGreaterThan(10)
    expect((out + err).includes(secret) ? secret : undefined).toBeUndefined()
  }
})

describe('no command prints the password in DATABASE_URL', () => {
  const password = 'sw0rdfish-of-the-database'
  test.each([
    ['a host that does not exist', `postgres://deskbank:${password}@nowhere.invalid:5432/deskbank`],
    ['a port where nobody listens', `postgres://deskbank:${password}@127.0.0.1:1/deskbank`],
    ['a port that is none', `postgres://deskbank:${password}@127.0.0.1:port/deskbank`],
    ['characters that need escaping', `postgres://deskbank:${password}#/?%zz@127.0.0.1:1/x`],
    ['an address that is none', `postgres://deskbank:${password}@[::bad/deskbank`],
    ['another kind of database', `mysql://deskbank:${password}@127.0.0.1/deskbank`],
    ['a folder that cannot be', `pglite:/dev/null/${password}`],
  ])('%s', async (_, url) => {
    for (const command of ['serve', 'migrate']) {
      const { code, out, err } = await run([command], { DATABASE_URL: url })
      expect(code).toBe(1)
      expect(out).toBe('')
      // One clear sentence, and no trace of the program's own.
      expect(err).toMatch(/DATABASE_URL|folder/)
      expect(err).not.toMatch(/\n {4}at /)
      if (!url.startsWith('pglite:')) expect(err).not.toContain(password)
    }
  })
})
