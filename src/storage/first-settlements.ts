// Settlements of bookings and tickets as they came out first, for whoever asks again.

import { sql } from 'kysely'
import type { Amount } from '../engine/amount.ts'
import type { Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'

/** The settlement that charged a booking or a ticket; the latest, where it was taken back and charged anew. */
export interface FirstSettlement {
  readonly id: number
  readonly covered: Amount
  readonly coveredByTime: Amount
  readonly remainder: Amount
  /** Credit used altogether, in the units of the credits. */
  readonly used: Amount
  /** What of it nobody has given back. */
  readonly stillUsed: Amount
  /** The refusals as JSON text. */
  readonly refused: string
}

export async function findSettlement(
  executor: Executor,
  coworkerId: number,
  by: 'booking_id' | 'event_attendee_id',
  id: number,
): Promise<FirstSettlement | undefined> {
  const figure = (name: string) =>
    sql`coalesce((explanation::json ->> ${name}::text)::numeric(19,4), 0)`
  const { rows } = await sql<FirstSettlement>`
    select id, ${figure('Covered')} as covered, ${figure('CoveredByTime')} as "coveredByTime",
      ${figure('Remainder')} as remainder, coalesce(explanation::json -> 'Refused', '[]')::text as refused,
      (select coalesce(sum((use ->> 'CreditUsed')::numeric), 0)::numeric(19,4)
        from json_array_elements(explanation::json -> 'Uses') use) as used,
      (select coalesce(sum(u.credit_used), 0)::numeric(19,4) from coworker_booking_credit_use_history u
        where ${sql.ref(`u.${by}`)} = ${id} and u.settlement_id = settlement.id) as "stillUsed"
    from settlement
    where coworker_id = ${coworkerId} and ${sql.ref(by)} = ${id}
    order by id desc limit 1`.execute(executor)
  return rows[0]
}

/** A use as it was made, whatever became of it since. */
export interface FirstUse {
  readonly unit: Unit
  readonly useId: number
  readonly creditId: number
  readonly coworkerId: number
  readonly used: Amount
  readonly remaining: Amount
  readonly sequence: number
}

/** What the journal says of the uses that a settlement made, in the order in which they were made. */
export async function listFirstUses(
  executor: Executor,
  settlementId: number,
  by: 'booking_id' | 'event_attendee_id',
  id: number,
): Promise<readonly FirstUse[]> {
  const time =
    by === 'booking_id'
      ? sql`union all
        select id, coworker_id, 'Time', rank from coworker_extra_service_use_history
        where booking_id = ${id} and settlement_id = ${settlementId}`
      : sql``
  const { rows } = await sql<FirstUse>`
    select u.unit, u.id as "useId", coalesce(m.coworker_booking_credit_id, m.coworker_extra_service_id) as "creditId",
      m.coworker_id as "coworkerId", (-m.amount)::numeric(19,4) as used, m.remaining, m.sequence
    from (
      select id, coworker_id, 'Money' as unit, charge_index * 1000 + rank as rank
      from coworker_booking_credit_use_history
      where ${sql.ref(by)} = ${id} and settlement_id = ${settlementId}
      ${time}
    ) u
    join credit_movement m
      on m.coworker_id = u.coworker_id and m.use_id = u.id and m.unit = u.unit and m.kind = 'Use'
    order by u.unit, u.rank, u.id`.execute(executor)
  return rows
}
