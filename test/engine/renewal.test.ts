import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  boundary,
  type Contract,
  type ExpiryTerms,
  firstShare,
  isGranted,
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

describe('the periods that start in a span', () => {
  const monthly = contract('2026-01-15T10:00Z', { billingDay: 15, endsAt: at('2026-05-14T23:00Z') })
  const between = (after: string, until: string, most?: number, one = monthly) =>
    periodsStarting(one, tariffMonth, at(after), at(until), most).map(({ start, end }) => [
      written(start),
      written(end),
    ])
  const [january, february, march, april] = [
    ['2026-01-15T10:00', '2026-02-15T00:00'],
    ['2026-02-15T00:00', '2026-03-15T00:00'],
    ['2026-03-15T00:00', '2026-04-14T23:00'],
    ['2026-04-14T23:00', '2026-05-14T23:00'],
  ]
  test('are those after its beginning and up to its end, until the contract ends', () => {
    expect(between('2026-01-15T09:59:59.999Z', '2027-01-01')).toEqual([
      january,
      february,
      march,
      april,
    ])
    expect(between('2026-01-15T10:00Z', '2027-01-01')).toEqual([february, march, april])
    expect(between('2026-01-15T10:00Z', '2026-03-15T00:00Z')).toEqual([february, march])
    expect(between('2026-01-15T10:00Z', '2026-03-14T23:59:59.999Z')).toEqual([february])
    expect(between('2026-05-14T22:00Z', '2027-01-01')).toEqual([])
  })
  test('are no more than were asked for', () => {
    expect(between('2026-01-01', '2027-01-01', 2)).toEqual([january, february])
    expect(between('2026-01-01', '2027-01-01', 0)).toEqual([])
  })
  test('go on without an end when the contract has none', () => {
    const endless = { ...monthly, endsAt: undefined }
    expect(between('2026-01-15T10:00Z', '2027-01-14', undefined, endless)).toHaveLength(11)
  })
  test('leave out those that start in a pause, from its first instant to before its last', () => {
    const paused = (from: string, until: string) =>
      between('2026-01-01', '2027-01-01', undefined, {
        ...monthly,
        pauses: [{ from: at(from), until: at(until) }],
      })
    expect(paused('2026-02-15T00:00Z', '2026-03-15T00:00Z')).toEqual([january, march, april])
    expect(paused('2026-02-15T00:00Z', '2026-03-15T00:00:00.001Z')).toEqual([january, april])
    expect(paused('2026-02-15T00:00:00.001Z', '2026-03-15T00:00Z')).toEqual([
      january,
      february,
      march,
      april,
    ])
    expect(paused('2026-02-01T00:00Z', '2026-02-15T00:00:00.001Z')).toEqual([january, march, april])
    expect(paused('2026-01-01T00:00Z', '2026-04-14T22:59:59.999Z')).toEqual([april])
  })
  test('are found at once after a pause of centuries', () => {
    const paused = { from: at('2026-02-01T00:00Z'), until: at('9026-01-01T00:00Z') }
    const daily = contract('2026-01-31T00:00Z', { pauses: [paused] })
    const found = periodsStarting(daily, day, daily.startsAt - 1, at('9026-01-02T00:00Z'))
    expect(found.map(({ start }) => written(start))).toEqual([
      '2026-01-31T00:00',
      '9026-01-01T00:00',
      '9026-01-02T00:00',
    ])
  })
})

describe('a period', () => {
  const monthly = contract('2026-01-15T10:00Z', { billingDay: 15 })
  const periodOf = (instant: string, renewal: Renewal, one = monthly) => {
    const period = periodAt(one, renewal, at(instant))
    return period && [written(period.start), written(period.end)]
  }
  test('there is none before the contract starts, and one from then on', () => {
    expect(periodOf('2026-01-15T09:59:59.999Z', tariffMonth)).toBeUndefined()
    expect(periodOf('2026-01-15T10:00Z', tariffMonth)).toEqual([
      '2026-01-15T10:00',
      '2026-02-15T00:00',
    ])
  })
  test.each<[string, Partial<Contract>, Renewal, string, [string, string]]>([
    [
      'of a day goes to midnight',
      {},
      day,
      '2026-01-15T12:00Z',
      ['2026-01-15T10:00', '2026-01-16T00:00'],
    ],
    [
      'of a later day is whole',
      {},
      day,
      '2026-01-20T12:00Z',
      ['2026-01-20T00:00', '2026-01-21T00:00'],
    ],
    [
      'of a cycle of weeks is counted from the start',
      { cycleWeeks: 2 },
      tariffMonth,
      '2026-02-14T12:00Z',
      ['2026-02-12T00:00', '2026-02-26T00:00'],
    ],
    [
      'of a cycle without months is one month',
      { cycleMonths: 0 },
      tariffMonth,
      '2026-02-15T00:00Z',
      ['2026-02-15T00:00', '2026-03-15T00:00'],
    ],
    [
      'goes to the billing day, where that is later in the month',
      { billingDay: 20, cycleMonths: 2 },
      tariffMonth,
      '2026-01-19T12:00Z',
      ['2026-01-15T10:00', '2026-01-20T00:00'],
    ],
    [
      'goes on from there',
      { billingDay: 20, cycleMonths: 2 },
      tariffMonth,
      '2026-01-20T00:00Z',
      ['2026-01-20T00:00', '2026-03-20T00:00'],
    ],
    [
      'goes to the billing day of the next month, where that has passed',
      { billingDay: 10, cycleMonths: 2 },
      tariffMonth,
      '2026-01-19T12:00Z',
      ['2026-01-15T10:00', '2026-02-10T00:00'],
    ],
    [
      'goes on from there, too',
      { billingDay: 10, cycleMonths: 2 },
      tariffMonth,
      '2026-02-10T00:00Z',
      ['2026-02-10T00:00', '2026-04-09T23:00'],
    ],
    [
      'that is unset is a month of the plan',
      { cycleMonths: 2 },
      0,
      '2026-02-20T00:00Z',
      ['2026-01-15T10:00', '2026-03-15T00:00'],
    ],
    [
      'of a year is counted from when the contract was begun on another plan',
      { begunAt: at('2024-03-01T00:00Z') },
      year,
      '2026-02-01T00:00Z',
      ['2026-01-15T10:00', '2026-03-01T00:00'],
    ],
    [
      'of a year whose plan began on the anniversary is whole',
      { startsAt: at('2026-03-01T00:00Z'), begunAt: at('2024-03-01T00:00Z') },
      year,
      '2026-03-02T00:00Z',
      ['2026-03-01T00:00', '2027-03-01T00:00'],
    ],
    [
      'of a year whose plan began on 28 February, the anniversary of the 29th, is whole',
      { startsAt: at('2026-02-28T00:00Z'), begunAt: at('2024-02-29T00:00Z') },
      year,
      '2026-03-02T00:00Z',
      ['2026-02-28T00:00', '2027-02-28T00:00'],
    ],
  ])('%s', (_, given, renewal, instant, expected) => {
    expect(periodOf(instant, renewal, { ...monthly, ...given })).toEqual(expected)
  })
  test('is granted unless it starts once the contract has ended or in a pause', () => {
    const [start, end] = [at('2026-02-15T00:00Z'), at('2026-03-15T00:00Z')]
    const granted = (given: Partial<Contract>) =>
      isGranted({ ...monthly, ...given }, { start, end })
    expect(granted({})).toBe(true)
    expect(granted({ endsAt: start + 1 })).toBe(true)
    expect(granted({ endsAt: start })).toBe(false)
    expect(granted({ pauses: [{ from: start - 9, until: start }] })).toBe(true)
    expect(granted({ pauses: [{ from: start + 1, until: end }] })).toBe(true)
    expect(
      granted({
        pauses: [
          { from: end, until: end + 1 },
          { from: start, until: start + 1 },
        ],
      }),
    ).toBe(false)
  })
})

describe('S2 the first share of a contract', () => {
  const share = (start: string, renewal: Renewal, timeZone = 'Europe/London') => {
    const one = contract(start, { timeZone })
    const period = periodAt(one, renewal, one.startsAt)
    return period && firstShare(one, renewal, period)
  }
  test.each<[string, string, Renewal, { days: number; of: number } | undefined]>([
    ['of a month', '2026-04-10T00:00+01:00', calendarMonth, { days: 21, of: 30 }],
    ['of February', '2028-02-29T15:00Z', calendarMonth, { days: 1, of: 29 }],
    [
      'of a month from its second day',
      '2026-05-02T00:00+01:00',
      calendarMonth,
      { days: 30, of: 31 },
    ],
    ['is the whole month from its first', '2026-05-01T00:00+01:00', calendarMonth, undefined],
    ['is the whole month from noon of its first', '2026-05-01T12:00Z', calendarMonth, undefined],
    ['of a week', '2026-03-04T00:00Z', week, { days: 5, of: 7 }],
    ['of a week is a day on Sunday', '2026-03-08T00:00Z', week, { days: 1, of: 7 }],
    ['is the whole week from Monday', '2026-03-09T00:00Z', week, undefined],
    ['is whole for months of the plan', '2026-04-10T00:00+01:00', tariffMonth, undefined],
    ['is whole for years', '2026-04-10T00:00+01:00', year, undefined],
    ['is whole for days', '2026-04-10T12:00+01:00', day, undefined],
  ])('%s', (_, start, renewal, expected) => {
    expect(share(start, renewal)).toEqual(expected)
  })
  test('is that of the first period alone', () => {
    const one = contract('2026-04-10T00:00+01:00')
    const second = periodAt(one, calendarMonth, at('2026-05-10T00:00Z'))
    expect(second && firstShare(one, calendarMonth, second)).toBeUndefined()
  })
})

describe('credit from a product lasts', () => {
  const none: ExpiryTerms = {
    pattern: undefined,
    count: undefined,
    months: undefined,
    weeks: undefined,
  }
  const main = contract('2026-01-20T00:00Z', { billingDay: 20 })
  const released = at('2026-03-28T10:00Z')
  test.each<[string, Partial<ExpiryTerms>, string | undefined]>([
    [
      'as many billing periods of the main contract as it says',
      { pattern: 1, count: 3 },
      '2026-06-19T23:00',
    ],
    ['to the end of the billing period', { pattern: 1 }, '2026-04-19T23:00'],
    ['days', { pattern: 2, count: 2 }, '2026-03-30T09:00'],
    ['a day without a number', { pattern: 2 }, '2026-03-29T09:00'],
    ['a day with a number of nothing', { pattern: 2, count: 0 }, '2026-03-29T09:00'],
    ['weeks', { pattern: 3, count: 2 }, '2026-04-11T09:00'],
    ['months', { pattern: 4, count: 2 }, '2026-05-28T09:00'],
    ['years', { pattern: 5, count: 2 }, '2028-03-28T09:00'],
    ['to the end of a later month', { pattern: 6, count: 3 }, '2026-05-31T23:00'],
    ['the older months before the older weeks', { months: 2, weeks: 5 }, '2026-05-28T09:00'],
    ['the older weeks', { months: 0, weeks: 2 }, '2026-04-11T09:00'],
    ['for ever when the older weeks are nothing', { weeks: 0 }, undefined],
    ['as its type says, whatever the older ones do', { pattern: 2, months: 5 }, '2026-03-29T09:00'],
  ])('%s', (_, terms, expected) => {
    const expiry = productExpiry({ ...none, ...terms }, released, 'Europe/London', main)
    expect(typeof expiry === 'string' ? expiry : written(expiry)).toBe(expected)
  })
})
