// Customers who are signed up to a plan as they are added: their contract is one like any other. Riverside, London, pounds.

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { serviceActor } from '../../src/operations/call.ts'
import { settleEverythingDue } from '../../src/operations/due-work.ts'
import { insertFromBody } from '../../src/operations/new-record.ts'
import { verify } from '../../src/operations/verify.ts'
import { runScript } from '../../src/storage/database.ts'
import { expectSoundWallet } from '../support/journal.ts'
import { lookup, makeCustomer, makeLocation, makePlan, paths } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number
let flex: number

const moveTo = async (Now: string) => {
  const { body } = await world.ask('POST', '/api/sandbox/clock', { body: { Now } })
  expect(body.WasSuccessful).toBe(true)
}

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(async () => {
  expect(await verify(world.service, { repair: false, after: 0, onProgress: () => {} })).toEqual([])
  await world.close()
})

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2031-04-10T09:00:00Z')
  riverside = await makeLocation(world)
  flex = await makePlan(world, riverside)
  await world.create(paths.planOffers, {
    Name: 'Monthly 40',
    TariffId: flex,
    Credit: 40,
    ServiceRenewalTime: 2,
    CaneBeUsedForBookings: true,
  })
})

const signUp = (members: object = {}) =>
  world.ask('POST', paths.coworkers, {
    body: {
      FullName: 'Ada',
      Email: 'ada@example.com',
      CountryId: lookup.country,
      SimpleTimeZoneId: lookup.london,
      Businesses: [riverside],
      InvoicingBusinessId: riverside,
      TariffId: flex,
      BillingDay: 5,
      ...members,
    },
  })

const records = async (url: string) => (await world.ask('GET', url)).body.Records
const contractsOf = (id: number) => records(`${paths.contracts}?CoworkerContract_Coworker=${id}`)
const spendable = async (id: number) =>
  (await world.ask('GET', `/api/wallets/${id}`)).body.Spendable

describe('a customer who is signed up to a plan', () => {
  test('is granted its credit at once, and again when it renews', async () => {
    const { status, body } = await signUp()
    expect(status).toBe(200)
    expect(body.Value).toMatchObject({ TariffId: flex })
    const [contract] = await contractsOf(body.Value.Id)
    expect(contract).toMatchObject({ BillingDay: 5, RenewalDate: '2031-05-04T23:00:00Z' })
    expect(await spendable(body.Value.Id)).toBe(40)
    await moveTo('2031-05-10T09:00:00Z')
    const credits = await records(
      `${paths.credits}?CoworkerBookingCredit_Coworker=${body.Value.Id}&orderBy=Id&dir=0`,
    )
    expect(credits).toHaveLength(2)
    await expectSoundWallet(world, body.Value.Id)
  })
  test('has the contract that a POST of one makes', async () => {
    const signed = (await signUp()).body.Value.Id
    const posted = await makeCustomer(world, riverside)
    const contract = { IssuedById: riverside, TariffId: flex, BillingDay: 5, Quantity: 1 }
    await world.create(paths.contracts, { ...contract, CoworkerId: posted })
    const terms = async (id: number) => {
      const [one] = await contractsOf(id)
      const { StartDate, RenewalDate, CancellationDate, Active, MainContract } = one
      return { StartDate, RenewalDate, CancellationDate, Active, MainContract }
    }
    expect(await terms(signed)).toEqual(await terms(posted))
    expect(await spendable(signed)).toBe(await spendable(posted))
  })
  test('is billed from the day of the month that it is when none is said', async () => {
    const { body } = await signUp({ BillingDay: undefined })
    expect(await contractsOf(body.Value.Id)).toMatchObject([{ BillingDay: 10 }])
    expect(await spendable(body.Value.Id)).toBe(40)
  })
  test.each([0, 99, -5, Number.MAX_SAFE_INTEGER, '32'])(
    'cannot be billed on day %j of a month, and is not added',
    async (BillingDay) => {
      const { status, body } = await signUp({ BillingDay })
      expect(status).toBe(400)
      expect(body.Errors).toEqual([
        {
          PropertyName: 'BillingDay',
          Message: 'must be a day of the month, 1 to 31',
          AttemptedValue: BillingDay,
        },
      ])
      expect(await records(paths.coworkers)).toEqual([])
      expect(await records(paths.contracts)).toEqual([])
      const url = `/api/billing/tariffs/${flex}`
      expect((await world.ask('PATCH', url, { body: { Price: 90 } })).status).toBe(200)
    },
  )
})

describe('a contract that a sign-up left with nothing due', () => {
  const now = Date.parse('2031-04-10T09:00:00Z')
  const migration = new URL('../../migrations/0025_contracts_of_sign_ups.sql', import.meta.url)

  /** As sign-ups made them: stored, and nothing else. */
  const leave = (CoworkerId: number, BillingDay: number, StartDate: string) =>
    world.service.database.transaction((executor) =>
      insertFromBody(
        { catalog: world.service.catalog, executor, actor: serviceActor('sign-up'), now },
        'CoworkerContract',
        { IssuedById: riverside, CoworkerId, TariffId: flex, StartDate, BillingDay, Quantity: 1 },
      ),
    )
  const upgrade = async () => {
    await runScript(world.service.database.executor, await readFile(migration, 'utf8'))
    await settleEverythingDue(world.service, now)
  }

  test('is granted the period it is in, and nothing of the past', async () => {
    const customer = await makeCustomer(world, riverside)
    await leave(customer, 5, '2031-01-20T12:00:00Z')
    expect(await spendable(customer)).toBe(0)
    await upgrade()
    expect(await contractsOf(customer)).toMatchObject([{ RenewalDate: '2031-05-04T23:00:00Z' }])
    expect(
      await records(`${paths.credits}?CoworkerBookingCredit_Coworker=${customer}`),
    ).toMatchObject([{ TotalCredit: 40, RemainingCredit: 40 }])
    await upgrade()
    expect(await spendable(customer)).toBe(40)
    await expectSoundWallet(world, customer)
  })
  test('is billed from the day it began where the day is none, so that its plan can be changed again', async () => {
    const customers = [await makeCustomer(world, riverside), await makeCustomer(world, riverside)]
    const [none = 0, beyond = 0] = customers
    await leave(none, 0, '2031-01-20T12:00:00Z')
    await leave(beyond, Number.MAX_SAFE_INTEGER, '2031-02-28T12:00:00Z')
    await upgrade()
    expect(await contractsOf(none)).toMatchObject([{ BillingDay: 20 }])
    expect(await contractsOf(beyond)).toMatchObject([{ BillingDay: 28 }])
    for (const customer of customers) expect(await spendable(customer)).toBe(40)
    const url = `/api/billing/tariffs/${flex}`
    expect((await world.ask('PATCH', url, { body: { Price: 90 } })).status).toBe(200)
  })
  test('stays as it is where it has ended, or was granted something', async () => {
    const ended = await makeCustomer(world, riverside)
    const id = await leave(ended, 5, '2031-01-20T12:00:00Z')
    const url = `${paths.contracts}/${id}`
    await world.ask('PATCH', url, { body: { CancellationDate: '2031-02-20T12:00:00Z' } })
    const granted = (await signUp()).body.Value.Id
    await upgrade()
    expect(await spendable(ended)).toBe(0)
    expect(await spendable(granted)).toBe(40)
  })
})
