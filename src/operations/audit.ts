// Writes the audit of records: who made, changed or ended what, in the transaction that did it.

import type { RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import { recordJson } from '../entities/json.ts'
import { type AuditKind, insertAuditEntry } from '../storage/audit-trail.ts'
import { locationsAt, locationsOf } from '../storage/records.ts'
import { unrestrictedReading, type Work } from './call.ts'

interface Deed {
  readonly kind: Extract<AuditKind, 'Create' | 'Edit' | 'Delete' | 'Command'>
  readonly id: number
  /** Where it is known; asked for otherwise. */
  readonly locations?: readonly number[]
  readonly detail?: string
  /** JSON text. */
  readonly changes?: string
}

async function audit(work: Work, owner: Entity, deed: Deed): Promise<void> {
  if (work.isUnaudited) return
  const { kind, id, detail = null, changes = null } = deed
  const { actor, executor, address = null } = work
  await insertAuditEntry(executor, Date.now(), {
    kind,
    outcome: 'Success',
    userId: actor.userId === 0 ? null : actor.userId,
    madeBy: actor.email,
    address,
    entity: owner.name,
    recordId: id,
    detail,
    changes,
    businesses: deed.locations ?? locationsAt(unrestrictedReading(work, owner), id),
  })
}

/** The record says what it began with; the first change keeps what that was. */
export function auditCreation(work: Work, owner: Entity, id: number): Promise<void> {
  return audit(work, owner, { kind: 'Create', id })
}

/** What each member was and is. A save that changes nothing is no change. */
export async function auditEdit(
  work: Work,
  owner: Entity,
  id: number,
  before: RecordValues,
  after: RecordValues,
): Promise<void> {
  const changed = audited(owner).filter((name) => !isSame(before[name], after[name]))
  const members = changed.map((name) => {
    const [old, now] = [jsonOf(work, owner, before, name), jsonOf(work, owner, after, name)]
    return `{"Member":"${name}","Before":${old},"After":${now}}`
  })
  // That a password was set is told, and nothing about it.
  const secrets = instructions(owner).filter((name) => Boolean(after[name]))
  members.push(...secrets.map((name) => `{"Member":"${name}","Before":null,"After":null}`))
  if (members.length === 0) return
  const now = await locationsOf(work.executor, unrestrictedReading(work, owner), id)
  const locations = [...new Set([...now, ...ownLocations(owner, before)])]
  await audit(work, owner, { kind: 'Edit', id, changes: `[${members.join(',')}]`, locations })
}

/** What the record was when it went. */
export async function auditDeletion(
  work: Work,
  owner: Entity,
  record: RecordValues,
  locations: readonly number[],
): Promise<void> {
  const members = audited(owner)
    .filter((name) => !isEmpty(record[name]))
    .map(
      (name) => `{"Member":"${name}","Before":${jsonOf(work, owner, record, name)},"After":null}`,
    )
  const id = record.Id as number
  await audit(work, owner, { kind: 'Delete', id, changes: `[${members.join(',')}]`, locations })
}

export function auditCommand(work: Work, owner: Entity, id: number, key: string): Promise<void> {
  return audit(work, owner, { kind: 'Command', id, detail: key })
}

/** One entry for the file: its credits have a journal that says the rest. */
export async function auditImport({ actor, executor }: Work, credits: number): Promise<void> {
  if (credits === 0) return
  await insertAuditEntry(executor, Date.now(), {
    kind: 'Import',
    outcome: 'Success',
    userId: null,
    madeBy: actor.email,
    address: null,
    entity: 'CoworkerBookingCredit',
    detail: `${credits} credits`,
    businesses: [],
  })
}

// Ids and dates of every record say nothing that the entry does not say itself.
const ofEveryRecord = ['Id', 'UniqueId', 'CreatedOn', 'UpdatedOn', 'UpdatedBy']

function audited(owner: Entity): readonly string[] {
  return Object.entries(owner.fields)
    .filter(([, { source }]) => source.from === 'column' || source.from === 'inverse')
    .map(([name]) => name)
    .filter((name) => !ofEveryRecord.includes(name))
}

function instructions(owner: Entity): readonly string[] {
  return Object.entries(owner.fields)
    .filter(([name, { source }]) => source.from === 'instruction' && name === 'NewPassword')
    .map(([name]) => name)
}

const isSame = (left: unknown, right: unknown) =>
  JSON.stringify(left ?? null) === JSON.stringify(right ?? null)

const isEmpty = (value: unknown) =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0)

function jsonOf(work: Work, owner: Entity, record: RecordValues, name: string): string {
  return recordJson(work.catalog, owner, record, [name]).slice(JSON.stringify(name).length + 2, -1)
}

/** Where a record was, by its own members: whoever it was taken from may see who took it. */
function ownLocations(owner: Entity, before: RecordValues): readonly number[] {
  if (owner.location === 'Businesses') return (before.Businesses ?? []) as readonly number[]
  const own = owner.location === 'Business' ? before.BusinessId : undefined
  return typeof own === 'number' ? [own] : []
}
