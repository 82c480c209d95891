// What the ledger writes, in one statement however much there is: movements, the balances they leave, and where the
// journal of each wallet ends. Only `operations/ledger` calls this.

import { type RawBuilder, sql } from 'kysely'
import { formatAmount, unitsOf } from '../engine/amount.ts'
import type { JournalEnd } from '../engine/journal.ts'
import { creditKey, type Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'
import { instants, numbers, texts } from './lists.ts'
import type { Balance, CreditKey, MovementRow } from './wallets.ts'

export interface Appended {
  readonly movements: readonly MovementRow[]
  /** What each credit holds after the last of its movements. */
  readonly balances: readonly Balance[]
  /** Where each journal ends now, by customer. */
  readonly ends: ReadonlyMap<number, JournalEnd>
}

export async function appendMovements(executor: Executor, appended: Appended): Promise<void> {
  await sql`with ${sql.join(movementParts(appended))} select`.execute(executor)
}

/**
 * The same as parts of a larger statement. Parts of one statement see the same snapshot; none of these touches a row of
 * another.
 */
export function movementParts(appended: Appended): readonly RawBuilder<unknown>[] {
  const ofUnit = (unit: Unit) => appended.balances.filter((balance) => balance.unit === unit)
  const [money, time] = [ofUnit('Money'), ofUnit('Time')]
  const ends = [...appended.ends]
  return [
    sql`moved as (${insertMovements(appended.movements)})`,
    ...(money.length > 0 ? [sql`money as (${updateMoney(money)})`] : []),
    ...(time.length > 0 ? [sql`time_credit as (${updateTime(time)})`] : []),
    sql`numbered as (
    update wallet set sequence = last.sequence, recorded_at = last.recorded_at
    from unnest(${numbers(ends.map(([id]) => id))}, ${numbers(ends.map(([, end]) => end.sequence))},
      ${instants(ends.map(([, end]) => end.recordedAt))}) as last (coworker_id, sequence, recorded_at)
    where wallet.coworker_id = last.coworker_id)`,
  ]
}

function insertMovements(rows: readonly MovementRow[]): RawBuilder<unknown> {
  const creditsOf = (unit: Unit) =>
    numbers(rows.map((row) => (row.unit === unit ? row.creditId : null)))
  return sql`
    insert into credit_movement (
      coworker_id, sequence, unit, coworker_booking_credit_id, coworker_extra_service_id,
      kind, amount, remaining, use_id, occurred_at, recorded_at, made_by, reason, receipt_key)
    select * from unnest(
      ${numbers(rows.map((row) => row.coworkerId))}, ${numbers(rows.map((row) => row.sequence))},
      ${texts(rows.map((row) => row.unit))}, ${creditsOf('Money')}, ${creditsOf('Time')},
      ${texts(rows.map((row) => row.kind))},
      ${texts(rows.map((row) => formatAmount(row.amount)))}::numeric[],
      ${texts(rows.map((row) => formatAmount(row.remaining)))}::numeric[],
      ${numbers(rows.map((row) => row.useId))},
      ${instants(rows.map((row) => row.occurredAt))}, ${instants(rows.map((row) => row.recordedAt))},
      ${texts(rows.map((row) => row.by))}, ${texts(rows.map((row) => row.reason))},
      ${texts(rows.map((row) => row.receipt))})`
}

/** When the last movement of each credit counts, by `creditKey`, in epoch milliseconds; those without any are left out. */
export async function listLastOccurrences(
  executor: Executor,
  keys: readonly CreditKey[],
): Promise<ReadonlyMap<string, number>> {
  if (keys.length === 0) return new Map()
  const last = (column: string) => sql`
    select m.occurred_at from credit_movement m
    where m.coworker_id = asked.coworker_id and m.${sql.ref(column)} = asked.credit_id
    order by m.occurred_at desc, m.sequence desc limit 1`
  // Whatever else wrote it may have been more precise than a millisecond: what follows comes after it.
  const { rows } = await sql<{ unit: Unit; creditId: number; occurredAt: number }>`
    select unit, credit_id as "creditId",
      date_trunc('milliseconds', occurred_at + interval '999 microseconds') as "occurredAt"
    from (
      select asked.*, case unit when 'Money' then (${last('coworker_booking_credit_id')})
        else (${last('coworker_extra_service_id')}) end as occurred_at
      from unnest(
        ${texts(keys.map((key) => key.unit))}, ${numbers(keys.map((key) => key.coworkerId))},
        ${numbers(keys.map((key) => key.creditId))}) as asked (unit, coworker_id, credit_id)
    ) found
    where occurred_at is not null`.execute(executor)
  return new Map(rows.map((row) => [creditKey(row.unit, row.creditId), row.occurredAt]))
}

function updateMoney(balances: readonly Balance[]): RawBuilder<unknown> {
  return sql`
    update coworker_booking_credit credit
    set total_credit = balance.total, remaining_credit = balance.remaining
    from unnest(
      ${numbers(balances.map((one) => one.coworkerId))}, ${numbers(balances.map((one) => one.creditId))},
      ${texts(balances.map((one) => formatAmount(one.total)))}::numeric[],
      ${texts(balances.map((one) => formatAmount(one.remaining)))}::numeric[]
    ) as balance (coworker_id, id, total, remaining)
    where credit.coworker_id = balance.coworker_id and credit.id = balance.id`
}

function updateTime(balances: readonly Balance[]): RawBuilder<unknown> {
  return sql`
    update coworker_extra_service credit
    set total_uses = balance.total, remaining_uses = balance.remaining
    from unnest(
      ${numbers(balances.map((one) => one.coworkerId))}, ${numbers(balances.map((one) => one.creditId))},
      ${numbers(balances.map((one) => unitsOf(one.total)))}, ${numbers(balances.map((one) => unitsOf(one.remaining)))}
    ) as balance (coworker_id, id, total, remaining)
    where credit.coworker_id = balance.coworker_id and credit.id = balance.id`
}
