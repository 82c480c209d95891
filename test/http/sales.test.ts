// Product sales and the credit they release, by the numbers of the worked examples.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number
let ada: number
let bundle: number

const moveTo = (Now: string) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2031-05-03T09:00:00Z')
  riverside = await world.create('/api/sys/businesses', {
    Name: 'Riverside',
    WebAddress: 'riverside',
    CountryId: 1901,
    CurrencyId: 3005,
    SimpleTimeZoneId: 2023,
  })
  ada = await world.create('/api/spaces/coworkers', {
    FullName: 'Ada',
    Email: 'ada@example.com',
    CountryId: 1901,
    SimpleTimeZoneId: 2023,
    InvoicingBusinessId: riverside,
  })
  bundle = await product(100)
})

async function product(Price: number, offer: object = {}): Promise<number> {
  const ProductId = await world.create('/api/billing/products', {
    BusinessId: riverside,
    Name: 'Bundle',
    Description: 'Room credit',
    DisplayOrder: 1,
    Price,
    CurrencyId: 3005,
  })
  await world.create('/api/billing/productbookingcredits', {
    Name: 'Bundle credit',
    ProductId,
    Credit: 100,
    CaneBeUsedForBookings: true,
    ...offer,
  })
  return ProductId
}

const sell = (more: object = {}, token?: string) =>
  world.ask('POST', '/api/billing/coworkerproducts', {
    body: { CoworkerId: ada, BusinessId: riverside, ProductId: bundle, Quantity: 1, ...more },
    ...(token === undefined ? {} : { token }),
  })

async function wallet() {
  const { body } = await world.ask('GET', `/api/wallets/${ada}`)
  return {
    spendable: body.Spendable,
    expiries: body.Credits.map((one: { ExpireDate: string | null }) => one.ExpireDate),
    origins: body.Credits.map((one: { Origin: string }) => one.Origin),
  }
}

const pay = (saleId: number) =>
  world.ask('PATCH', `/api/billing/coworkerproducts/${saleId}`, {
    body: { CoworkerInvoicePaid: true },
  })

async function makeMember(): Promise<void> {
  const tariff = await world.create('/api/billing/tariffs', {
    BusinessId: riverside,
    Name: 'Flex',
    Price: 1,
    CurrencyId: 3005,
    CancellationPeriod: 0,
    DisplayOrder: 1,
    InvoiceEvery: 1,
    InvoiceEveryWeeks: 0,
  })
  await world.create('/api/billing/coworkercontracts', {
    IssuedById: riverside,
    CoworkerId: ada,
    TariffId: tariff,
    BillingDay: 20,
    Quantity: 1,
    StartDate: '2031-04-20T00:00:00Z',
  })
}

describe('a sale', () => {
  test('W9 of a contact online waits for payment', async () => {
    const token = await world.signInAs({ coworkerId: ada, apiAccess: false })
    const { body } = await sell({}, token)
    expect((await wallet()).spendable).toBe(0)
    await moveTo('2031-05-06T00:00:00Z')
    await pay(body.Value.Id)
    expect(await wallet()).toMatchObject({ spendable: 100, origins: ['Product'] })
    const sale = await world.ask('GET', `/api/billing/coworkerproducts/${body.Value.Id}`)
    expect(sale.body.Activated).toBe(true)
  })
  test('that has released its credit has done so: a PUT neither takes that back nor does it again', async () => {
    const { body } = await sell({ ActivateNow: true })
    const url = '/api/billing/coworkerproducts'
    const { body: sale } = await world.ask('GET', `${url}/${body.Value.Id}`)
    expect(sale).toMatchObject({ Activated: true, ActivateNow: true })
    for (const change of [{ Activated: false }, { Activated: false, ActivateNow: false }, {}]) {
      const put = await world.ask('PUT', url, { body: { ...sale, ...change, Notes: 'Again' } })
      expect(put.status).toBe(200)
      const { body: after } = await world.ask('GET', `${url}/${sale.Id}`)
      expect(after).toMatchObject({ Activated: true, ActivateNow: true, Notes: 'Again' })
    }
    expect(await wallet()).toMatchObject({ spendable: 100, origins: ['Product'] })
  })
  test.each([
    ['False', 100],
    ['True', 0],
  ])(
    'W10 of a member online with AlwaysInvoice %s is worth %d at once',
    async (value, expected) => {
      await world.create('/api/sys/businesssettings', {
        BusinessId: riverside,
        Name: 'Store.AlwaysInvoice',
        Value: value,
      })
      await makeMember()
      await sell({}, await world.signInAs({ coworkerId: ada, apiAccess: false }))
      expect((await wallet()).spendable).toBe(expected)
    },
  )
  test('W11 by staff releases with ActivateNow at once, otherwise when paid, times its quantity', async () => {
    await sell({ ActivateNow: true, Quantity: 3 })
    expect((await wallet()).spendable).toBe(300)
    const { body } = await sell()
    expect((await wallet()).spendable).toBe(300)
    await pay(body.Value.Id)
    await pay(body.Value.Id)
    expect((await wallet()).spendable).toBe(400)
  })
  test('B5 for nothing releases once its due date has passed', async () => {
    bundle = await product(0)
    await sell({ DueDate: '2031-05-10T00:00:00Z' })
    expect((await wallet()).spendable).toBe(0)
    await moveTo('2031-05-10T00:00:00Z')
    expect((await wallet()).spendable).toBe(100)
  })
  test('B6 that repeats from a later date releases on that date', async () => {
    await sell({ RegularCharge: true, RepeatFrom: '2031-06-01T00:00:00Z', ActivateNow: true })
    expect((await wallet()).spendable).toBe(0)
    await moveTo('2031-06-15T00:00:00Z')
    const { body } = await world.ask('GET', `/api/wallets/${ada}/statement`)
    expect(body.Records).toMatchObject([
      { Kind: 'Grant', Amount: 100, OccurredOn: '2031-06-01T00:00:00Z' },
    ])
  })
  test.each([
    ['Month', 1, '2031-06-03T09:00:00Z'],
    ['Week', 2, '2031-05-17T09:00:00Z'],
    ['LastDayOfMonth', 1, '2031-05-31T23:00:00Z'],
    [undefined, undefined, null],
  ])('W8 with %s x %s expires at %s', async (ExpirationType, ExpiresIn, expected) => {
    bundle = await product(100, { ExpirationType, ExpiresIn })
    await sell({ ActivateNow: true })
    expect((await wallet()).expiries).toEqual([expected])
  })
  test('W8 with the billing period of the main contract ends with it, and is refused without one', async () => {
    bundle = await product(100, { ExpirationType: 'PricePlan', ExpiresIn: 1 })
    const refused = await sell({ ActivateNow: true })
    expect(refused.status).toBe(400)
    expect(refused.body.Errors[0].PropertyName).toBe('ProductId')
    await makeMember()
    await sell({ ActivateNow: true })
    expect((await wallet()).expiries).toEqual(['2031-05-19T23:00:00Z'])
  })
  test('S11 that is removed takes back what is left and leaves what was used', async () => {
    const { body } = await sell({ ActivateNow: true })
    const spend = { Charges: [{ Kind: 'Booking', Amount: 30 }] }
    await world.ask('POST', `/api/wallets/${ada}/spend`, { body: spend })
    await world.ask('DELETE', `/api/billing/coworkerproducts/${body.Value.Id}`)
    expect((await wallet()).spendable).toBe(0)
    const statement = await world.ask('GET', `/api/wallets/${ada}/statement`)
    expect(
      statement.body.Records.map((row: Record<string, unknown>) => [row.Kind, row.Amount]),
    ).toEqual([
      ['Grant', 100],
      ['Use', -30],
      ['Void', -70],
    ])
    expect(await verify(world.service, { repair: false, after: 0, onProgress: () => {} })).toEqual(
      [],
    )
  })
})
