// An error repeats what was sent, as it was sent, and null for a member that was missing (wire 10.1): never what the service
// made of it.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openRooms, type Rooms } from '../support/rooms.ts'
import { type Answer, type Method, openWorld, type World } from '../support/world.ts'

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

const send = (method: Method, path: string, body: object) =>
  world.ask(method, `/api/${path}`, { body: { BusinessId: space.location, ...body } })

/** The members that an answer finds fault with, and what it says was attempted. */
const attempted = ({ status, body }: Answer) => {
  expect(status).toBe(400)
  return Object.fromEntries(
    body.Errors.map((error: Record<string, unknown>) => [error.PropertyName, error.AttemptedValue]),
  )
}

/** A body for a record that makes no fault but the one in question. */
const bodies: Readonly<Record<string, () => Promise<object>>> = {
  'billing/coworkercontracts': async () => ({
    IssuedById: space.location,
    CoworkerId: space.customer,
    TariffId: await space.plan(100),
    BillingDay: 1,
    Quantity: 1,
  }),
  'billing/coworkerextraservices': async () => ({
    CoworkerId: space.customer,
    ExtraServiceId: space.roomRate,
    TotalUses: 10,
    ChargePeriod: 'Minutes',
  }),
  'billing/coworkertimepasses': async () => ({
    CoworkerId: space.customer,
    TimePassId: await space.pass(25),
  }),
  'billing/coworkerproducts': async () => ({
    CoworkerId: space.customer,
    ProductId: await space.product(5),
  }),
  'spaces/bookings': async () => space.body({ hours: 1 }),
  'sys/businesssettings': async () => ({ Name: 'Credits.FirstPeriod' }),
  'sys/users': async () => ({ FullName: 'Ada' }),
  'sys/userroles': async () => ({ Name: 'Desk' }),
}

test.each<[string, string, unknown]>([
  ['billing/coworkercontracts', 'BillingDay', '99'],
  ['billing/coworkerextraservices', 'TotalUses', '9007199254740991'],
  ['billing/coworkerextraservices', 'ChargePeriod', '0'],
  ['billing/coworkertimepasses', 'CreateMultiple', '1001'],
  ['billing/coworkerproducts', 'Quantity', '-1'],
  ['sys/businesssettings', 'Value', 5],
  ['sys/users', 'Email', 5],
  ['sys/userroles', 'Roles', 'Coworker-Fly'],
])('POST %s repeats the %s %j', async (path, name, value) => {
  const body = { ...(await bodies[path]?.()), [name]: value }
  expect(attempted(await send('POST', path, body))).toEqual({ [name]: value })
})

test('a series that does not say how it repeats was told nothing', async () => {
  const body = { ...space.body({ hours: 1 }), RepeatBooking: true }
  const unsaid = { Repeats: null, RepeatUntil: null }
  expect(attempted(await send('POST', 'spaces/bookings', body))).toEqual(unsaid)
  const said = { Repeats: '0', RepeatEvery: '0' }
  expect(attempted(await send('POST', 'spaces/bookings', { ...body, ...said }))).toEqual({
    ...unsaid,
    ...said,
  })
})

test('a use of time did not say how much it takes', async () => {
  const CoworkerExtraServiceId = await space.time(30)
  const BookingId = await space.book({ hours: 1, more: { Tentative: true } })
  const use = { CoworkerExtraServiceId, BookingId }
  const path = 'billing/coworkerextraserviceusehistories'
  expect(attempted(await send('POST', path, use))).toEqual({ CreditUsed: null })
  expect(attempted(await send('POST', path, { ...use, CreditUsed: '7' }))).toEqual({
    CreditUsed: '7',
  })
})

test('what stays as it is, is told as it was sent', async () => {
  const other = await space.person('Ben')
  const time = `billing/coworkerextraservices/${await space.time(30)}`
  const credit = `billing/coworkerbookingcredits/${await space.credit(30)}`
  const contract = `billing/coworkercontracts/${await space.contract(await space.plan(100))}`
  const there = String(
    await world.create('/api/sys/businesses', {
      Name: 'Tower',
      WebAddress: 'tower',
      CountryId: 1901,
      CurrencyId: 3005,
      SimpleTimeZoneId: 2023,
    }),
  )
  for (const path of [time, credit, contract]) {
    const body = { CoworkerId: String(other) }
    expect(attempted(await world.ask('PATCH', `/api/${path}`, { body }))).toEqual(body)
  }
  const moved = { BusinessId: there }
  expect(attempted(await world.ask('PATCH', `/api/${time}`, { body: moved }))).toEqual(moved)
})

test('a total below what is used is told as it was sent', async () => {
  const credit = await space.credit(30)
  await world.create('/api/billing/coworkerbookingcreditusehistories', {
    CoworkerBookingCreditId: credit,
    CreditUsed: 20,
  })
  const time = await space.time(30)
  await world.create('/api/billing/coworkerextraserviceusehistories', {
    CoworkerExtraServiceId: time,
  })
  await world.create('/api/billing/coworkerextraserviceusehistories', {
    CoworkerExtraServiceId: time,
  })
  const money = { TotalCredit: '10.00' }
  const patched = await world.ask('PATCH', `/api/billing/coworkerbookingcredits/${credit}`, {
    body: money,
  })
  expect(attempted(patched)).toEqual(money)
  const units = { TotalUses: '1' }
  const less = await world.ask('PATCH', `/api/billing/coworkerextraservices/${time}`, {
    body: units,
  })
  expect(attempted(less)).toEqual(units)
})

test('the price, the booking and the customer of what is on an invoice', async () => {
  const booking = await space.book({ hours: 1, more: { ChargeNow: true } })
  const another = await space.book({ hours: 1, from: '2031-05-11T09:00:00Z' })
  await space.bill()
  const [charge] = await space.charges(booking)
  const [{ Id: invoice }] = await space.invoices()
  const [{ Id: line }] = await space.lines(invoice)
  const patch = (path: string, body: object) => world.ask('PATCH', `/api/billing/${path}`, { body })
  const charged = `coworkerextraservices/${charge.Id}`
  expect(attempted(await patch(charged, { Price: 2.5 }))).toEqual({ Price: 2.5 })
  const BookingId = String(another)
  expect(attempted(await patch(charged, { BookingId }))).toEqual({ BookingId })
  const CoworkerId = String(await space.person('Ben'))
  expect(attempted(await patch(`coworkerinvoices/${invoice}`, { CoworkerId }))).toEqual({
    CoworkerId,
  })
  await space.sell(await space.product(5))
  await space.bill()
  const next = (await space.invoices()).find((one) => one.Id !== invoice)
  const CoworkerInvoiceId = String(next.Id)
  expect(attempted(await patch(`coworkerinvoicelines/${line}`, { CoworkerInvoiceId }))).toEqual({
    CoworkerInvoiceId,
  })
})

test('an amount that is not the price of the record it names', async () => {
  await space.sell(await space.product(50))
  await space.bill()
  const [{ Id: invoice }] = await space.invoices()
  const [{ Id: line }] = await space.lines(invoice)
  const booking = await space.book({ hours: 1 })
  for (const named of [{ CoworkerInvoiceLineId: line }, { BookingId: booking }]) {
    for (const Amount of [7, '7.10']) {
      const answer = await space.wallet('spend', { Charges: [{ ...named, Amount }] })
      expect(attempted(answer)).toEqual({ 'Charges[0].Amount': Amount })
    }
  }
  for (const member of ['CoworkerInvoiceLineId', 'BookingId', 'EventAttendeeId']) {
    const answer = await space.wallet('spend', { Charges: [{ [member]: '999999' }] })
    expect(attempted(answer)).toEqual({ [`Charges[0].${member}`]: '999999' })
  }
})
