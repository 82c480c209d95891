// The business clock: follows real time unless the sandbox has put it somewhere.

import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

/** Where the clock stands, in epoch milliseconds; undefined follows real time. */
export async function readClock(executor: Executor): Promise<number | undefined> {
  const { rows } = await sql<{ stands_at: number }>`select stands_at from business_clock`.execute(
    executor,
  )
  return rows[0]?.stands_at
}

/** Puts the clock at an instant, where it stays. */
export async function writeClock(executor: Executor, instant: number): Promise<void> {
  await sql`
    insert into business_clock (stands_at) values (${timestamp(instant)})
    on conflict (only_row) do update set stands_at = excluded.stands_at`.execute(executor)
}

// What a sandbox keeps when it is reset: who may sign in, who did what, and the rows that migrations installed.
const kept = [
  'user_account',
  'user_role',
  'access_token',
  'refresh_token',
  'spent_refresh_token',
  'audit_entry',
  'country',
  'currency',
  'simple_time_zone',
  'schema_migration',
  'catalogue_version',
]

/** Empties every other table; the clock follows real time again. */
export async function emptyTables(executor: Executor): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'
      and not table_name = any(${kept}::text[])
    order by table_name`.execute(executor)
  const tables = rows.map(({ name }) => sql.table(name))
  await sql`truncate table ${sql.join(tables)} restart identity`.execute(executor)
}
