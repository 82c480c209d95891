// Spends remember who was behind a token, and look again in the transaction that spends: what changed counts at once.

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/http/app.ts'
import { converse, statusesIn } from '../support/raw.ts'
import { makeCredit, makeCustomer, makeLocation, paths } from '../support/space.ts'
import { type Login, makeRole, makeUser, passwordGrant } from '../support/users.ts'
import { type Ask, openWorld, type World } from '../support/world.ts'

let world: World
let locationId: number
let customer: number
let role: number
let login: Login
let token: string

beforeAll(async () => {
  world = await openWorld()
  locationId = await makeLocation(world)
  customer = await makeCustomer(world, locationId)
  await makeCredit(world, locationId, customer, {
    TotalCredit: 1_000,
    CaneBeUsedForBookings: true,
  })
})
afterAll(() => world.close())

beforeEach(async () => {
  role = await makeRole(world, 'CoworkerBookingCreditUseHistory-Create')
  login = await makeUser(world, { UserRoles: [role] })
  token = (await passwordGrant(world, login)).body.access_token
  // From here on the user is remembered.
  expect((await spend()).status).toBe(200)
  expect((await spend()).status).toBe(200)
})

const spendBody = { Charges: [{ Kind: 'Booking', Amount: 1 }] }
const spend = (ask: Ask = { body: spendBody }) =>
  world.ask('POST', `/api/wallets/${customer}/spend`, { token, ...ask })

const change = (members: unknown) =>
  world.ask('PATCH', `${paths.users}/${login.id}`, { body: members })

/** What is left, and the last sequence: nothing moves when both stay. */
const standing = async () => {
  const { body } = await world.ask('GET', `/api/wallets/${customer}`)
  return [body.Sequence, body.Credits[0].RemainingCredit]
}

async function expectNothingSpent(status: number, ask?: Ask): Promise<void> {
  const before = await standing()
  expect((await spend(ask)).status).toBe(status)
  expect(await standing()).toEqual(before)
}

describe('the next spend is refused', () => {
  test('when the user is disabled', async () => {
    expect((await change({ Active: false })).status).toBe(200)
    await expectNothingSpent(401)
  })
  test('when the password was changed', async () => {
    expect((await change({ NewPassword: 'another password' })).status).toBe(200)
    await expectNothingSpent(401)
  })
  test('when the user is gone', async () => {
    expect((await world.ask('DELETE', `${paths.users}/${login.id}`)).body.WasSuccessful).toBe(true)
    await expectNothingSpent(401)
  })
  test('when the token was ended or has run out, by whichever server', async () => {
    const { executor } = world.service.database
    await sql`update access_token set expires_at = now() where user_id = ${login.id}`.execute(
      executor,
    )
    await expectNothingSpent(401)
    await sql`delete from access_token where user_id = ${login.id}`.execute(executor)
    await expectNothingSpent(401)
  })
  test('with 403 when the role was taken away, or may only be used elsewhere', async () => {
    expect((await change({ UserRoles: [] })).status).toBe(200)
    await expectNothingSpent(403)
    const elsewhere = await makeLocation(world)
    expect((await change({ UserRoles: [role], Businesses: [elsewhere] })).status).toBe(200)
    await expectNothingSpent(404)
  })
  test('with 401, whatever else is wrong with it', async () => {
    expect((await change({ Active: false })).status).toBe(200)
    await expectNothingSpent(401, { body: {} })
    await expectNothingSpent(401, {
      text: '{"Charges":',
      headers: { 'content-type': 'application/json' },
    })
    await expectNothingSpent(401, { body: { Charges: [{ Kind: 'Booking', BookingId: 1 }] } })
  })
})

test('a role that was given counts at the next spend', async () => {
  expect((await change({ UserRoles: [] })).status).toBe(200)
  expect((await spend()).status).toBe(403)
  expect((await change({ UserRoles: [role] })).status).toBe(200)
  expect((await spend()).status).toBe(200)
})

test('others of the same batch are served', async () => {
  const other = await world.signInAs({ roles: ['CoworkerBookingCreditUseHistory-Create'] })
  expect((await spend({ body: spendBody, token: other })).status).toBe(200)
  expect((await change({ Active: false })).status).toBe(200)
  const before = await standing()
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      spend({ body: spendBody, token: index % 2 === 0 ? token : other }),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual(
    answers.map((_, index) => (index % 2 === 0 ? 401 : 200)),
  )
  expect(await standing()).toEqual([before[0] + 5, before[1] - 5])
})

test.each([
  ['a spend', () => [`/api/wallets/${customer}/spend`, spendBody]],
  ['any other write', () => [paths.credits, { CoworkerId: customer, TotalCredit: 1 }]],
] as const)(
  'a session that ends while the body of %s is on its way does nothing',
  async (_, ask) => {
    const fresh = (await passwordGrant(world, login)).body.access_token
    const app = await buildApp(world.service, { logLevel: 'silent', rateLimit: undefined })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const before = await standing()
    const [path, body] = ask()
    const text = JSON.stringify(body)
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${fresh}\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n`
    const { socket, answers } = converse(app, head)
    // The head has been read, and the caller looked up.
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect((await change({ Active: false })).status).toBe(200)
    socket.write(text)
    expect(statusesIn(await answers(1))).toEqual([401])
    socket.destroy()
    await app.close()
    expect(await standing()).toEqual(before)
  },
)
