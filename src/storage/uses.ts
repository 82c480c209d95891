// Uses of credit beside their fields: whose they are, which wallet they sit in, and what they refer to.

import { sql } from 'kysely'
import { type Amount, formatAmount, unitsOf } from '../engine/amount.ts'
import type { ChargePeriod } from '../engine/calendar.ts'
import type { Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'
import { unitIn } from './rates.ts'

const useTables = {
  Money: {
    table: 'coworker_booking_credit_use_history',
    credit: 'coworker_booking_credit_id',
    store: (amount: Amount) => formatAmount(amount),
  },
  Time: {
    table: 'coworker_extra_service_use_history',
    credit: 'coworker_extra_service_id',
    store: (amount: Amount) => unitsOf(amount),
  },
} as const

/** The customer whose booking or ticket it is: who used the credit, apart from who owns it (domain L6). */
export async function findChargedCustomer(
  executor: Executor,
  bookingId: number | null,
  attendeeId: number | null,
): Promise<number | undefined> {
  if (bookingId === null && attendeeId === null) return undefined
  const { rows } = await sql<{ coworker_id: number | null }>`
    select coworker_id from booking where id = ${bookingId}
    union all
    select coworker_id from event_attendee where id = ${attendeeId}`.execute(executor)
  return rows.find((row) => row.coworker_id !== null)?.coworker_id ?? undefined
}

export interface MovedUse {
  readonly useId: number
  readonly from: number
  readonly to: number
  readonly creditId: number
  readonly used: Amount
}

/** Writes the credit and the amount of an edited use, and moves it to another wallet under the same id. */
export async function moveUse(executor: Executor, unit: Unit, use: MovedUse): Promise<void> {
  const { table, credit, store } = useTables[unit]
  await sql`
    update ${sql.table(table)}
    set coworker_id = ${use.to}, ${sql.ref(credit)} = ${use.creditId}, credit_used = ${store(use.used)}
    where coworker_id = ${use.from} and id = ${use.useId}`.execute(executor)
}

export async function deleteUse(
  executor: Executor,
  unit: Unit,
  use: { readonly coworkerId: number; readonly useId: number },
): Promise<void> {
  await sql`
    delete from ${sql.table(useTables[unit].table)}
    where coworker_id = ${use.coworkerId} and id = ${use.useId}`.execute(executor)
}

export interface BookingTimes {
  readonly from: number
  readonly until: number
  /** The unit of the time credit that pays. */
  readonly period: ChargePeriod
  readonly timeZone: string
}

export async function findBookingTimes(
  executor: Executor,
  bookingId: number,
  timeCreditId: number,
): Promise<BookingTimes | undefined> {
  const { rows } = await sql<BookingTimes>`
    select b.from_time as "from", b.to_time as until, ${unitIn('c.charge_period')} as period, z.iana as "timeZone"
    from booking b
    join resource r on r.id = b.resource_id
    join business l on l.id = r.business_id
    join simple_time_zone z on z.id = l.simple_time_zone_id
    join coworker_extra_service c on c.id = ${timeCreditId}
    where b.id = ${bookingId}`.execute(executor)
  return rows[0]
}

export interface TimeTerms {
  readonly businessId: number
  readonly period: ChargePeriod
  /** It is what a booking was charged, and no credit (domain A6). */
  readonly isCharge: boolean
}

/** The location that issued a time credit, and its unit. */
export async function findTimeTerms(
  executor: Executor,
  key: { readonly coworkerId: number; readonly creditId: number },
): Promise<TimeTerms | undefined> {
  const { rows } = await sql<TimeTerms>`
    select business_id as "businessId", ${unitIn('charge_period')} as period,
      automatically_added as "isCharge"
    from coworker_extra_service
    where coworker_id = ${key.coworkerId} and id = ${key.creditId}`.execute(executor)
  return rows[0]
}
