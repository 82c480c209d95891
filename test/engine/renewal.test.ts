import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  boundary,
  type Contract,
  type ExpiryTerms,
  periodAt,
  periodsStarting,
  productExpiry,
  type Renewal,
} from '../../src/engine/renewal.ts'
import { at } from './worlds.ts'

const week: Renewal = 1
const calendarMonth: Renewal = 2
const tariffMonth: Renewal = 3
const year: Renewal = 4
const day: Renewal = 5

function contract(start: string, given: Partial<Contract> = {}): Contract {
  return {
    startsAt: at(start),
    endsAt: undefined,
    billingDay: 1,
    cycleMonths: 1,
    cycleWeeks: 0,
    pauses: [],
    timeZone: 'Europe/London',
    ...given,
  }
}

const written = (instant: number | undefined) =>
  instant === undefined ? undefined : new Date(instant).toISOString().slice(0, 16)

function starts(one: Contract, renewal: Renewal, until: string): (string | undefined)[] {
  return periodsStarting(one, renewal, one.startsAt - 1, at(until)).map((period) =>
    written(period.start),
  )
}

describe('periods of a contract', () => {
  test('W1 a calendar month ends at the first of the next', () => {
    const period = periodAt(contract('2026-01-01T00:00Z'), calendarMonth, at('2026-01-15T00:00Z'))
    expect(period && [written(period.start), written(period.end)]).toEqual([
      '2026-01-01T00:00',
      '2026-02-01T00:00',
    ])
  })
  test('W2 a tariff month runs from billing day to billing day', () => {
    const from15 = contract('2026-01-15T00:00Z', { billingDay: 15 })
    expect(starts(from15, tariffMonth, '2026-03-20')).toEqual([
      '2026-01-15T00:00',
      '2026-02-15T00:00',
      '2026-03-15T00:00',
    ])
  })
  test('W3 a quarterly plan grants once a quarter, or monthly by calendar month', () => {
    const quarterly = contract('2026-03-01T00:00Z', { cycleMonths: 3 })
    expect(written(periodAt(quarterly, tariffMonth, at('2026-05-01T00:00Z'))?.end)).toBe(
      '2026-05-31T23:00',
    )
    expect(starts(quarterly, calendarMonth, '2026-05-15')).toEqual([
      '2026-03-01T00:00',
      '2026-03-31T23:00',
      '2026-04-30T23:00',
    ])
  })
  test('W4 a yearly plan with monthly credit grants 13 times when it starts within a month', () => {
    const yearly = contract('2026-03-10T00:00Z', {
      cycleMonths: 12,
      billingDay: 10,
      endsAt: at('2027-03-10T00:00Z'),
    })
    expect(
      periodsStarting(yearly, calendarMonth, yearly.startsAt - 1, at('2028-01-01')),
    ).toHaveLength(13)
  })
  test('W5 weeks start on Monday', () => {
    const wednesday = contract('2026-03-04T00:00Z')
    expect(starts(wednesday, week, '2026-03-17')).toEqual([
      '2026-03-04T00:00',
      '2026-03-09T00:00',
      '2026-03-16T00:00',
    ])
  })
  test('W45 nothing is granted while a contract is frozen', () => {
    const frozen = contract('2026-04-01T00:00+01:00', {
      pauses: [{ from: at('2026-05-01T00:00+01:00'), until: at('2026-07-01T00:00+01:00') }],
    })
    expect(starts(frozen, tariffMonth, '2026-07-02')).toEqual([
      '2026-03-31T23:00',
      '2026-06-30T23:00',
    ])
  })
  test('R37 the 31st comes back after a short month', () => {
    const from31 = contract('2026-01-31T00:00Z', { billingDay: 31 })
    expect(starts(from31, tariffMonth, '2026-05-31').map((text) => text?.slice(0, 10))).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-30',
      '2026-04-29',
      '2026-05-30',
    ])
  })
  test('29 February comes back in the next leap year', () => {
    const leap = contract('2024-02-29T00:00Z')
    expect(starts(leap, year, '2028-03-01').map((text) => text?.slice(0, 10))).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
      '2028-02-29',
    ])
  })
})

const zones = ['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']

describe('laws of periods', () => {
  const contracts = fc
    .record({
      start: fc.date({
        min: new Date('2023-01-01'),
        max: new Date('2027-12-31'),
        noInvalidDate: true,
      }),
      billingDay: fc.integer({ min: 1, max: 31 }),
      cycleMonths: fc.constantFrom(1, 3, 6, 12),
      cycleWeeks: fc.constantFrom(0, 0, 1, 4),
      timeZone: fc.constantFrom(...zones),
    })
    .map(({ start, ...rest }) => contract(start.toISOString(), rest))
  const renewals = fc.constantFrom<Renewal>(week, calendarMonth, tariffMonth, year, day)

  test('periods touch each other and never overlap or vanish', () => {
    fc.assert(
      fc.property(contracts, renewals, fc.integer({ min: 0, max: 60 }), (one, renewal, n) => {
        expect(boundary(one, renewal, n + 1)).toBeGreaterThan(boundary(one, renewal, n))
      }),
    )
  })
  test('I12 I13 a span has as many grants as its parts together', () => {
    fc.assert(
      fc.property(
        contracts,
        renewals,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 0, max: 400 }),
        (one, renewal, first, second) => {
          const days = 86_400_000
          const from = one.startsAt - 1
          const middle = from + first * days
          const until = middle + second * days
          const count = (after: number, to: number) =>
            periodsStarting(one, renewal, after, to).length
          expect(count(from, middle) + count(middle, until)).toBe(count(from, until))
        },
      ),
    )
  })
  test('every instant from the start on lies in exactly one period', () => {
    fc.assert(
      fc.property(
        contracts,
        renewals,
        fc.integer({ min: 0, max: 900 * 86_400 }),
        (one, renewal, seconds) => {
          const instant = one.startsAt + seconds * 1_000
          const period = periodAt(one, renewal, instant)
          expect(period && period.start <= instant && instant < period.end).toBe(true)
        },
      ),
    )
  })
})

describe('expiry of credit from a product', () => {
  const none: ExpiryTerms = {
    pattern: undefined,
    count: undefined,
    months: undefined,
    weeks: undefined,
  }
  const main = contract('2026-01-20T00:00Z', { billingDay: 20 })
  test.each([
    [
      'W8 a month from the 31st is clamped',
      { ...none, pattern: 4, count: 1 },
      '2026-01-31T10:00Z',
      '2026-02-28T10:00',
    ],
    [
      'W8 two weeks keep the time of day',
      { ...none, pattern: 3, count: 2 },
      '2026-05-04T08:00Z',
      '2026-05-18T08:00',
    ],
    [
      'W8 the last day of the month ends at local midnight',
      { ...none, pattern: 6, count: 1 },
      '2026-04-10T10:00Z',
      '2026-04-30T23:00',
    ],
    [
      'W8 the billing period of the main contract',
      { ...none, pattern: 1, count: 1 },
      '2026-05-05T10:00Z',
      '2026-05-19T23:00',
    ],
    ['W8 without a type it never expires', none, '2026-05-05T10:00Z', undefined],
    [
      'E3 the older pair still counts',
      { ...none, months: 1 },
      '2026-01-31T10:00Z',
      '2026-02-28T10:00',
    ],
  ] as const)('%s', (_, terms, released, expected) => {
    const expiry = productExpiry(terms, at(released), 'Europe/London', main)
    expect(typeof expiry === 'string' ? expiry : written(expiry)).toBe(expected)
  })
  test('W8 a customer without a main contract cannot have its billing period', () => {
    expect(
      productExpiry({ ...none, pattern: 1 }, at('2026-05-05'), 'Europe/London', undefined),
    ).toBe('noMainContract')
  })
})
