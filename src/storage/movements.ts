// What the ledger writes, in one statement however much there is: movements, the balances they leave, and the last
// sequence of each wallet. Only `operations/ledger` calls this.

import { type RawBuilder, sql } from 'kysely'
import { formatAmount, unitsOf } from '../engine/amount.ts'
import type { Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'
import { instants, numbers, texts } from './lists.ts'
import type { Balance, MovementRow } from './wallets.ts'

export interface Appended {
  readonly movements: readonly MovementRow[]
  /** What each credit holds after the last of its movements. */
  readonly balances: readonly Balance[]
  /** The last sequence by customer. */
  readonly sequences: ReadonlyMap<number, number>
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
  const owners = [...appended.sequences]
  return [
    sql`moved as (${insertMovements(appended.movements)})`,
    ...(money.length > 0 ? [sql`money as (${updateMoney(money)})`] : []),
    ...(time.length > 0 ? [sql`time_credit as (${updateTime(time)})`] : []),
    sql`numbered as (
    update wallet set sequence = last.sequence
    from unnest(${numbers(owners.map(([id]) => id))}, ${numbers(owners.map(([, sequence]) => sequence))})
      as last (coworker_id, sequence)
    where wallet.coworker_id = last.coworker_id)`,
  ]
}

/**
 * A wallet's time never runs backwards, whatever the clocks of the processes that write to it say and whoever was first to
 * ask: what happens now is recorded no earlier than what was recorded before it. What counts from an earlier instant, as a
 * booking that ended does, counts after whatever the same credit has seen. So the last movement by an instant is the last
 * by sequence, too, and what it left is what there was.
 */
function insertMovements(rows: readonly MovementRow[]): RawBuilder<unknown> {
  const creditsOf = (unit: Unit) =>
    numbers(rows.map((row) => (row.unit === unit ? row.creditId : null)))
  return sql`
    insert into credit_movement (
      coworker_id, sequence, unit, coworker_booking_credit_id, coworker_extra_service_id,
      kind, amount, remaining, use_id, made_by, reason, receipt_key, recorded_at, occurred_at)
    select coworker_id, sequence, unit, credit_id, time_credit_id, kind, amount, remaining, use_id, made_by, reason,
      receipt_key, max(greatest(recorded_at, recorded_before)) over wallet,
      case when occurred_at = recorded_at then max(greatest(recorded_at, recorded_before)) over wallet
        else max(greatest(occurred_at, occurred_before)) over credit end
    from (
      select new.*,
        case when row_number() over (partition by coworker_id order by sequence) = 1 then (
          select recorded_at from credit_movement m
          where m.coworker_id = new.coworker_id and m.sequence = new.sequence - 1
        ) end as recorded_before,
        case when occurred_at <> recorded_at and kind <> 'Grant' then greatest(
          (${lastOccurred('coworker_booking_credit_id', 'credit_id')}),
          (${lastOccurred('coworker_extra_service_id', 'time_credit_id')})
        ) end as occurred_before
      from unnest(
        ${numbers(rows.map((row) => row.coworkerId))}, ${numbers(rows.map((row) => row.sequence))},
        ${texts(rows.map((row) => row.unit))}, ${creditsOf('Money')}, ${creditsOf('Time')},
        ${texts(rows.map((row) => row.kind))},
        ${texts(rows.map((row) => formatAmount(row.amount)))}::numeric[],
        ${texts(rows.map((row) => formatAmount(row.remaining)))}::numeric[],
        ${numbers(rows.map((row) => row.useId))},
        ${instants(rows.map((row) => row.occurredAt))}, ${instants(rows.map((row) => row.recordedAt))},
        ${texts(rows.map((row) => row.by))}, ${texts(rows.map((row) => row.reason))},
        ${texts(rows.map((row) => row.receipt))}
      ) as new (coworker_id, sequence, unit, credit_id, time_credit_id, kind, amount, remaining, use_id, occurred_at,
        recorded_at, made_by, reason, receipt_key)
    ) timed
    window wallet as (partition by coworker_id order by sequence),
      credit as (partition by coworker_id, credit_id, time_credit_id order by sequence)`
}

function lastOccurred(column: string, id: string): RawBuilder<unknown> {
  return sql`
    select m.occurred_at from credit_movement m
    where m.coworker_id = new.coworker_id and m.${sql.ref(column)} = new.${sql.ref(id)}
    order by m.occurred_at desc, m.sequence desc limit 1`
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
