// The largest, longest and latest values that the wire can write end in an answer, and leave every later read in order
// (wire X28: 500 is for real faults only).

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectSoundWallet } from '../support/journal.ts'
import {
  lookup,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  makeRate,
  makeResourceType,
  makeTimeCredit,
  makeTimeUse,
  makeUse,
  paths,
} from '../support/space.ts'
import { administrator } from '../support/template.ts'
import { passwordGrant, refreshGrant } from '../support/users.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number

const most = 900_719_925_474.0991
const last = '9999-12-31T23:59:59Z'
/** Long, and not to be compressed by a database. */
const long = Array.from({ length: 2_000 }, (_, index) => index.toString(36)).join('')

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
})
afterAll(() => world.close())

const sale = (customer: number, product: number, Quantity: number, members: object = {}) =>
  world.ask('POST', paths.sales, {
    body: {
      CoworkerId: customer,
      BusinessId: location,
      ProductId: product,
      Quantity,
      ActivateNow: true,
      ...members,
    },
  })

describe('a sale of more than can be counted', () => {
  test('is made, and its price read', async () => {
    const customer = await makeCustomer(world, location)
    const product = await makeProduct(world, location, { Price: most })
    const { status, body } = await sale(customer, product, Number.MAX_SAFE_INTEGER)
    expect(status).toBe(200)
    const url = `${paths.sales}/${body.Value.Id}`
    expect((await world.ask('PATCH', url, { body: { Notes: 'Later' } })).status).toBe(200)
    expect((await world.ask('GET', url)).status).toBe(200)
  })
  test('grants no more than can be counted', async () => {
    const customer = await makeCustomer(world, location)
    const product = await makeProduct(world, location)
    await world.create(paths.offers, { Name: 'Offer', ProductId: product, Credit: most })
    expect((await sale(customer, product, 1_000_000)).status).toBe(200)
    const query = `CoworkerBookingCredit_Coworker=${customer}`
    const { body } = await world.ask('GET', `${paths.credits}?${query}`)
    expect(body.Records).toMatchObject([{ RemainingCredit: Math.floor(most) }])
    await expectSoundWallet(world, customer)
  })
  test('does not make passes without end', async () => {
    const customer = await makeCustomer(world, location)
    const product = await makeProduct(world, location)
    const pass = await world.create('/api/billing/timepasses', {
      BusinessId: location,
      Name: 'Day pass',
      Price: 25,
      CurrencyId: lookup.pounds,
    })
    const offer = { ProductId: product, TimePassId: pass, PassesIncluded: 2 }
    await world.create('/api/billing/producttimepasses', offer)
    expect((await sale(customer, product, 501)).body.Errors).toMatchObject([
      { PropertyName: 'Quantity' },
    ])
    expect((await sale(customer, product, 2)).status).toBe(200)
    const query = `CoworkerTimePass_Coworker=${customer}`
    const { body } = await world.ask('GET', `/api/billing/coworkertimepasses?${query}`)
    expect(body.TotalItems).toBe(4)
  })
})

describe('a credit that holds as much as can be counted', () => {
  const largest = '900719925474.0991'
  let customer: number
  let credit: number
  const post = (route: string, body: object) =>
    world.ask('POST', `/api/wallets/${customer}/${route}`, { body })
  const spend = (Amount: number, more: object = {}) =>
    post('spend', { Charges: [{ Kind: 'Booking', Amount }], ...more })
  const adjust = (Amount: number | string) =>
    post('adjust', { CoworkerBookingCreditId: credit, Amount, Reason: 'correction' })
  const full = (owner: number) =>
    makeCredit(world, location, owner, { TotalCredit: largest, CaneBeUsedForBookings: true })
  const left = async () => {
    const { text } = await world.ask('GET', `${paths.credits}/${credit}`)
    return /"RemainingCredit":([^,]*),/.exec(text)?.[1]
  }
  /** Nothing has moved since, all of it is read, and there is still something to spend. */
  const expectUnharmed = async (amount: string, movements: number) => {
    expect(await left()).toBe(amount)
    const { status, body } = await world.ask('GET', `/api/wallets/${customer}`)
    expect([status, body.Sequence]).toEqual([200, movements])
    expect((await spend(1)).body.Value.Covered).toBe(1)
    await expectSoundWallet(world, customer)
  }
  beforeEach(async () => {
    customer = await makeCustomer(world, location)
    credit = await full(customer)
  })
  test('is adjusted no further', async () => {
    const { status, body } = await adjust(0.0001)
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([
      { PropertyName: 'Amount', Message: 'may be at most 0.0', AttemptedValue: 0.0001 },
    ])
    await expectUnharmed(largest, 1)
  })
  test('is adjusted up to there, at the largest amount as well', async () => {
    await spend(100)
    for (const amount of [100.0001, largest]) {
      expect((await adjust(amount)).body.Errors).toMatchObject([
        { PropertyName: 'Amount', Message: 'may be at most 100.0' },
      ])
    }
    expect((await adjust(100)).status).toBe(200)
    await expectUnharmed(largest, 3)
  })
  test('takes nothing back that does not fit, whole or in part', async () => {
    await spend(100, { Reference: 'Desk' })
    await adjust(99.5)
    const message = 'is more than the credit can hold: at most 0.5 can be added'
    for (const part of [{}, { Amount: 0.5001 }]) {
      const { status, body } = await post('release', { Reference: 'Desk', ...part })
      expect(status).toBe(400)
      expect(body.Errors).toMatchObject([{ PropertyName: 'Amount', Message: message }])
    }
    expect((await post('release', { Reference: 'Desk', Amount: 0.5 })).status).toBe(200)
    await expectUnharmed(largest, 4)
  })
  test('takes no use back that moves to another credit', async () => {
    const use = await makeUse(world, credit, 100)
    await adjust(100)
    const other = await full(customer)
    const { status, body } = await world.ask('PATCH', `${paths.uses}/${use}`, {
      body: { CoworkerBookingCreditId: other },
    })
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: 'CreditUsed' }])
    await expectUnharmed(largest, 4)
  })
  test('of time is adjusted up to the last whole unit, and takes no use back beyond it', async () => {
    const type = await makeResourceType(world, location)
    const rate = await makeRate(world, location, { ResourceTypes: [type] })
    const TotalUses = 2_147_483_647
    const time = await makeTimeCredit(world, location, customer, rate, { TotalUses })
    const url = `${paths.timeCredits}/${time}`
    const read = async () => {
      const { TotalUses: total, RemainingUses: remaining } = (await world.ask('GET', url)).body
      return [total, remaining]
    }
    const add = (Amount: number) =>
      post('adjust', { CoworkerExtraServiceId: time, Amount, Reason: 'correction' })
    const room = Math.floor(most) - TotalUses
    const refused = await add(room + 1)
    expect(refused.status).toBe(400)
    expect(refused.body.Errors).toMatchObject([
      { PropertyName: 'Amount', Message: `may be at most ${room}.0` },
    ])
    expect(await read()).toEqual([TotalUses, TotalUses])
    const use = await makeTimeUse(world, time)
    expect((await add(room + 1)).status).toBe(200)
    const removed = await world.ask('DELETE', `${paths.timeUses}/${use}`)
    expect(removed.body).toMatchObject({
      WasSuccessful: false,
      Message: expect.stringContaining('at most 0.0 can be added'),
    })
    expect(await read()).toEqual([Math.floor(most), Math.floor(most)])
    await expectSoundWallet(world, customer)
  })
})

test('a pause until the end of time ends there', async () => {
  const customer = await makeCustomer(world, location)
  const contract = await world.create(paths.contracts, {
    IssuedById: location,
    CoworkerId: customer,
    TariffId: await makePlan(world, location),
    BillingDay: 1,
    Quantity: 1,
  })
  const pause = { CoworkerContractId: contract, PauseFrom: '2026-05-01', PauseUntil: last }
  const answer = await world.ask('POST', '/api/billing/contractpausedperiods', { body: pause })
  expect(answer.status).toBe(200)
  const { status, body } = await world.ask('GET', `${paths.contracts}/${contract}`)
  expect({ status, paused: body.InPausedPeriod }).toEqual({ status: 200, paused: true })
})

test.each(['InvoiceEvery', 'InvoiceEveryWeeks'])(
  'a plan with %s beyond all years renews never',
  async (cycle) => {
    const customer = await makeCustomer(world, location)
    const TariffId = await makePlan(world, location, { [cycle]: Number.MAX_SAFE_INTEGER })
    await world.create(paths.planOffers, { Name: 'Offer', TariffId, Credit: 5 })
    const sign = {
      IssuedById: location,
      CoworkerId: customer,
      TariffId,
      BillingDay: 31,
      Quantity: 1,
    }
    await world.create(paths.contracts, { ...sign, StartDate: '2026-01-31T00:00:00Z' })
    const query = `CoworkerBookingCredit_Coworker=${customer}`
    const { status, body } = await world.ask('GET', `${paths.credits}?${query}`)
    expect({ status, total: body.TotalItems }).toEqual({ status: 200, total: 1 })
    await expectSoundWallet(world, customer)
  },
)

test.each(['Day', 'Week', 'Month', 'Year', 'LastDayOfMonth'])(
  'a promise that lasts more of %s than there are lasts to the end',
  async (pattern) => {
    const customer = await makeCustomer(world, location)
    const ProductId = await makeProduct(world, location)
    const ExpiresIn = Number.MAX_SAFE_INTEGER
    const offer = { Name: 'Offer', ProductId, Credit: 5, ExpirationType: pattern, ExpiresIn }
    await world.create(paths.offers, offer)
    expect((await sale(customer, ProductId, 1)).status).toBe(200)
    const query = `CoworkerBookingCredit_Coworker=${customer}`
    const { body } = await world.ask('GET', `${paths.credits}?${query}`)
    expect(body.Records).toMatchObject([{ RemainingCredit: 5, ExpireDate: last }])
  },
)

test('an allowance of more units than can be counted grants what can', async () => {
  const customer = await makeCustomer(world, location)
  const plan = await makePlan(world, location)
  const rate = await world.create(paths.rates, {
    BusinessId: location,
    Name: 'Rate',
    Price: 1,
    DisplayOrder: 1,
    CurrencyId: lookup.pounds,
    ChargePeriod: 'Minutes',
    IsBookingCredit: true,
  })
  await world.create('/api/billing/tariffextraservices', {
    TariffId: plan,
    ExtraServiceId: rate,
    UsesIncluded: Number.MAX_SAFE_INTEGER,
  })
  await world.create(paths.contracts, {
    IssuedById: location,
    CoworkerId: customer,
    TariffId: plan,
    BillingDay: 1,
    Quantity: 2,
  })
  const query = `CoworkerExtraService_Coworker=${customer}`
  const { body } = await world.ask('GET', `${paths.timeCredits}?${query}`)
  for (const row of body.Records) expect(row.RemainingUses).toBe(Math.floor(most))
  expect(body.TotalItems).toBeGreaterThan(0)
  await expectSoundWallet(world, customer)
})

test('an email that no mail can reach is refused', async () => {
  const body = { FullName: 'Long', Email: `${long}@example.com` }
  const answer = await world.ask('POST', paths.users, { body })
  expect(answer.status).toBe(400)
  expect(answer.body.Errors).toMatchObject([{ PropertyName: 'Email' }])
})

describe('text that things are found by is refused beyond what an index holds', () => {
  const longest = long.slice(0, 255)
  test('an identifier in another system, of every kind of record', async () => {
    const customer = await makeCustomer(world, location)
    const credit = `${paths.credits}/${await makeCredit(world, location, customer)}`
    const answer = await world.ask('PATCH', credit, { body: { SystemId: `${longest}!` } })
    expect(answer.status).toBe(400)
    expect(answer.body.Errors).toMatchObject([
      { PropertyName: 'SystemId', Message: 'may have at most 255 characters' },
    ])
    expect((await world.ask('PATCH', credit, { body: { SystemId: longest } })).status).toBe(200)
    expect((await world.ask('GET', credit)).body.SystemId).toBe(longest)
  })
  test('the name of a setting', async () => {
    const body = { BusinessId: location, Name: long, Value: 'x' }
    const answer = await world.ask('POST', '/api/sys/businesssettings', { body })
    expect(answer.status).toBe(400)
    expect(answer.body.Errors).toMatchObject([{ PropertyName: 'Name' }])
  })
  test('the reference of a spend, which is given back by it', async () => {
    const customer = await makeCustomer(world, location)
    await makeCredit(world, location, customer, { TotalCredit: 5, CaneBeUsedForBookings: true })
    const ask = (route: string, body: object) =>
      world.ask('POST', `/api/wallets/${customer}/${route}`, { body })
    const Charges = [{ Kind: 'Booking', Amount: 2 }]
    for (const answer of [
      await ask('spend', { Charges, Reference: long }),
      await ask('release', { Reference: long }),
    ]) {
      expect(answer.status).toBe(400)
      expect(answer.body.Errors).toMatchObject([{ PropertyName: 'Reference' }])
    }
    expect((await ask('spend', { Charges, Reference: longest })).body.Value.Covered).toBe(2)
    expect((await ask('release', { Reference: longest })).status).toBe(200)
    await expectSoundWallet(world, customer)
  })
})

test('a client_id of any length is a client', async () => {
  const headers = { client_id: long }
  const login = { id: 0, ...administrator }
  const first = await passwordGrant(world, login, headers)
  const second = await passwordGrant(world, login, headers)
  expect([first.status, second.status]).toEqual([200, 200])
  expect((await refreshGrant(world, first.body.refresh_token)).status).toBe(400)
  const other = { client_id: `${long}!` }
  expect((await refreshGrant(world, second.body.refresh_token, other)).status).toBe(400)
  const third = await refreshGrant(world, second.body.refresh_token, headers)
  expect(third.status).toBe(200)
  expect((await refreshGrant(world, third.body.refresh_token, headers)).status).toBe(200)
})

describe('what is no text answers 400 where wallets take one', () => {
  const charge = { Kind: 'Other', Amount: 1 }
  test.each<[string, string, (value: unknown) => unknown]>([
    ['quote', 'Charges[0].Kind', (Kind) => ({ Charges: [{ Amount: 1, Kind }] })],
    [
      'quote',
      'Charges[0].Description',
      (Description) => ({ Charges: [{ ...charge, Description }] }),
    ],
    [
      'spend',
      'Charges[0].Description',
      (Description) => ({ Charges: [{ ...charge, Description }] }),
    ],
    ['spend', 'Reference', (Reference) => ({ Charges: [charge], Reference })],
    ['release', 'Reference', (Reference) => ({ Reference })],
  ])('%s: %s', async (route, property, body) => {
    const customer = await makeCustomer(world, location)
    for (const value of [{ toString: 1 }, [['x']], '\0']) {
      const url = `/api/wallets/${customer}/${route}`
      const answer = await world.ask('POST', url, { body: body(value) })
      expect(answer.status).toBe(400)
      expect(answer.body.Errors).toMatchObject([{ PropertyName: property }])
    }
  })
  test('reasons of a return and of an adjustment', async () => {
    const customer = await makeCustomer(world, location)
    const credit = await makeCredit(world, location, customer)
    const use = await makeUse(world, credit, 10)
    const bodies = {
      release: { CoworkerBookingCreditUseHistoryId: use },
      adjust: { CoworkerBookingCreditId: credit, Amount: 1 },
    }
    for (const [route, body] of Object.entries(bodies)) {
      for (const Reason of [{ toString: 1 }, 'a\0b']) {
        const url = `/api/wallets/${customer}/${route}`
        const answer = await world.ask('POST', url, { body: { ...body, Reason } })
        expect(answer.status).toBe(400)
        expect(answer.body.Errors).toMatchObject([{ PropertyName: 'Reason' }])
      }
    }
    await expectSoundWallet(world, customer)
  })
})
