import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatExactInstant, formatInstant, parseInstant } from '../../src/engine/instant.ts'

const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')
const instants = fc.integer({ min: earliest, max: latest })

describe('an instant is read from', () => {
  test.each<[string, string, string]>([
    ['a full instant', '2026-05-01T09:30:15Z', '2026-05-01T09:30:15.000Z'],
    ['a day alone, at midnight UTC', '2026-05-01', '2026-05-01T00:00:00.000Z'],
    ['hours and minutes', '2026-05-01T09:30', '2026-05-01T09:30:00.000Z'],
    ['no zone, which means UTC', '2026-05-01T09:30:15', '2026-05-01T09:30:15.000Z'],
    ['a blank in place of the T', '2026-05-01 09:30:15', '2026-05-01T09:30:15.000Z'],
    ['small letters', '2026-05-01t09:30:15z', '2026-05-01T09:30:15.000Z'],
    ['blanks around it', ' 2026-05-01T09:30Z ', '2026-05-01T09:30:00.000Z'],
    ['one decimal of a second', '2026-05-01T09:30:15.5Z', '2026-05-01T09:30:15.500Z'],
    [
      'nine decimals, milliseconds kept',
      '2026-05-01T09:30:15.123999999Z',
      '2026-05-01T09:30:15.123Z',
    ],
    ['a zone to the east', '2026-05-01T09:30:00+02:00', '2026-05-01T07:30:00.000Z'],
    ['a zone to the west', '2026-05-01T09:30:00-05:00', '2026-05-01T14:30:00.000Z'],
    ['a zone without a colon', '2026-05-01T09:30:00+0530', '2026-05-01T04:00:00.000Z'],
    ['a zone that leads into another day', '2026-01-01T00:30+01:00', '2025-12-31T23:30:00.000Z'],
    ['minutes with a zone', '2026-05-01T09:30Z', '2026-05-01T09:30:00.000Z'],
    ['a leap day', '2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['a leap day of a century', '2000-02-29', '2000-02-29T00:00:00.000Z'],
    ['the first year', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['a year before 100', '0099-12-31', '0099-12-31T00:00:00.000Z'],
    ['the last moment', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s', (_, text, expected) => {
    const instant = parseInstant(text)
    expect(instant).toBe(Date.parse(expected))
  })
})

describe('no instant is read from', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['words', 'tomorrow'],
    ['a number of milliseconds', '1767225600000'],
    ['a time alone', '09:30:00'],
    ['30 February', '2026-02-30'],
    ['29 February of a common year', '2026-02-29'],
    ['29 February of a century that has none', '1900-02-29'],
    ['31 April', '2026-04-31T09:00:00Z'],
    ['day 0', '2026-05-00'],
    ['month 0', '2026-00-01'],
    ['month 13', '2026-13-01'],
    ['the year 0', '0000-01-01'],
    ['hour 24', '2026-05-01T24:00:00Z'],
    ['minute 60', '2026-05-01T09:60:00Z'],
    ['second 60', '2026-05-01T09:30:60Z'],
    ['an hour without minutes', '2026-05-01T09'],
    ['a fraction without digits', '2026-05-01T09:30:15.Z'],
    ['a zone behind a day', '2026-05-01Z'],
    ['a zone of 15 hours', '2026-05-01T09:30:00+15:00'],
    ['a zone with 60 minutes', '2026-05-01T09:30:00+01:60'],
    ['a zone by name', '2026-05-01T09:30:00 Europe/London'],
    ['two digits of a year', '26-05-01'],
    ['five digits of a year', '12026-05-01'],
    ['an American date', '05/01/2026'],
    ['something behind it', '2026-05-01T09:30:00Zulu'],
    // Neither PostgreSQL nor four digits can hold what these come to in UTC.
    ['a zone that leads before the first year', '0001-01-01T00:00:00+01:00'],
    ['a zone that leads beyond the last year', '9999-12-31T23:59:59-01:00'],
  ])('%s', (_, text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  test('any text without a digit', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/\d/.test(text))
        expect(parseInstant(text)).toBeUndefined()
      }),
    )
  })
})

describe('an instant is written', () => {
  test('in whole seconds, as later reads have it', () => {
    expect(formatInstant(Date.parse('2026-01-02T08:39:03.987Z'))).toBe('2026-01-02T08:39:03Z')
  })

  test.each<[string, string]>([
    ['2026-01-02T08:39:03.987Z', '2026-01-02T08:39:03.987Z'],
    ['2026-01-02T08:39:03.900Z', '2026-01-02T08:39:03.9Z'],
    ['2026-01-02T08:39:03.090Z', '2026-01-02T08:39:03.09Z'],
    ['2026-01-02T08:39:00.000Z', '2026-01-02T08:39:00Z'],
    ['2026-01-02T00:00:00.000Z', '2026-01-02T00:00:00Z'],
  ])('with its fraction where it matters, without trailing zeros: %s', (instant, expected) => {
    expect(formatExactInstant(Date.parse(instant))).toBe(expected)
  })

  test('so that reading it again answers the same instant', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(parseInstant(formatExactInstant(instant))).toBe(instant)
        expect(parseInstant(formatInstant(instant))).toBe(Math.floor(instant / 1_000) * 1_000)
      }),
    )
  })
})

test('the same wall clock in another zone is another instant, by exactly the offset', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      fc.integer({ min: -14 * 60, max: 14 * 60 }),
      (date, offset) => {
        const wall = date.toISOString().slice(0, -1)
        const digits = (number: number) => String(number).padStart(2, '0')
        const magnitude = Math.abs(offset)
        const zone = `${offset < 0 ? '-' : '+'}${digits(Math.floor(magnitude / 60))}:${digits(magnitude % 60)}`
        expect(parseInstant(`${wall}${zone}`)).toBe(date.getTime() - offset * 60_000)
      },
    ),
  )
})
