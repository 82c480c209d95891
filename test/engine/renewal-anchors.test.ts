// Over any span a contract grants as often as there are anchors in it (R37, I12, I13), on the days on which that is hard:
// the 31st, 29 February, the ends of years, and the days on which clocks change.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Contract, periodAt, periodsStarting, type Renewal } from '../../src/engine/renewal.ts'
import { anchorsBetween, daysIn } from './anchors.ts'

const hour = 3_600_000
const day = 24 * hour
const zones = ['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']
const daily: Renewal = 5
const renewals: readonly Renewal[] = [1, 2, 3, 4, daily]

/** The first instant of a local day, and one later in it. */
function instant(text: string, timeZone: string, later = 0): number {
  const found = daysIn(timeZone).find((one) => one.text === text)
  if (!found) throw new Error(`${text} is not in the calendar`)
  return found.begins + later
}

function contract(startsAt: number, timeZone: string, given: Partial<Contract> = {}): Contract {
  const plain = { billingDay: 1, cycleMonths: 1, cycleWeeks: 0, pauses: [], endsAt: undefined }
  return { ...plain, startsAt, timeZone, ...given }
}

const startsOf = (one: Contract, renewal: Renewal, from: number, until: number) =>
  periodsStarting(one, renewal, from, until).map(({ start }) => start)

/** Days on which a calendar is most easily got wrong. */
const hardDays = [
  '2023-12-31',
  '2024-01-31',
  '2024-02-28',
  '2024-02-29',
  '2024-12-31',
  '2025-01-01',
  '2025-01-29',
  '2025-01-30',
  '2025-01-31',
  '2025-02-28',
  '2026-01-31',
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-10-04',
  '2026-10-25',
  '2026-11-01',
  '2027-12-31',
  '2028-02-29',
]

const contracts = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    on: fc.constantFrom(...hardDays),
    // Contracts begin at midnight, during a day, and in the last second of one.
    later: fc.constantFrom(0, 1_000, 2.5 * hour, 12 * hour, 23 * hour - 1_000),
    billingDay: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constantFrom(1, 28, 29, 30, 31)),
    cycleMonths: fc.constantFrom(1, 1, 2, 3, 6, 12),
    cycleWeeks: fc.constantFrom(0, 0, 0, 1, 2, 4),
    begunDaysBefore: fc.option(fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constant(365)), {
      nil: undefined,
    }),
    lastsFor: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
    pause: fc.option(fc.tuple(fc.integer({ min: -5, max: 500 }), fc.integer({ min: 1, max: 90 })), {
      nil: undefined,
    }),
  })
  .map(({ timeZone, on, later, begunDaysBefore, lastsFor, pause, ...cycle }) => {
    const startsAt = instant(on, timeZone, later)
    const from = startsAt + (pause?.[0] ?? 0) * day
    return contract(startsAt, timeZone, {
      ...cycle,
      begunAt: begunDaysBefore === undefined ? undefined : startsAt - begunDaysBefore * day,
      endsAt: lastsFor === undefined ? undefined : startsAt + lastsFor * day,
      pauses: pause ? [{ from, until: from + pause[1] * day }] : [],
    })
  })

describe('over any span', () => {
  test.each(renewals)('pattern %i grants at its anchors and at no other time', (renewal) => {
    fc.assert(
      fc.property(
        contracts,
        fc.integer({ min: -40, max: 700 }),
        fc.integer({ min: 0, max: 800 }),
        (one, after, length) => {
          const from = one.startsAt + after * day
          const until = from + length * day
          expect(startsOf(one, renewal, from, until)).toEqual(
            anchorsBetween(one, renewal, from, until),
          )
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe.each(zones)('in %s', (timeZone) => {
  const at = (text: string) => instant(text, timeZone)
  const dates = (one: Contract, renewal: Renewal, until: string) =>
    startsOf(one, renewal, one.startsAt - 1, at(until)).map(
      (start) => daysIn(timeZone).find(({ begins }) => begins === start)?.text,
    )

  test('a contract from 31 January grants at the end of every month, twelve times a year', () => {
    const one = contract(at('2027-01-31'), timeZone, { billingDay: 31 })
    expect(dates(one, 3, '2028-02-29')).toEqual([
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
      '2027-05-31',
      '2027-06-30',
      '2027-07-31',
      '2027-08-31',
      '2027-09-30',
      '2027-10-31',
      '2027-11-30',
      '2027-12-31',
      '2028-01-31',
      '2028-02-29',
    ])
  })
  test('a contract from 29 February has its year end there again every fourth year', () => {
    const one = contract(at('2024-02-29'), timeZone)
    expect(dates(one, 4, '2028-12-31')).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
      '2028-02-29',
    ])
  })
  test('the last week of a year and the first of the next are weeks like any other', () => {
    const one = contract(at('2026-12-21'), timeZone)
    expect(dates(one, 1, '2027-01-12')).toEqual([
      '2026-12-21',
      '2026-12-28',
      '2027-01-04',
      '2027-01-11',
    ])
    expect(dates(one, 2, '2027-01-12')).toEqual(['2026-12-21', '2027-01-01'])
  })
  test('every day of two years is granted for once, and lasts as long as it does', () => {
    const one = contract(at('2026-01-01'), timeZone)
    const periods = periodsStarting(one, daily, one.startsAt - 1, at('2027-12-31'))
    expect(periods).toHaveLength(730)
    expect(periods.every(({ end }, index) => end === (periods[index + 1]?.start ?? end))).toBe(true)
  })
})

test('a plan that changes on the anniversary of 29 February grants once then, and a year later', () => {
  const timeZone = 'Europe/London'
  const one = contract(instant('2025-02-28', timeZone), timeZone, {
    begunAt: instant('2024-02-29', timeZone),
  })
  expect(startsOf(one, 4, one.startsAt - 1, instant('2028-12-31', timeZone))).toEqual(
    ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'].map((on) => instant(on, timeZone)),
  )
})

/** Both days of 2026 on which clocks change, and how long they are; Kathmandu changes none. */
const changes: readonly (readonly [zone: string, on: string, hours: number])[] = [
  ['Europe/London', '2026-03-29', 23],
  ['Europe/London', '2026-10-25', 25],
  ['America/New_York', '2026-03-08', 23],
  ['America/New_York', '2026-11-01', 25],
  ['Australia/Lord_Howe', '2026-04-05', 24.5],
  ['Australia/Lord_Howe', '2026-10-04', 23.5],
  ['Asia/Kathmandu', '2026-03-29', 24],
  ['Asia/Kathmandu', '2026-10-25', 24],
]

test.each(changes)('in %s the day credit of %s lasts %s hours', (timeZone, on, hours) => {
  const one = contract(instant(on, timeZone) - 10 * day, timeZone)
  const period = periodAt(one, daily, instant(on, timeZone, 12 * hour))
  expect(period && [period.start, (period.end - period.start) / hour]).toEqual([
    instant(on, timeZone),
    hours,
  ])
})
