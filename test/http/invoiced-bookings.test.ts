// Bookings and tickets that change or end after an invoice has their charge: the money follows by a second charge or a
// credit note.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { openRooms, type Rooms } from '../support/rooms.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let space: Rooms

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await world.ask('POST', '/api/sandbox/clock', { body: { Now: '2031-05-03T09:00:00Z' } })
  space = await openRooms(world)
})
afterEach(async () => {
  expect(await verify(world.service, { repair: false, after: 0, onProgress: () => {} })).toEqual([])
})

/** Three hours for £60: 45 of credit, and 15 in money on an invoice, with 3 of tax. */
async function bookInvoiced() {
  const credit = await space.credit(45)
  const booking = await space.book({ hours: 3 })
  await space.bill()
  expect(await space.charge(booking)).toEqual([true, 15])
  return { credit, booking }
}

const totals = async () => (await space.invoices()).map((invoice) => invoice.TotalAmount)

test('S13 shorter after it was invoiced: the difference comes back as a credit note with its tax', async () => {
  const { credit, booking } = await bookInvoiced()
  await space.change(booking, { ToTime: '2031-05-10T11:30:00Z' })
  expect([await space.left(credit), await space.charge(booking)]).toEqual([0, [true, 5]])
  const [invoice, note] = await space.invoices()
  expect(invoice).toMatchObject({ TotalAmount: 18, CreditedAmount: 12 })
  expect(note).toMatchObject({
    CreditNote: true,
    TotalAmount: -12,
    TaxAmount: -2,
    OriginalInvoiceGuid: invoice.UniqueId,
  })
  expect(await space.lines(note.Id)).toMatchObject([{ SubTotal: -10, TaxAmount: -2 }])
  await space.change(booking, { ToTime: '2031-05-10T11:00:00Z' })
  expect([await space.left(credit), await space.charge(booking)]).toEqual([5, [true, 0]])
  expect(await totals()).toEqual([18, -12, -6])
})

test('S13 longer after it was invoiced: the next invoice has the difference alone', async () => {
  const { booking } = await bookInvoiced()
  await space.change(booking, { ToTime: '2031-05-10T13:00:00Z' })
  expect(await space.charge(booking)).toEqual([true, 35])
  expect(await space.charges(booking)).toMatchObject([
    { Price: 15, Invoiced: true },
    { Price: 20, Invoiced: false },
  ])
  await space.bill()
  expect(await totals()).toEqual([18, 24])
  await space.change(booking, { ToTime: '2031-05-10T11:00:00Z' })
  expect(await space.charge(booking)).toEqual([true, 0])
  expect(await totals()).toEqual([18, 24, -24, -18])
})

test('S13 changed twice: a difference that no invoice has is worked out anew', async () => {
  const { booking } = await bookInvoiced()
  await space.change(booking, { ToTime: '2031-05-10T13:00:00Z' })
  await space.change(booking, { ToTime: '2031-05-10T12:30:00Z' })
  expect(await space.charges(booking)).toMatchObject([{ Price: 15 }, { Price: 10 }])
  await space.change(booking, { Notes: 'A name for the door' })
  await space.change(booking, { ToTime: '2031-05-10T12:00:00Z' })
  expect(await space.charges(booking)).toMatchObject([{ Price: 15 }])
  expect(await totals()).toEqual([18])
})

test('S13 gives back no more than the invoice has left to credit', async () => {
  const { booking } = await bookInvoiced()
  const [invoice] = await space.invoices()
  await space.command('COWORKER_INVOICE_CANCEL', invoice.Id)
  expect(await totals()).toEqual([18, -18])
  await space.change(booking, { ToTime: '2031-05-10T11:00:00Z' })
  expect(await space.charge(booking)).toEqual([true, 0])
  expect(await totals()).toEqual([18, -18])
})

test('J5 cancelled in time after it was invoiced: credit comes back, and money as a credit note', async () => {
  const { credit, booking } = await bookInvoiced()
  expect((await space.cancel(booking)).body.WasSuccessful).toBe(true)
  expect(await space.left(credit)).toBe(45)
  expect(await totals()).toEqual([18, -18])
})

test('J5 cancelled after credit alone has paid it and a bill run has passed', async () => {
  const credit = await space.credit(45)
  const booking = await space.book({ hours: 2 })
  await space.sell(await space.product(5))
  await space.bill()
  expect(await space.charges(booking)).toMatchObject([{ Price: 0, Invoiced: true }])
  expect((await space.cancel(booking)).body.WasSuccessful).toBe(true)
  expect(await space.left(credit)).toBe(45)
  expect(await totals()).toEqual([6])
})

test('S9 released after credit alone has paid it and a bill run has passed: the next invoice has it all', async () => {
  const credit = await space.credit(45)
  const booking = await space.book({ hours: 2 })
  await space.sell(await space.product(5))
  await space.bill()
  expect((await space.wallet('release', { BookingId: booking, Amount: 10 })).status).toBe(200)
  expect(await space.charge(booking)).toEqual([true, 10])
  expect((await space.wallet('release', { BookingId: booking })).status).toBe(200)
  expect([await space.left(credit), await space.charge(booking)]).toEqual([45, [true, 40]])
  const [first, second] = await space.charges(booking)
  expect([first, second]).toMatchObject([
    { Price: 0, Invoiced: true },
    { Price: 40, Invoiced: false },
  ])
  for (const member of ['CoworkerId', 'ExtraServiceId', 'BookingResourceName', 'BookingFromTime']) {
    expect(second[member]).toEqual(first[member])
  }
  await space.bill()
  expect(await totals()).toEqual([6, 48])
})

test('S9 released after it was invoiced in part: only what credit had paid is billed beside it', async () => {
  const { credit, booking } = await bookInvoiced()
  await space.wallet('release', { BookingId: booking })
  expect([await space.left(credit), await space.charge(booking)]).toEqual([45, [true, 60]])
  await space.bill()
  expect(await totals()).toEqual([18, 54])
  expect((await space.cancel(booking)).body.WasSuccessful).toBe(true)
  expect([await space.left(credit), await totals()]).toEqual([45, [18, 54, -18, -54]])
})

test('S9 released with its time credit after a bill run: both are to be paid in money', async () => {
  const time = await space.time(60)
  const credit = await space.credit(15)
  const booking = await space.book({ hours: 2 })
  await space.bill()
  await space.wallet('release', { BookingId: booking })
  expect([await space.timeLeft(time), await space.left(credit)]).toEqual([60, 15])
  expect(await space.charges(booking)).toMatchObject([{ Price: 5 }, { Price: 35 }])
})

test('API-10 a use that is edited after its booking was invoiced: a second charge, then a credit note', async () => {
  const { credit, booking } = await bookInvoiced()
  const edit = async (CreditUsed: number) => {
    const path = '/api/billing/coworkerbookingcreditusehistories'
    const [use] = (await world.ask('GET', path)).body.Records
    expect((await world.ask('PATCH', `${path}/${use.Id}`, { body: { CreditUsed } })).status).toBe(
      200,
    )
  }
  await edit(30)
  expect([await space.left(credit), await space.charge(booking)]).toEqual([15, [true, 30]])
  await space.bill()
  expect(await totals()).toEqual([18, 18])
  await edit(40)
  expect([await space.left(credit), await space.charge(booking)]).toEqual([5, [true, 20]])
  expect(await totals()).toEqual([18, 18, -12])
})

test('J2 neither the charge on an invoice nor its booking is simply deleted', async () => {
  const { booking } = await bookInvoiced()
  const [charge] = await space.charges(booking)
  const removal = await world.ask('DELETE', `/api/billing/coworkerextraservices/${charge.Id}`)
  expect(removal.body.WasSuccessful).toBe(false)
  await space.change(booking, {
    FromTime: '2031-06-10T09:00:00Z',
    ToTime: '2031-06-10T12:00:00Z',
    Tentative: true,
  })
  expect(await space.charge(booking)).toEqual([false, 15])
  const refused = await world.ask('DELETE', `/api/spaces/bookings/${booking}`)
  expect(refused.body.WasSuccessful).toBe(false)
})

/** Two tickets for £15, of which credit paid 5 of the first, on one invoice. */
async function sellTickets() {
  const event = await space.make('/api/content/calendarevents', {
    Name: 'Letterpress evening',
    StartDate: '2031-06-10T18:00:00Z',
    EndDate: '2031-06-10T20:00:00Z',
  })
  const seat = await world.create('/api/content/eventproducts', {
    CalendarEventId: event,
    Name: 'Seat',
    DisplayOrder: 1,
    StartDate: '2031-01-01T00:00:00Z',
    EndDate: '2031-06-10T18:00:00Z',
    Price: 15,
    CurrencyId: 3005,
  })
  const credit = await space.credit(5, { CaneBeUsedForEvents: true })
  const sell = () =>
    space.make('/api/content/eventattendees', {
      CalendarEventId: event,
      EventProductId: seat,
      CoworkerId: space.customer,
      FullName: 'Ada',
      Email: 'ada@example.com',
    })
  const tickets = [await sell(), await sell()]
  await space.bill()
  expect(await totals()).toEqual([30])
  return { event, credit, tickets }
}

test('S11 a ticket cancelled after it was invoiced: credit for what credit paid, a credit note for the rest', async () => {
  const { credit, tickets } = await sellTickets()
  await world.ask('DELETE', `/api/content/eventattendees/${tickets[0]}`)
  expect(await space.left(credit)).toBe(5)
  expect(await totals()).toEqual([30, -12])
})

test('J9 an event cancelled after its tickets were invoiced credits each of them once', async () => {
  const { event, credit, tickets } = await sellTickets()
  await world.ask('DELETE', `/api/content/eventattendees/${tickets[1]}`)
  expect(await totals()).toEqual([30, -18])
  await world.ask('DELETE', `/api/content/calendarevents/${event}`)
  expect(await space.left(credit)).toBe(5)
  expect(await totals()).toEqual([30, -18, -12])
  expect((await space.invoices())[0].CreditedAmount).toBe(30)
})
