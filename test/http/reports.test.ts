// What is outstanding and what was lost, from the journal, as of any instant.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  lookup,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number
let harbour: number
let flex: number
let bundle: number
let ada: number
let ben: number

const moveTo = async (Now: string) => {
  const { body } = await world.ask('POST', '/api/sandbox/clock', { body: { Now } })
  expect(body.WasSuccessful).toBe(true)
}
const forBookings = { CaneBeUsedForBookings: true }
const spend = async (who: number, Amount: number) => {
  const { body } = await world.ask('POST', `/api/wallets/${who}/spend`, {
    body: { Charges: [{ Kind: 'Booking', Amount }], RejectIfNotCovered: true },
  })
  expect(body.WasSuccessful).toBe(true)
  return body.Value.Uses
}

// A year of its own: two locations, a plan, a product, credit by hand, an end and an expiry.
beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
  await moveTo('2031-01-01T00:00:00Z')
  riverside = await makeLocation(world, { Name: 'Riverside' })
  harbour = await makeLocation(world, { Name: 'Harbour', CurrencyId: lookup.euros })
  flex = await makePlan(world, riverside, { Name: 'Flex' })
  await world.create(paths.planOffers, {
    Name: 'Rooms',
    TariffId: flex,
    Credit: 100,
    ServiceRenewalTime: 'CalendarMonth',
    ...forBookings,
  })
  bundle = await makeProduct(world, riverside, { Name: 'Bundle' })
  await world.create(paths.offers, {
    Name: 'Bundle',
    ProductId: bundle,
    Credit: 50,
    ...forBookings,
  })
  ada = await makeCustomer(world, riverside)
  ben = await makeCustomer(world, harbour)
  const contract = await world.create(paths.contracts, {
    IssuedById: riverside,
    CoworkerId: ada,
    TariffId: flex,
    StartDate: '2031-01-01T00:00:00Z',
    BillingDay: 1,
    Quantity: 1,
  })
  await moveTo('2031-01-15T00:00:00Z')
  await spend(ada, 40)
  await moveTo('2031-02-10T00:00:00Z')
  await world.create(paths.sales, {
    CoworkerId: ada,
    BusinessId: riverside,
    ProductId: bundle,
    Quantity: 1,
    ActivateNow: true,
  })
  await makeCredit(world, harbour, ben, {
    TotalCredit: 30,
    ExpireDate: '2031-03-15T00:00:00Z',
    ...forBookings,
  })
  await moveTo('2031-02-20T00:00:00Z')
  await world.ask('PATCH', `${paths.contracts}/${contract}`, {
    body: { CancellationDate: '2031-03-20T00:00:00Z' },
  })
  await world.ask('POST', `${paths.contracts}/runcommand`, {
    body: { Key: 'CANCEL_CONTRACT', Ids: [contract] },
  })
  await moveTo('2031-03-10T00:00:00Z')
  await spend(ben, 12.5)
  await moveTo('2031-06-01T00:00:00Z')
})
afterAll(() => world.close())

type Row = Record<string, unknown>

async function report(path: string, token?: string) {
  const { status, body } = await world.ask('GET', `/api/reports/${path}`, token ? { token } : {})
  expect(status).toBe(200)
  return body
}

const brief = (row: Row) => [row.BusinessId, row.Origin, row.Amount, row.Credits]
const rows = async (path: string) => (await report(path)).Records.map(brief)

describe('liability', () => {
  test('is what was granted, not used and not lost, as of any instant', async () => {
    expect(await rows('liability?at=2030-12-31T00:00:00Z')).toEqual([])
    expect(await rows('liability?at=2031-01-10')).toEqual([[riverside, 'Plan', 100, 1]])
    expect(await rows('liability?at=2031-01-20')).toEqual([[riverside, 'Plan', 60, 1]])
    expect(await rows('liability?at=2031-02-09T12:00:00Z')).toEqual([[riverside, 'Plan', 100, 1]])
    expect(await rows('liability?at=2031-02-15')).toEqual([
      [riverside, 'Plan', 100, 1],
      [riverside, 'Product', 50, 1],
      [harbour, 'Manual', 30, 1],
    ])
    expect(await rows('liability?at=2031-03-14T23:59:59Z')).toEqual([
      [riverside, 'Plan', 100, 1],
      [riverside, 'Product', 50, 1],
      [harbour, 'Manual', 17.5, 1],
    ])
    // What is bought stays; the allowance ends with the contract (W43, S4).
    expect(await rows('liability?at=2031-03-20T00:00:00Z')).toEqual([[riverside, 'Product', 50, 1]])
    expect(await rows('liability')).toEqual([[riverside, 'Product', 50, 1]])
  })

  test('has its rows and its totals by place, plan, product and origin', async () => {
    const body = await report('liability?at=2031-02-15')
    expect(body.Records).toEqual([
      {
        Period: null,
        BusinessId: riverside,
        BusinessName: 'Riverside',
        CurrencyCode: 'GBP',
        Origin: 'Plan',
        TariffId: flex,
        TariffName: 'Flex',
        ProductId: null,
        ProductName: null,
        Amount: 100,
        Credits: 1,
      },
      expect.objectContaining({
        Origin: 'Product',
        ProductId: bundle,
        ProductName: 'Bundle',
        TariffId: null,
      }),
      expect.objectContaining({ Origin: 'Manual', BusinessName: 'Harbour', CurrencyCode: 'EUR' }),
    ])
    expect(body.Totals).toEqual([
      { CurrencyCode: 'EUR', Amount: 30, Credits: 1 },
      { CurrencyCode: 'GBP', Amount: 150, Credits: 2 },
    ])
    expect(body).toMatchObject({ TotalItems: 3, CurrentPage: 1, PageSize: 25 })
  })

  test('pages and orders its rows and keeps its totals whole', async () => {
    const body = await report('liability?at=2031-02-15&orderBy=Amount&dir=1&size=1&page=2')
    expect(body.Records.map(brief)).toEqual([[riverside, 'Product', 50, 1]])
    expect(body).toMatchObject({ TotalItems: 3, TotalPages: 3, CurrentOrderField: 'Amount' })
    expect(body.Totals).toHaveLength(2)
  })

  test('as a series has the balance at the start of every local month', async () => {
    const body = await report('liability?from=2031-01-31&to=2031-04-30&interval=month&size=100')
    expect(body.Records.map((row: Row) => [row.Period, ...brief(row)])).toEqual([
      ['2031-02-01', riverside, 'Plan', 100, 1],
      ['2031-03-01', riverside, 'Plan', 100, 1],
      ['2031-03-01', riverside, 'Product', 50, 1],
      ['2031-03-01', harbour, 'Manual', 30, 1],
      ['2031-04-01', riverside, 'Product', 50, 1],
    ])
    expect(body.Totals).toContainEqual({
      Period: '2031-03-01',
      CurrencyCode: 'GBP',
      Amount: 150,
      Credits: 2,
    })
  })

  test('of some locations leaves out the others', async () => {
    expect(await rows(`liability?at=2031-02-15&BusinessId=${harbour}`)).toEqual([
      [harbour, 'Manual', 30, 1],
    ])
  })
})

describe('breakage', () => {
  test('W1 W43 is what was left when credit expired or its contract ended', async () => {
    expect(await rows('breakage?from=2031-01-01&to=2031-02-01')).toEqual([])
    expect(await rows('breakage?from=2031-02-01&to=2031-02-02')).toEqual([
      [riverside, 'Plan', 60, 1],
    ])
    expect(await rows('breakage?from=2031-03-15&to=2031-03-16')).toEqual([
      [harbour, 'Manual', 17.5, 1],
    ])
    expect(await rows('breakage?from=2031-03-20&to=2031-03-21')).toEqual([
      [riverside, 'Plan', 100, 1],
    ])
    const whole = await report('breakage')
    expect(whole.Records.map(brief)).toEqual([
      [riverside, 'Plan', 260, 3],
      [harbour, 'Manual', 17.5, 1],
    ])
    expect(whole.Totals).toEqual([
      { CurrencyCode: 'EUR', Amount: 17.5, Credits: 1 },
      { CurrencyCode: 'GBP', Amount: 260, Credits: 3 },
    ])
  })

  test('as a series has a block for every month in which something was lost', async () => {
    const body = await report('breakage?from=2031-01-01&to=2031-07-01&interval=Month')
    expect(body.Records.map((row: Row) => [row.Period, ...brief(row)])).toEqual([
      ['2031-02-01', riverside, 'Plan', 60, 1],
      ['2031-03-01', riverside, 'Plan', 200, 2],
      ['2031-03-01', harbour, 'Manual', 17.5, 1],
    ])
  })

  test('and liability together are everything that was granted and not used', async () => {
    const sum = (body: { Totals: { Amount: number }[] }) =>
      body.Totals.reduce((total, one) => total + one.Amount, 0)
    const granted = 3 * 100 + 50 + 30
    const used = 40 + 12.5
    expect(sum(await report('breakage')) + sum(await report('liability'))).toBe(granted - used)
  })

  test('W38 counts what comes back after the expiry, and nothing that has not happened yet', async () => {
    const cleo = await makeCustomer(world, riverside)
    await makeCredit(world, riverside, cleo, {
      TotalCredit: 9,
      ExpireDate: '2031-06-10T00:00:00Z',
      Description: 'Soon gone',
      ...forBookings,
    })
    const [use] = await spend(cleo, 4)
    const june = () => rows('breakage?from=2031-06-01&to=2031-07-01')
    expect(await june()).toEqual([])
    await moveTo('2031-06-12T00:00:00Z')
    expect(await june()).toEqual([[riverside, 'Manual', 5, 1]])
    await world.ask('POST', `/api/wallets/${cleo}/release`, {
      body: { CoworkerBookingCreditUseHistoryId: use.CoworkerBookingCreditUseHistoryId },
    })
    expect(await june()).toEqual([[riverside, 'Manual', 9, 1]])
    expect(await rows('breakage?from=2031-06-11&to=2031-07-01')).toEqual([
      [riverside, 'Manual', 4, 1],
    ])
  })
})

describe('both', () => {
  test('as CSV are whole', async () => {
    const { text, headers } = await world.ask(
      'GET',
      '/api/reports/liability?at=2031-02-15&format=csv&size=1',
    )
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toBe('attachment; filename="liability.csv"')
    expect(text.split('\r\n')).toEqual([
      'Period,BusinessId,BusinessName,CurrencyCode,Origin,TariffId,TariffName,ProductId,ProductName,Amount,Credits',
      `,${riverside},Riverside,GBP,Plan,${flex},Flex,,,100.0,1`,
      `,${riverside},Riverside,GBP,Product,,,${bundle},Bundle,50.0,1`,
      `,${harbour},Harbour,EUR,Manual,,,,,30.0,1`,
      '',
    ])
    const nothing = await world.ask('GET', '/api/reports/breakage?to=2020-01-01', {
      headers: { accept: 'text/csv' },
    })
    expect(nothing.text).toMatch(/^Period,BusinessId/)
  })

  test.each([
    ['liability?at=yesterday', ['at']],
    ['liability?interval=Fortnight', ['interval']],
    ['liability?interval=Month', ['from']],
    ['liability?interval=Day&from=2020-01-01&to=2031-01-01', ['interval']],
    ['breakage?from=soon&to=2031-13-01', ['from', 'to']],
    ['breakage?from=2031-02-01&to=2031-01-01', ['to']],
    ['breakage?orderBy=Colour', ['orderBy']],
  ])('%s is refused', async (path, parameters) => {
    const { status, body } = await world.ask('GET', `/api/reports/${path}`)
    expect(status).toBe(400)
    expect(body.Errors.map((error: Row) => error.PropertyName)).toEqual(parameters)
  })

  test.each(['liability', 'breakage'])(
    '%s is for those with the role, of their locations',
    async (name) => {
      const other = await world.signInAs({ roles: ['CoworkerBookingCredit-Read'] })
      const member = await world.signInAs({ coworkerId: ada })
      const answers = await Promise.all(
        [other, member, null].map((token) => world.ask('GET', `/api/reports/${name}`, { token })),
      )
      expect(answers.map((answer) => answer.status)).toEqual([403, 403, 401])
      const token = await world.signInAs({
        roles: ['CoworkerBookingCredit-List'],
        businesses: [harbour],
      })
      const path = name === 'liability' ? 'liability?at=2031-02-15' : 'breakage'
      const body = await report(path, token)
      expect(body.Records.map((row: Row) => row.BusinessId)).toEqual([harbour])
      expect(body.Totals).toHaveLength(1)
    },
  )
})
