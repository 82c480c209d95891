// Reads the audit: administrators only, and of the locations they have.

import { jsonText, toJson, utc, type Wire } from '../entities/wire-json.ts'
import { type AuditQuery, type AuditRow, listAuditEntries } from '../storage/audit-trail.ts'
import { requireAdministrator } from './access.ts'
import type { Work } from './call.ts'

export const auditColumns = [
  'Id',
  'OccurredOn',
  'Kind',
  'Outcome',
  'UserId',
  'By',
  'Address',
  'Entity',
  'RecordId',
  'Detail',
  'Changes',
] as const

export type AuditFilter = Omit<AuditQuery, 'locations'>

/** One page of what happened. Whoever is tied to locations is shown what belongs to one of them, and nothing else. */
export async function readAudit(
  work: Work,
  filter: AuditFilter,
): Promise<{
  readonly rows: readonly Readonly<Record<string, Wire>>[]
  readonly totalItems: number
}> {
  requireAdministrator(work.actor, 'read the audit')
  const entity = filter.entity?.toLowerCase()
  const owner = work.catalog.entities.find(({ name }) => name.toLowerCase() === entity)
  const { rows, totalItems } = await listAuditEntries(work.executor, {
    ...filter,
    entity: owner?.name ?? filter.entity,
    locations: work.actor.locations,
  })
  return { rows: rows.map(entryWire), totalItems }
}

function entryWire(row: AuditRow): Readonly<Record<(typeof auditColumns)[number], Wire>> {
  return {
    Id: row.id,
    OccurredOn: utc(row.occurredAt),
    Kind: row.kind,
    Outcome: row.outcome,
    UserId: row.userId,
    By: row.madeBy,
    Address: row.address,
    Entity: row.entity,
    RecordId: row.recordId,
    Detail: row.detail,
    Changes: row.changes === null ? [] : jsonText(row.changes),
  }
}

/** A cell holds one text. */
export function auditCells(row: Readonly<Record<string, Wire>>): Readonly<Record<string, Wire>> {
  const changes = toJson(row.Changes)
  return { ...row, Changes: changes === '[]' ? null : changes }
}
