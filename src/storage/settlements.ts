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

export interface NamedSettlement {
  readonly explanation: string
  /** Its uses, as far as they can be told by the booking, the ticket or the invoice line that they paid. */
  readonly uses: readonly number[]
}

/** The settlements of a customer that carry a reference. */
export async function listNamedSettlements(
  executor: Executor,
  coworkerId: number,
  reference: string,
): Promise<readonly NamedSettlement[]> {
  const by = (column: string) => sql`
    select u.id from coworker_booking_credit_use_history u
    where ${sql.ref(`u.${column}`)} = s.${sql.ref(column)} and u.settlement_id = s.id`
  const { rows } = await sql<NamedSettlement>`
    select s.explanation, array(
      ${by('booking_id')} union all ${by('event_attendee_id')} union all ${by('coworker_invoice_line_id')}
    ) as uses
    from settlement s where s.coworker_id = ${coworkerId} and s.reference = ${reference}
    order by s.id`.execute(executor)
  return rows
}

export interface LiveUse {
  readonly useId: number
  readonly coworkerId: number
  readonly creditId: number
  readonly rank: number
  readonly used: Amount
}

/**
 * Uses of money credit that are not given back yet and that the customer made, whoever owns the credit; those named by their
 * ids also when the customer owns it.
 */
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
