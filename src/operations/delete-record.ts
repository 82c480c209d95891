// Deletes records, or says why they must stay.

import type { Entity } from '../entities/entity.ts'
import { asRefusal, Failure } from '../failure.ts'
import { deleteRecordRow, findDependant, locationsOf } from '../storage/records.ts'
import { requireChange, requireLocation } from './access.ts'
import { auditDeletion } from './audit.ts'
import { unrestrictedReading, type Work } from './call.ts'
import { consequenceOf } from './consequences.ts'
import { holdRecord } from './hold-record.ts'
import { type Outcome, outcomeOf } from './perform.ts'

/** Refusals are failures of the kind `refused`: HTTP 200 with `WasSuccessful` false (wire 9.6). */
export async function deleteRecord(work: Work, owner: Entity, id: number): Promise<Outcome> {
  requireChange(work.actor, owner, 'Delete')
  try {
    await removeRecord(work, owner, id)
  } catch (error) {
    throw asRefusal(error, ['invalid'])
  }
  return outcomeOf(work, 'The record was deleted successfully.')
}

/** The same for callers whose right to it was checked elsewhere, such as commands. */
export async function removeRecord(work: Work, owner: Entity, id: number): Promise<void> {
  const consequence = consequenceOf(owner)
  const record = await holdRecord(work, owner, id, {})
  const locations = await locationsOf(work.executor, unrestrictedReading(work, owner), id)
  if (owner.location !== undefined) requireLocation(work.actor, locations, `This ${owner.name}`)
  await consequence.deleting?.(work, record)
  if (!owner.wallet?.retained) await refuseDependants(work, owner, id)
  await consequence.deleted?.(work, record)
  if (!owner.wallet) await deleteRecordRow(work.executor, owner, id)
  await consequence.removed?.(work, record)
  await auditDeletion(work, owner, record, locations)
}

async function refuseDependants(work: Work, owner: Entity, id: number): Promise<void> {
  const dependant = await findDependant(work.executor, work.catalog, owner, id)
  if (!dependant) return
  const { kind, isHistory } = dependant
  throw new Failure(
    'refused',
    isHistory
      ? `This record is part of the history of deleted ${kind.plural}, which is kept, so it cannot be deleted`
      : `You must delete all ${kind.plural} using this record before you can delete it`,
  )
}
