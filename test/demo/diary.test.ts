// The diary of the sample space as a story: the same at every start, whole on any day of the year.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diaryOf } from '../../src/demo/diary.ts'
import type { Entry } from '../../src/demo/entry.ts'
import { people } from '../../src/demo/people.ts'

const passwords = { staff: 'a password', member: 'another one' }
const tell = (start: string) => diaryOf(Date.parse(start), passwords)
const ofKind = (entries: readonly Entry[], entity: string) =>
  entries.filter((entry) => entry.entity === entity && !entry.changes && !entry.does)

test('is the same for the same start', () => {
  expect(tell('2026-05-20T09:30:00Z')).toEqual(tell('2026-05-20T09:30:00Z'))
})

test('tells of forty people, six plans and eight products', () => {
  const entries = tell('2026-05-20T09:30:00Z')
  expect(ofKind(entries, 'Coworker')).toHaveLength(40)
  expect(ofKind(entries, 'Tariff')).toHaveLength(6)
  expect(ofKind(entries, 'Product')).toHaveLength(8)
})

test('gives everybody an address of their own that leads nowhere', () => {
  const emails = people.map((person) => person.email)
  expect(new Set(emails).size).toBe(people.length)
  for (const email of emails) expect(email).toMatch(/^[a-z.-]+@example\.(com|org)$/)
})

const starts = [
  ['in the middle of a month', '2026-05-20T09:30:00Z'],
  ['in the first minute of a month', '2026-03-01T00:00:30Z'],
  ['in the last minute of a year', '2026-12-31T23:59:30Z'],
  ['on a leap day', '2028-02-29T12:00:00Z'],
  ['when the clocks of London go back', '2026-10-25T01:30:00Z'],
  ['when it is another month in New York', '2026-07-01T02:00:00Z'],
] as const

describe.each(starts)('started %s', (_, start) => {
  const entries = tell(start)

  test('nothing is recorded after the start, or before what it refers to', () => {
    const last = Math.max(...entries.map((entry) => entry.at))
    expect(last).toBeLessThanOrEqual(Date.parse(start))
    expect(unordered(entries)).toEqual([])
  })

  test('some bookings are still ahead, and two were cancelled before they began', () => {
    const bookings = ofKind(entries, 'Booking')
    const from = ({ body }: Entry) => Date.parse(String(body.FromTime))
    expect(bookings.some((one) => from(one) > Date.parse(start))).toBe(true)
    const cancelled = entries.filter(({ does }) => does === 'cancel')
    expect(cancelled).toHaveLength(2)
    for (const { key, at } of cancelled) {
      const booking = bookings.find((one) => one.key === key)
      expect(booking && booking.at < at && at < from(booking)).toBe(true)
    }
  })

  test('no room is given twice at a time', () => {
    const bookings = ofKind(entries, 'Booking').map(({ body }) => ({
      room: JSON.stringify(body.ResourceId),
      from: Date.parse(String(body.FromTime)),
      until: Date.parse(String(body.ToTime)),
    }))
    const clashes = bookings.filter((one) =>
      bookings.some(
        (other) =>
          other !== one &&
          other.room === one.room &&
          other.from < one.until &&
          one.from < other.until,
      ),
    )
    expect(clashes).toEqual([])
  })
})

test('can be told at any start', () => {
  const days = fc.integer({ min: 0, max: 20 * 366 }).map((day) => Date.UTC(2020, 0, 1 + day, 13))
  fc.assert(
    fc.property(days, (now) => {
      expect(unordered(diaryOf(now, passwords))).toEqual([])
    }),
    { numRuns: 30 },
  )
})

/** Entries that refer to a record which is not there yet. */
function unordered(entries: readonly Entry[]): string[] {
  const known = new Set<string>()
  return entries.flatMap((entry) => {
    const isReady = referencesIn(entry).every((key) => known.has(key))
    known.add(entry.key)
    return isReady ? [] : [entry.key]
  })
}

function referencesIn(entry: Entry): string[] {
  const own = entry.changes || entry.does ? [entry.key] : []
  const told = Object.values(entry.body).flat()
  return [...own, ...told.flatMap((value) => keyOf(value))]
}

function keyOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null && 'of' in value ? [String(value.of)] : []
}
