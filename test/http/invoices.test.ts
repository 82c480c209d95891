// The bill run and universal credit on invoices, by the numbers of the worked examples. Riverside, pounds, 20 % tax.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { type Billing, openBilling, type Row } from '../support/billing.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let space: Billing

const moveTo = (Now: string) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2031-05-03T09:00:00Z')
  space = await openBilling(world)
})

afterEach(async () => {
  const differences = await verify(world.service, { repair: false, after: 0, onProgress: () => {} })
  expect(differences).toEqual([])
})

/** Plan 200, product 30, one-off charge 15, as in W32; answers the product. */
async function ordinaryMonth(): Promise<number> {
  await space.contract(await space.plan(200), { StartDate: '2031-05-01T00:00:00Z' })
  const product = await space.product(30)
  await space.sell(product)
  await space.chargeOnce(15)
  return product
}

async function billed(): Promise<{ invoice: Row; lines: readonly Row[] }> {
  const answer = await space.bill()
  expect(answer.body).toMatchObject({ WasSuccessful: true })
  const [invoice, ...others] = await space.invoices()
  expect(others).toEqual([])
  return { invoice, lines: await space.lines(invoice.Id) }
}

const credits = (lines: readonly Row[]) => lines.map((line) => line.CreditAmount)

describe('W32 universal credit on an invoice', () => {
  test('80 pays some of the plan, the first line', async () => {
    const credit = await space.universal(80)
    await ordinaryMonth()
    const { invoice, lines } = await billed()
    expect(invoice).toMatchObject({ TotalAmount: 198, TaxAmount: 33, Paid: false, Void: false })
    expect(lines.map((line) => [line.SubTotal, line.TaxAmount])).toEqual([
      [120, 24],
      [30, 6],
      [15, 3],
    ])
    expect(credits(lines)).toEqual([80, 0, 0])
    expect(lines.map((line) => line.IsUniversalCredit)).toEqual([true, false, false])
    expect(lines.map((line) => line.Position)).toEqual([1, 2, 3])
    expect(await space.left(credit)).toBe(0)
    const uses = await world.ask(
      'GET',
      `/api/billing/coworkerbookingcreditusehistories?CoworkerBookingCreditUseHistory_CoworkerBookingCredit=${credit}`,
    )
    expect(uses.body.Records).toMatchObject([
      {
        CoworkerInvoiceLineId: lines[0].Id,
        CoworkerInvoiceLineCoworkerInvoiceId: invoice.Id,
        CreditUsed: 80,
      },
    ])
  })

  test.each([true, false])(
    '260 pays all of it, with AppliesToCharges %s',
    async (AppliesToCharges) => {
      const credit = await space.universal(260, { AppliesToCharges })
      await ordinaryMonth()
      const { invoice, lines } = await billed()
      expect(invoice).toMatchObject({ TotalAmount: 0, TaxAmount: 0, Paid: true })
      expect(credits(lines)).toEqual([200, 30, 15])
      expect(await space.left(credit)).toBe(15)
    },
  )

  test('260 limited to the product leaves the charge, because charges are then apart', async () => {
    const product = await ordinaryMonth()
    const credit = await space.universal(260, { ElegibleProducts: [product] })
    const { invoice, lines } = await billed()
    expect(credits(lines)).toEqual([200, 30, 0])
    expect(invoice).toMatchObject({ TotalAmount: 18, TaxAmount: 3 })
    expect(await space.left(credit)).toBe(30)
  })
})

test('W33 a list of products limits products, and no list of passes means every pass', async () => {
  const first = await space.product(30)
  const second = await space.product(40)
  const credit = await space.universal(100, { ElegibleProducts: [first] })
  await space.sell(first)
  await space.sell(second)
  await space.hold(await space.pass(10))
  const { invoice, lines } = await billed()
  expect(credits(lines)).toEqual([30, 0, 10])
  expect(invoice.TotalAmount).toBe(48)
  expect(await space.left(credit)).toBe(60)
})

describe('a booking', () => {
  const book = async (more: object = {}) => {
    const type = await space.make('/api/spaces/resourcetypes', { Name: 'Meeting room' })
    const room = await space.make('/api/spaces/resources', {
      Name: 'MR',
      ResourceTypeId: type,
      DisplayOrder: 1,
    })
    await space.make('/api/billing/extraservices', {
      Name: 'MR rate',
      DisplayOrder: 1,
      Price: 24,
      CurrencyId: 3005,
      ChargePeriod: 'Minutes',
      ResourceTypes: [type],
    })
    return space.make('/api/spaces/bookings', {
      ResourceId: room,
      CoworkerId: space.customer,
      FromTime: '2031-05-10T09:00:00Z',
      ToTime: '2031-05-10T11:00:00Z',
      ChargeNow: true,
      ...more,
    })
  }
  const roomCredit = (TotalCredit: number) =>
    space.universal(TotalCredit, { IsUniversalCredit: false, CaneBeUsedForBookings: true })

  test('W27 with prices that include tax: the remainder of 33 holds 5.50 of it', async () => {
    await space.setting('Billing.PricesIncludeTax', 'True')
    await roomCredit(15)
    const booking = await book()
    const { invoice, lines } = await billed()
    expect(lines).toMatchObject([{ SubTotal: 27.5, TaxAmount: 5.5, CreditAmount: 0 }])
    expect(invoice).toMatchObject({ TotalAmount: 33, TaxAmount: 5.5 })
    const { body } = await world.ask('GET', `/api/spaces/bookings/${booking}`)
    expect(body).toMatchObject({ CoworkerInvoiceId: invoice.Id, CoworkerInvoicePaid: false })
  })

  test.each([
    ['a contact is due today', false, '2031-05-03T09:00:00Z'],
    ['a member is due at the renewal', true, '2031-05-31T23:00:00Z'],
  ])('of %s', async (_, isMember, due) => {
    if (isMember) {
      await space.contract(await space.plan(200), { StartDate: '2031-05-01T00:00:00Z' })
    }
    await roomCredit(15)
    const booking = await book({ ChargeNow: false })
    const { body } = await world.ask(
      'GET',
      `/api/billing/coworkerextraservices?CoworkerExtraService_BookingId=${booking}`,
    )
    expect(body.Records).toMatchObject([{ Price: 33, DueDate: due }])
  })

  test('W34 is not paid by universal credit that bookings are not among', async () => {
    const credit = await space.universal(100)
    await book()
    const { invoice } = await billed()
    expect(invoice.TotalAmount).toBe(57.6)
    expect(await space.left(credit)).toBe(100)
  })

  test.each([
    ['False', true],
    ['True', false],
  ])(
    'paid in full, with InvoicesIncludeFullyCreditedBookings %s, is hidden: %s',
    async (value, hidden) => {
      await space.setting('Billing.InvoicesIncludeFullyCreditedBookings', value)
      await roomCredit(100)
      await book()
      await space.chargeOnce(15)
      const { lines } = await billed()
      expect(lines).toMatchObject([
        { SubTotal: 0, IsHidden: hidden },
        { SubTotal: 15, IsHidden: false },
      ])
    },
  )

  test.each([
    ['False', 0],
    ['True', 1],
  ])(
    'alone and paid in full, with CreateZeroValueInvoices %s, makes %d invoices',
    async (value, count) => {
      await space.setting('Billing.CreateZeroValueInvoices', value)
      await roomCredit(100)
      await book()
      await space.bill()
      expect(await space.invoices()).toHaveLength(count)
    },
  )
})

describe('a bill run', () => {
  test('finds nothing the second time', async () => {
    const credit = await space.universal(80)
    await ordinaryMonth()
    await space.hold(await space.pass(10))
    await billed()
    await billed()
    expect(await space.left(credit)).toBe(0)
  })

  test('bills each period of a contract once, and says which comes next', async () => {
    const contract = await space.contract(await space.plan(200), {
      StartDate: '2031-05-01T00:00:00Z',
    })
    await space.bill()
    await moveTo('2031-07-10T00:00:00Z')
    await space.bill()
    await space.bill()
    const invoices = await space.invoices()
    expect(invoices.map((invoice) => invoice.TotalAmount)).toEqual([240, 480])
    const { body } = await world.ask('GET', `/api/billing/coworkercontracts/${contract}`)
    expect(body).toMatchObject({
      InvoicedPeriod: '2031-07-31T23:00:00Z',
      RenewalDate: '2031-07-31T23:00:00Z',
    })
  })

  test('bills as many periods ahead as the plan says', async () => {
    const plan = await space.plan(200, { AdvanceInvoiceCycles: 3 })
    await space.contract(plan, { StartDate: '2031-05-01T00:00:00Z', InvoiceAdvancedCycles: true })
    const { lines } = await billed()
    expect(lines.map((line) => line.SubTotal)).toEqual([200, 200, 200])
  })

  test('bills nothing for a frozen period', async () => {
    const contract = await space.contract(await space.plan(200), {
      StartDate: '2031-05-01T00:00:00Z',
      InvoicedPeriod: '2031-05-31T23:00:00Z',
    })
    await space.make('/api/billing/contractpausedperiods', {
      CoworkerContractId: contract,
      PauseFrom: '2031-05-31T23:00:00Z',
      PauseUntil: '2031-06-30T23:00:00Z',
    })
    await moveTo('2031-06-15T00:00:00Z')
    await space.bill()
    expect(await space.invoices()).toEqual([])
  })

  test('marks what it has put on the invoice', async () => {
    const sale = await space.sell(await space.product(30))
    const pass = await space.hold(await space.pass(10))
    const charge = await space.chargeOnce(15)
    const { invoice } = await billed()
    const read = async (path: string, id: number) =>
      (await world.ask('GET', `/api/billing/${path}/${id}`)).body
    expect(await read('coworkerproducts', sale)).toMatchObject({
      Invoiced: true,
      CoworkerInvoiceId: invoice.Id,
      CoworkerInvoiceNumber: invoice.InvoiceNumber,
      CoworkerInvoicePaid: false,
    })
    expect(await read('coworkertimepasses', pass)).toMatchObject({ Invoiced: true })
    expect(await read('charges', charge)).toMatchObject({ Invoiced: true })
  })

  test.each([
    ['350', 200, 2, 12.5, { DiscountAmount: 50, SubTotal: 350, TaxAmount: 70 }],
    ['32.33495 once', 48.5, 1, 33.33, { SubTotal: 32.33, TaxAmount: 6.47 }],
  ])('S23 rounds what the discount of a team leaves of a plan: %s', async (...example) => {
    const [, price, Quantity, DiscountTariffs, expected] = example
    await space.make('/api/spaces/teams', {
      Name: 'Team',
      TeamMembers: [space.customer],
      DiscountTariffs,
    })
    const StartDate = '2031-05-01T00:00:00Z'
    await space.contract(await space.plan(price), { StartDate, Quantity })
    await space.sell(await space.product(30))
    const { lines } = await billed()
    expect(lines).toMatchObject([expected, { SubTotal: 30, DiscountAmount: 0 }])
  })

  test('leaves the credit alone when it is told to', async () => {
    const credit = await space.universal(80)
    await ordinaryMonth()
    await space.bill(space.customer, [{ Name: 'DoNotApplyCreditAutomatically', Value: true }])
    expect(await space.invoices()).toMatchObject([
      { TotalAmount: 294, DoNotApplyCreditAutomatically: true },
    ])
    expect(await space.left(credit)).toBe(80)
  })

  test('of a customer who does not exist is refused', async () => {
    expect((await space.bill(999_999)).body).toMatchObject({ WasSuccessful: false })
  })

  test('at the same time as another makes one invoice', async () => {
    await space.universal(80)
    await ordinaryMonth()
    await Promise.all([space.bill(), space.bill(), space.bill()])
    const { invoice } = await billed()
    expect(invoice.TotalAmount).toBe(198)
  })
})

describe('what comes to more than can be counted', () => {
  const most = 900_719_925_474
  const expectNothingBilled = async (message: string) => {
    const { status, body } = await space.bill()
    expect([status, body.WasSuccessful]).toEqual([200, false])
    expect(body.Message).toContain(message)
    expect(await space.invoices()).toEqual([])
  }
  const lower = (path: string, id: number, body: object) =>
    world.ask('PATCH', `/api/billing/${path}/${id}`, { body })

  test('of one sale is not billed until it is less, and other customers are', async () => {
    const other = await space.make('/api/spaces/coworkers', {
      FullName: 'Grace',
      Email: 'grace@example.com',
      CountryId: 1901,
      SimpleTimeZoneId: 2023,
      InvoicingBusinessId: space.location,
      Businesses: [space.location],
    })
    const product = await space.product(most, { TaxRateId: null })
    const credit = await space.universal(50)
    const sale = await space.sell(product, { Quantity: 3 })
    await space.sell(await space.product(30), { CoworkerId: other })
    await expectNothingBilled(
      `Product ${most} of Product ${sale} comes to more than can be counted, which is at most 900719925474.0991`,
    )
    expect(await space.left(credit)).toBe(50)
    expect((await space.bill(other)).body.WasSuccessful).toBe(true)
    expect(await space.invoices(other)).toMatchObject([{ TotalAmount: 36 }])
    await lower('coworkerproducts', sale, { Price: 100 })
    expect((await billed()).invoice).toMatchObject({ TotalAmount: 300 })
  })
  test('of a plan likewise, and keeps nothing else back once none of it is due', async () => {
    const contract = await space.contract(await space.plan(most), { Quantity: 2 })
    await expectNothingBilled(`Flex of Plan ${contract} comes to more`)
    await lower('coworkercontracts', contract, { CancellationDate: '2031-05-03T09:00:00Z' })
    await moveTo('2031-07-03T09:00:00Z')
    await space.chargeOnce(15)
    const { lines } = await billed()
    expect(lines.map((line) => line.SubTotal)).toEqual([15])
  })
  test('with its tax, or together with the rest, is not billed either', async () => {
    const charge = await space.chargeOnce(most - 1)
    await expectNothingBilled('the invoice of Cleaning comes to more')
    await lower('charges', charge, { TotalAmount: 720_000_000_000 })
    const second = await space.chargeOnce(720_000_000_000)
    await expectNothingBilled('the invoice of Cleaning, Cleaning comes to more')
    await lower('charges', second, { TotalAmount: 10 })
    expect((await billed()).invoice).toMatchObject({ TotalAmount: 864_000_000_012 })
  })
  test('does not wait for credit to pay what could come back', async () => {
    const credit = await space.universal(most)
    const charge = await space.chargeOnce(most)
    await expectNothingBilled('the invoice of Cleaning comes to more')
    expect(await space.left(credit)).toBe(most)
    await lower('charges', charge, { TotalAmount: 20 })
    expect((await billed()).invoice).toMatchObject({ TotalAmount: 0, Paid: true })
  })
  test('is not written on a line by hand', async () => {
    await space.chargeOnce(15)
    await space.chargeOnce(100)
    const { invoice, lines } = await billed()
    const write = (body: object) => lower('coworkerinvoicelines', lines[0]?.Id, body)
    for (const body of [
      { SubTotal: most },
      { SubTotal: 750_599_937_800 },
      { SubTotal: most, TaxRate: 100_000_000_000 },
    ]) {
      const answer = await write(body)
      expect(answer.status).toBe(400)
      expect(answer.body.Errors).toMatchObject([{ PropertyName: 'SubTotal' }])
    }
    expect(await space.lines(invoice.Id)).toEqual(lines)
    expect((await write({ SubTotal: 700_000_000_000 })).status).toBe(200)
    expect(await space.invoices()).toMatchObject([{ TotalAmount: 840_000_000_120 }])
  })
})
