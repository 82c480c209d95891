// What is granted next: announced before, and then granted exactly so.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookup, makeCustomer, makeLocation, makePlan, paths } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number

const moveTo = async (Now: string) => {
  const { body } = await world.ask('POST', '/api/sandbox/clock', { body: { Now } })
  expect(body.WasSuccessful).toBe(true)
}

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
  await moveTo('2031-01-20T10:00:00Z')
  riverside = await makeLocation(world)
})
afterAll(() => world.close())

type Row = Record<string, unknown>

const makeOffer = (TariffId: number, ServiceRenewalTime: string, more: object = {}) =>
  world.create(paths.planOffers, {
    Name: 'Rooms',
    TariffId,
    Credit: 100,
    ServiceRenewalTime,
    CaneBeUsedForBookings: true,
    ...more,
  })

async function makeContract(TariffId: number, more: object = {}) {
  const CoworkerId = await makeCustomer(world, riverside)
  const id = await world.create(paths.contracts, {
    IssuedById: riverside,
    CoworkerId,
    TariffId,
    StartDate: '2031-01-20T00:00:00Z',
    BillingDay: 1,
    Quantity: 1,
    ...more,
  })
  return { id, CoworkerId }
}

async function upcoming(query: string): Promise<Row[]> {
  const { status, body } = await world.ask('GET', `/api/reports/upcoming-grants?${query}`)
  expect([status, body.Message]).toEqual([200, undefined])
  return body.Records
}
const spans = (rows: readonly Row[]) =>
  rows.map((row) => [row.Amount, row.ValidFrom, row.ExpireDate])

describe('the next grants', () => {
  test('W3 C4 R38 of a contract come at the midnights of its location, in winter and in summer, and then really come', async () => {
    const plan = await makePlan(world, riverside)
    const offer = await makeOffer(plan, 'CalendarMonth')
    const { id, CoworkerId } = await makeContract(plan, { Quantity: 2 })
    const rows = await upcoming(`CoworkerContractId=${id}&count=3`)
    expect(rows[0]).toEqual({
      CoworkerContractId: id,
      CoworkerId,
      TariffId: plan,
      TariffBookingCreditId: offer,
      TariffExtraServiceId: null,
      Unit: 'Money',
      Name: 'Rooms',
      Amount: 200,
      ValidFrom: '2031-02-01T00:00:00Z',
      ExpireDate: '2031-03-01T00:00:00Z',
      UsableUntil: '2031-03-01T00:00:00Z',
      TimeZone: 'Europe/London',
    })
    // Clocks go forward on the last Sunday of March.
    expect(rows[2]).toMatchObject({
      ValidFrom: '2031-03-31T23:00:00Z',
      ExpireDate: '2031-04-30T23:00:00Z',
    })
    await moveTo('2031-04-02T00:00:00Z')
    const { body: wallet } = await world.ask('GET', `/api/wallets/${CoworkerId}`)
    const granted = wallet.Credits.map((one: Row) => [
      one.TotalCredit,
      one.ValidFrom,
      one.ExpireDate,
    ])
    expect(granted).toEqual([[200, '2031-01-20T00:00:00Z', '2031-02-01T00:00:00Z'], ...spans(rows)])
    expect(await upcoming(`CoworkerContractId=${id}&count=1`)).toMatchObject([
      { ValidFrom: '2031-04-30T23:00:00Z' },
    ])
  })

  test('of all offers of a plan are in one order, money and time', async () => {
    const plan = await makePlan(world, riverside)
    await makeOffer(plan, 'CalendarMonth')
    await makeOffer(plan, 'Week', { Credit: 25, Name: 'Weekly' })
    const rate = await world.create(paths.rates, {
      BusinessId: riverside,
      Name: 'Hours',
      Price: 20,
      DisplayOrder: 1,
      CurrencyId: lookup.pounds,
      ChargePeriod: 'Minutes',
      IsBookingCredit: true,
    })
    const time = await world.create('/api/billing/tariffextraservices', {
      TariffId: plan,
      ExtraServiceId: rate,
      UsesIncluded: 120,
      ServiceRenewalTime: 'CalendarMonth',
    })
    const { id } = await makeContract(plan, { StartDate: '2031-04-02T00:00:00Z' })
    const rows = await upcoming(`CoworkerContractId=${id}&count=7`)
    expect(rows.map((row) => [row.Name, row.Amount, String(row.ValidFrom).slice(0, 10)])).toEqual([
      ['Weekly', 25, '2031-04-06'],
      ['Weekly', 25, '2031-04-13'],
      ['Weekly', 25, '2031-04-20'],
      ['Weekly', 25, '2031-04-27'],
      ['Rooms', 100, '2031-04-30'],
      ['Hours', 120, '2031-04-30'],
      ['Weekly', 25, '2031-05-04'],
    ])
    const only = await upcoming(`CoworkerContractId=${id}&TariffExtraServiceId=${time}&count=1`)
    expect(only).toMatchObject([{ Unit: 'Time', Amount: 120, TariffExtraServiceId: time }])
  })

  test('W44 D5 follow the plan that takes over, W45 leave out a freeze, and end with the contract', async () => {
    const old = await makePlan(world, riverside)
    const next = await makePlan(world, riverside)
    await makeOffer(old, 'TariffMonth')
    await makeOffer(next, 'TariffMonth', { Credit: 250 })
    const { id } = await makeContract(old, { StartDate: '2031-04-01T00:00:00Z' })
    const june = '2031-05-31T23:00:00Z'
    expect((await upcoming(`CoworkerContractId=${id}&count=2`)).map((row) => row.Amount)).toEqual([
      100, 100,
    ])
    await world.ask('PATCH', `${paths.contracts}/${id}`, { body: { NextTariffId: next } })
    expect(spans(await upcoming(`CoworkerContractId=${id}&count=2`))).toEqual([
      [250, '2031-04-30T23:00:00Z', june],
      [250, june, '2031-06-30T23:00:00Z'],
    ])
    await world.create('/api/billing/contractpausedperiods', {
      CoworkerContractId: id,
      PauseFrom: june,
      PauseUntil: '2031-07-31T23:00:00Z',
    })
    expect(
      (await upcoming(`CoworkerContractId=${id}&count=2`)).map((row) => row.ValidFrom),
    ).toEqual(['2031-04-30T23:00:00Z', '2031-07-31T23:00:00Z'])
    await world.ask('PATCH', `${paths.contracts}/${id}`, {
      body: { CancellationDate: '2031-08-20T00:00:00Z' },
    })
    await world.ask('POST', `${paths.contracts}/runcommand`, {
      body: { Key: 'CANCEL_CONTRACT', Ids: [id] },
    })
    const last = await upcoming(`CoworkerContractId=${id}`)
    expect(last).toHaveLength(2)
    expect(last[1]).toMatchObject({
      ExpireDate: '2031-08-31T23:00:00Z',
      UsableUntil: '2031-08-20T00:00:00Z',
    })
  })

  test('of an offer without a contract are those of somebody who joins', async () => {
    const plan = await makePlan(world, riverside)
    const offer = await makeOffer(plan, 'CalendarMonth')
    const rows = await upcoming(`TariffBookingCreditId=${offer}&StartDate=2031-05-10&count=2`)
    expect(spans(rows)).toEqual([
      [100, '2031-05-10T00:00:00Z', '2031-05-31T23:00:00Z'],
      [100, '2031-05-31T23:00:00Z', '2031-06-30T23:00:00Z'],
    ])
    expect(rows[0]).toMatchObject({ CoworkerContractId: null, TariffId: plan })
  })

  test('W12 of a draft are told before it is saved', async () => {
    const plan = await makePlan(world, riverside)
    const offer = await makeOffer(plan, 'CalendarMonth')
    const { id } = await makeContract(plan, { StartDate: '2031-04-01T00:00:00Z' })
    const changed = await upcoming(
      `CoworkerContractId=${id}&TariffBookingCreditId=${offer}&ServiceRenewalTime=Week&TotalCredit=12.5&count=1`,
    )
    // April is granted already: the first week that reaches beyond it is the next.
    expect(spans(changed)).toEqual([[12.5, '2031-04-27T23:00:00Z', '2031-05-04T23:00:00Z']])
    // A new offer comes at once for the period that runs.
    const added = await upcoming(
      `CoworkerContractId=${id}&ServiceRenewalTime=CalendarMonth&TotalCredit=30&count=2`,
    )
    expect(added.map((row) => [row.Amount, row.ValidFrom, row.TariffBookingCreditId])).toEqual([
      [30, '2031-04-01T00:00:00Z', null],
      [30, '2031-04-30T23:00:00Z', null],
    ])
    const days = await upcoming(`TariffId=${plan}&ServiceRenewalTime=5&Credit=3&count=120`)
    expect(days).toHaveLength(120)
    expect((await world.ask('GET', `${paths.planOffers}/${offer}`)).body).toMatchObject({
      Credit: 100,
    })
  })

  test('S2 are a share of the first month where the location wants that', async () => {
    const place = await makeLocation(world)
    await world.create('/api/sys/businesssettings', {
      BusinessId: place,
      Name: 'Credits.FirstPeriod',
      Value: 'ProrateByDays',
    })
    const plan = await makePlan(world, place)
    const offer = await makeOffer(plan, 'CalendarMonth')
    // The 10th to the 31st: 22 of 31 days of 100, rounded up.
    const rows = await upcoming(`TariffBookingCreditId=${offer}&StartDate=2031-05-10&count=2`)
    expect(rows.map((row) => row.Amount)).toEqual([70.97, 100])
    const customer = await makeCustomer(world, place)
    await world.create(paths.contracts, {
      IssuedById: place,
      CoworkerId: customer,
      TariffId: plan,
      StartDate: '2031-04-02T00:00:00Z',
      BillingDay: 1,
      Quantity: 1,
    })
    // 29 of 30 days.
    const { body } = await world.ask('GET', `/api/wallets/${customer}`)
    expect(body.Spendable).toBe(96.67)
  })
})

describe('a question', () => {
  test.each([
    ['', 'CoworkerContractId'],
    ['CoworkerContractId=x', 'CoworkerContractId'],
    ['TariffId=1&count=0', 'count'],
    ['TariffId=1&count=121', 'count'],
    ['TariffId=1&ServiceRenewalTime=Decade', 'ServiceRenewalTime'],
    ['TariffId=1&TotalCredit=lots', 'TotalCredit'],
    ['TariffId=1&StartDate=soon', 'StartDate'],
    ['TariffId=1&BillingDay=32', 'BillingDay'],
  ])('%s is refused by name', async (query, name) => {
    const { status, body } = await world.ask('GET', `/api/reports/upcoming-grants?${query}`)
    expect([status, body.Errors.map((error: Row) => error.PropertyName)]).toEqual([400, [name]])
  })

  test('about what does not exist, or lies elsewhere, is not found', async () => {
    const plan = await makePlan(world, riverside)
    const { id } = await makeContract(plan)
    const elsewhere = await makeLocation(world)
    const token = await world.signInAs({
      roles: ['CoworkerBookingCredit-Read'],
      businesses: [elsewhere],
    })
    const status = async (query: string, who?: string) =>
      (await world.ask('GET', `/api/reports/upcoming-grants?${query}`, who ? { token: who } : {}))
        .status
    expect(await status('CoworkerContractId=999999')).toBe(404)
    expect(await status('TariffBookingCreditId=999999')).toBe(404)
    expect(await status('TariffId=999999')).toBe(404)
    expect(await status(`CoworkerContractId=${id}`, token)).toBe(404)
    expect(await status(`TariffId=${plan}`, token)).toBe(404)
    expect(await status(`CoworkerContractId=${id}`)).toBe(200)
  })

  test('needs the role', async () => {
    const list = await world.signInAs({ roles: ['CoworkerBookingCredit-List'] })
    const { status, body } = await world.ask('GET', '/api/reports/upcoming-grants?TariffId=1', {
      token: list,
    })
    expect([status, body.Message]).toEqual([403, 'You need the role CoworkerBookingCredit-Read.'])
  })
})
