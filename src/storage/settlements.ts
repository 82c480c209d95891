// Settlements with their explanation, and the uses they made.

import { sql } from 'kysely'
import { type Amount, formatAmount } from '../engine/amount.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'
import { numbers } from './lists.ts'

export interface NewSettlement {
  readonly coworkerId: number
  readonly reference: string | null
  readonly bookingId: number | null
  readonly attendeeId?: number
  readonly invoiceLineId?: number
  /** Charges, uses and refusals as JSON text. */
  readonly explanation: string
  readonly by: string
  readonly now: number
}

export async function insertSettlement(
  executor: Executor,
  settlement: NewSettlement,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into settlement (coworker_id, reference, booking_id, event_attendee_id, coworker_invoice_line_id, explanation,
      made_by, created_on)
    values (${settlement.coworkerId}, ${settlement.reference}, ${settlement.bookingId}, ${settlement.attendeeId ?? null},
      ${settlement.invoiceLineId ?? null}, ${settlement.explanation}, ${settlement.by}, ${timestamp(settlement.now)})
    returning id`.execute(executor)
  const [row] = rows
  if (!row) throw new Error('a settlement got no id')
  return row.id
}

/** What names the uses that a release gives back. */
export type UseSelector =
  | {
      readonly by: 'booking_id' | 'event_attendee_id' | 'coworker_invoice_line_id'
      readonly id: number
    }
  | { readonly by: 'id'; readonly ids: readonly number[] }

/**
 * The uses that settlements of a customer with this reference made. Nothing finds a use by its settlement, of which there is one
 * for each spend: a spend says which uses it made, in either form that was ever kept (operations/explanation.ts). What charged a
 * booking, a ticket or an invoice line says which credits it used: its uses are still of those, or still of what they paid.
 */
export async function listUsesNamed(
  executor: Executor,
  coworkerId: number,
  reference: string,
): Promise<readonly number[]> {
  const paidFor = (column: string) => sql`
    select u.id from coworker_booking_credit_use_history u
    where ${sql.ref(`u.${column}`)} = s.${sql.ref(column)} and u.settlement_id = s.id`
  const { rows } = await sql<{ id: number }>`
    with named as (
      select s.id, s.booking_id, s.event_attendee_id, s.coworker_invoice_line_id,
        case when left(s.explanation, 1) = '[' then s.explanation::json #> '{0,3}' else s.explanation::json -> 'Uses' end as uses
      from settlement s where s.coworker_id = ${coworkerId} and s.reference = ${reference}),
    said as (
      select s.id as settlement_id, (use ->> 'CoworkerBookingCreditId')::bigint as credit_id,
        coalesce(use ->> 0, use ->> 'CoworkerBookingCreditUseHistoryId')::bigint as use_id
      from named s cross join lateral json_array_elements(s.uses) as use)
    select use_id as id from said where use_id is not null
    union
    select u.id from said join coworker_booking_credit_use_history u
      on u.coworker_booking_credit_id = said.credit_id and u.settlement_id = said.settlement_id
    where said.use_id is null
    union
    select paid.id from named s cross join lateral (
      ${paidFor('booking_id')} union all ${paidFor('event_attendee_id')} union all ${paidFor('coworker_invoice_line_id')}
    ) paid
    order by id`.execute(executor)
  return rows.map(({ id }) => id)
}

export interface LiveUse {
  readonly useId: number
  readonly coworkerId: number
  readonly creditId: number
  readonly rank: number
  readonly used: Amount
}

/** Uses of money credit, given back or not, that the customer made, whoever owns the credit, or of credit that the customer owns. */
export async function listLiveUses(
  executor: Executor,
  coworkerId: number,
  selector: UseSelector,
): Promise<readonly LiveUse[]> {
  const match =
    selector.by === 'id'
      ? sql`u.id = any(${numbers(selector.ids)})`
      : sql`${sql.ref(`u.${selector.by}`)} = ${selector.id}`
  const { rows } = await sql<LiveUse>`
    select u.id as "useId", u.coworker_id as "coworkerId", u.coworker_booking_credit_id as "creditId",
      coalesce(u.rank, 1)::bigint as rank, u.credit_used as used
    from coworker_booking_credit_use_history u
    where ${match} and (u.used_by_id = ${coworkerId} or u.coworker_id = ${coworkerId})
    order by u.id`.execute(executor)
  return rows
}

/** What is still used of a use; 0 after it has all been given back (design 5). */
export async function writeUsed(
  executor: Executor,
  use: { readonly useId: number; readonly coworkerId: number; readonly used: Amount },
): Promise<void> {
  await sql`
    update coworker_booking_credit_use_history set credit_used = ${formatAmount(use.used)}::numeric
    where coworker_id = ${use.coworkerId} and id = ${use.useId}`.execute(executor)
}

/** Uses of money credit that a booking, a ticket or an invoice line made and that are not given back, whoever owns the credit. */
export async function listUsesOf(
  executor: Executor,
  by: 'booking_id' | 'event_attendee_id' | 'coworker_invoice_line_id',
  ids: readonly number[],
): Promise<readonly LiveUse[]> {
  const { rows } = await sql<LiveUse>`
    select id as "useId", coworker_id as "coworkerId", coworker_booking_credit_id as "creditId",
      coalesce(rank, 1)::bigint as rank, credit_used as used
    from coworker_booking_credit_use_history
    where ${sql.ref(by)} = any(${[...ids]}::bigint[]) and credit_used > 0
    order by rank desc, id desc`.execute(executor)
  return rows
}

/** What the settlement was answered with, for whoever asks the same again. */
export async function writeAnswer(
  executor: Executor,
  settlement: { readonly coworkerId: number; readonly id: number; readonly answer: string },
): Promise<void> {
  await sql`
    update settlement set answer = ${settlement.answer}
    where coworker_id = ${settlement.coworkerId} and id = ${settlement.id}`.execute(executor)
}

/** What the charging of an invoice line was first answered with. */
export async function findAnswer(
  executor: Executor,
  coworkerId: number,
  invoiceLineId: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ answer: string }>`
    select answer from settlement
    where coworker_id = ${coworkerId} and coworker_invoice_line_id = ${invoiceLineId} and answer is not null
    order by id limit 1`.execute(executor)
  return rows[0]?.answer
}

/** After everything was given back, a line may be charged anew. */
export async function forgetAnswers(
  executor: Executor,
  coworkerId: number,
  invoiceLineId: number,
): Promise<void> {
  await sql`
    update settlement set answer = null
    where coworker_id = ${coworkerId} and coworker_invoice_line_id = ${invoiceLineId}`.execute(
    executor,
  )
}
