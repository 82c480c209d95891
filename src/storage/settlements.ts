// Settlements with their explanation, and the uses they made.

import { sql } from 'kysely'
import { type Amount, formatAmount } from '../engine/amount.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

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
      readonly by: 'booking_id' | 'event_attendee_id' | 'coworker_invoice_line_id' | 'id'
      readonly id: number
    }
  | { readonly by: 'reference'; readonly text: string }

export interface LiveUse {
  readonly useId: number
  readonly coworkerId: number
  readonly creditId: number
  readonly rank: number
  readonly used: Amount
}

/**
 * Uses of money credit that are not given back yet and that the customer made, whoever owns the credit; a single use
 * by its id also when the customer owns it.
 */
export async function listLiveUses(
  executor: Executor,
  coworkerId: number,
  selector: UseSelector,
): Promise<readonly LiveUse[]> {
  const match =
    selector.by === 'reference'
      ? sql`u.settlement_id in (
          select s.id from settlement s where s.coworker_id = ${coworkerId} and s.reference = ${selector.text})`
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
