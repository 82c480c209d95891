// What bookings were charged in money: records beside the time credits of customers, told apart by a flag (domain A6).

import { sql } from 'kysely'
import { type Amount, formatAmount } from '../engine/amount.ts'
import type { Executor } from './database.ts'

export interface BookingCharge {
  readonly id: number
  readonly uniqueId: string
  readonly coworkerId: number
  readonly rateId: number
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

/** A use of money credit that the charging of a booking or of something else made. */
export interface MadeUse {
  readonly useId: number
  readonly settlementId: number
  readonly bookingId: number | null
}

/** Which of some uses the service made, with the settlements that did; what somebody posted by hand pays for nothing. */
export async function listMadeUses(
  executor: Executor,
  useIds: readonly number[],
): Promise<readonly MadeUse[]> {
  const { rows } = await sql<MadeUse>`
    select id as "useId", settlement_id as "settlementId", booking_id as "bookingId"
    from coworker_booking_credit_use_history
    where id = any(${[...useIds]}::bigint[]) and settlement_id is not null
    order by booking_id, id`.execute(executor)
  return rows
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
    select id, unique_id as "uniqueId", coworker_id as "coworkerId", extra_service_id as "rateId", coalesce(price, 0)::numeric(19,4) as price,
      invoiced as "isInvoiced"
    from coworker_extra_service
    where booking_id = ${bookingId} and automatically_added and deleted_on is null
    order by id`.execute(executor)
  return rows
}

/** The same, held until the transaction ends: a bill run of whoever pays may be under way. */
export async function holdBookingCharges(
  executor: Executor,
  bookingId: number,
): Promise<readonly BookingCharge[]> {
  await sql`
    select id from coworker_extra_service
    where booking_id = ${bookingId} and automatically_added and deleted_on is null
    order by id for update`.execute(executor)
  return listBookingCharges(executor, bookingId)
}
