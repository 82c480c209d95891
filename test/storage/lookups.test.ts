// The rows that every database starts with, as far as the calendar and the database have to understand them.

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unitsUsed } from '../../src/engine/calendar.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

interface Zone {
  readonly name: string
  readonly iana: string
  /** The local time of the instant, as the database tells it. */
  readonly local: number
}

const day = 86_400_000
// Of a year that every edition of the time zone database tells alike.
const instants = ['2020-01-15T12:00:00Z', '2020-07-15T12:00:00Z']

test('every time zone means the same to the calendar and to the database, in winter and in summer', async () => {
  for (const instant of instants) {
    const { rows } = await sql<Zone>`
      select name, iana, ${instant}::timestamptz at time zone iana as local
      from simple_time_zone order by id`.execute(world.service.database.executor)
    expect(rows.length).toBeGreaterThan(0)
    const differing = rows.filter(({ iana, local }) => local !== wallClock(instant, iana))
    expect(differing).toEqual([])
  }
})

/** Local time as Intl, which the calendar rests on, tells it; written as if it were UTC. */
function wallClock(instant: string, timeZone: string): number {
  // The calendar refuses what it does not know.
  expect(unitsUsed(2, Date.parse(instant), Date.parse(instant) + day, timeZone)).toBe(1)
  const text = new Date(instant).toLocaleString('sv-SE', { timeZone })
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

test('every currency has a code of its own', async () => {
  const { rows } = await sql<{ code: string }>`select code from currency`.execute(
    world.service.database.executor,
  )
  expect(rows.filter(({ code }) => !/^[A-Z]{3}$/.test(code))).toEqual([])
  expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length)
})
