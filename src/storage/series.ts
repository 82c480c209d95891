// The bookings of a recurring series, and what goes with a booking.

import { sql } from 'kysely'
import type { Executor } from './database.ts'

export interface SeriesBooking {
  readonly id: number
  readonly coworkerId: number | null
  /** Epoch milliseconds. */
  readonly from: number
  readonly until: number
  readonly isCharged: boolean
}

/** In order of their start. */
export async function listSeries(
  executor: Executor,
  seriesId: string,
): Promise<readonly SeriesBooking[]> {
  const { rows } = await sql<SeriesBooking>`
    select id, coworker_id as "coworkerId", from_time as "from", to_time as until, invoiced as "isCharged"
    from booking where repeat_series_unique_id = ${seriesId}
    order by from_time, id`.execute(executor)
  return rows
}

/** The time zone of the location of a resource. */
export async function findResourceZone(
  executor: Executor,
  resourceId: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ iana: string }>`
    select z.iana from resource r
    join business l on l.id = r.business_id
    join simple_time_zone z on z.id = l.simple_time_zone_id
    where r.id = ${resourceId}`.execute(executor)
  return rows[0]?.iana
}

/** Products go with their booking. */
export async function deleteBookingProducts(executor: Executor, bookingId: number): Promise<void> {
  await sql`delete from booking_product where booking_id = ${bookingId}`.execute(executor)
}
