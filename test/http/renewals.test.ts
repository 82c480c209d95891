// Plan credit over the wire: granted at once, renewed by the clock, once each.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settleEverythingDue } from '../../src/operations/due-work.ts'
import { verify } from '../../src/operations/verify.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(async () => {
  expect(await verify(world.service, { repair: false, after: 0, onProgress: () => {} })).toEqual([])
  await world.close()
})

const moveTo = async (Now: string) => {
  const { body } = await world.ask('POST', '/api/sandbox/clock', { body: { Now } })
  expect(body.WasSuccessful).toBe(true)
}

/** Every story starts over on its own first day. */
async function startOn(now: string): Promise<void> {
  await world.ask('POST', '/api/sandbox/reset')
  await world.ask('POST', '/api/sandbox/clock', { body: { Now: new Date().toISOString() } })
  await moveTo(now)
  riverside = await world.create('/api/sys/businesses', {
    Name: 'Riverside',
    WebAddress: 'riverside',
    CountryId: 1901,
    CurrencyId: 3005,
    SimpleTimeZoneId: 2023,
  })
}

let people = 0

const customer = () => {
  people += 1
  return world.create('/api/spaces/coworkers', {
    FullName: `Member ${people}`,
    Email: `member${people}@example.com`,
    CountryId: 1901,
    SimpleTimeZoneId: 2023,
    InvoicingBusinessId: riverside,
  })
}

const plan = (more: object = {}) =>
  world.create('/api/billing/tariffs', {
    BusinessId: riverside,
    Name: 'Flex',
    Price: 200,
    CurrencyId: 3005,
    CancellationPeriod: 0,
    DisplayOrder: 1,
    InvoiceEvery: 1,
    InvoiceEveryWeeks: 0,
    ...more,
  })

const offer = (TariffId: number, Credit: number, ServiceRenewalTime: string, more: object = {}) =>
  world.create('/api/billing/tariffbookingcredits', {
    Name: 'Room credit',
    TariffId,
    Credit,
    ServiceRenewalTime,
    CaneBeUsedForBookings: true,
    ...more,
  })

const contract = (CoworkerId: number, TariffId: number, more: object = {}) =>
  world.create('/api/billing/coworkercontracts', {
    IssuedById: riverside,
    CoworkerId,
    TariffId,
    BillingDay: 1,
    Quantity: 1,
    ...more,
  })

async function wallet(id: number) {
  const { body } = await world.ask('GET', `/api/wallets/${id}`)
  return {
    spendable: body.Spendable,
    credits: body.Credits.map((one: Record<string, unknown>) => [
      one.RemainingCredit,
      one.ValidFrom,
      one.ExpireDate,
    ]),
    origins: body.Credits.map((one: Record<string, unknown>) => one.Origin),
  }
}

const spend = (id: number, Amount: number, ServiceTime?: string) =>
  world.ask('POST', `/api/wallets/${id}/spend`, {
    body: { Charges: [{ Kind: 'Booking', Amount, ServiceTime }] },
  })

describe('plan credit', () => {
  test('I12 of several periods at once stands in the journal in the order in which it was due', async () => {
    await startOn('2031-01-01T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    await offer(flex, 10, 'CalendarMonth')
    await offer(flex, 1, 'Week')
    await contract(ada, flex, { StartDate: '2031-01-01T00:00:00Z' })
    await contract(ada, flex, { StartDate: '2031-01-01T00:00:00Z' })
    await moveTo('2031-03-20T00:00:00Z')
    const { body } = await world.ask('GET', `/api/wallets/${ada}/statement?Kind=Grant&size=100`)
    const grants = body.Records as { readonly Sequence: number; readonly OccurredOn: string }[]
    expect(grants.length).toBeGreaterThan(20)
    const inTime = grants.toSorted((left, right) => left.Sequence - right.Sequence)
    const times = inTime.map((one) => one.OccurredOn)
    expect(times).toEqual([...times].sort())
  })
  test('W1 is reset at the first of the month, and what was left is lost', async () => {
    await startOn('2031-01-01T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    await offer(flex, 100, 'CalendarMonth')
    await contract(ada, flex, { StartDate: '2031-01-01T00:00:00Z' })
    await moveTo('2031-01-15T00:00:00Z')
    await spend(ada, 40)
    expect(await wallet(ada)).toMatchObject({ spendable: 60, origins: ['Plan'] })
    await moveTo('2031-02-01T00:00:00Z')
    expect((await wallet(ada)).spendable).toBe(100)
    const { body } = await world.ask('GET', `/api/wallets/${ada}/statement`)
    expect(
      body.Records.map((row: Record<string, unknown>) => [row.Kind, row.Amount, row.OccurredOn]),
    ).toEqual([
      ['Grant', 100, '2031-01-01T00:00:00Z'],
      ['Use', -40, '2031-01-15T00:00:00Z'],
      ['Expire', -60, '2031-02-01T00:00:00Z'],
      ['Grant', 100, '2031-02-01T00:00:00Z'],
    ])
  })
  test('W2 follows the billing day', async () => {
    await startOn('2031-03-15T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    await offer(flex, 100, 'TariffMonth')
    await contract(ada, flex, { BillingDay: 15 })
    await moveTo('2031-04-14T23:00:00Z')
    expect(await wallet(ada)).toMatchObject({ spendable: 100 })
    expect((await wallet(ada)).credits.at(-1)).toEqual([
      100,
      '2031-04-14T23:00:00Z',
      '2031-05-14T23:00:00Z',
    ])
  })
  test('W5 weekly credit starts full and ends on Monday', async () => {
    await startOn('2031-05-07T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    await offer(flex, 25, 'Week')
    await contract(ada, flex)
    expect((await wallet(ada)).credits).toEqual([
      [25, '2031-05-07T00:00:00Z', '2031-05-11T23:00:00Z'],
    ])
    await moveTo('2031-05-12T00:00:00Z')
    expect((await wallet(ada)).spendable).toBe(25)
  })
  test('W7 is multiplied by the quantity of the contract', async () => {
    await startOn('2031-06-01T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    await offer(flex, 100, 'CalendarMonth')
    await contract(ada, flex, { Quantity: 3 })
    expect((await wallet(ada)).spendable).toBe(300)
  })
  test('W12 an edited offer counts from the next period, a new one at once, a deleted one takes nothing back', async () => {
    await startOn('2031-07-01T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    const rooms = await offer(flex, 100, 'CalendarMonth')
    await contract(ada, flex)
    await moveTo('2031-07-10T00:00:00Z')
    await world.ask('PATCH', `/api/billing/tariffbookingcredits/${rooms}`, {
      body: { Credit: 150 },
    })
    expect((await wallet(ada)).spendable).toBe(100)
    const events = { CaneBeUsedForBookings: false, CaneBeUsedForEvents: true, Name: 'Event credit' }
    await offer(flex, 30, 'CalendarMonth', events)
    expect((await wallet(ada)).spendable).toBe(130)
    await moveTo('2031-07-31T23:00:00Z')
    expect((await wallet(ada)).spendable).toBe(180)
    await world.ask('DELETE', `/api/billing/tariffbookingcredits/${rooms}`)
    expect((await wallet(ada)).spendable).toBe(180)
    await moveTo('2031-08-31T23:00:00Z')
    expect((await wallet(ada)).spendable).toBe(30)
  })
  test('W43 ends with the contract, while credit by hand stays', async () => {
    await startOn('2031-09-01T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    await offer(flex, 100, 'CalendarMonth')
    const agreed = await contract(ada, flex)
    await world.create('/api/billing/coworkerbookingcredits', {
      CoworkerId: ada,
      BusinessId: riverside,
      TotalCredit: 50,
      CaneBeUsedForBookings: true,
    })
    await world.ask('PATCH', `/api/billing/coworkercontracts/${agreed}`, {
      body: { CancellationDate: '2031-09-20T00:00:00Z' },
    })
    const run = { Key: 'CANCEL_CONTRACT', Ids: [agreed] }
    await world.ask('POST', '/api/billing/coworkercontracts/runcommand', { body: run })
    expect((await wallet(ada)).spendable).toBe(150)
    await moveTo('2031-09-20T00:00:00Z')
    expect((await wallet(ada)).spendable).toBe(50)
    await moveTo('2031-10-05T00:00:00Z')
    expect((await wallet(ada)).spendable).toBe(50)
  })
  test('W44 a change of plan takes over at the renewal', async () => {
    await startOn('2031-11-01T00:00:00Z')
    const ada = await customer()
    const small = await plan({ Name: 'Small' })
    const large = await plan({ Name: 'Large' })
    await offer(small, 100, 'TariffMonth')
    await offer(large, 250, 'TariffMonth')
    const agreed = await contract(ada, small)
    await world.ask('PATCH', `/api/billing/coworkercontracts/${agreed}`, {
      body: { NextTariffId: large },
    })
    expect((await wallet(ada)).spendable).toBe(100)
    await moveTo('2031-12-01T00:00:00Z')
    expect((await wallet(ada)).spendable).toBe(250)
    const { body } = await world.ask('GET', `/api/billing/coworkercontracts/${agreed}`)
    expect(body).toMatchObject({ TariffId: large, NextTariffId: null })
  })
  test('W45 rests while the contract is frozen', async () => {
    await startOn('2032-04-01T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    await offer(flex, 100, 'TariffMonth')
    const agreed = await contract(ada, flex)
    await world.create('/api/billing/contractpausedperiods', {
      CoworkerContractId: agreed,
      PauseFrom: '2032-04-30T23:00:00Z',
      PauseUntil: '2032-06-30T23:00:00Z',
    })
    expect((await wallet(ada)).spendable).toBe(100)
    await moveTo('2032-05-15T00:00:00Z')
    expect((await wallet(ada)).spendable).toBe(0)
    await moveTo('2032-06-30T23:00:00Z')
    expect((await wallet(ada)).spendable).toBe(100)
  })
  test('W46 does not depend on the price of the plan', async () => {
    await startOn('2032-08-01T00:00:00Z')
    const ada = await customer()
    const free = await plan({ Price: 0 })
    await offer(free, 20, 'CalendarMonth')
    await contract(ada, free)
    await moveTo('2032-08-31T23:00:00Z')
    expect((await wallet(ada)).spendable).toBe(20)
  })
})

describe('renewing', () => {
  test('grants once, however many run at once and however often', async () => {
    await startOn('2033-01-01T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    await offer(flex, 100, 'CalendarMonth')
    await contract(ada, flex)
    const later = Date.parse('2033-04-15T00:00:00Z')
    await Promise.all(Array.from({ length: 4 }, () => settleEverythingDue(world.service, later)))
    await settleEverythingDue(world.service, later)
    const { body } = await world.ask(
      'GET',
      `/api/billing/coworkerbookingcredits?CoworkerBookingCredit_Coworker=${ada}`,
    )
    expect(body.Records.map((one: Record<string, unknown>) => one.ValidFrom)).toEqual([
      '2033-01-01T00:00:00Z',
      '2033-02-01T00:00:00Z',
      '2033-03-01T00:00:00Z',
      '2033-03-31T23:00:00Z',
    ])
  })
  test('a deleted grant does not come back', async () => {
    await startOn('2033-06-01T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    await offer(flex, 100, 'CalendarMonth')
    await contract(ada, flex)
    const { body } = await world.ask(
      'GET',
      `/api/billing/coworkerbookingcredits?CoworkerBookingCredit_Coworker=${ada}`,
    )
    await world.ask('DELETE', `/api/billing/coworkerbookingcredits/${body.Records[0].Id}`)
    await settleEverythingDue(world.service, Date.parse('2033-06-15T00:00:00Z'))
    expect((await wallet(ada)).spendable).toBe(0)
  })
  test('a backdated contract is granted the period it is in, and nothing of the past', async () => {
    await startOn('2033-08-20T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    await offer(flex, 100, 'CalendarMonth')
    await contract(ada, flex, { StartDate: '2033-01-01T00:00:00Z' })
    expect((await wallet(ada)).credits).toEqual([
      [100, '2033-07-31T23:00:00Z', '2033-08-31T23:00:00Z'],
    ])
  })
  test('time credit of a plan is granted and renewed like money', async () => {
    await startOn('2033-10-01T00:00:00Z')
    const ada = await customer()
    const flex = await plan()
    const rate = await world.create('/api/billing/extraservices', {
      BusinessId: riverside,
      Name: 'Meeting room hours',
      DisplayOrder: 1,
      Price: 20,
      CurrencyId: 3005,
      ChargePeriod: 'Minutes',
      IsBookingCredit: true,
    })
    await world.create('/api/billing/tariffextraservices', {
      TariffId: flex,
      ExtraServiceId: rate,
      UsesIncluded: 120,
      ServiceRenewalTime: 'CalendarMonth',
    })
    await contract(ada, flex)
    const times = async () => (await world.ask('GET', `/api/wallets/${ada}`)).body.TimeCredits
    expect(await times()).toMatchObject([
      { TotalUses: 120, RemainingUses: 120, Origin: 'Plan', Usable: true },
    ])
    await moveTo('2033-11-01T00:00:00Z')
    expect(await times()).toHaveLength(2)
    expect((await times()).filter((one: { Usable: boolean }) => one.Usable)).toHaveLength(1)
  })
})
