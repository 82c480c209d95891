// Inserts records with what every record has: its GUID, its dates and who made it.

import { randomUUID } from 'node:crypto'
import { type Body, change, type RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import { invalid } from '../failure.ts'
import { type Columns, insertRecord, writeInverseList } from '../storage/records.ts'
import type { Work } from './call.ts'
import type { Consequence } from './consequence.ts'

/** Inserts values that have been checked; answers the id. */
export async function insertNew(
  work: Work,
  owner: Entity,
  values: RecordValues,
  columns: Columns = {},
): Promise<number> {
  const stamped = {
    ...values,
    UniqueId: randomUUID(),
    CreatedOn: work.now,
    UpdatedOn: work.now,
    UpdatedBy: work.actor.email,
  }
  const id = await insertRecord(work.executor, owner, stamped, columns)
  await writeInverseLists(work, owner, id, undefined, values)
  return id
}

/** Writes the lists whose truth lies in the records at their other end. */
export async function writeInverseLists(
  work: Work,
  owner: Entity,
  id: number,
  before: RecordValues | undefined,
  after: RecordValues,
): Promise<void> {
  for (const [name, { source }] of Object.entries(owner.fields)) {
    const target = source.from === 'inverse' ? work.catalog.named(source.entity) : undefined
    if (source.from !== 'inverse' || !target) continue
    const [old, now] = [idsIn(before?.[name]), idsIn(after[name])]
    await writeInverseList(work.executor, target, source.list, id, {
      added: now.filter((holder) => !old.includes(holder)),
      removed: old.filter((holder) => !now.includes(holder)),
    })
  }
}

function idsIn(list: unknown): readonly number[] {
  return Array.isArray(list) ? (list as readonly number[]) : []
}

/**
 * A record that comes about because of another one, made from a body like any other, and held to the rules of its kind
 * where the caller names them. Callers hold the wallets and have checked what the body names.
 */
export async function insertFromBody(
  work: Work,
  entityName: string,
  body: Body,
  { complete, created }: Pick<Consequence, 'complete' | 'created'> = {},
): Promise<number> {
  const owner = work.catalog.named(entityName)
  if (!owner) throw new Error(`no entity ${entityName}`)
  const { values, computed, errors } = change(owner, 'create', undefined, body, true)
  if (errors.length > 0) throw invalid(errors)
  const completion = (await complete?.(work, { before: undefined, values, computed, body })) ?? {}
  const completed = { ...values, ...completion.values }
  const id = await insertNew(work, owner, completed, completion.columns)
  await created?.(work, { ...completed, Id: id }, body)
  return id
}
