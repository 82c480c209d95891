// What a booking costs: which rate applies, and what time credit leaves of it.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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

const rate = (Price: number, more: object = {}) =>
  space.make('/api/billing/extraservices', {
    Name: `Rate of ${Price}`,
    DisplayOrder: 1,
    Price,
    CurrencyId: 3005,
    ChargePeriod: 'Minutes',
    ResourceTypes: [space.roomType],
    ...more,
  })

const priceAt = async (from: string, hours: number, of = space.customer) => {
  const booking = await space.book({ hours, from, of, more: { ChargeNow: true } })
  return (await space.charge(booking))[1]
}

describe('G1 the cheapest rate that applies', () => {
  test('is one of a team for its members only', async () => {
    const member = await space.person('Grace')
    await rate(1, { Teams: [await space.team({ TeamMembers: [member] })] })
    expect(await priceAt('2031-05-10T09:00:00Z', 1)).toBe(20)
    expect(await priceAt('2031-05-11T09:00:00Z', 1, member)).toBe(1)
  })
  test.each([
    ['before they begin', '2031-05-12T16:59:00Z', 20],
    ['as they begin, in local time', '2031-05-12T17:00:00Z', 2],
    ['before they end', '2031-05-12T20:59:00Z', 2],
    ['as they end', '2031-05-12T21:00:00Z', 20],
  ])('has hours of its own: booked %s', async (_, from, price) => {
    await rate(2, { FromTime: 18 * 60, ToTime: 22 * 60 })
    expect(await priceAt(from, 1)).toBe(price)
  })
  test('has hours that go past midnight', async () => {
    await rate(2, { FromTime: 22 * 60, ToTime: 6 * 60 })
    expect(await priceAt('2031-05-12T21:00:00Z', 1)).toBe(2)
    expect(await priceAt('2031-05-13T04:00:00Z', 1)).toBe(2)
    expect(await priceAt('2031-05-13T05:00:00Z', 1)).toBe(20)
  })
  test('has hours that the whole booking lies within, where it says so', async () => {
    await rate(2, { FromTime: 18 * 60, ToTime: 22 * 60, OnlyWithinAvailableTimes: true })
    expect(await priceAt('2031-05-12T19:00:00Z', 2)).toBe(4)
    expect(await priceAt('2031-05-13T19:00:00Z', 3)).toBe(60)
  })
  test('is never less than nothing', async () => {
    await rate(-5)
    expect(await priceAt('2031-05-12T19:00:00Z', 2)).toBe(0)
  })
  test('is discounted to nothing at most', async () => {
    await space.team({ TeamMembers: [space.customer], DiscountExtraServices: 150 })
    const credit = await space.credit(5)
    expect(await priceAt('2031-05-13T19:00:00Z', 3)).toBe(0)
    expect(await space.left(credit)).toBe(5)
  })
  test('is not what a price by hand may fall below', async () => {
    const body = space.body({ hours: 1, more: { OverridePrice: -0.01 } })
    const made = await world.ask('POST', '/api/spaces/bookings', { body })
    expect(made).toMatchObject({
      status: 400,
      body: { Errors: [{ PropertyName: 'OverridePrice' }] },
    })
    const booking = await space.book({ hours: 1, more: { OverridePrice: 3 } })
    expect((await space.change(booking, { OverridePrice: -3 })).status).toBe(400)
  })
})

describe('S23 what a rate makes of a booking is rounded once', () => {
  const bookFor = (minutes: number, more: object = {}) => {
    const from = '2031-05-12T09:00:00Z'
    const ToTime = new Date(Date.parse(from) + minutes * 60_000).toISOString()
    return space.book({ hours: 0, from, more: { ToTime, ChargeNow: true, ...more } })
  }
  const discount = async (DiscountExtraServices: number) =>
    space.contract(await space.plan(1, { DiscountExtraServices }), {
      StartDate: '2031-05-01T00:00:00Z',
    })

  test.each([
    ['13.125', 25, 10, 13.13],
    ['5.425', 10, 7, 5.43],
  ])('after the discount: %s', async (_, Price, percent, expected) => {
    await discount(percent)
    const booking = await bookFor(35, { ExtraServiceId: await rate(Price) })
    expect(await space.charge(booking)).toEqual([true, expected])
  })
  test('after the discount, as money credit pays it', async () => {
    await discount(10)
    const credit = await space.credit(100)
    const booking = await bookFor(35, { ExtraServiceId: await rate(25) })
    expect([await space.left(credit), await space.charge(booking)]).toEqual([86.87, [true, 0]])
  })
  test('after what time credit pays: 3.125', async () => {
    const time = await space.time(20, { ExtraServiceId: await rate(12.5) })
    const booking = await bookFor(35)
    expect([await space.timeLeft(time), await space.charge(booking)]).toEqual([0, [true, 3.13]])
  })
})

describe('S23 units of time credit are those of the location', () => {
  test.each([
    ['two days of 49 hours', 'Days', '2031-10-24T23:00:00Z', 49, 2],
    ['two days of 47 hours', 'Days', '2031-03-29T00:00:00Z', 47, 2],
    ['a month of 31 days', 'Months', '2031-06-30T23:00:00Z', 31 * 24, 1],
    ['five weeks, in periods of four', 'FourWeekMonths', '2031-06-30T23:00:00Z', 35 * 24, 2],
  ])('%s', async (_, ChargePeriod, from, hours, units) => {
    await world.ask('POST', '/api/sandbox/reset')
    await world.ask('POST', '/api/sandbox/clock', { body: { Now: '2031-03-03T09:00:00Z' } })
    space = await openRooms(world)
    const ExtraServiceId = await rate(100, { ChargePeriod })
    const time = await space.time(5, { ExtraServiceId, ChargePeriod })
    const booking = await space.book({ hours, from })
    expect([await space.timeLeft(time), await space.charge(booking)]).toEqual([
      5 - units,
      [true, 0],
    ])
  })
  test('and what they leave is open from where they end', async () => {
    const ExtraServiceId = await rate(24, {
      ChargePeriod: 'Days',
      ResourceTypes: [space.boardType],
    })
    await space.time(1, { ExtraServiceId, ChargePeriod: 'Days' })
    // From Saturday's midnight on, over the night in which the clocks go back: a day of 25 hours, and 23 after it.
    const booking = await space.book({
      hours: 48,
      from: '2031-10-25T23:00:00Z',
      room: space.board,
      more: { ExtraServiceId },
    })
    expect(await space.charge(booking)).toEqual([true, 23])
  })
})

describe('a price that is more than can be counted', () => {
  const most = 900_719_925_474
  const day = { hours: 24, from: '2031-07-01T00:00:00Z' }
  const charge = (Ids: number[]) =>
    world.ask('POST', '/api/spaces/bookings/runcommand', { body: { Key: 'CHARGE_BOOKING', Ids } })
  const costs = (Price: number) =>
    world.ask('PATCH', `/api/billing/extraservices/${space.roomRate}`, { body: { Price } })
  const uncountable =
    'makes a booking that costs more than can be counted, which is at most 900719925474.0991'
  const refusalOf = (PropertyName: string) => ({
    status: 400,
    body: { Errors: [{ PropertyName, Message: expect.stringContaining(uncountable) }] },
  })
  beforeEach(() => costs(900_000_000_000))

  test('is of no booking that is made, whether it is charged now or later', async () => {
    for (const ChargeNow of [true, false]) {
      const body = space.body({ ...day, more: { ChargeNow } })
      expect(await world.ask('POST', '/api/spaces/bookings', { body })).toMatchObject(
        refusalOf('ToTime'),
      )
    }
  })
  test('is of none that grows longer, which keeps its charge and its credit', async () => {
    const credit = await space.credit(100)
    const booking = await space.book({ ...day, hours: 1 })
    const ToTime = '2031-07-02T00:00:00Z'
    expect(await space.change(booking, { ToTime })).toMatchObject(refusalOf('ToTime'))
    expect(await space.charge(booking)).toEqual([true, 899_999_999_900])
    expect(await space.left(credit)).toBe(0)
    await costs(2)
    expect((await space.change(booking, { ToTime })).status).toBe(200)
    expect(await space.charge(booking)).toEqual([true, 0])
    expect(await space.left(credit)).toBe(52)
  })
  test('is of none with what is ordered for it', async () => {
    const body = space.body({ ...day, hours: 1 })
    const ProductId = await space.product(most)
    const BookingProducts = [{ ProductId, Quantity: 1 }]
    expect(
      await world.ask('POST', '/api/spaces/bookings', { body: { ...body, BookingProducts } }),
    ).toMatchObject(refusalOf('ToTime'))
  })
  test('is not quoted or charged after its rate has risen, and cut at its end: the wallet stays open', async () => {
    await costs(1)
    const booking = await space.book(day)
    await costs(900_000_000_000)
    const Charges = [{ Kind: 'Booking', BookingId: booking }]
    for (const verb of ['quote', 'spend']) {
      expect(await space.wallet(verb, { Charges })).toMatchObject(refusalOf('Charges[0].BookingId'))
    }
    const asked = await charge([booking])
    expect(asked).toMatchObject({
      status: 200,
      body: { WasSuccessful: false, Message: expect.stringContaining(uncountable) },
    })
    expect(await space.charge(booking)).toEqual([false, null])
    await world.ask('POST', '/api/sandbox/clock', { body: { Now: '2031-07-03T00:00:00Z' } })
    expect(await space.charge(booking)).toEqual([true, most])
    await space.credit(5)
    const spent = await space.wallet('spend', { Charges: [{ Kind: 'Booking', Amount: 5 }] })
    expect(spent.body.Value).toMatchObject({ Covered: 5, Remainder: 0 })
  })
})
