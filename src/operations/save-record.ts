// Creates and changes records of any entity: locked first, read again, decided purely, written with its consequence.

import { type Body, change, type Mode, type RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import { createdJson } from '../entities/json.ts'
import { integerKind } from '../entities/kinds.ts'
import { type FieldError, invalid } from '../failure.ts'
import { findRecord, locationsOf, updateRecord } from '../storage/records.ts'
import { isFullAdministrator, requireChange, requireCreate, requireLocation } from './access.ts'
import { auditCreation, auditEdit } from './audit.ts'
import { unrestrictedReading, type Work } from './call.ts'
import { consequenceOf } from './consequences.ts'
import { holdRecord } from './hold-record.ts'
import { holdWallets } from './ledger.ts'
import { insertNew, writeInverseLists } from './new-record.ts'
import { type Outcome, outcomeOf } from './perform.ts'
import { referenceErrors } from './references.ts'

/** POST: answers the whole record (API-7). */
export async function createRecord(work: Work, owner: Entity, given: Body): Promise<Outcome> {
  const body = requireCreate(work.actor, owner, given)
  const consequence = consequenceOf(owner)
  await consequence.settling?.(work, undefined, body)
  await holdWallets(work, (await consequence.wallets?.(work, undefined, body)) ?? [])
  const { values, columns } = await decide(work, owner, 'create', undefined, body)
  const id = await insertNew(work, owner, values, columns)
  await refuseForeignLocation(work, owner, id)
  const stored = await readBack(work, owner, id)
  await consequence.created?.(work, { ...values, ...stored }, body)
  await auditCreation(work, owner, id)
  // Only a consequence can have changed what was just read.
  const isAnswer = consequence.answersBefore || !consequence.created
  const answer = isAnswer ? stored : await readBack(work, owner, id)
  const name = answer.ToStringText
  return outcomeOf(
    work,
    `Record '${name}' has been succesfully created.`,
    createdJson(work.catalog, owner, answer),
  )
}

/** PUT and PATCH: answer the id (API-7). Without an Id, a PUT is told so together with everything else. */
export async function updateRecordFrom(
  work: Work,
  owner: Entity,
  mode: Exclude<Mode, 'create'>,
  idInput: unknown,
  body: Body,
): Promise<Outcome> {
  requireChange(work.actor, owner, 'Edit')
  const id = readId(owner, mode, idInput, body)
  await changeRecord(work, owner, mode, id, body)
  return outcomeOf(work, `${owner.name} was successfully updated.`, JSON.stringify({ Id: id }))
}

/** The same for callers whose right to it was checked elsewhere, such as commands. */
export async function changeRecord(
  work: Work,
  owner: Entity,
  mode: Exclude<Mode, 'create'>,
  id: number,
  body: Body,
): Promise<void> {
  const before = await holdRecord(work, owner, id, body)
  await refuseForeignLocation(work, owner, id)
  const { values, columns } = await decide(work, owner, mode, before, body)
  const stamped = { ...values, UpdatedOn: work.now, UpdatedBy: work.actor.email }
  await updateRecord(work.executor, owner, id, stamped, columns)
  await writeInverseLists(work, owner, id, before, values)
  await refuseForeignLocation(work, owner, id)
  await consequenceOf(owner).changed?.(work, { before, after: values, body })
  // What follows from the change may have moved the record elsewhere.
  await refuseForeignLocation(work, owner, id)
  await auditEdit(work, owner, id, before, values)
}

interface Decision {
  readonly values: RecordValues
  readonly columns: Readonly<Record<string, unknown>>
}

async function decide(
  work: Work,
  owner: Entity,
  mode: Mode,
  before: RecordValues | undefined,
  body: Body,
): Promise<Decision> {
  const changed = change(owner, mode, before, body, isFullAdministrator(work.actor))
  const errors = [
    ...changed.errors,
    ...(await referenceErrors(work, owner, before, changed.values, body)),
  ]
  if (errors.length > 0) throw invalid(inOrder(owner, errors))
  const draft = { before, values: changed.values, computed: changed.computed, body }
  const completion = (await consequenceOf(owner).complete?.(work, draft)) ?? {}
  return {
    values: { ...changed.values, ...completion.values },
    columns: completion.columns ?? {},
  }
}

// The first error is the summary of all, so the order is that of the members.
function inOrder(owner: Entity, errors: readonly FieldError[]): FieldError[] {
  const names = Object.keys(owner.fields)
  return [...errors].sort(
    (left, right) => names.indexOf(left.property) - names.indexOf(right.property),
  )
}

function readId(owner: Entity, mode: Mode, input: unknown, body: Body): number {
  const isMissing = input === undefined || input === null || input === ''
  const parsed = isMissing ? { problem: 'is a required field' } : integerKind.parse(input)
  if ('value' in parsed) return parsed.value as number
  const { errors } = change(owner, mode, undefined, body, false)
  throw invalid([{ property: 'Id', message: parsed.problem, attempted: input ?? null }, ...errors])
}

async function refuseForeignLocation(work: Work, owner: Entity, id: number): Promise<void> {
  if (work.actor.locations === undefined || owner.location === undefined) return
  const locations = await locationsOf(work.executor, unrestrictedReading(work, owner), id)
  // What a change has ended is nobody's any more.
  if (
    locations.length === 0 &&
    !(await findRecord(work.executor, unrestrictedReading(work, owner), id))
  )
    return
  requireLocation(work.actor, locations, `This ${owner.name}`)
}

async function readBack(work: Work, owner: Entity, id: number): Promise<RecordValues> {
  const record = await findRecord(work.executor, unrestrictedReading(work, owner), id)
  if (!record) throw new Error(`${owner.name} ${id} vanished while it was written`)
  return record
}
