// What the service writes on contracts that callers cannot.

import { sql } from 'kysely'
import type { PayingContract } from '../engine/due-date.ts'
import type { Executor } from './database.ts'
import { isFrozen, runs, timestamp } from './derived.ts'

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

/**
 * Of the contracts that run at an instant and are not frozen then the one that renews first, and when its plan wants
 * bookings paid. Without one the customer pays as contacts do (domain D6, I6).
 */
export async function findPayingContract(
  executor: Executor,
  coworkerId: number,
  at: number,
): Promise<PayingContract | undefined> {
  const { rows } = await sql<PayingContract>`
    select k.renewal_date as "renewalDate", t.booking_due_date_strategy as strategy,
      t.booking_due_date_day_of_month as "dayOfMonth"
    from coworker_contract k join tariff t on t.id = k.tariff_id
    where k.coworker_id = ${coworkerId} and ${runs('k', at)} and not ${isFrozen(sql.ref('k.id'), at)}
    order by k.renewal_date nulls last, k.id limit 1`.execute(executor)
  return rows[0]
}
