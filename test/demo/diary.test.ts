// The diary of the sample space as a story: the same at every start, whole on any day of the year.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diaryOf } from '../../src/demo/diary.ts'
import type { Entry } from '../../src/demo/entry.ts'
import { people } from '../../src/demo/people.ts'

const passwords = { staff: 'a password', member: 'another one' }
const tell = (start: string) => diaryOf(Date.parse(start), passwords)
const ofKind = (entries: readonly Entry[], entity: string) =>
  entries.filter((entry) => entry.entity === entity && !entry.changes)

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
    const known = new Set<string>()
    for (const entry of entries) {
      expect(entry.at).toBeLessThanOrEqual(Date.parse(start))
      const unknown = referencesIn(entry).filter((key) => !known.has(key))
      expect({ key: entry.key, unknown }).toEqual({ key: entry.key, unknown: [] })
      known.add(entry.key)
    }
  })

  test('no credit is used beyond what it holds, some are nearly used up, some unused', () => {
    const left = credits(entries)
    for (const { remaining } of left) expect(remaining).toBeGreaterThanOrEqual(0)
    expect(left.some(({ remaining, total }) => remaining > 0 && remaining < total / 10)).toBe(true)
    expect(left.some(({ remaining, total }) => remaining === total)).toBe(true)
  })

  test('some credit has expired with something left, and some is not yet valid', () => {
    const now = Date.parse(start)
    const left = credits(entries)
    expect(left.some(({ expires, remaining }) => expires < now && remaining > 0)).toBe(true)
    expect(left.some(({ validFrom }) => validFrom > now)).toBe(true)
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
      const remaining = credits(diaryOf(now, passwords)).map((credit) => credit.remaining)
      expect(Math.min(...remaining)).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 30 },
  )
})

function referencesIn(entry: Entry): string[] {
  const own = entry.changes ? [entry.key] : []
  const told = Object.values(entry.body).flat()
  return [...own, ...told.flatMap((value) => keyOf(value))]
}

function keyOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null && 'of' in value ? [String(value.of)] : []
}

function credits(entries: readonly Entry[]) {
  const used = new Map<string, number>()
  for (const { body } of ofKind(entries, 'CoworkerBookingCreditUseHistory')) {
    const [credit = ''] = keyOf(body.CoworkerBookingCreditId)
    used.set(credit, (used.get(credit) ?? 0) + Number(body.CreditUsed))
  }
  return ofKind(entries, 'CoworkerBookingCredit').map(({ key, body }) => ({
    total: Number(body.TotalCredit),
    // Sums of cents come out a hair below zero.
    remaining: Math.round((Number(body.TotalCredit) - (used.get(key) ?? 0)) * 100) / 100,
    expires: Date.parse(String(body.ExpireDate)) || Number.POSITIVE_INFINITY,
    validFrom: Date.parse(String(body.ValidFrom)) || 0,
  }))
}
