// The audit: who signed in, and who changed what. Rows are added and read, and never touched again.

import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'
import { numbers, texts } from './lists.ts'
import type { Locations } from './where.ts'

export const auditKinds = [
  'SignIn',
  'Refresh',
  'SignOut',
  'Create',
  'Edit',
  'Delete',
  'Command',
  'Import',
] as const
export type AuditKind = (typeof auditKinds)[number]

export const auditOutcomes = ['Success', 'Failure', 'Throttled'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

export interface AuditEntry {
  readonly kind: AuditKind
  readonly outcome: AuditOutcome
  readonly userId: number | null
  readonly madeBy: string | null
  /** The address the request came from; null of the command line. */
  readonly address: string | null
  readonly entity?: string | null
  readonly recordId?: number | null
  readonly detail?: string | null
  /** JSON text. */
  readonly changes?: string | null
  readonly businesses: readonly number[]
}

/** `occurredAt` is real time in epoch milliseconds. What the locations are may be for the database to say. */
export async function insertAuditEntry(
  executor: Executor,
  occurredAt: number,
  entry: Omit<AuditEntry, 'businesses'> & {
    readonly businesses: readonly number[] | RawBuilder<readonly number[]>
  },
): Promise<void> {
  const { businesses } = entry
  await sql`
    insert into audit_entry
      (occurred_at, kind, outcome, user_id, made_by, address, entity, record_id, detail, changes, businesses)
    values (${timestamp(occurredAt)}, ${entry.kind}, ${entry.outcome}, ${entry.userId}::bigint, ${entry.madeBy},
      ${entry.address}, ${entry.entity ?? null}, ${entry.recordId ?? null}::bigint, ${entry.detail ?? null},
      ${entry.changes ?? null}, ${'execute' in businesses ? businesses : numbers(businesses)})`.execute(
    executor,
  )
}

export interface AuditRow extends Required<AuditEntry> {
  readonly id: number
  readonly occurredAt: number
}

export interface AuditQuery {
  readonly locations: Locations
  readonly kinds: readonly AuditKind[] | undefined
  readonly outcomes: readonly AuditOutcome[] | undefined
  readonly userId: number | undefined
  readonly madeBy: string | undefined
  readonly address: string | undefined
  readonly entity: string | undefined
  readonly recordId: number | undefined
  /** Included; epoch milliseconds. */
  readonly from: number | undefined
  /** Not included. */
  readonly to: number | undefined
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
}

/** One page in the order things happened, or in the reverse, and how many there are in all. */
export async function listAuditEntries(
  executor: Executor,
  query: AuditQuery,
): Promise<{ readonly rows: readonly AuditRow[]; readonly totalItems: number }> {
  const where = whereOf(query)
  const { rows } = await sql<AuditRow>`
    select id, occurred_at as "occurredAt", kind, outcome, user_id as "userId", made_by as "madeBy", address, entity,
      record_id as "recordId", detail, changes, businesses
    from audit_entry where ${where}
    order by id ${query.descending ? sql`desc` : sql`asc`}
    limit ${query.limit} offset ${query.offset}`.execute(executor)
  const counted = await sql<{ total: number }>`
    select count(*) as total from audit_entry where ${where}`.execute(executor)
  return { rows, totalItems: counted.rows[0]?.total ?? 0 }
}

function whereOf(query: AuditQuery): RawBuilder<unknown> {
  const clauses = [sql`true`]
  const when = <T>(value: T | undefined, clause: (value: T) => RawBuilder<unknown>) => {
    if (value !== undefined) clauses.push(clause(value) as RawBuilder<boolean>)
  }
  when(query.locations, (own) => sql`businesses && ${[...own]}::bigint[]`)
  when(query.kinds, (kinds) => sql`kind = any(${texts(kinds)})`)
  when(query.outcomes, (outcomes) => sql`outcome = any(${texts(outcomes)})`)
  when(query.userId, (id) => sql`user_id = ${id}`)
  when(query.madeBy, (email) => sql`lower(made_by) = lower(${email})`)
  when(query.address, (address) => sql`address = ${address}`)
  when(query.entity, (entity) => sql`entity = ${entity}`)
  when(query.recordId, (id) => sql`record_id = ${id}`)
  when(query.from, (from) => sql`occurred_at >= ${timestamp(from)}`)
  when(query.to, (to) => sql`occurred_at < ${timestamp(to)}`)
  return sql.join(clauses, sql` and `)
}
