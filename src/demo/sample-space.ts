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

export function writeSampleSpace(
  service: Service,
  now: number,
  passwords: Passwords,
): Promise<SampleSpace> {
  return writeEntries(service, diaryOf(now, passwords))
}

// One transaction for many entries: a commit each would take as long as the work itself.
const entriesPerTransaction = 250

export async function writeEntries(
  service: Service,
  entries: readonly Entry[],
): Promise<SampleSpace> {
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
  const { key, entity } = entry
  const owner = entityNamed(work, entity)
  const body = await resolved(work, entry, made)
  if (entry.changes) {
    await updateRecordFrom(work, owner, 'merge', madeOf(made, key).Id, body)
    return
  }
  if (made.has(key)) throw new Error(`two entries are called ${key}`)
  const known = entry.knownBy && (await findBy(work, entity, entry.knownBy, body[entry.knownBy]))
  const record = known
    ? await renewed(work, owner, known, body)
    : (JSON.parse((await createRecord(work, owner, body)).value) as Names)
  made.set(key, { entity, Id: record.Id, UniqueId: record.UniqueId, body })
}

type Names = Pick<Made, 'Id' | 'UniqueId'>

/** A new password would end the sessions that a reset keeps. */
async function renewed(work: Work, owner: Entity, known: Names, body: Made['body']) {
  const { NewPassword: _, ...rest } = body
  await updateRecordFrom(work, owner, 'merge', known.Id, rest)
  return known
}

/** What an entry made. */
export function madeOf(made: SampleSpace, key: string): Made {
  const found = made.get(key)
  if (!found) throw new Error(`the diary has no ${key} yet`)
  return found
}

async function resolved(work: Work, entry: Entry, made: SampleSpace): Promise<Made['body']> {
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
  if ('of' in told) return madeOf(made, told.of)[told.member]
  const { entity, member, value } = told
  const row = await findBy(work, entity, member, value)
  if (!row) throw new Error(`there is no ${entity} with the ${member} ${value}`)
  return row.Id
}

async function findBy(
  work: Work,
  entity: string,
  field: string,
  value: unknown,
): Promise<Names | undefined> {
  const reading = unrestrictedReading(work, entityNamed(work, entity))
  const [row] = await listRecords(
    work.executor,
    reading,
    ['Id', 'UniqueId'],
    [{ field, comparison: 'equals', values: [String(value)] }],
  )
  return row && { Id: row.Id as number, UniqueId: row.UniqueId as string }
}

function entityNamed(work: Work, name: string): Entity {
  const owner = work.catalog.named(name)
  if (!owner) throw new Error(`no entity ${name}`)
  return owner
}
