import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { type ChargePeriod, unitsUsed } from '../../src/engine/calendar.ts'

const minutes = 1
const days = 2
const weeks = 3
const months = 4
const uses = 5
const fourWeekMonths = 6

/** Units for a booking whose times are those on the wall of the location. */
function unitsAt(timeZone: string, period: ChargePeriod, from: string, until: string): number {
  const instant = (wall: string) =>
    Temporal.PlainDateTime.from(wall).toZonedDateTime(timeZone).epochMilliseconds
  return unitsUsed(period, instant(from), instant(until), timeZone)
}

type Row = [name: string, period: ChargePeriod, from: string, until: string, units: number]

describe('a booking in London takes', () => {
  test.each<Row>([
    ['its minutes', minutes, '2026-05-01T09:00', '2026-05-01T10:30', 90],
    ['a started minute as a whole one', minutes, '2026-05-01T09:00:00', '2026-05-01T09:00:01', 1],
    ['23 hours on the day summer starts', minutes, '2026-03-29T00:00', '2026-03-30T00:00', 23 * 60],
    ['25 hours on the day it ends', minutes, '2026-10-25T00:00', '2026-10-26T00:00', 25 * 60],
    ['one day for an hour', days, '2026-05-01T09:00', '2026-05-01T10:00', 1],
    ['one day for exactly a day', days, '2026-05-01T09:00', '2026-05-02T09:00', 1],
    ['two days for a minute more', days, '2026-05-01T09:00', '2026-05-02T09:01', 2],
    ['one day for the short day', days, '2026-03-29T00:00', '2026-03-30T00:00', 1],
    ['one day for the long day', days, '2026-10-25T00:00', '2026-10-26T00:00', 1],
    ['three days across the long day', days, '2026-10-24T00:00', '2026-10-27T00:00', 3],
    ['one week for a day', weeks, '2026-05-01T09:00', '2026-05-02T09:00', 1],
    ['one week for exactly seven days', weeks, '2026-05-01T09:00', '2026-05-08T09:00', 1],
    ['two weeks for a minute more', weeks, '2026-05-01T09:00', '2026-05-08T09:01', 2],
    ['one week with the long day in it', weeks, '2026-10-22T00:00', '2026-10-29T00:00', 1],
    ['one month for a day', months, '2026-05-01T09:00', '2026-05-02T09:00', 1],
    ['one month for exactly May', months, '2026-05-01T00:00', '2026-06-01T00:00', 1],
    ['two months for a minute more', months, '2026-05-01T00:00', '2026-06-01T00:01', 2],
    ['one month for February', months, '2026-02-01T00:00', '2026-03-01T00:00', 1],
    ['one month for February of a leap year', months, '2028-02-01T00:00', '2028-03-01T00:00', 1],
    ['one month for March, an hour short', months, '2026-03-01T00:00', '2026-04-01T00:00', 1],
    ['one month for October, an hour long', months, '2026-10-01T00:00', '2026-11-01T00:00', 1],
    ['twelve months for a year', months, '2026-01-15T09:00', '2027-01-15T09:00', 12],
    [
      'one month from the 31st to the end of February',
      months,
      '2026-01-31T09:00',
      '2026-02-28T09:00',
      1,
    ],
    ['two months for a minute beyond it', months, '2026-01-31T09:00', '2026-02-28T09:01', 2],
    ['two months from the 31st to the 31st', months, '2026-01-31T09:00', '2026-03-31T09:00', 2],
    ['one use, however long', uses, '2026-05-01T09:00', '2026-07-01T09:00', 1],
    ['one four-week month for 28 days', fourWeekMonths, '2026-05-01T09:00', '2026-05-29T09:00', 1],
    ['two of them for a minute more', fourWeekMonths, '2026-05-01T09:00', '2026-05-29T09:01', 2],
    [
      'one of them with the long day in it',
      fourWeekMonths,
      '2026-10-10T00:00',
      '2026-11-07T00:00',
      1,
    ],
  ])('%s', (_, period, from, until, units) => {
    expect(unitsAt('Europe/London', period, from, until)).toBe(units)
  })
})

describe('a booking in New York takes', () => {
  test.each<Row>([
    ['23 hours on the day summer starts', minutes, '2026-03-08T00:00', '2026-03-09T00:00', 23 * 60],
    ['25 hours on the day it ends', minutes, '2026-11-01T00:00', '2026-11-02T00:00', 25 * 60],
    ['one day for the long day', days, '2026-11-01T00:00', '2026-11-02T00:00', 1],
    ['one week across the short day', weeks, '2026-03-05T00:00', '2026-03-12T00:00', 1],
    ['one month for November', months, '2026-11-01T00:00', '2026-12-01T00:00', 1],
    ['one month for March', months, '2026-03-01T00:00', '2026-04-01T00:00', 1],
  ])('%s', (_, period, from, until, units) => {
    expect(unitsAt('America/New_York', period, from, until)).toBe(units)
  })

  test('the months of New York, where the same instants are two months in London', () => {
    const from = Date.parse('2026-05-01T04:00:00Z')
    const until = Date.parse('2026-06-01T04:00:00Z')
    expect(unitsUsed(months, from, until, 'America/New_York')).toBe(1)
    // The night of 31 January in New York is already February in London, and February is shorter.
    const evening = Date.parse('2026-02-01T03:00:00Z')
    const march = Date.parse('2026-03-01T03:00:00Z')
    expect(unitsUsed(months, evening, march, 'Europe/London')).toBe(1)
    expect(unitsUsed(months, evening, march, 'America/New_York')).toBe(1)
    expect(unitsUsed(months, evening, march + 60_000, 'Europe/London')).toBe(2)
    expect(unitsUsed(months, evening, march + 60_000, 'America/New_York')).toBe(2)
  })
})

const zones = fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe')
const starts = fc.integer({
  min: Date.parse('2024-01-01') / 60_000,
  max: Date.parse('2028-12-31') / 60_000,
})
const lengths = fc.integer({ min: 1, max: 400 * 1_440 })
const calendarUnits = fc.constantFrom<[ChargePeriod, { days?: number; months?: number }]>(
  [days, { days: 1 }],
  [weeks, { days: 7 }],
  [months, { months: 1 }],
  [fourWeekMonths, { days: 28 }],
)

test('the units of a booking are the fewest that reach its end by the calendar of the location', () => {
  fc.assert(
    fc.property(
      zones,
      starts,
      lengths,
      calendarUnits,
      (zone, startMinute, length, [period, unit]) => {
        const from = startMinute * 60_000
        const until = from + length * 60_000
        const units = unitsUsed(period, from, until, zone)
        const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
        const reach = (count: number) =>
          start.add('months' in unit ? { months: count } : { days: (unit.days ?? 0) * count })
            .epochMilliseconds
        expect(reach(units)).toBeGreaterThanOrEqual(until)
        expect(reach(units - 1)).toBeLessThan(until)
      },
    ),
    { numRuns: 500 },
  )
})

test('a longer booking never takes fewer units', () => {
  fc.assert(
    fc.property(
      zones,
      starts,
      lengths,
      lengths,
      fc.constantFrom<ChargePeriod>(1, 2, 3, 4, 5, 6),
      (zone, startMinute, one, other, period) => {
        const from = startMinute * 60_000
        const units = (length: number) => unitsUsed(period, from, from + length * 60_000, zone)
        expect(units(Math.min(one, other))).toBeLessThanOrEqual(units(Math.max(one, other)))
      },
    ),
    { numRuns: 500 },
  )
})
