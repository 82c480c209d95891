// Every filter of every kind of record: it is read as documented, and finds what it should (wire 7).

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import { type Entity, fieldOf } from '../../src/entities/entity.ts'
import { type Filter, filtersOf } from '../../src/entities/filters.ts'
import { readListQuery } from '../../src/http/list-query.ts'
import { type Body, Samples } from '../support/samples.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let samples: Samples

beforeAll(async () => {
  world = await openWorld()
  samples = new Samples(world)
  // Two of each: the first with every column filled, the second with what it must have. They refer to the first of others.
  for (const owner of catalog.entities) {
    await samples.id(owner.name)
    await samples.id(owner.name, 'second')
  }
  for (const owner of catalog.entities) await samples.fill(owner, await samples.id(owner.name))
  await linkFigures()
})
afterAll(() => world.close())

/** What figures of bookings and contracts are worked out from is tied by plain values. */
async function linkFigures(): Promise<void> {
  const { executor } = world.service.database
  const booking = await samples.id('Booking')
  await sql`update coworker_extra_service set booking_id = ${booking}, automatically_added = true
    where id = ${await samples.id('CoworkerExtraService')}`.execute(executor)
  await sql`update coworker_invoice_line set booking_unique_id =
    (select unique_id from booking where id = ${booking})`.execute(executor)
  await sql`update contract_paused_period
    set pause_from = now() - interval '1 day', pause_until = now() + interval '1 day'`.execute(
    executor,
  )
}

const all = catalog.entities.map((owner) => [owner.name, owner] as const)

const filters = (owner: Entity) => [...filtersOf(catalog, owner).values()]

async function read(owner: Entity, which: 'first' | 'second'): Promise<Body> {
  const { body } = await world.ask('GET', `${owner.path}/${await samples.id(owner.name, which)}`)
  return body
}

type Parameter = [name: string, value: string]

/** The ids of the records that match all parameters. */
async function idsBy(owner: Entity, parameters: readonly Parameter[]): Promise<readonly number[]> {
  const { requiredFilter } = owner
  const isGiven = parameters.some(([name]) => name.toLowerCase() === requiredFilter?.toLowerCase())
  const needed: Parameter[] =
    requiredFilter && !isGiven
      ? [[requiredFilter, String(await samples.id('CoworkerInvoice'))]]
      : []
  const query = new URLSearchParams([...needed, ...parameters])
  const answer = await world.ask('GET', `${owner.path}?size=1000&${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body.Records.map((record: Body) => record.Id)
}

const atOnce = 40

/** The parameters, each on its own, by which the record is not found; asked together while all is well. */
async function misses(
  owner: Entity,
  id: unknown,
  parameters: readonly Parameter[],
): Promise<readonly Parameter[]> {
  const found = await idsBy(owner, parameters)
  if (found.includes(Number(id))) return []
  if (parameters.length === 1) return parameters
  const middle = Math.ceil(parameters.length / 2)
  const halves = [parameters.slice(0, middle), parameters.slice(middle)]
  return (await Promise.all(halves.map((half) => misses(owner, id, half)))).flat()
}

async function allMisses(owner: Entity, id: unknown, parameters: readonly Parameter[]) {
  const missed: Parameter[] = []
  for (let from = 0; from < parameters.length; from += atOnce) {
    missed.push(...(await misses(owner, id, parameters.slice(from, from + atOnce))))
  }
  return missed
}

const isSet = (value: unknown) =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== ''

/** The value of a member as a query carries it; of a list, one of its elements. */
const textOf = (value: unknown) => String(Array.isArray(value) ? value[0] : value)

/** Clients write the first letter of a parameter small, too. */
const lowerFirst = (parameter: string) => parameter.charAt(0).toLowerCase() + parameter.slice(1)

/** A value that is not the record's, on the far side of it for a range; undefined where there is none. */
function otherThan(value: unknown, { comparison, kind }: Filter): string | undefined {
  const step = comparison === 'to' ? -1 : 1
  if (kind.name === 'flag') return String(value !== true)
  if (kind.name === 'guid') return 'ffffffff-ffff-4fff-bfff-ffffffffffff'
  if (kind.column === 'text' || kind.column === 'text[]') return 'no such text'
  if (kind.column === 'bigint[]') return '987654321'
  if (kind.column === 'timestamptz') {
    // Times of the location carry no zone.
    const at = Date.parse(`${String(value).replace('Z', '')}Z`)
    return new Date(at + step * 1_000).toISOString()
  }
  if (kind.column !== 'bigint') return String(Number(value) + step * 0.5)
  // A closed list may have no number beyond.
  const steps = comparison === 'equals' ? [step, -step] : [step]
  const other = steps.map((by) => Number(value) + by).find((next) => 'value' in kind.parse(next))
  return other === undefined ? undefined : String(other)
}

describe.each(all)('%s', (_, owner) => {
  test('every filter is read as one comparison of one member', () => {
    const needed = owner.requiredFilter ? { [owner.requiredFilter]: '1' } : {}
    for (const { parameter, field, comparison } of filters(owner)) {
      for (const name of [parameter, lowerFirst(parameter), parameter.toUpperCase()]) {
        const { conditions } = readListQuery(catalog, owner, { ...needed, [name]: 'null' })
        expect(conditions).toContainEqual({ field, comparison, values: [null] })
        expect(conditions.length).toBe(name in needed || !owner.requiredFilter ? 1 : 2)
      }
    }
  })

  test('every filter finds the record by the value that is read from it, ranges inclusive', async () => {
    const record = await read(owner, 'first')
    const parameters = filters(owner)
      .filter(({ field }) => isSet(record[field]))
      .map(({ parameter, field }): Parameter => [lowerFirst(parameter), textOf(record[field])])
    expect(parameters.length).toBeGreaterThan(Object.keys(owner.fields).length / 2)
    expect(await allMisses(owner, record.Id, parameters)).toEqual([])
  })

  test('null finds what is unset', async () => {
    const record = await read(owner, 'second')
    const parameters = filters(owner)
      .filter(({ field, comparison }) => comparison === 'equals' && fieldOf(owner, field).nullable)
      .filter(({ field }) => record[field] === null)
      .map(({ parameter }): Parameter => [parameter, 'null'])
    expect(await allMisses(owner, record.Id, parameters)).toEqual([])
  })
})

/** One filter of each comparison, kind and origin, and of every figure that is worked out, where the record has a value. */
async function examples(): Promise<readonly { owner: Entity; filter: Filter; record: Body }[]> {
  const found = new Map<string, { owner: Entity; filter: Filter; record: Body }>()
  for (const owner of catalog.entities) {
    const record = await read(owner, 'first')
    for (const filter of filters(owner)) {
      const { field, comparison, kind } = filter
      const { from } = fieldOf(owner, field).source
      const key = `${comparison} ${kind.name} ${from === 'derived' ? `${owner.name}.${field}` : from}`
      const isUseful = isSet(record[field]) && otherThan(record[field], filter) !== undefined
      if (isUseful && field !== 'Id' && !found.has(key)) found.set(key, { owner, filter, record })
    }
  }
  return [...found.values()]
}

test('a filter of each comparison, kind and origin passes over records that differ', async () => {
  for (const { owner, filter, record } of await examples()) {
    const { field, parameter, comparison } = filter
    const id: Parameter = [`${owner.name}_Id`, String(record.Id)]
    const other = String(otherThan(record[field], filter))
    const others = comparison === 'equals' ? [other, 'null'] : [other]
    for (const value of others) {
      const found = await idsBy(owner, [id, [parameter, value]])
      expect([parameter, value, found]).toEqual([parameter, value, []])
    }
  }
})
