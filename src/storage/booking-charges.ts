// What bookings were charged in money: records beside the time credits of customers, told apart by a flag (domain A6).

import { sql } from 'kysely'
import { type Amount, formatAmount } from '../engine/amount.ts'
import type { Executor } from './database.ts'

export interface BookingCharge {
  readonly id: number
  readonly uniqueId: string
  readonly coworkerId: number
  /** What is left to pay in money. */
  readonly price: Amount
  readonly isInvoiced: boolean
}

/** What is left to pay of a booking, as credit is given back. */
export async function writeChargePrice(
  executor: Executor,
  charge: Pick<BookingCharge, 'id' | 'coworkerId' | 'price'>,
): Promise<void> {
  await sql`
    update coworker_extra_service set price = ${formatAmount(charge.price)}::numeric
    where coworker_id = ${charge.coworkerId} and id = ${charge.id}`.execute(executor)
}

/** The bookings that uses of money credit belong to, by use. */
export async function findBookingsOfUses(
  executor: Executor,
  useIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ id: number; bookingId: number }>`
    select id, booking_id as "bookingId" from coworker_booking_credit_use_history
    where id = any(${[...useIds]}::bigint[]) and booking_id is not null`.execute(executor)
  return new Map(rows.map((row) => [row.id, row.bookingId]))
}

/**
 * What a booking was charged, and whether an invoice already has it. One charge, but for a booking that was changed after
 * it was invoiced: then what it costs more stands beside it (domain S13).
 */
export async function listBookingCharges(
  executor: Executor,
  bookingId: number,
): Promise<readonly BookingCharge[]> {
  const { rows } = await sql<BookingCharge>`
    select id, unique_id as "uniqueId", coworker_id as "coworkerId", coalesce(price, 0)::numeric(19,4) as price,
      invoiced as "isInvoiced"
    from coworker_extra_service
    where booking_id = ${bookingId} and automatically_added and deleted_on is null
    order by id`.execute(executor)
  return rows
}
