// Days, midnights and steps of the calendar of a location; `calendar.test.ts` counts the units of bookings.

import { describe, expect, test } from 'vitest'
import {
  type ChargePeriod,
  clampedDay,
  dayAfter,
  dayNumber,
  dayNumbered,
  dayOf,
  later,
  midnight,
  minuteOfDay,
  roundedToMidnight,
  unitsLater,
  unitsUsed,
} from '../../src/engine/calendar.ts'
import { at } from './worlds.ts'

const london = 'Europe/London'
const newYork = 'America/New_York'
const cairo = 'Africa/Cairo'
const written = (instant: number) => new Date(instant).toISOString().replace(':00.000Z', 'Z')
const day = (text: string) => dayOf(at(`${text}T12:00:00Z`), 'UTC')

describe('so many units later', () => {
  test.each<[string, ChargePeriod, number, string]>([
    ['minutes', 1, 90, '2026-03-28T11:30Z'],
    ['days keep the time of day', 2, 2, '2026-03-30T09:00Z'],
    ['weeks', 3, 2, '2026-04-11T09:00Z'],
    ['months', 4, 2, '2026-05-28T09:00Z'],
    ['four-week months', 6, 2, '2026-05-23T09:00Z'],
  ])('%s', (_, period, units, expected) => {
    expect(written(unitsLater(period, at('2026-03-28T10:00:00Z'), units, london))).toBe(expected)
  })
  test('uses last for ever', () => {
    expect(unitsLater(5, at('2026-03-28T10:00:00Z'), 1, london)).toBe(Number.POSITIVE_INFINITY)
  })
  test('is never before the end of what takes that many', () => {
    const from = at('2026-01-31T10:00:00Z')
    for (const period of [2, 3, 4, 6] as const) {
      for (const until of [
        '2026-02-28T10:00:00Z',
        '2026-03-31T09:00:00Z',
        '2026-05-30T09:00:00Z',
      ]) {
        const units = unitsUsed(period, from, at(until), london)
        expect(unitsLater(period, from, units, london)).toBeGreaterThanOrEqual(at(until))
      }
    }
  })
})

test('the minute of a day is what the clock of the location shows', () => {
  expect(minuteOfDay(at('2026-07-01T22:59:00Z'), london)).toBe(23 * 60 + 59)
  expect(minuteOfDay(at('2026-07-01T23:00:00Z'), london)).toBe(0)
  expect(minuteOfDay(at('2026-07-01T23:00:59Z'), newYork)).toBe(19 * 60)
})

describe('a day', () => {
  test('is that of the location', () => {
    expect(dayOf(at('2026-07-01T23:30:00Z'), london).toString()).toBe('2026-07-02')
    expect(dayOf(at('2026-07-02T03:30:00Z'), newYork).toString()).toBe('2026-07-01')
  })
  test.each([
    ['1970-01-01', 0],
    ['1970-01-02', 1],
    ['1969-12-31', -1],
    ['2000-03-01', 11_017],
  ])('%s has the number %d', (text, number) => {
    expect(dayNumber(day(text))).toBe(number)
    expect(dayNumbered(number).toString()).toBe(text)
  })
  test.each([
    ['in summer', '2026-07-01', london, '2026-06-30T23:00Z'],
    ['in winter', '2026-01-01', london, '2026-01-01T00:00Z'],
    ['on the day summer begins', '2026-03-29', london, '2026-03-29T00:00Z'],
    ['in the west', '2026-07-01', newYork, '2026-07-01T04:00Z'],
    // The clocks of Cairo go from 0:00 to 1:00.
    ['where there is no midnight', '2024-04-26', cairo, '2024-04-25T22:00Z'],
  ])('begins at its midnight: %s', (_, text, zone, expected) => {
    expect(written(midnight(day(text), zone))).toBe(expected)
  })
})

describe('R40 the end of a day', () => {
  test.each([
    ['in its last second is the midnight after it', '2026-07-01T22:59:59Z', '2026-07-01T23:00:00Z'],
    ['in its last millisecond, too', '2026-07-01T22:59:59.999Z', '2026-07-01T23:00:00Z'],
    ['is itself at midnight', '2026-07-01T23:00:00Z', '2026-07-01T23:00:00Z'],
    ['is not yet there a moment earlier', '2026-07-01T22:59:58.999Z', '2026-07-01T22:59:58.999Z'],
    ['is not the end of an hour', '2026-07-01T21:59:59Z', '2026-07-01T21:59:59Z'],
    ['is not that of another zone', '2026-07-01T23:59:59Z', '2026-07-01T23:59:59Z'],
  ])('%s', (_, text, expected) => {
    expect(roundedToMidnight(at(text), london)).toBe(at(expected))
  })
})

describe('by the calendar', () => {
  test.each([
    ['days', 3, '2026-02-03'],
    ['weeks', 3, '2026-02-21'],
    ['months', 1, '2026-02-28'],
    ['years', 2, '2028-01-31'],
    ['months', -2, '2025-11-30'],
  ] as const)('%s, %d of them, are counted from the day and clamped', (unit, count, expected) => {
    expect(dayAfter(day('2026-01-31'), unit, count).toString()).toBe(expected)
    expect(later(at('2026-01-31T10:00:00Z'), unit, count, london)).toBe(at(`${expected}T10:00:00Z`))
  })
  test('the time of day is that of the clock on both sides of a change', () => {
    expect(written(later(at('2026-03-28T10:00:00Z'), 'days', 1, london))).toBe('2026-03-29T09:00Z')
    expect(written(later(at('2026-10-24T09:00:00Z'), 'days', 1, london))).toBe('2026-10-25T10:00Z')
  })
  test.each([
    ['days', 4_000_000],
    ['weeks', 600_000],
    ['months', 130_000],
    ['years', 11_000],
  ] as const)(
    'as far as %s go, %d of them, nothing breaks, and further is no further',
    (unit, most) => {
      const today = day('2026-01-31')
      for (const sign of [1, -1]) {
        const furthest = dayAfter(today, unit, sign * most)
        expect(furthest.equals(today.add({ [unit]: sign * most }))).toBe(true)
        expect(dayAfter(today, unit, sign * most * 1_000).equals(furthest)).toBe(true)
        expect(dayAfter(today, unit, sign * (most - 1)).equals(furthest)).toBe(false)
        expect(Math.abs(furthest.year - 2026)).toBeGreaterThan(10_000)
      }
    },
  )
  test.each([
    ['2026-01-31', 0, 15, '2026-01-15'],
    ['2026-01-31', 1, 31, '2026-02-28'],
    ['2026-01-31', 1, 1, '2026-02-01'],
    ['2026-12-05', 14, 30, '2028-02-29'],
    ['2026-03-31', -1, 31, '2026-02-28'],
  ])('from %s, %d months on, day %d of the month is %s', (from, months, dayOfMonth, expected) => {
    expect(clampedDay(day(from), months, dayOfMonth).toString()).toBe(expected)
  })
})
