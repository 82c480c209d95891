// Sessions end when their user may not come in any more, at once and for good, wherever that is decided: here, in another
// process, on the command line, or while somebody is signing in.

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import { buildApp } from '../../src/http/app.ts'
import { setPassword } from '../../src/operations/users.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { makeCustomer, makeLocation, paths } from '../support/space.ts'
import {
  basic,
  type Login,
  makeUser,
  passwordGrant,
  refreshGrant,
  whoAmI,
} from '../support/users.ts'
import { isPostgres, openWorld, type World } from '../support/world.ts'

// Passwords are slow to check on purpose, and slower on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const isIn = async (authorization: string) => (await whoAmI(world, authorization)).status === 200

/** Signed in by every way there is. */
async function comeIn(login: Login) {
  const { access_token, refresh_token } = (await passwordGrant(world, login)).body
  const pair = basic(login.email, login.password)
  expect(await isIn(`Bearer ${access_token}`)).toBe(true)
  expect(await isIn(pair)).toBe(true)
  return { bearer: `Bearer ${access_token}`, refresh_token, pair }
}

type Session = Awaited<ReturnType<typeof comeIn>>

async function expectEnded({ bearer, refresh_token, pair }: Session): Promise<void> {
  expect(await isIn(bearer)).toBe(false)
  expect(await isIn(pair)).toBe(false)
  expect((await refreshGrant(world, refresh_token)).status).toBe(400)
}

test('when whoever runs the server sets another password', async () => {
  const login = await makeUser(world)
  const session = await comeIn(login)
  await setPassword(world.service, login.email, 'set on the command line')
  await expectEnded(session)
})

describe('of a member without API access', () => {
  async function member() {
    const login = await makeUser(world, { APIAccess: false })
    const customer = await makeCustomer(world, await makeLocation(world))
    const link = (UserId: number | null) =>
      world.ask('PATCH', `${paths.coworkers}/${customer}`, { body: { UserId } })
    await link(login.id)
    return { login, customer, link, session: await comeIn(login) }
  }

  test('when the customer is taken from them, and they do not come back with it', async () => {
    const { link, session, login } = await member()
    await link(null)
    await expectEnded(session)
    await link(login.id)
    expect(await isIn(session.bearer)).toBe(false)
    expect(await isIn(session.pair)).toBe(true)
  })
  test('when the customer is deleted', async () => {
    const { customer, session } = await member()
    const body = { Key: 'COWORKER_DELETE', Ids: [customer] }
    const { body: done } = await world.ask('POST', `${paths.coworkers}/runcommand`, { body })
    expect(done.WasSuccessful).toBe(true)
    await expectEnded(session)
  })
})

test('of a member who may use the API, losing the customer takes the wallet and not the session', async () => {
  const login = await makeUser(world)
  const customer = await makeCustomer(world, await makeLocation(world))
  const link = (UserId: number | null) =>
    world.ask('PATCH', `${paths.coworkers}/${customer}`, { body: { UserId } })
  await link(login.id)
  const { bearer } = await comeIn(login)
  const wallet = () =>
    world.ask('GET', `/api/wallets/${customer}`, { headers: { authorization: bearer } })
  expect((await wallet()).status).toBe(200)
  await link(null)
  expect((await wallet()).status).toBe(403)
  expect(await isIn(bearer)).toBe(true)
})

describe('a refresh token that was exchanged', () => {
  const later = (login: Login) =>
    sql`
      update spent_refresh_token set spent_at = spent_at - interval '31 seconds'
      where user_id = ${login.id}`.execute(world.service.database.executor)

  test('and comes back ends the session, whose other half is in the wrong hands', async () => {
    const login = await makeUser(world)
    const first = (await passwordGrant(world, login)).body
    const second = (await refreshGrant(world, first.refresh_token)).body
    const other = (await passwordGrant(world, login, { client_id: 'another one' })).body
    await later(login)
    expect((await refreshGrant(world, first.refresh_token)).status).toBe(400)
    for (const { access_token } of [first, second]) {
      expect(await isIn(`Bearer ${access_token}`)).toBe(false)
    }
    expect((await refreshGrant(world, second.refresh_token)).status).toBe(400)
    expect(await isIn(`Bearer ${other.access_token}`)).toBe(true)
  })
  test('and is repeated at once, by a client that got no answer, ends nothing', async () => {
    const login = await makeUser(world)
    const first = (await passwordGrant(world, login)).body
    const second = (await refreshGrant(world, first.refresh_token)).body
    expect((await refreshGrant(world, first.refresh_token)).status).toBe(400)
    expect((await refreshGrant(world, second.refresh_token)).status).toBe(200)
  })
})

test('tokens that have expired do not pile up', async () => {
  const login = await makeUser(world)
  await passwordGrant(world, login)
  const { executor } = world.service.database
  await sql`update access_token set expires_at = now() - interval '1 day' where user_id = ${login.id}`.execute(
    executor,
  )
  await passwordGrant(world, login)
  const { rows } = await sql`select 1 from access_token where user_id = ${login.id}`.execute(
    executor,
  )
  expect(rows).toHaveLength(1)
})

describe.runIf(isPostgres)('with two processes on one database', () => {
  test.each([
    ['a user is deactivated', { Active: false }],
    ['API access is taken', { APIAccess: false }],
    ['a password is changed', { NewPassword: 'quite another one' }],
  ])('%s in one, and the other notices at once', async (_, body) => {
    const database = await openDatabase({ engine: 'postgres', url: world.url ?? '' })
    const other = await buildApp(
      { database, catalog },
      { logLevel: 'silent', rateLimit: undefined },
    )
    const statusThere = async (authorization: string) =>
      (await other.inject({ url: '/api/auth/me', headers: { authorization } })).statusCode
    try {
      const login = await makeUser(world)
      const { bearer, pair } = await comeIn(login)
      // Both are known there as well by now.
      expect([await statusThere(bearer), await statusThere(pair)]).toEqual([200, 200])
      await world.ask('PATCH', `${paths.users}/${login.id}`, { body })
      expect([await statusThere(bearer), await statusThere(pair)]).toEqual([401, 401])
    } finally {
      await other.close()
      await database.close()
    }
  })

  /** Changes a user in a transaction that has not ended when somebody asks for a token. */
  async function whileChanging(login: Login, change: string, ask: () => Promise<unknown>) {
    const holder = await openDatabase({ engine: 'postgres', url: world.url ?? '' })
    try {
      let asked: Promise<unknown> = Promise.resolve()
      await holder.transaction(async (executor) => {
        await sql`select id from user_account where id = ${login.id} for update`.execute(executor)
        await sql`update user_account set ${sql.raw(change)} where id = ${login.id}`.execute(
          executor,
        )
        asked = ask()
        await untilWaiting()
      })
      return await asked
    } finally {
      await holder.close()
    }
  }

  async function untilWaiting(): Promise<void> {
    for (;;) {
      const { rows } = await sql`
        select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(
        world.service.database.executor,
      )
      if (rows.length > 0) return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  test.each([
    ['password', "password_hash = 'scrypt$AAAA$AAAA'"],
    ['end of the user', 'active = false'],
  ])('whoever signs in while a new %s is being written does not get in', async (_, change) => {
    const login = await makeUser(world)
    const answer = await whileChanging(login, change, () => passwordGrant(world, login))
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    const { rows } = await sql`select 1 from access_token where user_id = ${login.id}`.execute(
      world.service.database.executor,
    )
    expect(rows).toEqual([])
  })
  test('whoever refreshes while the sessions are being ended is left with nothing', async () => {
    for (let time = 0; time < 4; time += 1) {
      const login = await makeUser(world)
      const { refresh_token } = (await passwordGrant(world, login)).body
      const [refreshed] = await Promise.all([
        refreshGrant(world, refresh_token),
        world.ask('PATCH', `${paths.users}/${login.id}`, { body: { Active: false } }),
      ])
      await world.ask('PATCH', `${paths.users}/${login.id}`, { body: { Active: true } })
      if (refreshed.status === 200) {
        expect(await isIn(`Bearer ${refreshed.body.access_token}`)).toBe(false)
        expect((await refreshGrant(world, refreshed.body.refresh_token)).status).toBe(400)
      }
    }
  })
})
