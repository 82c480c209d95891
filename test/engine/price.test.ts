import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Amount } from '../../src/engine/amount.ts'
import {
  type PricedBooking,
  priceOf,
  priceOfRest,
  type Rate,
  settleTime,
} from '../../src/engine/price.ts'
import { at, boardroom, meetingRoom, money } from './worlds.ts'

const rate = (id: number, price: number, given: Partial<Rate> = {}): Rate => ({
  id,
  price: money(price),
  creditPrice: undefined,
  period: 1,
  maximumPrice: undefined,
  fixedMinutes: undefined,
  fixedPrice: undefined,
  resourceTypeIds: [meetingRoom],
  tariffIds: [],
  teamIds: [],
  forContactsOnly: false,
  forMembersOnly: false,
  minLength: undefined,
  maxLength: undefined,
  appliesFrom: undefined,
  appliesTo: undefined,
  fromMinute: undefined,
  toMinute: undefined,
  onlyWithin: false,
  isPrinting: false,
  ...given,
})

const booking = (minutes: number, given: Partial<PricedBooking> = {}): PricedBooking => ({
  from: at('2026-05-10T09:00:00Z'),
  until: at('2026-05-10T09:00:00Z') + minutes * 60_000,
  resourceTypeId: meetingRoom,
  timeZone: 'Europe/London',
  tariffIds: [],
  teamIds: [],
  rateId: undefined,
  overridePrice: undefined,
  discountPercent: money(0),
  ...given,
})

const penny = money(0.01)

describe('the price of a booking', () => {
  test('is the price of 60 minutes for each hour, by the minute', () => {
    expect(priceOf(booking(90), [rate(1, 20)], penny).amount).toBe(money(30))
  })
  test('is the cheapest rate that applies (G1)', () => {
    const rates = [
      rate(1, 20),
      rate(2, 15, { forMembersOnly: true }),
      rate(3, 10, { resourceTypeIds: [boardroom] }),
    ]
    expect(priceOf(booking(60), rates, penny)).toMatchObject({ rateId: 1 })
    expect(priceOf(booking(60, { tariffIds: [5] }), rates, penny)).toMatchObject({ rateId: 2 })
  })
  test('is that of the fixed rate where one is fixed', () => {
    expect(priceOf(booking(60, { rateId: 1 }), [rate(1, 20), rate(2, 5)], penny).amount).toBe(
      money(20),
    )
  })
  test('W22 is discounted before credit pays', () => {
    expect(priceOf(booking(120, { discountPercent: money(25) }), [rate(1, 20)], penny).amount).toBe(
      money(30),
    )
  })
  test('has its credit price beside it (G2)', () => {
    const both = rate(1, 40, { creditPrice: money(30) })
    expect(priceOf(booking(120), [both], penny)).toMatchObject({
      amount: money(80),
      creditAmount: money(60),
    })
  })
})

describe('time credit', () => {
  const minutes = (remainingUnits: number) => ({
    id: 1,
    coworkerId: 1,
    period: 1 as const,
    remainingUnits,
  })
  test('W20 pays the duration first, money what is left of it', () => {
    const { uses, openMinutes } = settleTime(booking(120), [minutes(60)])
    expect(uses).toMatchObject([{ creditId: 1, units: 60, rank: 1 }])
    const price = priceOf(booking(120), [rate(1, 20)], penny)
    expect(priceOfRest(price, 120, openMinutes, penny).amount).toBe(money(20))
  })
  test('W20 leaves 15 of 75 minutes to money', () => {
    const { openMinutes } = settleTime(booking(75), [minutes(60)])
    const price = priceOf(booking(75), [rate(1, 20)], penny)
    expect(priceOfRest(price, 75, openMinutes, penny).amount).toBe(money(5))
  })
  test('S23 takes whole units, longer ones rounded up', () => {
    const days = { id: 2, coworkerId: 1, period: 2 as const, remainingUnits: 5 }
    expect(settleTime(booking(1_500), [days])).toMatchObject({
      uses: [{ units: 2 }],
      openMinutes: 0,
    })
  })
  test('one use pays one booking', () => {
    const uses = { id: 3, coworkerId: 1, period: 5 as const, remainingUnits: 5 }
    expect(settleTime(booking(480), [uses])).toMatchObject({ uses: [{ units: 1 }], openMinutes: 0 })
  })
})

describe('a rate applies', () => {
  const applying = (given: Partial<Rate>, asked: Partial<PricedBooking> = {}, minutes = 60) =>
    priceOf(booking(minutes, asked), [rate(1, 20, given)], penny).rateId === 1
  const nine = at('2026-05-10T09:00:00Z')

  test.each<[string, Partial<Rate>, Partial<PricedBooking>, boolean]>([
    ['to its resource type', {}, {}, true],
    ['to no other', { resourceTypeIds: [boardroom] }, {}, false],
    ['to one of several', { resourceTypeIds: [boardroom, meetingRoom] }, {}, true],
    ['to every one without a list', { resourceTypeIds: [] }, {}, true],
    ['not when it is for printing', { isPrinting: true }, {}, false],
    ['to who is on one of its plans', { tariffIds: [5, 6] }, { tariffIds: [6, 7] }, true],
    ['not to who is on none of them', { tariffIds: [5, 6] }, { tariffIds: [7] }, false],
    ['to a member of one of its teams', { teamIds: [5, 6] }, { teamIds: [6, 7] }, true],
    ['not to who is in none of them', { teamIds: [5, 6] }, { teamIds: [7] }, false],
    ['to a contact, where it is for contacts', { forContactsOnly: true }, {}, true],
    ['not to a member then', { forContactsOnly: true }, { tariffIds: [5] }, false],
    ['to a member, where it is for members', { forMembersOnly: true }, { tariffIds: [5] }, true],
    ['not to a contact then', { forMembersOnly: true }, {}, false],
    ['to the shortest booking it is for', { minLength: 60 }, {}, true],
    ['to no shorter one', { minLength: 61 }, {}, false],
    ['to the longest booking it is for', { maxLength: 60 }, {}, true],
    ['to no longer one', { maxLength: 59 }, {}, false],
    ['from the instant on at which it begins', { appliesFrom: nine }, {}, true],
    ['not before', { appliesFrom: nine + 1 }, {}, false],
    ['to the instant at which it ends', { appliesTo: nine }, {}, true],
    ['not after', { appliesTo: nine - 1 }, {}, false],
  ])('%s', (_, given, asked, expected) => {
    expect(applying(given, asked)).toBe(expected)
  })

  // The booking begins at ten o’clock by the clocks of London.
  const [nineOClock, ten, eleven, twelve] = [540, 600, 660, 720]
  test.each<[string, Partial<Rate>, number, boolean]>([
    ['from the minute at which its hours begin', { fromMinute: ten, toMinute: twelve }, 60, true],
    ['not before', { fromMinute: ten + 1, toMinute: twelve }, 60, false],
    ['not once they have ended', { fromMinute: nineOClock, toMinute: ten }, 60, false],
    ['in their last minute', { fromMinute: nineOClock, toMinute: ten + 1 }, 60, true],
    ['to what begins in them and ends after', { fromMinute: ten, toMinute: eleven }, 61, true],
    [
      'not then, where bookings have to lie within',
      { fromMinute: ten, toMinute: eleven, onlyWithin: true },
      61,
      false,
    ],
    ['to what ends with them', { fromMinute: ten, toMinute: eleven, onlyWithin: true }, 60, true],
    ['from its first hour to midnight, where it has no last', { fromMinute: ten }, 60, true],
    ['not before that', { fromMinute: eleven }, 60, false],
    ['from midnight to its last hour, where it has no first', { toMinute: eleven }, 60, true],
    ['not after that', { toMinute: ten }, 60, false],
    [
      'at any time then, and however long, where bookings have to lie within',
      { fromMinute: 300, toMinute: 300, onlyWithin: true },
      2_000,
      true,
    ],
    ['at any time when its hours begin as they end', { fromMinute: 300, toMinute: 300 }, 60, true],
    [
      'for a whole day, however long the booking is',
      { fromMinute: 0, toMinute: 1_440, onlyWithin: true },
      2_000,
      true,
    ],
    ['through the night into the morning', { fromMinute: 1_200, toMinute: ten + 1 }, 60, true],
    ['and not in the day after that', { fromMinute: 1_200, toMinute: ten }, 60, false],
    [
      'through the night only to what ends in it, where bookings have to lie within',
      { fromMinute: 1_200, toMinute: eleven, onlyWithin: true },
      61,
      false,
    ],
    [
      'to what ends as the night does',
      { fromMinute: 1_200, toMinute: eleven, onlyWithin: true },
      60,
      true,
    ],
  ])('by the clock of the location %s', (_, given, minutes, expected) => {
    expect(applying(given, {}, minutes)).toBe(expected)
  })

  test('to midnight in the last minute before it, where its hours have no last', () => {
    const night = { from: at('2026-05-10T22:59:00Z'), until: at('2026-05-10T23:59:00Z') }
    expect(applying({ fromMinute: ten }, night)).toBe(true)
    expect(applying({ fromMinute: ten, toMinute: 1_439 }, night)).toBe(false)
  })
  test('from midnight on, where its hours have no first', () => {
    const night = { from: at('2026-05-09T23:00:00Z'), until: at('2026-05-10T00:00:00Z') }
    expect(applying({ toMinute: ten }, night)).toBe(true)
  })
  test('in the evening that it covers, too', () => {
    const evening = { from: at('2026-05-10T20:00:00Z'), until: at('2026-05-10T21:00:00Z') }
    expect(applying({ fromMinute: 1_200, toMinute: 300 }, evening)).toBe(true)
    expect(applying({ fromMinute: 1_261, toMinute: 300 }, evening)).toBe(false)
  })
})

describe('a price', () => {
  const priced = (
    minutes: number,
    given: Partial<Rate>,
    asked: Partial<PricedBooking> = {},
    unit = penny,
  ) => {
    const { amount, creditAmount } = priceOf(booking(minutes, asked), [rate(1, 20, given)], unit)
    return [amount, creditAmount].map((one) => one && one / 10_000)
  }
  const thirty = money(30)

  test.each<[string, number, Partial<Rate>, Partial<PricedBooking>, (number | undefined)[]]>([
    ['is rounded up to whole minutes', 0.5, {}, {}, [0.33, undefined]],
    ['of days is that of each day begun', 1_500, { period: 2 }, {}, [40, undefined]],
    ['of uses is that of one, however long', 1_500, { period: 5 }, {}, [20, undefined]],
    ['is no more than the most', 120, { maximumPrice: thirty }, {}, [30, undefined]],
    ['is less than the most when it is', 60, { maximumPrice: thirty }, {}, [20, undefined]],
    [
      'has its first minutes at a price of their own',
      90,
      { fixedMinutes: 30, fixedPrice: money(5) },
      {},
      [25, undefined],
    ],
    [
      'is that of the first minutes for whoever stays less',
      10,
      { fixedMinutes: 30, fixedPrice: money(5) },
      {},
      [5, undefined],
    ],
    [
      'has its first minute at a price of its own',
      61,
      { fixedMinutes: 1, fixedPrice: money(5) },
      {},
      [25, undefined],
    ],
    ['has none without their price', 90, { fixedMinutes: 30 }, {}, [30, undefined]],
    ['has none without their number', 90, { fixedPrice: money(5) }, {}, [30, undefined]],
    [
      'has none when their price is nothing',
      90,
      { fixedMinutes: 30, fixedPrice: money(0) },
      {},
      [30, undefined],
    ],
    [
      'in credit knows neither the most nor a discount',
      120,
      { creditPrice: thirty, maximumPrice: thirty },
      { discountPercent: money(50) },
      [15, 60],
    ],
    [
      'in credit is rounded to what the currency has',
      10,
      { creditPrice: money(0.1) },
      {},
      [3.33, 0.02],
    ],
    ['is discounted to nothing at most', 60, {}, { discountPercent: money(150) }, [0, undefined]],
    ['of less than nothing is nothing', 60, { price: money(-20) }, {}, [0, undefined]],
    [
      'is discounted exactly, however large it is',
      60,
      { price: money(10_000_000) },
      { discountPercent: money(25) },
      [7_500_000, undefined],
    ],
    ['is discounted in full', 60, {}, { discountPercent: money(100) }, [0, undefined]],
    ['is rounded once it is discounted', 1, {}, { discountPercent: money(50) }, [0.17, undefined]],
    [
      'is rounded from what the discount leaves of 14.58333…',
      35,
      { price: money(25) },
      { discountPercent: money(10) },
      [13.13, undefined],
    ],
    [
      'is rounded from what the discount leaves of 5.83333…',
      35,
      { price: money(10) },
      { discountPercent: money(7) },
      [5.43, undefined],
    ],
    [
      'that ends just below a half is rounded down',
      10,
      { price: money(0.8999) },
      { discountPercent: money(10) },
      [0.13, undefined],
    ],
    [
      'in credit that ends just below a half is rounded down',
      10,
      { creditPrice: money(0.8699) },
      {},
      [3.33, 0.14],
    ],
    [
      'just below the most is rounded as what it is',
      1,
      { price: money(0.2999), maximumPrice: money(0.005) },
      {},
      [0, undefined],
    ],
    [
      'is rounded from what the discount leaves of the first minutes and the rest',
      65,
      { price: money(25), fixedMinutes: 30, fixedPrice: money(1) },
      { discountPercent: money(10) },
      [14.03, undefined],
    ],
    [
      'is rounded from what the discount leaves of the most',
      120,
      { maximumPrice: money(13.15) },
      { discountPercent: money(10) },
      [11.84, undefined],
    ],
  ])('%s', (_, minutes, given, asked, expected) => {
    expect(priced(minutes, given, asked)).toEqual(expected)
  })

  test('set by hand counts in place of every rate, discount and credit price', () => {
    const byHand = { overridePrice: money(7), rateId: 9, discountPercent: money(50) }
    const rates = [rate(9, 20, { creditPrice: thirty })]
    expect(priceOf(booking(60, byHand), rates, penny)).toMatchObject({
      amount: money(7),
      creditAmount: undefined,
      rateId: 9,
    })
  })
  test('of nothing set by hand is a price', () => {
    expect(priceOf(booking(60, { overridePrice: money(0) }), [rate(1, 20)], penny).amount).toBe(0)
  })
  test('without a rate that applies is nothing', () => {
    expect(priceOf(booking(60), [rate(1, 20, { isPrinting: true })], penny)).toMatchObject({
      amount: 0,
      creditAmount: undefined,
      rateId: undefined,
    })
  })
  test('is that of the fixed rate, even when that does not apply', () => {
    const fixed = rate(2, 50, { isPrinting: true })
    expect(priceOf(booking(60, { rateId: 2 }), [rate(1, 20), fixed], penny).rateId).toBe(2)
  })
  test('is that of the cheapest when the fixed rate is gone', () => {
    const rates = [rate(1, 20), rate(3, 10), rate(4, 30)]
    expect(priceOf(booking(60, { rateId: 2 }), rates, penny).rateId).toBe(3)
  })
  test('of two rates as cheap is that of the one made first', () => {
    const rates = [rate(8, 20), rate(3, 20), rate(5, 20)]
    expect(priceOf(booking(60), rates, penny).rateId).toBe(3)
  })
  test('is cheapest by what it is before it is rounded', () => {
    const rates = [rate(1, 20.0001), rate(2, 20)]
    expect(priceOf(booking(1), rates, penny)).toMatchObject({ amount: money(0.33), rateId: 2 })
  })
  test('is cheapest for the booking, not for the hour', () => {
    const capped = rate(2, 40, { maximumPrice: money(50) })
    expect(priceOf(booking(60), [rate(1, 20), capped], penny).rateId).toBe(1)
    expect(priceOf(booking(180), [rate(1, 20), capped], penny).rateId).toBe(2)
  })
})

describe('the price of what time credit leaves', () => {
  const both = [rate(1, 20, { creditPrice: money(10) })]
  const price = priceOf(booking(60), both, penny)
  const rest = (minutes: number, open: number) => {
    const { amount, creditAmount } = priceOfRest(price, minutes, open, penny)
    return [amount / 10_000, creditAmount && creditAmount / 10_000]
  }
  test.each([
    ['all of it', 60, 60, [20, 10]],
    ['more than all of it', 60, 61, [20, 10]],
    ['a minute less', 60, 59, [19.67, 9.83]],
    ['a minute', 60, 1, [0.33, 0.17]],
    ['nothing', 60, 0, [0, 0]],
    ['less than nothing', 60, -1, [0, 0]],
  ])('%s', (_, minutes, open, expected) => {
    expect(rest(minutes, open)).toEqual(expected)
  })
  test('all of it stays as it was set by hand, whatever the currency can express', () => {
    const byHand = priceOf(booking(60, { overridePrice: money(20.005) }), both, penny)
    expect(priceOfRest(byHand, 60, 60, penny)).toBe(byHand)
  })
  test('has no credit price where the booking has none', () => {
    const plain = priceOf(booking(60), [rate(1, 20)], penny)
    expect(priceOfRest(plain, 60, 30, penny)).toMatchObject({
      amount: money(10),
      creditAmount: undefined,
      rateId: 1,
    })
  })
  test.each<[string, number, number, Partial<Rate>, number, (number | undefined)[]]>([
    [
      'as what it costs, not what 7.29 leaves',
      35,
      15,
      { price: money(12.5) },
      0,
      [3.13, undefined],
    ],
    ['discounted, not what 13.13 leaves', 35, 21, { price: money(25) }, 10, [7.88, undefined]],
    ['of the price in credit', 35, 15, { creditPrice: money(12.5) }, 0, [5, 3.13]],
    ['of the most', 70, 35, { maximumPrice: money(15.05) }, 10, [6.77, undefined]],
  ])('is rounded once: %s', (_, minutes, open, given, percent, expected) => {
    const asked = booking(minutes, { discountPercent: money(percent) })
    const whole = priceOf(asked, [rate(1, 20, given)], penny)
    const { amount, creditAmount } = priceOfRest(whole, minutes, open, penny)
    expect([amount, creditAmount].map((one) => one && one / 10_000)).toEqual(expected)
  })
  test('of one set by hand is rounded once', () => {
    const byHand = priceOf(booking(60, { overridePrice: money(20.01) }), both, penny)
    expect(priceOfRest(byHand, 60, 30, penny).amount).toBe(money(10.01))
  })
})

/** The halves of `unit` in a fraction, counted apart from the engine: half up. */
const nearest = (numerator: bigint, denominator: bigint, unit: bigint) => {
  const below = numerator / (denominator * unit)
  const over = numerator - below * denominator * unit
  return Number((2n * over >= denominator * unit ? below + 1n : below) * unit)
}

test('S23 whatever the price, the discount and the time that pays, what is to be paid is rounded once', () => {
  const drawn = fc.record({
    price: fc.integer({ min: 1, max: 10_000 }),
    most: fc.option(fc.integer({ min: 1, max: 40_000 }), { nil: undefined }),
    /** In hundredths of a percent. */
    discount: fc.integer({ min: 0, max: 10_000 }),
    minutes: fc.integer({ min: 1, max: 600 }),
    paid: fc.nat({ max: 600 }),
    unit: fc.constantFrom(1, 10, 100, 10_000),
  })
  fc.assert(
    fc.property(drawn, ({ price, most, discount, minutes, paid, unit }) => {
      const open = Math.max(0, minutes - paid)
      const given = {
        creditPrice: money(price / 100),
        maximumPrice: most === undefined ? undefined : money(most / 100),
      }
      const asked = booking(minutes, { discountPercent: money(discount / 100) })
      const whole = priceOf(asked, [rate(1, price / 100, given)], unit as Amount)
      const rest = priceOfRest(whole, minutes, open, unit as Amount)
      // In sixtieths of a ten-thousandth, as rates for minutes are.
      const full = BigInt(price * 100 * minutes)
      const cap = most === undefined ? full : BigInt(most * 100 * 60)
      const asBooked = (full < cap ? full : cap) * BigInt(10_000 - discount)
      const step = BigInt(unit)
      const [share, of] = [BigInt(open), BigInt(minutes)]
      expect([whole.amount, whole.creditAmount, rest.amount, rest.creditAmount]).toEqual([
        nearest(asBooked, 600_000n, step),
        nearest(full, 60n, step),
        nearest(asBooked * share, 600_000n * of, step),
        nearest(full * share, 60n * of, step),
      ])
      expect(rest.amount).toBeLessThanOrEqual(whole.amount)
    }),
    // Found again in every run: halves are few among the prices there are.
    { seed: 23, numRuns: 2_000 },
  )
})

describe('several time credits', () => {
  const time = (id: number, period: 1 | 2 | 3 | 4 | 5 | 6, remainingUnits: number) => ({
    id,
    coworkerId: 100 + id,
    period,
    remainingUnits,
  })
  test('pay one after the other, and those that hold nothing are passed over', () => {
    const credits = [time(1, 1, 30), time(2, 1, 0), time(3, 1, 20), time(4, 1, 60), time(5, 1, 9)]
    expect(settleTime(booking(90), credits)).toEqual({
      uses: [
        { creditId: 1, coworkerId: 101, rank: 1, units: 30 },
        { creditId: 3, coworkerId: 103, rank: 2, units: 20 },
        { creditId: 4, coworkerId: 104, rank: 3, units: 40 },
      ],
      openMinutes: 0,
    })
  })
  test.each<[string, 2 | 3 | 4 | 6, string, number]>([
    ['days', 2, '2026-05-11T09:00:00Z', 1],
    ['weeks', 3, '2026-05-17T09:00:00Z', 1],
    ['months', 4, '2026-06-10T09:00:00Z', 1],
    ['four-week months', 6, '2026-06-07T09:00:00Z', 1],
  ])('of %s pay so many of them, and minutes the rest', (_, period, paidUntil, units) => {
    const asked = { ...booking(0), until: at(paidUntil) + 45 * 60_000 }
    expect(settleTime(asked, [time(1, period, units), time(2, 1, 40)])).toMatchObject({
      uses: [
        { creditId: 1, units: 1 },
        { creditId: 2, units: 40 },
      ],
      openMinutes: 5,
    })
  })
  test('leave a booking of no length alone', () => {
    expect(settleTime(booking(0), [time(1, 5, 1)])).toEqual({ uses: [], openMinutes: 0 })
  })
  test('leave a started minute open', () => {
    expect(settleTime(booking(60.5), [time(1, 1, 60)]).openMinutes).toBe(1)
  })
})
