// Charging a line of an invoice from universal credit, and giving some of it back.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { type Billing, openBilling, type Row } from '../support/billing.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let space: Billing
let line: Row

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

// One product of 30 on an invoice that no credit has paid.
beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await world.ask('POST', '/api/sandbox/clock', { body: { Now: '2031-05-03T09:00:00Z' } })
  space = await openBilling(world)
  await space.sell(await space.product(30))
  await space.bill()
  const [{ Id }] = await space.invoices()
  ;[line] = await space.lines(Id)
})

afterEach(async () => {
  const differences = await verify(world.service, { repair: false, after: 0, onProgress: () => {} })
  expect(differences).toEqual([])
})

const ask = (verb: string, body: object) =>
  world.ask('POST', `/api/wallets/${space.customer}/${verb}`, { body })
const spend = (more: object = {}, rest: object = {}) =>
  ask('spend', { Charges: [{ CoworkerInvoiceLineId: line.Id, ...more }], ...rest })
const release = (more: object = {}) => ask('release', { CoworkerInvoiceLineId: line.Id, ...more })
const stored = async (): Promise<Row> =>
  (await world.ask('GET', `/api/billing/coworkerinvoicelines/${line.Id}`)).body
const invoice = async (): Promise<Row> => (await space.invoices())[0]

test('a spend pays the line at its price, and a second one answers the first', async () => {
  const credit = await space.universal(20)
  const first = await spend()
  expect(first.body.Value).toMatchObject({
    Covered: 20,
    Remainder: 10,
    Uses: [{ CoworkerBookingCreditId: credit, CreditUsed: 20 }],
  })
  expect(await stored()).toMatchObject({
    CreditAmount: 20,
    IsUniversalCredit: true,
    SubTotal: 10,
    TaxAmount: 2,
  })
  expect(await invoice()).toMatchObject({ TotalAmount: 12, TaxAmount: 2 })
  await space.universal(50)
  const second = await spend({ Kind: 'Product', Amount: 30 })
  expect(second.body.Value).toEqual(first.body.Value)
  expect((await stored()).CreditAmount).toBe(20)
})

test('a quote says the same and writes nothing', async () => {
  const credit = await space.universal(20)
  const { body } = await ask('quote', { Charges: [{ CoworkerInvoiceLineId: line.Id }] })
  expect(body.Value).toMatchObject({ Covered: 20, Remainder: 10 })
  expect(await space.left(credit)).toBe(20)
  expect((await stored()).CreditAmount).toBe(0)
})

test('what the bill run paid is the first settlement', async () => {
  await space.universal(15)
  await space.chargeOnce(15)
  await space.bill()
  const [, second] = await space.invoices()
  const [paid] = await space.lines(second.Id)
  await space.universal(15)
  const { body } = await ask('spend', { Charges: [{ CoworkerInvoiceLineId: paid.Id }] })
  expect(body.Value).toMatchObject({ Covered: 15, Remainder: 0 })
  const { body: wallet } = await world.ask('GET', `/api/wallets/${space.customer}`)
  expect(wallet.Spendable).toBe(15)
})

test.each([
  ['another amount', { Amount: 29.99 }, 'Charges[0].Amount'],
  ['another kind', { Kind: 'Booking' }, 'Charges[0].Kind'],
  ['an unknown line', { CoworkerInvoiceLineId: 999_999 }, 'Charges[0].CoworkerInvoiceLineId'],
])('%s is refused', async (_, more, property) => {
  const credit = await space.universal(20)
  const { status, body } = await spend(more)
  expect([status, body.Errors[0].PropertyName]).toEqual([400, property])
  expect(await space.left(credit)).toBe(20)
})

test('a spend that must cover the line and does not changes nothing', async () => {
  const credit = await space.universal(20)
  expect((await spend({}, { RejectIfNotCovered: true })).status).toBe(400)
  expect(await space.left(credit)).toBe(20)
  expect(await invoice()).toMatchObject({ TotalAmount: 36 })
})

test.each(['paid', 'void'])('a line of a %s invoice is refused', async (state) => {
  await space.universal(20)
  const { Id } = await invoice()
  if (state === 'void') await space.command('VOID_INVOICE', Id)
  else await world.ask('PATCH', `/api/billing/coworkerinvoices/${Id}`, { body: { Paid: true } })
  expect((await spend()).status).toBe(400)
})

test('a release in part corrects the line, the tax and the total', async () => {
  const credit = await space.universal(30)
  await spend()
  expect(await invoice()).toMatchObject({ TotalAmount: 0, Paid: true })
  const { body } = await release({ Amount: 10 })
  expect(body.Value).toMatchObject({ Released: 10 })
  expect(await space.left(credit)).toBe(10)
  expect(await stored()).toMatchObject({ CreditAmount: 20, SubTotal: 10, TaxAmount: 2 })
  expect(await invoice()).toMatchObject({ TotalAmount: 12, TaxAmount: 2, Paid: false })
})

test('after a whole release the line may be charged anew', async () => {
  const credit = await space.universal(30)
  await spend()
  await release()
  expect(await stored()).toMatchObject({ CreditAmount: 0, SubTotal: 30, TaxAmount: 6 })
  expect((await release()).status).toBe(400)
  expect((await spend()).body.Value).toMatchObject({ Covered: 30 })
  expect(await space.left(credit)).toBe(0)
})

test('a use that is edited takes the line with it', async () => {
  await space.universal(30)
  const { body } = await spend()
  const [{ CoworkerBookingCreditUseHistoryId: use }] = body.Value.Uses
  await world.ask('PATCH', `/api/billing/coworkerbookingcreditusehistories/${use}`, {
    body: { CreditUsed: 25 },
  })
  expect(await stored()).toMatchObject({ CreditAmount: 25, SubTotal: 5, TaxAmount: 1 })
})

test('what several ask for at once is charged once', async () => {
  const credit = await space.universal(50)
  const answers = await Promise.all([spend(), spend(), spend()])
  expect(new Set(answers.map((answer) => JSON.stringify(answer.body.Value))).size).toBe(1)
  expect(await space.left(credit)).toBe(20)
})
