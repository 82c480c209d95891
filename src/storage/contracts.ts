// What the service writes on contracts that callers cannot.

import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

/** A contract without a cancellation date ends now. Answers whose contract it is. */
export async function markCancelled(executor: Executor, id: number, now: number): Promise<number> {
  const { rows } = await sql<{ coworker_id: number }>`
    update coworker_contract
    set cancelled = true, cancellation_date = coalesce(cancellation_date, ${timestamp(now)})
    where id = ${id}
    returning coworker_id`.execute(executor)
  const [row] = rows
  if (!row) throw new Error(`contract ${id} vanished while it was cancelled`)
  return row.coworker_id
}

/** Whose contract it is. */
export async function findHolder(
  executor: Executor,
  contractId: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ coworker_id: number }>`
    select coworker_id from coworker_contract where id = ${contractId}`.execute(executor)
  return rows[0]?.coworker_id
}
