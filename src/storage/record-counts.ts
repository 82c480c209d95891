// How many records there are of what grows without end (migration 0013): a sum of changes instead of a walk.

import { sql } from 'kysely'
import type { Executor } from './database.ts'

const counted: ReadonlySet<string> = new Set([
  'coworker_booking_credit',
  'coworker_booking_credit_use_history',
  'coworker_extra_service',
  'coworker_extra_service_use_history',
  'booking',
  'coworker_invoice',
  'coworker_invoice_line',
])

export function isCounted(table: string): boolean {
  return counted.has(table)
}

/** Exactly as many as the transaction at hand would find. */
export async function readRecordCount(executor: Executor, table: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select coalesce(sum(change), 0)::bigint as total from record_count where table_name = ${table}`.execute(
    executor,
  )
  return rows[0]?.total ?? 0
}

/** Puts the changes so far together, so that there are few to add up. Two at the same time do not meet twice. */
export async function gatherRecordCounts(executor: Executor): Promise<void> {
  await sql`
    with gathered as (delete from record_count returning table_name, change)
    insert into record_count
    select table_name, sum(change) from gathered group by table_name`.execute(executor)
}

export interface MiscountedTable {
  readonly table: string
  readonly counted: number
  readonly there: number
}

/** Tables whose count differs from what is there, as of one instant. */
export async function listMiscounts(executor: Executor): Promise<readonly MiscountedTable[]> {
  const there = [...counted].map((table) => {
    const live = table === 'coworker_booking_credit' || table === 'coworker_extra_service'
    return sql`
      select ${table} as "table", (select count(*) from ${sql.table(table)}
        ${live ? sql`where deleted_on is null` : sql``}) as there,
        (select coalesce(sum(change), 0)::bigint from record_count where table_name = ${table}) as counted`
  })
  const { rows } = await sql<MiscountedTable>`
    select * from (${sql.join(there, sql` union all `)}) all_of_them
    where there <> counted`.execute(executor)
  return rows
}

export async function recountRecords(executor: Executor): Promise<void> {
  await sql`call recount_records()`.execute(executor)
}
