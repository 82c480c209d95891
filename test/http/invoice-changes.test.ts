// What happens to invoices after the bill run: payment, voiding, refunds, credit notes, edits of lines.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { type Billing, openBilling, type Row } from '../support/billing.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let space: Billing

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await world.ask('POST', '/api/sandbox/clock', { body: { Now: '2031-05-03T09:00:00Z' } })
  space = await openBilling(world)
})

afterEach(async () => {
  const differences = await verify(world.service, { repair: false, after: 0, onProgress: () => {} })
  expect(differences).toEqual([])
})

const get = async (path: string, id: number): Promise<Row> =>
  (await world.ask('GET', `/api/billing/${path}/${id}`)).body
const patch = (path: string, id: number, body: object) =>
  world.ask('PATCH', `/api/billing/${path}/${id}`, { body })
const invoice = (id: number) => get('coworkerinvoices', id)
const pay = (id: number) => patch('coworkerinvoices', id, { PaidOn: '2031-05-03T10:00:00Z' })

/** The invoice of W32: 80 of credit on a plan of 200, a product of 30, a charge of 15. */
async function ordinaryInvoice(credit = 80): Promise<{ id: number; creditId: number }> {
  const creditId = await space.universal(credit)
  await space.contract(await space.plan(200), { StartDate: '2031-05-01T00:00:00Z' })
  await space.sell(await space.product(30))
  await space.chargeOnce(15)
  await space.bill()
  const [{ Id }] = await space.invoices()
  return { id: Id, creditId }
}

/** A product of 100 that promises 100 of credit for rooms. */
async function bundle(): Promise<number> {
  const product = await space.product(100)
  await space.make('/api/billing/productbookingcredits', {
    Name: 'Bundle credit',
    ProductId: product,
    Credit: 100,
    CaneBeUsedForBookings: true,
  })
  return product
}

const wallet = async (): Promise<Row> =>
  (await world.ask('GET', `/api/wallets/${space.customer}`)).body

describe('payment', () => {
  test.each([
    ['PaidOn', { PaidOn: '2031-05-03T10:00:00Z' }],
    ['Paid', { Paid: true }],
  ])(
    'R5 by %s releases a sale that waited for it once, however often it is told',
    async (_, body) => {
      const sale = await space.sell(await bundle())
      await space.bill()
      const [{ Id }] = await space.invoices()
      expect((await wallet()).Spendable).toBe(0)
      await patch('coworkerinvoices', Id, body)
      expect(await invoice(Id)).toMatchObject({ Paid: true, PaidAmount: 120 })
      expect((await invoice(Id)).PaidOn).not.toBeNull()
      await patch('coworkerinvoices', Id, body)
      await Promise.all([patch('coworkerinvoices', Id, body), patch('coworkerinvoices', Id, body)])
      expect((await wallet()).Spendable).toBe(100)
      expect(await get('coworkerproducts', sale)).toMatchObject({
        Activated: true,
        CoworkerInvoicePaid: true,
      })
    },
  )

  test('by a PUT of the whole record does the same', async () => {
    await space.sell(await bundle())
    await space.bill()
    const [{ Id }] = await space.invoices()
    const whole = await invoice(Id)
    const answer = await world.ask('PUT', '/api/billing/coworkerinvoices', {
      body: { ...whole, PaidOn: '2031-05-03T10:00:00Z' },
    })
    expect(answer.status).toBe(200)
    expect((await wallet()).Spendable).toBe(100)
  })

  test('by universal credit in full releases the sale at once', async () => {
    await space.universal(100)
    await space.sell(await bundle())
    await space.bill()
    const [paid] = await space.invoices()
    expect(paid).toMatchObject({ Paid: true, TotalAmount: 0 })
    expect((await wallet()).Credits.map((one: Row) => one.Origin)).toContain('Product')
  })

  test('of a void invoice is refused', async () => {
    const { id } = await ordinaryInvoice()
    await space.command('VOID_INVOICE', id)
    const answer = await pay(id)
    expect(answer.status).toBe(400)
    expect(answer.body.Errors[0].PropertyName).toBe('PaidOn')
  })
})

describe('voiding', () => {
  test('W35 gives universal credit back, and a booking keeps its use', async () => {
    const room = await space.universal(100, {
      IsUniversalCredit: false,
      CaneBeUsedForBookings: true,
    })
    const type = await space.make('/api/spaces/resourcetypes', { Name: 'Meeting room' })
    const resource = await space.make('/api/spaces/resources', {
      Name: 'MR',
      ResourceTypeId: type,
      DisplayOrder: 1,
    })
    await space.make('/api/billing/extraservices', {
      Name: 'MR rate',
      DisplayOrder: 1,
      Price: 20,
      CurrencyId: 3005,
      ChargePeriod: 'Minutes',
      ResourceTypes: [type],
    })
    await space.make('/api/spaces/bookings', {
      ResourceId: resource,
      CoworkerId: space.customer,
      FromTime: '2031-05-10T09:00:00Z',
      ToTime: '2031-05-10T11:00:00Z',
    })
    const { id, creditId } = await ordinaryInvoice()
    const answer = await space.command('VOID_INVOICE', id)
    expect(answer.body).toMatchObject({ WasSuccessful: true })
    expect(await invoice(id)).toMatchObject({ Void: true, Paid: false })
    expect(await space.left(creditId)).toBe(80)
    expect(await space.left(room)).toBe(60)
  })

  test('twice gives back once, and the next bill run bills it all again', async () => {
    const { id, creditId } = await ordinaryInvoice()
    await space.command('VOID_INVOICE', id)
    await space.command('VOID_INVOICE', id)
    expect(await space.left(creditId)).toBe(80)
    await space.bill()
    const invoices = await space.invoices()
    expect(invoices.map((one) => [one.Void, one.TotalAmount])).toEqual([
      [true, 198],
      [false, 198],
    ])
  })

  test('a paid invoice is refused', async () => {
    const { id, creditId } = await ordinaryInvoice()
    await pay(id)
    expect((await space.command('VOID_INVOICE', id)).body).toMatchObject({ WasSuccessful: false })
    expect(await invoice(id)).toMatchObject({ Void: false })
    expect(await space.left(creditId)).toBe(0)
  })

  test('R62 cancels what is left of credit that a sale released, and says what was used', async () => {
    await space.sell(await bundle(), { ActivateNow: true })
    await space.bill()
    const [{ Id }] = await space.invoices()
    const [{ Id: credit }] = (await wallet()).Credits
    await world.create('/api/billing/coworkerbookingcreditusehistories', {
      CoworkerBookingCreditId: credit,
      CreditUsed: 30,
    })
    const { body } = await space.command('VOID_INVOICE', Id)
    expect(body.Message).toContain(`30.0 of credit ${credit} had been used`)
    expect(await space.left(credit)).toBe(0)
    await space.bill()
    expect(await space.invoices()).toHaveLength(1)
  })
})

describe('a refund', () => {
  test('marks a paid invoice and is money only', async () => {
    const { id, creditId } = await ordinaryInvoice()
    await pay(id)
    expect((await space.command('COWORKER_INVOICE_REFUND', id)).body.WasSuccessful).toBe(true)
    expect(await invoice(id)).toMatchObject({ Refunded: true, Paid: true, RefundedAmount: 0 })
    expect(await space.left(creditId)).toBe(0)
    expect((await space.command('COWORKER_INVOICE_REFUND', id)).body.WasSuccessful).toBe(false)
  })

  test('gives credit back when that is asked for', async () => {
    const { id, creditId } = await ordinaryInvoice()
    await pay(id)
    await space.command('COWORKER_INVOICE_REFUND', id, [{ Name: 'ReturnCredit', Value: true }])
    expect(await space.left(creditId)).toBe(80)
  })

  test.each([
    ['of an unpaid invoice', false, []],
    ['of more than was paid', true, [{ Name: 'Amount', Value: 198.01 }]],
  ])('%s is refused', async (_, isPaid, parameters) => {
    const { id } = await ordinaryInvoice()
    if (isPaid) await pay(id)
    const { body } = await space.command('COWORKER_INVOICE_REFUND', id, parameters)
    expect(body.WasSuccessful).toBe(false)
    expect(await invoice(id)).toMatchObject({ Refunded: false })
  })

  test('of a sale cancels what is left of its credit', async () => {
    await space.sell(await bundle())
    await space.bill()
    const [{ Id }] = await space.invoices()
    await pay(Id)
    expect((await wallet()).Spendable).toBe(100)
    await space.command('COWORKER_INVOICE_REFUND', Id)
    expect((await wallet()).Spendable).toBe(0)
  })
})

describe('a credit note', () => {
  test('takes the invoice back line by line, money only', async () => {
    const { id, creditId } = await ordinaryInvoice()
    await space.command('COWORKER_INVOICE_CANCEL', id)
    const [original, note] = await space.invoices()
    expect(note).toMatchObject({
      CreditNote: true,
      TotalAmount: -198,
      TaxAmount: -33,
      OriginalInvoiceGuid: original.UniqueId,
    })
    expect(original).toMatchObject({ CreditedAmount: 198, Void: false })
    const lines = await space.lines(note.Id)
    expect(lines.map((line) => line.SubTotal)).toEqual([-120, -30, -15])
    expect(await space.left(creditId)).toBe(0)
    expect((await space.command('COWORKER_INVOICE_CANCEL', id)).body.WasSuccessful).toBe(false)
  })

  test('takes back a part that adds up, and no more than is open', async () => {
    const { id } = await ordinaryInvoice()
    await space.command('COWORKER_INVOICE_CANCEL', id, [{ Name: `Amount${id}`, Value: 100 }])
    const [, note] = await space.invoices()
    const sum = (await space.lines(note.Id)).reduce(
      (total, line) => total + Math.round((line.SubTotal + line.TaxAmount) * 100),
      0,
    )
    expect([note.TotalAmount, sum]).toEqual([-100, -10_000])
    const more = await space.command('COWORKER_INVOICE_CANCEL', id, [
      { Name: `Amount${id}`, Value: 98.01 },
    ])
    expect(more.body.WasSuccessful).toBe(false)
  })

  test('is only shown in a preview', async () => {
    const { id } = await ordinaryInvoice()
    const { body } = await space.command('COWORKER_INVOICE_CANCEL', id, [
      { Name: 'Preview', Value: true },
    ])
    expect(body).toMatchObject({ WasSuccessful: true })
    expect(await space.invoices()).toHaveLength(1)
  })

  test('that is deleted leaves the invoice as it was', async () => {
    const { id } = await ordinaryInvoice()
    await space.command('COWORKER_INVOICE_CANCEL', id)
    const [, note] = await space.invoices()
    await space.command('COWORKER_INVOICE_DELETE', note.Id)
    expect(await invoice(id)).toMatchObject({ CreditedAmount: 0 })
  })
})

describe('deleting', () => {
  test('erases the invoice and gives credit back; what it charged is open again', async () => {
    const { id, creditId } = await ordinaryInvoice()
    await space.command('COWORKER_INVOICE_DELETE', id)
    expect(await space.invoices()).toEqual([])
    expect(await space.left(creditId)).toBe(80)
    await space.bill()
    expect(await space.invoices()).toMatchObject([{ TotalAmount: 198 }])
  })

  test('a paid invoice is refused until it is refunded', async () => {
    const { id } = await ordinaryInvoice()
    await pay(id)
    expect((await space.command('COWORKER_INVOICE_DELETE', id)).body.WasSuccessful).toBe(false)
    await space.command('COWORKER_INVOICE_REFUND', id)
    expect((await space.command('COWORKER_INVOICE_DELETE', id)).body.WasSuccessful).toBe(true)
  })
})

describe('a line', () => {
  test('with less credit gives it back and is taxed anew', async () => {
    const { id, creditId } = await ordinaryInvoice()
    const [plan] = await space.lines(id)
    await patch('coworkerinvoicelines', plan.Id, { CreditAmount: 50 })
    expect(await get('coworkerinvoicelines', plan.Id)).toMatchObject({
      CreditAmount: 50,
      SubTotal: 150,
      TaxAmount: 30,
    })
    expect(await invoice(id)).toMatchObject({ TotalAmount: 234, TaxAmount: 39 })
    expect(await space.left(creditId)).toBe(30)
  })

  test('keeps its credit in a PUT that does not mention it', async () => {
    const { id, creditId } = await ordinaryInvoice()
    const [{ Id }] = await space.lines(id)
    const { CreditAmount: _, ...rest } = await get('coworkerinvoicelines', Id)
    const answer = await world.ask('PUT', '/api/billing/coworkerinvoicelines', { body: rest })
    expect(answer.status).toBe(200)
    expect(await get('coworkerinvoicelines', Id)).toMatchObject({ CreditAmount: 80 })
    expect(await space.left(creditId)).toBe(0)
  })

  test('with more credit than was used is refused', async () => {
    const { id } = await ordinaryInvoice()
    const [{ Id }] = await space.lines(id)
    const answer = await patch('coworkerinvoicelines', Id, { CreditAmount: 90 })
    expect(answer.status).toBe(400)
    expect(answer.body.Errors[0].PropertyName).toBe('CreditAmount')
  })

  describe('that no credit has paid', () => {
    /** A line of 50. */
    async function unpaid(): Promise<number> {
      await space.sell(await space.product(50))
      await space.bill()
      const [{ Id }] = await space.invoices()
      const [line] = await space.lines(Id)
      return line.Id
    }
    const spend = (CoworkerInvoiceLineId: number) =>
      world.ask('POST', `/api/wallets/${space.customer}/spend`, {
        body: { Charges: [{ CoworkerInvoiceLineId }] },
      })

    test.each([-5, -0.0001, 50.0001, 5_000, '5000'])(
      'takes no CreditAmount of %j',
      async (CreditAmount) => {
        const line = await unpaid()
        const { status, body } = await patch('coworkerinvoicelines', line, { CreditAmount })
        expect(status).toBe(400)
        expect(body.Errors).toEqual([
          {
            PropertyName: 'CreditAmount',
            Message: 'must be 0 to 50.0, which is the price of the line',
            AttemptedValue: CreditAmount,
          },
        ])
        expect(await get('coworkerinvoicelines', line)).toMatchObject({
          CreditAmount: 0,
          SubTotal: 50,
        })
      },
    )
    test('takes one up to its price, to which it adds up with the credit that is spent', async () => {
      const line = await unpaid()
      for (const CreditAmount of [50, 0, 20]) {
        const { status } = await patch('coworkerinvoicelines', line, { CreditAmount })
        expect(status).toBe(200)
        expect(await get('coworkerinvoicelines', line)).toMatchObject({ CreditAmount })
      }
      const beyond = await patch('coworkerinvoicelines', line, { CreditAmount: 51 })
      expect(beyond.status).toBe(400)
      const creditId = await space.universal(100)
      expect((await spend(line)).body).toMatchObject({ Value: { Covered: 30, Remainder: 0 } })
      expect(await get('coworkerinvoicelines', line)).toMatchObject({ CreditAmount: 50 })
      expect(await space.left(creditId)).toBe(70)
    })
  })

  test('with another net amount changes tax and total with it', async () => {
    const { id } = await ordinaryInvoice()
    const [, product] = await space.lines(id)
    await patch('coworkerinvoicelines', product.Id, { SubTotal: 40 })
    expect(await get('coworkerinvoicelines', product.Id)).toMatchObject({ TaxAmount: 8 })
    expect(await invoice(id)).toMatchObject({ TotalAmount: 210, TaxAmount: 35 })
  })
})
