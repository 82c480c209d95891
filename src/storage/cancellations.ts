// The rules of a resource for late cancellations (domain J4).

import { sql } from 'kysely'
import { type Amount, minorUnit } from '../engine/amount.ts'
import type { Executor } from './database.ts'

export interface CancellationFee {
  readonly businessId: number
  readonly isCharged: boolean
  readonly isPercentage: boolean
  readonly amount: Amount | null
  readonly percentage: Amount | null
  readonly productId: number | null
  /** Later than this many minutes before the start is late. */
  readonly minutesBefore: number
  /** What the booking was charged at, without its products; null for one that is not charged. */
  readonly price: Amount | null
  readonly minorUnit: Amount
}

/** Undefined for a resource whose bookings may be cancelled at any time. */
export async function findCancellationFee(
  executor: Executor,
  bookingId: number,
): Promise<CancellationFee | undefined> {
  const { rows } = await sql<Omit<CancellationFee, 'minorUnit'> & { decimals: number }>`
    select r.business_id as "businessId", r.charge_cancellation_fee as "isCharged",
      r.cancellation_fee_type = 2 as "isPercentage", r.cancellation_fee_amount as amount,
      r.cancellation_fee_percentage as percentage, r.cancellation_fee_product_id as "productId",
      r.late_cancellation_limit as "minutesBefore", y.decimals,
      (select (s.explanation::json ->> 'Price')::numeric(19,4) from settlement s
        where b.invoiced and s.coworker_id = b.coworker_id and s.booking_id = b.id order by s.id desc limit 1) as price
    from booking b
    join resource r on r.id = b.resource_id
    join business l on l.id = r.business_id
    join currency y on y.id = l.currency_id
    where b.id = ${bookingId} and r.late_cancellation_limit is not null`.execute(executor)
  const [row] = rows
  return row && { ...row, minorUnit: minorUnit(row.decimals) }
}

/** The location whose settings a booking follows: that of its resource. */
export async function findBookingLocation(executor: Executor, bookingId: number): Promise<number> {
  const { rows } = await sql<{ businessId: number }>`
    select r.business_id as "businessId" from booking b join resource r on r.id = b.resource_id
    where b.id = ${bookingId}`.execute(executor)
  const [row] = rows
  if (!row) throw new Error(`booking ${bookingId} has no resource`)
  return row.businessId
}
