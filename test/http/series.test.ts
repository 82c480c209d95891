// Recurring bookings over the wire: which bookings they make, what they cost, and what changes all of them.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import {
  lookup,
  makeCredit,
  makeCustomer,
  makeLocation,
  makeProduct,
  makeRate,
  makeResource,
  makeResourceType,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number
let room: number
let member: number

const moveTo = (Now: string) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2037-05-01T08:00:00Z')
  ;[riverside, room] = await makePlace()
  member = await makeCustomer(world, riverside)
})

async function makePlace(zone: number = lookup.london): Promise<[location: number, room: number]> {
  const location = await makeLocation(world, { SimpleTimeZoneId: zone })
  const type = await makeResourceType(world, location)
  await makeRate(world, location, { ResourceTypes: [type] })
  return [location, await makeResource(world, location, type)]
}

type Members = Readonly<Record<string, unknown>>

/** A series of one hour each, £20, by default on Mondays in May. */
const seriesBody = (more: Members = {}) => ({
  ResourceId: room,
  CoworkerId: member,
  FromTime: '2037-05-04T09:00:00Z',
  ToTime: '2037-05-04T10:00:00Z',
  RepeatBooking: true,
  Repeats: 'Weekly',
  RepeatUntil: '2037-05-25',
  ...more,
})

const repeat = (more: Members = {}) => world.create(paths.bookings, seriesBody(more))

interface Booking extends Members {
  readonly Id: number
  readonly FromTime: string
  readonly ToTime: string
}

const all = async (): Promise<readonly Booking[]> =>
  (await world.ask('GET', `${paths.bookings}?size=1000&orderBy=FromTime&dir=Ascending`)).body
    .Records

const starts = async () => (await all()).map((one) => one.FromTime)

const days = async () => (await starts()).map((from) => from.slice(0, 10))

const prices = async () => (await all()).map((one) => one.CoworkerExtraServicePrice)

const credit = (TotalCredit: number, more: Members = {}) =>
  makeCredit(world, riverside, member, { TotalCredit, CaneBeUsedForBookings: true, ...more })

const left = async (id: number) =>
  (await world.ask('GET', `${paths.credits}/${id}`)).body.RemainingCredit

const change = (id: number, body: Members) =>
  world.ask('PATCH', `${paths.bookings}/${id}`, { body })

const command = (Key: string, Ids: readonly number[]) =>
  world.ask('POST', `${paths.bookings}/runcommand`, { body: { Key, Ids } })

/** The n-th booking of a list that must have it. */
function nth(list: readonly Booking[], index: number): number {
  const found = list[index]
  if (!found) throw new Error(`there is no booking ${index}`)
  return found.Id
}

describe('a booking that repeats', () => {
  test('makes a series with one id, to the last day inclusive', async () => {
    await repeat()
    const made = await all()
    expect(made.map((one) => [one.FromTime, one.ToTime])).toEqual([
      ['2037-05-04T09:00:00Z', '2037-05-04T10:00:00Z'],
      ['2037-05-11T09:00:00Z', '2037-05-11T10:00:00Z'],
      ['2037-05-18T09:00:00Z', '2037-05-18T10:00:00Z'],
      ['2037-05-25T09:00:00Z', '2037-05-25T10:00:00Z'],
    ])
    const series = new Set(made.map((one) => one.RepeatSeriesUniqueId))
    expect(series.size).toBe(1)
    expect([...series][0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(new Set(made.map((one) => one.CoworkerId))).toEqual(new Set([member]))
  })
  test.each<[string, Members, readonly string[]]>([
    ['every day', { Repeats: 'Daily', RepeatUntil: '2037-05-07' }, ['04', '05', '06', '07']],
    [
      'every third day',
      { Repeats: 1, RepeatEvery: 3, RepeatUntil: '2037-05-12' },
      ['04', '07', '10'],
    ],
    [
      'on working days',
      {
        Repeats: 'Daily',
        RepeatUntil: '2037-05-12',
        RepeatOnMondays: true,
        RepeatOnTuesdays: true,
        RepeatOnWednesdays: true,
        RepeatOnThursdays: true,
        RepeatOnFridays: true,
      },
      ['04', '05', '06', '07', '08', '11', '12'],
    ],
    [
      'every other week on some days',
      {
        Repeats: 2,
        RepeatEvery: 2,
        RepeatUntil: '2037-05-31',
        RepeatOnMondays: true,
        RepeatOnWednesdays: true,
        RepeatOnSundays: true,
      },
      ['04', '06', '10', '18', '20', '24'],
    ],
  ])('%s', async (_, more, expected) => {
    await repeat(more)
    expect(await days()).toEqual(expected.map((day) => `2037-05-${day}`))
  })
  test.each<[string, Members, string, readonly string[]]>([
    [
      'every month, on the last day where there is no 31st',
      { Repeats: 'Monthly', RepeatUntil: '2037-11-01' },
      '2037-07-31',
      ['2037-07-31', '2037-08-31', '2037-09-30', '2037-10-31'],
    ],
    [
      'every year, on 28 February where there is no 29th',
      { Repeats: 'Yearly', RepeatUntil: '2044-12-31' },
      '2040-02-29',
      ['2040-02-29', '2041-02-28', '2042-02-28', '2043-02-28', '2044-02-29'],
    ],
    [
      'on the first Tuesday of a month',
      { Repeats: 'FirstOfMonth', RepeatUntil: '2037-08-31' },
      '2037-06-02',
      ['2037-06-02', '2037-07-07', '2037-08-04'],
    ],
    [
      'on the second one',
      { Repeats: 'SecondOfMonth', RepeatUntil: '2037-08-31' },
      '2037-06-09',
      ['2037-06-09', '2037-07-14', '2037-08-11'],
    ],
    [
      'on the third one, every other month',
      { Repeats: 'ThirdOfMonth', RepeatEvery: 2, RepeatUntil: '2037-10-31' },
      '2037-06-16',
      ['2037-06-16', '2037-08-18', '2037-10-20'],
    ],
    [
      'on the fourth one',
      { Repeats: 'FourthOfMonth', RepeatUntil: '2037-08-31' },
      '2037-06-23',
      ['2037-06-23', '2037-07-28', '2037-08-25'],
    ],
    [
      'on the last one',
      { Repeats: 'LastOfMonth', RepeatUntil: '2037-08-31' },
      '2037-06-30',
      ['2037-06-30', '2037-07-28', '2037-08-25'],
    ],
  ])('%s', async (_, more, day, expected) => {
    await repeat({ FromTime: `${day}T09:00:00Z`, ToTime: `${day}T10:00:00Z`, ...more })
    expect(await days()).toEqual(expected)
  })
  test('keeps the time by the clock of its location when the clocks change', async () => {
    await repeat({
      FromTime: '2037-10-22T22:30:00Z',
      ToTime: '2037-10-22T23:30:00Z',
      Repeats: 'Daily',
      RepeatEvery: 3,
      RepeatUntil: '2037-10-26',
    })
    // 23:30 on the 22nd in London, and so on the 25th, when it is winter.
    expect((await all()).map((one) => [one.FromTime, one.ToTime])).toEqual([
      ['2037-10-22T22:30:00Z', '2037-10-22T23:30:00Z'],
      ['2037-10-25T23:30:00Z', '2037-10-26T00:30:00Z'],
    ])
    const [, newYork] = await makePlace(lookup.newYork)
    await repeat({
      ResourceId: newYork,
      FromTime: '2038-03-08T14:00:00Z',
      ToTime: '2038-03-08T15:00:00Z',
      RepeatUntil: '2038-03-15',
    })
    expect((await starts()).slice(2)).toEqual(['2038-03-08T14:00:00Z', '2038-03-15T13:00:00Z'])
  })
  test('is refused when it does not say how or until when, or makes too many', async () => {
    const refused = async (more: Members) => {
      const { status, body } = await world.ask('POST', paths.bookings, { body: seriesBody(more) })
      return [status, body.Errors?.[0].PropertyName]
    }
    expect(await refused({ Repeats: undefined })).toEqual([400, 'Repeats'])
    expect(await refused({ RepeatUntil: undefined })).toEqual([400, 'RepeatUntil'])
    expect(await refused({ RepeatEvery: 0 })).toEqual([400, 'RepeatEvery'])
    expect(await refused({ Repeats: 'Daily', RepeatUntil: '2039-05-04' })).toEqual([
      400,
      'RepeatUntil',
    ])
    expect(await all()).toEqual([])
  })
  test('may be ordered by a member', async () => {
    const token = await world.signInAs({ coworkerId: member })
    const { status } = await world.ask('POST', paths.bookings, { token, body: seriesBody() })
    expect([status, (await all()).length]).toEqual([200, 4])
  })
})

describe('a series and credit', () => {
  test('W28 is paid in order of start, and keeps its money when one is cancelled', async () => {
    const id = await credit(50, { ExpireDate: '2037-06-01T00:00:00Z' })
    await repeat()
    expect(await prices()).toEqual([0, 0, 10, 20])
    expect(await left(id)).toBe(0)
    await command('CANCEL_BOOKING', [nth(await all(), 0)])
    expect(await prices()).toEqual([0, 10, 20])
    expect(await left(id)).toBe(20)

    const [, ...rest] = await all()
    await change(nth(rest, 0), { WhichBookingsToUpdate: 'RevertAllCharges' })
    expect(await prices()).toEqual([null, null, null])
    expect(await left(id)).toBe(50)
    await command(
      'CHARGE_BOOKING',
      (await all()).map((one) => one.Id),
    )
    expect(await prices()).toEqual([0, 0, 10])
    const options = { repair: false, after: 0, onProgress: () => {} }
    expect(await verify(world.service, options)).toEqual([])
  })
  test('bookings beyond the reach of a credit wait for their end', async () => {
    const id = await credit(100, { ExpireDate: '2037-05-18T00:00:00Z' })
    await repeat()
    expect(await prices()).toEqual([0, 0, null, null])
    expect(await left(id)).toBe(60)
    await moveTo('2037-05-18T10:00:00Z')
    expect(await prices()).toEqual([0, 0, 20, null])
  })
  test('where nothing but credit is accepted, a series that it does not cover is refused whole', async () => {
    await world.create('/api/sys/businesssettings', {
      BusinessId: riverside,
      Name: 'Bookings.RejectIfNoCreditIsAvailable',
      Value: 'True',
    })
    const id = await credit(50)
    const { status } = await world.ask('POST', paths.bookings, { body: seriesBody() })
    expect([status, (await all()).length, await left(id)]).toEqual([400, 0, 50])
  })
  test('cancelling all of it gives all of it back', async () => {
    const id = await credit(50)
    await repeat()
    await command(
      'CANCEL_BOOKING',
      (await all()).map((one) => one.Id),
    )
    expect([await all(), await left(id)]).toEqual([[], 50])
  })
})

describe('a change of one booking of a series', () => {
  const twoHours = { ToTime: '2037-05-11T11:00:00Z' }
  const lengths = async () =>
    (await all()).map((one) => (Date.parse(one.ToTime) - Date.parse(one.FromTime)) / 3_600_000)

  test.each<[string, readonly number[]]>([
    ['UpdateThisBookingOnly', [1, 2, 1, 1]],
    ['UpdateFutureBookingsOnly', [1, 2, 2, 2]],
    ['UpdateAllBookings', [2, 2, 2, 2]],
  ])('with %s reaches these', async (WhichBookingsToUpdate, expected) => {
    const id = await credit(200)
    await repeat()
    const { status } = await change(nth(await all(), 1), { ...twoHours, WhichBookingsToUpdate })
    expect([status, await lengths()]).toEqual([200, expected])
    const hours = expected.reduce((sum, one) => sum + one, 0)
    expect(await left(id)).toBe(200 - hours * 20)
  })
  test('with UpdateNotChargedBookings leaves the charged ones alone', async () => {
    await credit(100, { ExpireDate: '2037-05-12T00:00:00Z' })
    await repeat()
    const last = nth(await all(), 3)
    await change(last, {
      ToTime: '2037-05-25T11:00:00Z',
      WhichBookingsToUpdate: 'UpdateNotChargedBookings',
    })
    expect(await lengths()).toEqual([1, 1, 2, 2])
  })
  test('moves the others by the same days and hours', async () => {
    await repeat()
    await change(nth(await all(), 1), {
      FromTime: '2037-05-12T13:00:00Z',
      ToTime: '2037-05-12T14:00:00Z',
      WhichBookingsToUpdate: 3,
    })
    expect(await starts()).toEqual([
      '2037-05-05T13:00:00Z',
      '2037-05-12T13:00:00Z',
      '2037-05-19T13:00:00Z',
      '2037-05-26T13:00:00Z',
    ])
  })
  test.each<[string, readonly string[], number]>([
    ['DeleteBookingsAfterThis', ['2037-05-04', '2037-05-11'], 10],
    ['DeleteAllBookings', [], 50],
    ['DeleteNotChargedBookings', ['2037-05-04', '2037-05-11'], 10],
  ])('with %s leaves these, and gives back what the others used', async (action, kept, rest) => {
    const expires = action === 'DeleteNotChargedBookings' ? '2037-05-12' : '2037-06-01'
    const id = await credit(50, { ExpireDate: `${expires}T00:00:00Z` })
    await repeat()
    const { status } = await change(nth(await all(), 1), { WhichBookingsToUpdate: action })
    expect([status, await days(), await left(id)]).toEqual([200, kept, rest])
    const cancelled = await world.ask('GET', '/api/spaces/cancelledbookings')
    expect(cancelled.body.TotalItems).toBe(4 - kept.length)
  })
})

describe('products that come along with a booking', () => {
  const settleProducts = (Value: string) =>
    world.create('/api/sys/businesssettings', {
      BusinessId: riverside,
      Name: 'Bookings.UseCreditToPayBookingProducts',
      Value,
    })
  const single = (BookingProducts: unknown) => ({
    ...seriesBody({ RepeatBooking: false }),
    BookingProducts,
  })

  test('are charged with it: W26, in money unless the location says otherwise', async () => {
    const catering = await makeProduct(world, riverside, { Price: 12 })
    const id = await credit(100)
    await world.create(paths.bookings, single([{ ProductId: catering, Quantity: 1 }]))
    expect([await prices(), await left(id)]).toEqual([[12], 80])
    await settleProducts('True')
    await world.create(paths.bookings, single([{ ProductId: catering, Quantity: 1 }]))
    expect([await prices(), await left(id)]).toEqual([[12, 0], 48])
  })
  test('by the minute, and in every booking of a series', async () => {
    const paper = await makeProduct(world, riverside, { Price: 0.1 })
    await credit(100)
    const lines = [{ ProductId: paper, Quantity: 2, InvoiceInMinutes: true }]
    await repeat({ BookingProducts: lines, RepeatUntil: '2037-05-11' })
    expect(await prices()).toEqual([12, 12])
    const { body } = await world.ask('GET', '/api/spaces/bookingproducts')
    expect(body.Records.map((one: Members) => one.BookingId)).toEqual(
      expect.arrayContaining((await all()).map((one) => one.Id)),
    )
  })
  test('are refused together with their booking, naming each error', async () => {
    const catering = await makeProduct(world, riverside, { Price: 12 })
    const { status, body } = await world.ask('POST', paths.bookings, {
      body: single([
        { ProductId: 999_999, Quantity: 1 },
        { ProductId: catering, Quantity: 0 },
        { Quantity: 1 },
      ]),
    })
    expect(status).toBe(400)
    expect(body.Errors.map((one: Members) => one.PropertyName)).toEqual([
      'BookingProducts[0].ProductId',
      'BookingProducts[1].Quantity',
      'BookingProducts[2].ProductId',
    ])
    expect(await all()).toEqual([])
  })
  test('taken off again, the booking is settled anew; cancelled, they go with it', async () => {
    const catering = await makeProduct(world, riverside, { Price: 12 })
    await credit(100)
    const lines = [{ ProductId: catering, Quantity: 1 }]
    const booking = await world.create(paths.bookings, single([...lines, ...lines]))
    expect(await prices()).toEqual([24])
    const made = await world.ask('GET', '/api/spaces/bookingproducts')
    await world.ask('DELETE', `/api/spaces/bookingproducts/${made.body.Records[0].Id}`)
    expect(await prices()).toEqual([12])
    expect((await command('CANCEL_BOOKING', [booking])).body.WasSuccessful).toBe(true)
    const after = await world.ask('GET', '/api/spaces/bookingproducts')
    expect([await all(), after.body.TotalItems]).toEqual([[], 0])
  })
})
