// Writes the diary into a service through its own operations, each entry at its own time.

import type { Entity } from '../entities/entity.ts'
import { type Service, serviceActor, unrestrictedReading, type Work } from '../operations/call.ts'
import { settleEverythingDue } from '../operations/due-work.ts'
import { createRecord, updateRecordFrom } from '../operations/save-record.ts'
import type { Executor } from '../storage/database.ts'
import { listRecords } from '../storage/records.ts'
import { monthsTold } from './arrivals.ts'
import { day, monthStarts } from './calendar.ts'
import { deeds } from './deeds.ts'
import { diaryOf } from './diary.ts'
import type { Entry, GrantedBy, Lookup, Reference } from './entry.ts'
import { places } from './places.ts'

/** The records made, by the keys of their entries, in the order of the diary. */
export type SampleSpace = ReadonlyMap<string, Made>

export interface Made {
  readonly entity: string
  readonly Id: number
  readonly UniqueId: string
}

export interface Passwords {
  readonly staff: string
  readonly member: string
}

/** The diary, and what has fallen due since each of its entries. */
export async function writeSampleSpace(
  service: Service,
  now: number,
  passwords: Passwords,
): Promise<SampleSpace> {
  const entries = diaryOf(now, passwords)
  const space = await writeEntries(service, entries, deadlinesUntil(now, entries))
  await settle(service, now)
  return space
}

// Plans renew where months begin, and bookings are charged where they end: a server that was always there saw to it at once.
function deadlinesUntil(now: number, entries: readonly Entry[]): readonly number[] {
  const starts = places.flatMap(({ zone }) => monthStarts(now, zone, monthsTold))
  const ends = entries.flatMap(({ entity, body }) =>
    entity === 'Booking' && body.ToTime ? [Date.parse(String(body.ToTime))] : [],
  )
  return [...new Set([...starts, ...ends])]
    .filter((at) => at <= now)
    .sort((one, other) => one - other)
}

async function settle(service: Service, now: number): Promise<void> {
  const { failures } = await settleEverythingDue(service, now)
  for (const { of, error } of failures)
    throw new Error(`${of} of the sample space`, { cause: error })
}

export async function writeEntries(
  service: Service,
  entries: readonly Entry[],
  deadlines: readonly number[] = [],
): Promise<SampleSpace> {
  const made = new Map<string, Made>()
  const ahead = [...deadlines]
  for (const some of byDay(entries, deadlines)) {
    // What fell due since the day before, so that the journals tell it in order.
    while (ahead[0] !== undefined && ahead[0] < some[0].at) {
      await settle(service, ahead.shift() as number)
    }
    await settle(service, some[0].at)
    await service.database.transaction(async (executor) => {
      for (const entry of some) {
        const actor = serviceActor(entry.by)
        const call = { actor, now: entry.at, isUnaudited: true } as const
        await write({ ...call, catalog: service.catalog, executor }, entry, made)
      }
    })
  }
  return made
}

type Some = readonly [Entry, ...Entry[]]

// One transaction for the entries of a day: a commit each would take as long as the work itself.
function byDay(entries: readonly Entry[], deadlines: readonly number[]): readonly Some[] {
  const days: [Entry, ...Entry[]][] = []
  const deadlinesBefore = ({ at }: Entry) => deadlines.filter((deadline) => deadline <= at).length
  for (const entry of entries) {
    const last = days.at(-1)
    const isSameDay = last && dayOf(last[0]) === dayOf(entry)
    if (isSameDay && deadlinesBefore(last[0]) === deadlinesBefore(entry)) last.push(entry)
    else days.push([entry])
  }
  return days
}

const dayOf = ({ at }: Entry): number => Math.floor(at / day)

async function write(work: Work, entry: Entry, made: Map<string, Made>): Promise<void> {
  const { key, entity } = entry
  const owner = entityNamed(work, entity)
  const body = await resolved(work, entry, made)
  if (entry.changes) {
    await updateRecordFrom(work, owner, 'merge', madeOf(made, key).Id, body)
    return
  }
  if (entry.does) {
    await deeds[entry.does](work, owner, madeOf(made, key).Id, body)
    return
  }
  if (made.has(key)) throw new Error(`two entries are called ${key}`)
  const known = entry.knownBy && (await rowBy(work, entity, entry.knownBy, body[entry.knownBy]))
  if (known) await renew(work, owner, known.Id, body)
  const { Id, UniqueId } = known ?? (await create(work, owner, body))
  made.set(key, { entity, Id, UniqueId })
}

type Body = Readonly<Record<string, unknown>>
type Row = Pick<Made, 'Id' | 'UniqueId'>

async function create(work: Work, owner: Entity, body: Body): Promise<Row> {
  return JSON.parse((await createRecord(work, owner, body)).value)
}

/** A new password would end the sessions that a reset keeps. */
async function renew(work: Work, owner: Entity, id: number, body: Body): Promise<void> {
  const { NewPassword: _, ...rest } = body
  await updateRecordFrom(work, owner, 'merge', id, rest)
}

/** What an entry made. */
export function madeOf(made: SampleSpace, key: string): Made {
  const found = made.get(key)
  if (!found) throw new Error(`the diary has no ${key} yet`)
  return found
}

async function resolved(work: Work, entry: Entry, made: SampleSpace): Promise<Body> {
  const members = Object.entries(entry.body).map(async ([name, told]) => {
    const value = Array.isArray(told)
      ? await Promise.all(told.map((item) => resolve(work, item, made)))
      : await resolve(work, told as Single, made)
    return [name, value] as const
  })
  return Object.fromEntries(await Promise.all(members))
}

type Single = string | number | boolean | Reference | GrantedBy | Lookup

async function resolve(work: Work, told: Single, made: SampleSpace) {
  if (typeof told !== 'object') return told
  if ('of' in told) return madeOf(made, told.of).Id
  if ('member' in told) return idBy(work, told.entity, told.member, told.value)
  const { UniqueId: sale } = madeOf(made, told.grantedBy)
  return idBy(work, 'CoworkerBookingCredit', 'CoworkerProductUniqueId', sale)
}

/** The first record of a kind, or the first whose member has this value. */
export async function findIn(
  { catalog, database: { executor } }: Service,
  entity: string,
  member?: string,
  value?: unknown,
): Promise<number> {
  return idBy({ catalog, executor, now: Date.now() }, entity, member, value)
}

interface Place extends Pick<Work, 'catalog' | 'now'> {
  readonly executor: Executor
}

async function idBy(place: Place, entity: string, member?: string, value?: unknown) {
  const row = await rowBy(place, entity, member, value)
  if (!row) throw new Error(`there is no ${entity} with the ${member} ${value}`)
  return row.Id
}

async function rowBy(
  place: Place,
  entity: string,
  field: string | undefined,
  value: unknown,
): Promise<Row | undefined> {
  const reading = unrestrictedReading(place, entityNamed(place, entity))
  const conditions =
    field === undefined
      ? []
      : [{ field, comparison: 'equals' as const, values: [value as string | number] }]
  const [row] = await listRecords(place.executor, reading, ['Id', 'UniqueId'], conditions)
  return row && { Id: row.Id as number, UniqueId: row.UniqueId as string }
}

function entityNamed({ catalog }: Place, name: string): Entity {
  const owner = catalog.named(name)
  if (!owner) throw new Error(`no entity ${name}`)
  return owner
}
