// What the service writes on contracts that callers cannot.

import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

/** A contract without a cancellation date ends now. */
export async function markCancelled(executor: Executor, id: number, now: number): Promise<void> {
  await sql`
    update coworker_contract
    set cancelled = true, cancellation_date = coalesce(cancellation_date, ${timestamp(now)})
    where id = ${id}`.execute(executor)
}
