// The bookings of a series, and how they move (R37).

import { describe, expect, test } from 'vitest'
import { dayOf } from '../../src/engine/calendar.ts'
import { lastDayOf, movedLike, occurrences, type Repetition } from '../../src/engine/series.ts'
import { at } from './worlds.ts'

const london = 'Europe/London'
const [daily, weekly, monthly, yearly] = [1, 2, 3, 4]
const [first, second, third, last, fourth] = [5, 6, 7, 8, 9]
const [monday, tuesday, wednesday, friday, sunday] = [1, 2, 3, 5, 7]

/** From nine to ten on a day. */
const hourOn = (day: string) => ({ from: at(`${day}T09:00:00Z`), until: at(`${day}T10:00:00Z`) })

const repetition = (until: string, given: Partial<Repetition> = {}): Repetition => ({
  cycle: daily,
  every: 1,
  until: dayOf(at(`${until}T12:00:00Z`), london),
  weekdays: [],
  timeZone: london,
  ...given,
})

const daysOf = (start: string, until: string, given: Partial<Repetition> = {}, most = 100) =>
  occurrences(hourOn(start), repetition(until, given), most)?.map(({ from }) =>
    new Date(from).toISOString().slice(0, 10),
  )

describe('a series', () => {
  test.each<[string, string, string, Partial<Repetition>, string[]]>([
    ['of one day is its first booking', '2037-05-04', '2037-05-04', {}, ['2037-05-04']],
    [
      'goes on to its last day',
      '2037-05-04',
      '2037-05-06',
      {},
      ['2037-05-04', '2037-05-05', '2037-05-06'],
    ],
    [
      'on every third day passes two by',
      '2037-05-04',
      '2037-05-12',
      { every: 3 },
      ['2037-05-04', '2037-05-07', '2037-05-10'],
    ],
    [
      'of days keeps to the days of the week that are named',
      '2037-05-04',
      '2037-05-11',
      { weekdays: [monday, wednesday] },
      ['2037-05-04', '2037-05-06', '2037-05-11'],
    ],
    [
      'of weeks keeps the day of the week of its first booking',
      '2037-05-06',
      '2037-05-26',
      { cycle: weekly },
      ['2037-05-06', '2037-05-13', '2037-05-20'],
    ],
    [
      'of every other week begins its weeks on Monday, so Sunday is the end of the first',
      '2037-05-06',
      '2037-05-26',
      { cycle: weekly, every: 2, weekdays: [sunday, tuesday] },
      ['2037-05-06', '2037-05-10', '2037-05-19', '2037-05-24'],
    ],
    [
      'names a day of the week once, in whatever order and however often it is given',
      '2037-05-04',
      '2037-05-15',
      { cycle: weekly, weekdays: [friday, monday, friday] },
      ['2037-05-04', '2037-05-08', '2037-05-11', '2037-05-15'],
    ],
    [
      'that begins on a Sunday has its next one a week later',
      '2037-05-10',
      '2037-05-17',
      { cycle: weekly },
      ['2037-05-10', '2037-05-17'],
    ],
    [
      'of months has the 31st at the end of shorter months, and again on the 31st',
      '2037-01-31',
      '2037-05-31',
      { cycle: monthly },
      ['2037-01-31', '2037-02-28', '2037-03-31', '2037-04-30', '2037-05-31'],
    ],
    [
      'of months asks for no day of the week',
      '2037-05-04',
      '2037-06-04',
      { cycle: monthly, weekdays: [sunday] },
      ['2037-05-04', '2037-06-04'],
    ],
    [
      'of years has 29 February on the 28th of common years',
      '2036-02-29',
      '2040-02-29',
      { cycle: yearly, weekdays: [monday] },
      ['2036-02-29', '2037-02-28', '2038-02-28', '2039-02-28', '2040-02-29'],
    ],
    [
      'of first Mondays goes from month to month',
      '2037-05-04',
      '2037-07-06',
      { cycle: first },
      ['2037-05-04', '2037-06-01', '2037-07-06'],
    ],
    [
      'of second Mondays, where the month begins on a Monday',
      '2037-05-11',
      '2037-06-30',
      { cycle: second },
      ['2037-05-11', '2037-06-08'],
    ],
    [
      'of third Sundays',
      '2037-05-17',
      '2037-06-30',
      { cycle: third, weekdays: [sunday] },
      ['2037-05-17', '2037-06-21'],
    ],
    [
      'of fourth Fridays',
      '2037-05-22',
      '2037-06-30',
      { cycle: fourth },
      ['2037-05-22', '2037-06-26'],
    ],
    [
      'of last Sundays, where the month ends on one',
      '2037-04-26',
      '2037-06-30',
      { cycle: last, weekdays: [sunday] },
      ['2037-04-26', '2037-05-31', '2037-06-28'],
    ],
    [
      'of last Wednesdays, where the month goes on to another day',
      '2037-04-29',
      '2037-06-30',
      { cycle: last },
      ['2037-04-29', '2037-05-27', '2037-06-24'],
    ],
    [
      'of two days of the week in every other month, in order of their dates',
      '2037-05-01',
      '2037-08-01',
      { cycle: first, every: 2, weekdays: [monday, friday] },
      ['2037-05-01', '2037-05-04', '2037-07-03', '2037-07-06'],
    ],
    [
      'begins within a month and leaves out what lay before in it',
      '2037-05-20',
      '2037-06-30',
      { cycle: first, weekdays: [monday] },
      ['2037-05-20', '2037-06-01'],
    ],
  ])('%s', (_, start, until, given, expected) => {
    expect(daysOf(start, until, given)).toEqual(expected)
  })

  test('keeps the time by the clock of its location, and its length by the clock', () => {
    // Summer begins on 29 March 2037 at one o’clock.
    const night = { from: at('2037-03-28T23:30:00Z'), until: at('2037-03-29T00:30:00Z') }
    const found = occurrences(night, repetition('2037-03-29'), 10)
    expect(found).toEqual([
      night,
      { from: at('2037-03-29T22:30:00Z'), until: at('2037-03-29T23:30:00Z') },
    ])
  })

  test('has as many bookings as it may have, and not one more', () => {
    expect(daysOf('2037-05-01', '2037-05-03', {}, 3)).toHaveLength(3)
    expect(daysOf('2037-05-01', '2037-05-04', {}, 3)).toBeUndefined()
  })

  test('on one day of the week may have as many bookings as any other', () => {
    const mondays = { weekdays: [monday] }
    expect(daysOf('2037-05-04', '2037-05-25', mondays, 4)).toHaveLength(4)
    expect(daysOf('2037-05-04', '2037-06-01', mondays, 4)).toBeUndefined()
  })

  test('that never comes to a day of the week is given up', () => {
    const never = { every: 7, weekdays: [tuesday] }
    expect(daysOf('2037-05-04', '2037-06-01', never, 4)).toEqual(['2037-05-04'])
    // Seven steps for each booking it may have, which is as rare as a day of the week can be.
    expect(daysOf('2037-05-04', '2037-11-15', never, 4)).toEqual(['2037-05-04'])
    expect(daysOf('2037-05-04', '2037-11-16', never, 4)).toBeUndefined()
  })
})

describe('the last day of a series', () => {
  const newYork = 'America/New_York'
  const auckland = 'Pacific/Auckland'
  test.each([
    ['is the day of an instant at the location', '2037-05-02T02:00:00Z', newYork, '2037-05-01'],
    ['is the date as it was written', '2037-05-02T00:00:00Z', newYork, '2037-05-02'],
    ['is never earlier than the local day', '2037-05-02T00:00:00Z', auckland, '2037-05-02'],
    ['is the local day of an evening in the east', '2037-05-02T20:00:00Z', auckland, '2037-05-03'],
    [
      'is one that an instant a second later still has',
      '2037-05-02T00:00:01Z',
      newYork,
      '2037-05-01',
    ],
  ])('%s', (_, instant, zone, expected) => {
    expect(lastDayOf(at(instant), zone).toString()).toBe(expected)
  })
})

describe('an instant is moved as another was', () => {
  test.each<[string, string, [from: string, to: string], string]>([
    [
      'to another hour and day',
      '2037-05-04T10:00:00Z',
      ['2037-05-11T08:00:00Z', '2037-05-12T09:30:00Z'],
      '2037-05-05T11:30:00Z',
    ],
    [
      'backwards',
      '2037-05-04T10:00:00Z',
      ['2037-05-12T09:30:00Z', '2037-05-11T08:00:00Z'],
      '2037-05-03T08:30:00Z',
    ],
    [
      'by days of the clock, where one of them has 23 hours',
      '2037-05-04T10:00:00Z',
      ['2037-03-28T09:00:00Z', '2037-03-29T08:00:00Z'],
      '2037-05-05T10:00:00Z',
    ],
  ])('%s', (_, instant, [from, to], expected) => {
    expect(movedLike(at(instant), at(from), at(to), london)).toBe(at(expected))
  })
})
