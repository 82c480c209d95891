// Quotes, spends and releases that name a booking or a ticket: the charging of that record, and taking it back.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import {
  lookup,
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number
let room: number
let rate: number
let member: number

const moveTo = (Now: string) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2031-05-01T08:00:00Z')
  riverside = await makeLocation(world)
  const type = await makeResourceType(world, riverside)
  room = await makeResource(world, riverside, type)
  rate = await makeRate(world, riverside, { ResourceTypes: [type] })
  member = await makeCustomer(world, riverside)
})

type Members = Readonly<Record<string, unknown>>

const credit = (TotalCredit: number, more: Members = {}) =>
  makeCredit(world, riverside, member, { TotalCredit, CaneBeUsedForBookings: true, ...more })

/** Booked before there is credit, so that it is not charged by itself: £20 for each hour. */
const book = (hours: number, more: Members = {}) =>
  makeBooking(world, room, member, {
    FromTime: '2031-05-20T09:00:00Z',
    ToTime: new Date(Date.parse('2031-05-20T09:00:00Z') + hours * 3_600_000).toISOString(),
    ...more,
  })

const post = async (verb: string, body: Members, of = member) => {
  const answer = await world.ask('POST', `/api/wallets/${of}/${verb}`, { body })
  return { status: answer.status, body: answer.body, value: answer.body.Value }
}

const charge = (named: Members, more: Members = {}) => ({ Charges: [named], ...more })

const left = async (id: number) =>
  (await world.ask('GET', `${paths.credits}/${id}`)).body.RemainingCredit

const minutesLeft = async (id: number) =>
  (await world.ask('GET', `${paths.timeCredits}/${id}`)).body.RemainingUses

const stateOf = async (booking: number) => {
  const { body } = await world.ask('GET', `${paths.bookings}/${booking}`)
  return [body.Invoiced, body.CoworkerExtraServicePrice]
}

async function sellSeat(price: number): Promise<number> {
  const event = await world.create(paths.events, {
    BusinessId: riverside,
    Name: 'Talk',
    StartDate: '2031-05-20T09:00:00Z',
    EndDate: '2031-05-20T10:00:00Z',
  })
  const ticket = await world.create(paths.tickets, {
    CalendarEventId: event,
    Name: 'Seat',
    DisplayOrder: 1,
    StartDate: '2031-05-01T00:00:00Z',
    EndDate: '2031-05-20T09:00:00Z',
    Price: price,
    CurrencyId: lookup.pounds,
  })
  return world.create(paths.attendees, {
    BusinessId: riverside,
    CalendarEventId: event,
    EventProductId: ticket,
    CoworkerId: member,
    FullName: 'Ada',
    Email: 'ada@example.com',
  })
}

describe('a spend that names a booking', () => {
  test('takes the price from the booking, and answers what the quote said', async () => {
    const booking = await book(2)
    const id = await credit(15)
    const quote = await post('quote', charge({ Kind: 'Booking', BookingId: booking }))
    expect(quote.value).toMatchObject({
      Covered: 15,
      Remainder: 25,
      Charges: [{ Covered: 15, Remainder: 25 }],
      Uses: [{ CoworkerBookingCreditId: id, CoworkerId: member, CreditUsed: 15, ChargeIndex: 0 }],
      TimeUses: [],
    })
    expect(quote.value.Uses[0]).not.toHaveProperty('CoworkerBookingCreditUseHistoryId')
    expect([await left(id), await stateOf(booking)]).toEqual([15, [false, null]])

    const spend = await post('spend', charge({ Kind: 'Booking', BookingId: booking, Amount: 40 }))
    const { Sequence, Sequences, ...settlement } = spend.value
    expect({ Sequence, Sequences }).toEqual({
      Sequence: 2,
      Sequences: [{ CoworkerId: member, Sequence: 2 }],
    })
    const [{ CoworkerBookingCreditUseHistoryId, ...use }] = settlement.Uses
    expect({ ...settlement, Uses: [use] }).toEqual(quote.value)
    expect([await left(id), await stateOf(booking)]).toEqual([0, [true, 25]])
    const { body } = await world.ask('GET', `${paths.uses}/${CoworkerBookingCreditUseHistoryId}`)
    expect(body).toMatchObject({ BookingId: booking, CreditUsed: 15 })
  })
  test('answers the first settlement when it comes again, whatever happened since', async () => {
    const booking = await book(2)
    await credit(15)
    const body = charge({ BookingId: booking }, { Reference: 'desk 7' })
    const first = await post('spend', body)
    const late = await credit(100)
    const second = await post('spend', body)
    expect(second.value).toEqual(first.value)
    expect(await left(late)).toBe(100)
    const { Uses, ...again } = (await post('quote', body)).value
    const { Uses: made, Sequence: _, Sequences: __, ...settled } = first.value
    expect(again).toEqual(settled)
    expect(Uses).toEqual([{ ...made[0], CoworkerBookingCreditUseHistoryId: undefined }])
  })
  test('tells the sequences of all who paid, even when they share nothing any more', async () => {
    const payer = await makeCustomer(world, riverside)
    await makeCredit(world, riverside, payer, { TotalCredit: 30, CaneBeUsedForBookings: true })
    const team = await world.create('/api/spaces/teams', {
      Name: 'Team',
      BusinessId: riverside,
      PayingMemberId: payer,
      TeamMembers: [payer, member],
      ShareBookingCredit: true,
    })
    const booking = await book(1)
    const first = await post('spend', charge({ BookingId: booking }))
    expect(first.value.Uses).toMatchObject([{ CoworkerId: payer, CreditUsed: 20 }])
    await world.ask('PATCH', `/api/spaces/teams/${team}`, { body: { ShareBookingCredit: false } })
    const again = await post('spend', charge({ BookingId: booking }))
    expect(again.value.Uses).toEqual(first.value.Uses)
    expect(again.value.Sequences).toEqual(first.value.Sequences)
  })

  test('lets time credit take part, before money', async () => {
    const booking = await book(2)
    const time = await makeTimeCredit(world, riverside, member, rate, { TotalUses: 60 })
    const id = await credit(50)
    const expected = {
      Covered: 40,
      Remainder: 0,
      Uses: [{ CoworkerBookingCreditId: id, CreditUsed: 20, RemainingCredit: 30 }],
      TimeUses: [{ CoworkerExtraServiceId: time, CreditUsed: 60, RemainingUses: 0 }],
    }
    expect((await post('quote', charge({ BookingId: booking }))).value).toMatchObject(expected)
    const { value } = await post('spend', charge({ BookingId: booking }))
    expect(value).toMatchObject(expected)
    expect((await post('spend', charge({ BookingId: booking }))).value).toEqual(value)
    expect([await minutesLeft(time), await left(id)]).toEqual([0, 30])
  })
  test('also of a booking that was charged when it was made', async () => {
    const id = await credit(100)
    const booking = await book(1)
    const { value } = await post('spend', charge({ BookingId: booking }))
    expect(value).toMatchObject({ Covered: 20, Uses: [{ CoworkerBookingCreditId: id }] })
    expect(await left(id)).toBe(80)
  })
  test('is refused with another price, a wrong kind, company, or no such booking', async () => {
    const booking = await book(2)
    const id = await credit(100)
    const stranger = await makeCustomer(world, riverside)
    const refused = async (body: Members, of = member) => {
      const answer = await post('spend', body, of)
      return [answer.status, answer.body.Errors[0].PropertyName]
    }
    const own = { BookingId: booking }
    expect(await refused(charge({ ...own, Amount: 39.99 }))).toEqual([400, 'Charges[0].Amount'])
    expect(await refused(charge({ ...own, Kind: 'Event' }))).toEqual([400, 'Charges[0].Kind'])
    expect(await refused({ Charges: [own, { Kind: 'Other', Amount: 1 }] })).toEqual([
      400,
      'Charges[0].BookingId',
    ])
    expect(await refused(charge({ BookingId: 999_999 }))).toEqual([400, 'Charges[0].BookingId'])
    expect(await refused(charge(own), stranger)).toEqual([400, 'Charges[0].BookingId'])
    expect(await refused(charge({ BookingId: 'desk' }))).toEqual([400, 'Charges[0].BookingId'])
    expect([await left(id), await stateOf(booking)]).toEqual([100, [false, null]])
  })
  test('is refused while the booking is tentative, and by RejectIfNotCovered', async () => {
    const tentative = await book(1, { Tentative: true })
    const long = await book(2)
    const id = await credit(30)
    expect((await post('spend', charge({ BookingId: tentative }))).status).toBe(400)
    const reject = await post('spend', charge({ BookingId: long }, { RejectIfNotCovered: true }))
    expect([reject.status, reject.body.Errors[0].PropertyName]).toEqual([400, 'RejectIfNotCovered'])
    expect([await left(id), await stateOf(long)]).toEqual([30, [false, null]])
  })
})

describe('a spend that names a ticket', () => {
  test('answers what paid it when it was sold', async () => {
    const id = await credit(10, { CaneBeUsedForEvents: true })
    const ticket = await sellSeat(15)
    const { value } = await post('spend', charge({ Kind: 'Event', EventAttendeeId: ticket }))
    expect(value).toMatchObject({
      Covered: 10,
      Remainder: 5,
      Uses: [{ CoworkerBookingCreditId: id, CreditUsed: 10, RemainingCredit: 0 }],
    })
    expect(value).not.toHaveProperty('TimeUses')
    expect((await post('quote', charge({ EventAttendeeId: ticket }))).value).toMatchObject({
      Covered: 10,
      Remainder: 5,
    })
    const wrong = await post('spend', charge({ EventAttendeeId: ticket, Amount: 14 }))
    expect(wrong.status).toBe(400)
  })
})

describe('a release', () => {
  test('of a booking, in part: what is given back is to be paid in money', async () => {
    const id = await credit(30)
    const booking = await book(2)
    expect(await stateOf(booking)).toEqual([true, 10])
    const { value } = await post('release', { BookingId: booking, Amount: 5, Reason: 'goodwill' })
    expect(value).toMatchObject({
      Released: 5,
      Uses: [{ CoworkerBookingCreditId: id, Returned: 5, RemainingCredit: 5, Usable: true }],
    })
    expect([await left(id), await stateOf(booking)]).toEqual([5, [true, 15]])
    const over = await post('release', { BookingId: booking, Amount: 25.01 })
    expect([over.status, over.body.Errors[0].PropertyName]).toEqual([400, 'Amount'])
  })
  test('of a booking, wholly: money and time, and no second time', async () => {
    const time = await makeTimeCredit(world, riverside, member, rate, { TotalUses: 60 })
    const id = await credit(15)
    const booking = await book(2)
    expect(await stateOf(booking)).toEqual([true, 5])
    const { value } = await post('release', { BookingId: booking })
    expect(value).toMatchObject({
      Released: 15,
      Uses: [{ CoworkerBookingCreditId: id, Returned: 15 }],
      TimeUses: [{ CoworkerExtraServiceId: time, Returned: 60 }],
    })
    expect([await left(id), await minutesLeft(time)]).toEqual([15, 60])
    expect(await stateOf(booking)).toEqual([true, 40])
    const twice = await post('release', { BookingId: booking })
    expect([twice.status, twice.body.Errors[0].PropertyName]).toEqual([400, 'BookingId'])
    const options = { repair: false, after: 0, onProgress: () => {} }
    expect(await verify(world.service, options)).toEqual([])
  })
  test('of a booking that only time paid', async () => {
    const time = await makeTimeCredit(world, riverside, member, rate, { TotalUses: 60 })
    const booking = await book(1)
    const { value } = await post('release', { BookingId: booking })
    expect(value).toMatchObject({ Released: 0, Uses: [], TimeUses: [{ Returned: 60 }] })
    expect(await minutesLeft(time)).toBe(60)
    expect((await post('release', { BookingId: booking })).status).toBe(400)
  })
  test('R47 at a credit price, in the money that the credit stood for', async () => {
    const dear = await makeResourceType(world, riverside)
    const board = await makeResource(world, riverside, dear)
    await makeRate(world, riverside, { ResourceTypes: [dear], Price: 40, CreditPrice: 30 })
    await credit(45, { UseCreditPrice: true })
    const booking = await book(2, { ResourceId: board })
    expect(await stateOf(booking)).toEqual([true, 20])
    await post('release', { BookingId: booking, Amount: 15 })
    expect(await stateOf(booking)).toEqual([true, 40])
  })
  test('of a ticket: in part, the rest, and no third time', async () => {
    const id = await credit(15, { CaneBeUsedForEvents: true })
    const ticket = await sellSeat(15)
    expect((await post('release', { EventAttendeeId: ticket, Amount: 5 })).value.Released).toBe(5)
    expect((await post('release', { EventAttendeeId: ticket })).value.Released).toBe(10)
    expect(await left(id)).toBe(15)
    expect((await post('release', { EventAttendeeId: ticket })).status).toBe(400)
  })
  test('by the reference of a spend that named a booking', async () => {
    const booking = await book(1)
    const id = await credit(100)
    await post('spend', charge({ BookingId: booking }, { Reference: 'desk 7' }))
    expect((await post('release', { Reference: 'desk 7', Amount: 8 })).value.Released).toBe(8)
    expect([await left(id), await stateOf(booking)]).toEqual([88, [true, 8]])
  })
  test.each(['BookingId', 'CoworkerBookingCreditId'])(
    'by reference, also when %s of the use was edited since',
    async (edited) => {
      const booking = await book(1)
      const id = await credit(100)
      const other = await credit(100)
      const spent = await post('spend', charge({ BookingId: booking }, { Reference: 'desk 7' }))
      const use = spent.value.Uses[0].CoworkerBookingCreditUseHistoryId
      const body = { [edited]: edited === 'BookingId' ? null : other }
      expect((await world.ask('PATCH', `${paths.uses}/${use}`, { body })).status).toBe(200)
      expect((await post('release', { Reference: 'desk 7' })).status).toBe(200)
      expect([await left(id), await left(other)]).toEqual([100, 100])
    },
  )
})
