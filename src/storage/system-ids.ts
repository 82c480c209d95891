// Identifiers of another system in a file that is being imported: which of them are on a credit, and which come twice.

import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { numbers, texts } from './lists.ts'

/** Remembers, until the transaction ends, which line of the file names what; in the database, because files are long. */
export async function rememberSystemIds(executor: Executor): Promise<void> {
  await sql`
    create temporary table import_line (system_id text primary key, line bigint not null)
    on commit drop`.execute(executor)
}

/** The line that has each identifier, by identifier: this one, or the one that had it first. Each comes once. */
export async function linesNaming(
  executor: Executor,
  lines: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ systemId: string; line: number }>`
    insert into import_line
    select * from unnest(${texts([...lines.keys()])}, ${numbers([...lines.values()])})
    on conflict (system_id) do update set line = import_line.line
    returning system_id as "systemId", line`.execute(executor)
  return new Map(rows.map(({ systemId, line }) => [systemId, line]))
}

/** Those that a credit has, be it deleted. */
export async function usedSystemIds(
  executor: Executor,
  systemIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ systemId: string }>`
    select distinct system_id as "systemId" from coworker_booking_credit
    where system_id is not null and system_id = any(${texts(systemIds)})`.execute(executor)
  return new Set(rows.map(({ systemId }) => systemId))
}
