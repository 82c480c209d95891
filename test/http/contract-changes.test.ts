// What becomes of plan credit when a contract, its plan or its pauses change. Riverside, London, pounds.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number
let member: number
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
  await moveTo('2031-04-01T00:00:00Z')
  riverside = await world.create('/api/sys/businesses', {
    Name: 'Riverside',
    WebAddress: 'riverside',
    CountryId: 1901,
    CurrencyId: 3005,
    SimpleTimeZoneId: 2023,
  })
  member = await world.create('/api/spaces/coworkers', {
    FullName: 'Ada',
    Email: 'ada@example.com',
    CountryId: 1901,
    SimpleTimeZoneId: 2023,
    InvoicingBusinessId: riverside,
  })
  flex = await plan('Flex', 100)
})

async function plan(Name: string, Credit: number, more: object = {}): Promise<number> {
  const TariffId = await world.create('/api/billing/tariffs', {
    BusinessId: riverside,
    Name,
    Price: 200,
    CurrencyId: 3005,
    CancellationPeriod: 0,
    DisplayOrder: 1,
    InvoiceEvery: 1,
    InvoiceEveryWeeks: 0,
    ...more,
  })
  await offer(TariffId, Credit)
  return TariffId
}

const offer = (TariffId: number, Credit: number, more: object = {}) =>
  world.create('/api/billing/tariffbookingcredits', {
    Name: 'Room credit',
    TariffId,
    Credit,
    ServiceRenewalTime: 'CalendarMonth',
    CaneBeUsedForBookings: true,
    ...more,
  })

const contracts = '/api/billing/coworkercontracts'

const terms = (more: object = {}) => ({
  IssuedById: riverside,
  CoworkerId: member,
  TariffId: flex,
  BillingDay: 1,
  Quantity: 1,
  ...more,
})

const contract = (more: object = {}) => world.create(contracts, terms(more))

const patch = async (path: string, body: object) => {
  const answer = await world.ask('PATCH', path, { body })
  expect(answer.status, answer.text).toBe(200)
}

const run = (Key: string, id: number) =>
  world.ask('POST', `${contracts}/runcommand`, { body: { Key, Ids: [id] } })

async function wallet(query = '') {
  const { body } = await world.ask('GET', `/api/wallets/${member}${query}`)
  return body
}

/** Total, from, until of each credit, the first first. */
async function grants(): Promise<(readonly [number, string, string])[]> {
  const { body } = await world.ask(
    'GET',
    `/api/billing/coworkerbookingcredits?CoworkerBookingCredit_Coworker=${member}&orderBy=Id&dir=0&size=1000`,
  )
  return body.Records.map((row: Record<string, unknown>) => [
    row.TotalCredit,
    row.ValidFrom,
    row.ExpireDate,
  ])
}

describe('the end of a contract', () => {
  test('W4 is its CancellationDate, and no period that starts later is granted', async () => {
    const yearly = await plan('Yearly', 60, { InvoiceEvery: 12 })
    await contract({
      TariffId: yearly,
      BillingDay: 10,
      StartDate: '2031-04-10T00:00:00Z',
      CancellationDate: '2032-04-10T00:00:00Z',
    })
    await moveTo('2032-04-05T00:00:00Z')
    const given = await grants()
    expect(given).toHaveLength(13)
    expect(given[0]).toEqual([60, '2031-04-10T00:00:00Z', '2031-04-30T23:00:00Z'])
    expect((await wallet()).Spendable).toBe(60)
    await moveTo('2032-04-10T00:00:00Z')
    const after = await wallet()
    expect(after.Spendable).toBe(0)
    expect(after.Credits.at(-1).Reasons).toMatchObject([{ Code: 'ContractEnded' }])
    await moveTo('2032-06-01T00:00:00Z')
    expect(await grants()).toHaveLength(13)
  })

  test('S4 ends its time credit too, and the wallet says so', async () => {
    const rate = await world.create('/api/billing/extraservices', {
      BusinessId: riverside,
      Name: 'Hours',
      DisplayOrder: 1,
      Price: 20,
      CurrencyId: 3005,
      ChargePeriod: 'Minutes',
      IsBookingCredit: true,
    })
    await world.create('/api/billing/tariffextraservices', {
      TariffId: flex,
      ExtraServiceId: rate,
      UsesIncluded: 60,
      ServiceRenewalTime: 'CalendarMonth',
    })
    const id = await contract()
    expect((await wallet()).TimeCredits).toMatchObject([{ RemainingUses: 60, Usable: true }])
    await run('CANCEL_CONTRACT', id)
    expect((await wallet()).TimeCredits).toMatchObject([
      { RemainingUses: 60, Usable: false, Reasons: [{ Code: 'ContractEnded' }] },
    ])
  })

  test('S4 a cancelled contract that still runs is granted a new offer, and its periods', async () => {
    const id = await contract({ CancellationDate: '2031-06-15T00:00:00Z' })
    await run('CANCEL_CONTRACT', id)
    await moveTo('2031-05-10T00:00:00Z')
    await offer(flex, 30)
    expect((await wallet()).Spendable).toBe(130)
    await moveTo('2031-06-15T00:00:00Z')
    expect((await wallet()).Spendable).toBe(0)
  })

  test('cannot be taken back by clearing the date, but can be moved', async () => {
    const id = await contract()
    await run('CANCEL_CONTRACT', id)
    await patch(`${contracts}/${id}`, { CancellationDate: '2031-06-01T00:00:00Z' })
    expect((await wallet()).Spendable).toBe(100)
    await patch(`${contracts}/${id}`, { CancellationDate: null })
    const { body } = await world.ask('GET', `${contracts}/${id}`)
    expect(body.CancellationDate).toBe('2031-06-01T00:00:00Z')
    await moveTo('2031-06-10T00:00:00Z')
    expect((await wallet()).Spendable).toBe(0)
  })

  test('before its start means that it never runs', async () => {
    await contract({
      StartDate: '2031-09-01T00:00:00Z',
      CancellationDate: '2031-08-20T00:00:00Z',
    })
    const later = await contract({ StartDate: '2031-09-01T00:00:00Z' })
    expect((await run('CANCEL_CONTRACT', later)).body.WasSuccessful).toBe(true)
    await moveTo('2031-09-02T00:00:00Z')
    expect(await grants()).toEqual([])
  })
})

describe('a deleted contract', () => {
  test('was cancelled before, and leaves nothing to spend', async () => {
    const id = await contract()
    const early = await run('DELETE_CONTRACT', id)
    expect(early.body).toMatchObject({
      WasSuccessful: false,
      Message: expect.stringContaining('Run CANCEL_CONTRACT'),
    })
    expect((await wallet()).Spendable).toBe(100)
    await run('CANCEL_CONTRACT', id)
    expect((await run('DELETE_CONTRACT', id)).body.WasSuccessful).toBe(true)
    expect((await wallet()).Spendable).toBe(0)
    await moveTo('2031-05-02T00:00:00Z')
    expect(await grants()).toHaveLength(1)
  })
})

describe('a contract that is edited', () => {
  test('C8 with another start is not granted the period it has again', async () => {
    const id = await contract({ StartDate: '2031-04-01T00:00:00Z' })
    await moveTo('2031-04-15T00:00:00Z')
    await patch(`${contracts}/${id}`, { StartDate: '2031-04-12T00:00:00Z' })
    expect(await grants()).toHaveLength(1)
    await moveTo('2031-05-01T00:00:00Z')
    expect((await grants()).at(-1)).toEqual([100, '2031-04-30T23:00:00Z', '2031-05-31T23:00:00Z'])
  })

  test('B10 an offer that comes to renew by the day starts when what was granted is over', async () => {
    const daily = await plan('Daily', 10)
    const [id] = await offerIds(daily)
    await contract({ TariffId: daily })
    await moveTo('2031-04-29T12:00:00Z')
    await patch(`/api/billing/tariffbookingcredits/${id}`, { ServiceRenewalTime: 'Day' })
    expect(await grants()).toHaveLength(1)
    await moveTo('2031-05-02T12:00:00Z')
    expect(await grants()).toEqual([
      [10, '2031-04-01T00:00:00Z', '2031-04-30T23:00:00Z'],
      [10, '2031-04-30T23:00:00Z', '2031-05-01T23:00:00Z'],
      [10, '2031-05-01T23:00:00Z', '2031-05-02T23:00:00Z'],
    ])
  })

  test('B8 by none or less is refused', async () => {
    for (const Quantity of [0, -1]) {
      const { status, body } = await world.ask('POST', contracts, { body: terms({ Quantity }) })
      expect(status).toBe(400)
      expect(body.Errors).toMatchObject([{ PropertyName: 'Quantity' }])
    }
  })
})

describe('C2 a period that starts before the last one is over', () => {
  const monthly = async (Credit: number) => {
    const id = await plan('Monthly', Credit)
    const [only] = await offerIds(id)
    await patch(`/api/billing/tariffbookingcredits/${only}`, { ServiceRenewalTime: 'TariffMonth' })
    return id
  }
  const june = ['2031-05-31T23:00:00Z', '2031-06-30T23:00:00Z'] as const
  const the15th = '2031-06-14T23:00:00Z'
  const ofJuly = '2031-07-14T23:00:00Z'

  test('because the billing day has moved takes the place of what is left of it', async () => {
    const id = await contract({ TariffId: await monthly(10) })
    await moveTo('2031-06-10T00:00:00Z')
    await patch(`${contracts}/${id}`, { BillingDay: 15 })
    await moveTo('2031-06-14T22:59:59Z')
    expect(await wallet()).toMatchObject({ Spendable: 10 })
    expect((await grants()).at(-1)).toEqual([10, ...june])
    await moveTo(the15th)
    expect(await wallet()).toMatchObject({ Spendable: 10 })
    expect((await grants()).slice(-2)).toEqual([
      [10, june[0], the15th],
      [10, the15th, ofJuly],
    ])
    await moveTo(ofJuly)
    expect(await wallet()).toMatchObject({ Spendable: 10 })
    expect((await grants()).at(-1)).toEqual([10, ofJuly, '2031-08-14T23:00:00Z'])
  })

  test('does so as of its start when nobody looked for months', async () => {
    const id = await contract({ TariffId: await monthly(10) })
    await moveTo('2031-06-10T00:00:00Z')
    await patch(`${contracts}/${id}`, { BillingDay: 15 })
    await moveTo('2031-09-01T00:00:00Z')
    expect((await grants()).slice(2, 4)).toEqual([
      [10, june[0], the15th],
      [10, the15th, ofJuly],
    ])
    for (const at of ['2031-06-14T22:59:59Z', the15th, '2031-06-25T00:00:00Z', ofJuly]) {
      expect([at, (await wallet(`?at=${at}`)).Spendable]).toEqual([at, 10])
    }
  })

  test('does so for time credit, and for no other contract', async () => {
    const rate = await world.create('/api/billing/extraservices', {
      BusinessId: riverside,
      Name: 'Hours',
      DisplayOrder: 1,
      Price: 20,
      CurrencyId: 3005,
      ChargePeriod: 'Minutes',
      IsBookingCredit: true,
    })
    const TariffId = await monthly(10)
    await world.create('/api/billing/tariffextraservices', {
      TariffId,
      ExtraServiceId: rate,
      UsesIncluded: 60,
      ServiceRenewalTime: 'TariffMonth',
    })
    const id = await contract({ TariffId })
    await contract({ TariffId })
    await moveTo('2031-06-10T00:00:00Z')
    await patch(`${contracts}/${id}`, { BillingDay: 15 })
    await moveTo(the15th)
    const { Spendable, TimeCredits } = await wallet()
    expect(Spendable).toBe(20)
    const usable = TimeCredits.filter((one: { Usable: boolean }) => one.Usable)
    expect(usable.map((one: { ExpireDate: string }) => one.ExpireDate).sort()).toEqual([
      june[1],
      ofJuly,
    ])
  })

  test('because its offer renews by the week does so for every contract on the plan', async () => {
    const weekly = await plan('Weekly', 10)
    const [id] = await offerIds(weekly)
    await moveTo('2031-04-02T00:00:00Z')
    for (const Quantity of [1, 1, 2]) await contract({ TariffId: weekly, Quantity })
    await patch(`/api/billing/tariffbookingcredits/${id}`, { ServiceRenewalTime: 'Week' })
    await moveTo('2031-04-27T22:59:59Z')
    expect(await wallet()).toMatchObject({ Spendable: 40 })
    expect(await grants()).toHaveLength(3)
    await moveTo('2031-04-29T12:00:00Z')
    expect(await wallet()).toMatchObject({ Spendable: 40 })
    expect((await grants()).sort()).toEqual([
      [10, '2031-04-02T00:00:00Z', '2031-04-27T23:00:00Z'],
      [10, '2031-04-02T00:00:00Z', '2031-04-27T23:00:00Z'],
      [10, '2031-04-27T23:00:00Z', '2031-05-04T23:00:00Z'],
      [10, '2031-04-27T23:00:00Z', '2031-05-04T23:00:00Z'],
      [20, '2031-04-02T00:00:00Z', '2031-04-27T23:00:00Z'],
      [20, '2031-04-27T23:00:00Z', '2031-05-04T23:00:00Z'],
    ])
  })

  test('leaves what somebody has made last longer or shorter by hand', async () => {
    const TariffId = await monthly(10)
    const ends = ['2031-12-31T00:00:00Z', '2031-06-12T00:00:00Z']
    for (const ExpireDate of ends) {
      const id = await contract({ TariffId })
      await moveTo('2031-06-10T00:00:00Z')
      const { Credits } = await wallet()
      const last = Math.max(...Credits.map((one: { Id: number }) => one.Id))
      await patch(`/api/billing/coworkerbookingcredits/${last}`, { ExpireDate })
      await patch(`${contracts}/${id}`, { BillingDay: 15 })
    }
    await moveTo(the15th)
    const ofJune = (await grants()).filter(([, from]) => from !== the15th).slice(-2)
    expect(ofJune.map(([, , until]) => until)).toEqual(ends)
    expect(await wallet()).toMatchObject({ Spendable: 30 })
  })
})

const offerIds = async (tariff: number): Promise<number[]> => {
  const { body } = await world.ask(
    'GET',
    `/api/billing/tariffbookingcredits?TariffBookingCredit_Tariff=${tariff}`,
  )
  return body.Records.map((row: { Id: number }) => row.Id)
}

describe('W44 a change of plan', () => {
  test('within a month of the calendar ends the old credit at the renewal', async () => {
    const large = await plan('Large', 250)
    const id = await contract({ BillingDay: 15 })
    await patch(`${contracts}/${id}`, { NextTariffId: large })
    // Midnight of the 15th in London, where summer time has begun.
    await moveTo('2031-04-14T23:00:00Z')
    expect((await wallet()).Spendable).toBe(250)
    expect(await grants()).toEqual([
      [100, '2031-04-01T00:00:00Z', '2031-04-14T23:00:00Z'],
      [250, '2031-04-14T23:00:00Z', '2031-04-30T23:00:00Z'],
    ])
    await moveTo('2031-05-20T00:00:00Z')
    expect((await wallet()).Spendable).toBe(250)
  })

  test('that is made at once ends the old credit at once', async () => {
    const large = await plan('Large', 250)
    const id = await contract()
    const other = await contract()
    await moveTo('2031-04-10T00:00:00Z')
    await world.ask('POST', `/api/wallets/${member}/spend`, {
      body: { Charges: [{ Kind: 'Booking', Amount: 30 }] },
    })
    await patch(`${contracts}/${id}`, { TariffId: large })
    expect((await wallet()).Spendable).toBe(350)
    await run('CANCEL_CONTRACT', other)
    expect((await wallet()).Spendable).toBe(250)
    expect((await wallet('?at=2031-04-09T00:00:00Z')).Spendable).toBe(200)
    expect(await grants()).toEqual([
      [100, '2031-04-01T00:00:00Z', '2031-04-10T00:00:00Z'],
      [100, '2031-04-01T00:00:00Z', '2031-04-30T23:00:00Z'],
      [250, '2031-04-01T00:00:00Z', '2031-04-30T23:00:00Z'],
    ])
    await moveTo('2031-05-02T00:00:00Z')
    expect((await wallet()).Spendable).toBe(250)
  })

  test('is the same when nobody looked for months', async () => {
    const large = await plan('Large', 250)
    const id = await contract({ BillingDay: 20 })
    await patch(`${contracts}/${id}`, { NextTariffId: large })
    await moveTo('2031-06-20T00:00:00Z')
    expect(await grants()).toEqual([
      [100, '2031-04-01T00:00:00Z', '2031-04-19T23:00:00Z'],
      [250, '2031-04-19T23:00:00Z', '2031-04-30T23:00:00Z'],
      [250, '2031-04-30T23:00:00Z', '2031-05-31T23:00:00Z'],
      [250, '2031-05-31T23:00:00Z', '2031-06-30T23:00:00Z'],
    ])
  })
})

describe('W45 a freeze', () => {
  const freeze = (id: number) =>
    world.create('/api/billing/contractpausedperiods', {
      CoworkerContractId: id,
      PauseFrom: '2031-04-30T23:00:00Z',
      PauseUntil: '2031-07-31T23:00:00Z',
    })

  test('that is taken back opens the period that runs, as of then', async () => {
    const pause = await freeze(await contract())
    await moveTo('2031-05-15T00:00:00Z')
    expect((await wallet()).Spendable).toBe(0)
    await world.ask('DELETE', `/api/billing/contractpausedperiods/${pause}`)
    expect((await wallet()).Spendable).toBe(100)
    expect((await wallet('?at=2031-05-10T00:00:00Z')).Spendable).toBe(0)
    await moveTo('2031-06-15T00:00:00Z')
    expect(await grants()).toHaveLength(3)
  })
})

describe('I11 time credit as of an instant', () => {
  test('is what the journal says, not what is left now', async () => {
    const rate = await world.create('/api/billing/extraservices', {
      BusinessId: riverside,
      Name: 'Hours',
      DisplayOrder: 1,
      Price: 20,
      CurrencyId: 3005,
      ChargePeriod: 'Minutes',
      IsBookingCredit: true,
    })
    const credit = await world.create('/api/billing/coworkerextraservices', {
      CoworkerId: member,
      BusinessId: riverside,
      ExtraServiceId: rate,
      ChargePeriod: 'Minutes',
      TotalUses: 60,
    })
    await moveTo('2031-04-05T00:00:00Z')
    await world.create('/api/billing/coworkerextraserviceusehistories', {
      CoworkerExtraServiceId: credit,
    })
    expect((await wallet()).TimeCredits).toMatchObject([{ RemainingUses: 59 }])
    const before = await wallet('?at=2031-04-02T00:00:00Z')
    expect(before.TimeCredits).toMatchObject([{ RemainingUses: 60, Usable: true }])
    expect((await wallet('?at=2031-03-02T00:00:00Z')).TimeCredits).toEqual([])
  })
})

describe('the validity of a product offer', () => {
  test('E1 cannot be less than nothing', async () => {
    const ProductId = await world.create('/api/billing/products', {
      BusinessId: riverside,
      Name: 'Bundle',
      Description: 'Credit',
      DisplayOrder: 1,
      Price: 100,
      CurrencyId: 3005,
    })
    const body = { Name: 'Bundle', ProductId, Credit: 100, CaneBeUsedForBookings: true }
    for (const name of ['ExpiresIn', 'ExpireTimeInMonths', 'ExpireTimeInWeeks']) {
      const answer = await world.ask('POST', '/api/billing/productbookingcredits', {
        body: { ...body, ExpirationType: 'Month', [name]: -1 },
      })
      expect(answer.status).toBe(400)
      expect(answer.body.Errors).toMatchObject([
        { PropertyName: name, Message: 'must not be less than zero' },
      ])
    }
  })
})
