// Writes the diary into a service through its own operations, each entry at its own time.

import type { Entity } from '../entities/entity.ts'
import { type Service, serviceActor, unrestrictedReading, type Work } from '../operations/call.ts'
import { createRecord, updateRecordFrom } from '../operations/save-record.ts'
import { listRecords } from '../storage/records.ts'
import { diaryOf } from './diary.ts'
import type { Entry, Lookup, Reference } from './entry.ts'

/** The records made, by the keys of their entries, in the order of the diary. */
export type SampleSpace = ReadonlyMap<string, Made>

export interface Made {
  readonly entity: string
  readonly Id: number
  readonly UniqueId: string
  /** As it was sent. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface Passwords {
  readonly staff: string
  readonly member: string
}

// One transaction for many entries: a commit each would take as long as the work itself.
const entriesPerTransaction = 250

export async function writeSampleSpace(
  service: Service,
  now: number,
  passwords: Passwords,
): Promise<SampleSpace> {
  const entries = diaryOf(now, passwords)
  const made = new Map<string, Made>()
  for (let first = 0; first < entries.length; first += entriesPerTransaction) {
    const some = entries.slice(first, first + entriesPerTransaction)
    await service.database.transaction(async (executor) => {
      for (const entry of some) {
        const actor = serviceActor(entry.by)
        await write({ catalog: service.catalog, executor, actor, now: entry.at }, entry, made)
      }
    })
  }
  return made
}

async function write(work: Work, entry: Entry, made: Map<string, Made>): Promise<void> {
  const owner = entityNamed(work, entry.entity)
  const body = await resolved(work, entry, made)
  if (entry.changes) {
    await updateRecordFrom(work, owner, 'merge', madeOf(made, entry.key).Id, body)
    return
  }
  if (made.has(entry.key)) throw new Error(`two entries are called ${entry.key}`)
  const { value } = await createRecord(work, owner, body)
  const { Id, UniqueId } = JSON.parse(value) as Pick<Made, 'Id' | 'UniqueId'>
  made.set(entry.key, { entity: entry.entity, Id, UniqueId, body })
}

/** What an entry made. */
export function madeOf(made: SampleSpace, key: string): Made {
  const found = made.get(key)
  if (!found) throw new Error(`the diary has no ${key} yet`)
  return found
}

async function resolved(work: Work, entry: Entry, made: SampleSpace) {
  const members = Object.entries(entry.body).map(async ([name, told]) => {
    const value = Array.isArray(told)
      ? await Promise.all(told.map((item) => resolve(work, item, made)))
      : await resolve(work, told as Scalar, made)
    return [name, value] as const
  })
  return Object.fromEntries(await Promise.all(members))
}

type Scalar = string | number | boolean | Reference | Lookup

async function resolve(work: Work, told: Scalar, made: SampleSpace) {
  if (typeof told !== 'object') return told
  return 'of' in told ? madeOf(made, told.of)[told.member] : findRow(work, told)
}

async function findRow(work: Work, { entity, member, value }: Lookup): Promise<number> {
  const reading = unrestrictedReading(work, entityNamed(work, entity))
  const [row] = await listRecords(
    work.executor,
    reading,
    ['Id'],
    [{ field: member, comparison: 'equals', values: [value] }],
  )
  if (!row) throw new Error(`there is no ${entity} with the ${member} ${value}`)
  return row.Id as number
}

function entityNamed(work: Work, name: string): Entity {
  const owner = work.catalog.named(name)
  if (!owner) throw new Error(`no entity ${name}`)
  return owner
}
