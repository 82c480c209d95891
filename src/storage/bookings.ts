// What charging a booking has to know, and the marks it leaves on the booking.

import { sql } from 'kysely'
import type { Amount } from '../engine/amount.ts'
import type { ChargePeriod } from '../engine/calendar.ts'
import type { Executor } from './database.ts'
import { most, timestamp } from './derived.ts'
import { unitIn } from './rates.ts'

export interface BookingFacts {
  readonly id: number
  readonly uniqueId: string
  readonly coworkerId: number | null
  readonly resourceName: string
  readonly resourceTypeId: number
  readonly businessId: number
  readonly currencyCode: string
  readonly decimals: number
  readonly timeZone: string
  readonly createdAt: number
  readonly from: number
  readonly until: number
  readonly isTentative: boolean
  readonly isCharged: boolean
  readonly isOptedOut: boolean
  readonly chargeNow: boolean
  readonly invoiceThisCoworker: boolean
  readonly rateId: number | null
  readonly overridePrice: Amount | null
  readonly purchaseOrder: string | null
}

/** The booking, held until the transaction ends. */
export async function lockBooking(
  executor: Executor,
  id: number,
): Promise<BookingFacts | undefined> {
  await sql`select id from booking where id = ${id} for update`.execute(executor)
  return readBooking(executor, id)
}

export async function readBooking(
  executor: Executor,
  id: number,
): Promise<BookingFacts | undefined> {
  const { rows } = await sql<BookingFacts>`
    select b.id, b.unique_id as "uniqueId", b.coworker_id as "coworkerId", r.name as "resourceName",
      r.resource_type_id as "resourceTypeId", r.business_id as "businessId", y.code as "currencyCode",
      y.decimals, z.iana as "timeZone", b.created_on as "createdAt", b.from_time as "from", b.to_time as until,
      b.tentative as "isTentative", b.invoiced as "isCharged",
      b.do_not_use_booking_credit as "isOptedOut", b.charge_now as "chargeNow",
      b.invoice_this_coworker as "invoiceThisCoworker", b.extra_service_id as "rateId",
      b.override_price as "overridePrice", b.purchase_order as "purchaseOrder"
    from booking b
    join resource r on r.id = b.resource_id
    join business l on l.id = r.business_id
    join currency y on y.id = l.currency_id
    join simple_time_zone z on z.id = l.simple_time_zone_id
    where b.id = ${id}`.execute(executor)
  return rows[0]
}

/** Whose booking it is, before anything is held. */
export async function findBooker(executor: Executor, id: number): Promise<number | undefined> {
  const { rows } = await sql<{ coworker_id: number | null }>`
    select coworker_id from booking where id = ${id}`.execute(executor)
  return rows[0]?.coworker_id ?? undefined
}

export interface RateRow {
  readonly id: number
  readonly price: Amount
  readonly creditPrice: Amount | null
  readonly period: number
  readonly maximumPrice: Amount | null
  readonly fixedMinutes: number | null
  readonly fixedPrice: Amount | null
  readonly resourceTypeIds: readonly number[]
  readonly tariffIds: readonly number[]
  readonly teamIds: readonly number[]
  readonly forContactsOnly: boolean
  readonly forMembersOnly: boolean
  readonly minLength: number | null
  readonly maxLength: number | null
  readonly appliesFrom: number | null
  readonly appliesTo: number | null
  readonly fromMinute: number | null
  readonly toMinute: number | null
  readonly onlyWithin: boolean
  readonly isPrinting: boolean
}

/** Rates of a location that may price a resource type, and the one fixed on the booking. */
export async function listRates(
  executor: Executor,
  booking: Pick<BookingFacts, 'businessId' | 'resourceTypeId' | 'rateId'>,
): Promise<readonly RateRow[]> {
  const { rows } = await sql<RateRow>`
    select id, price, credit_price as "creditPrice", ${unitIn('charge_period')} as period, maximum_price as "maximumPrice",
      fixed_cost_length as "fixedMinutes", fixed_cost_price as "fixedPrice", resource_types as "resourceTypeIds",
      tariffs as "tariffIds", teams as "teamIds", from_time as "fromMinute", to_time as "toMinute",
      only_within_available_times as "onlyWithin", only_for_contacts as "forContactsOnly", only_for_members as "forMembersOnly",
      min_length as "minLength", max_length as "maxLength", apply_from as "appliesFrom",
      apply_to as "appliesTo", is_printing_credit as "isPrinting"
    from extra_service
    where id = ${booking.rateId}
      or (business_id = ${booking.businessId}
        and (resource_types = '{}' or resource_types @> array[${booking.resourceTypeId}::bigint]))
    order by id`.execute(executor)
  return rows
}

/** The teams of a customer, for which there are rates. */
export async function listTeamIds(
  executor: Executor,
  coworkerId: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from team where team_members @> array[${coworkerId}::bigint]`.execute(executor)
  return rows.map((row) => row.id)
}

/** The best discount on rooms of a customer's plans and teams, in percent (domain G9). */
export async function findRoomDiscount(
  executor: Executor,
  coworkerId: number,
  tariffIds: readonly number[],
): Promise<Amount> {
  const { rows } = await sql<{ best: Amount | null }>`
    select max(percent) as best from (
      select discount_extra_services as percent from tariff where id = any(${[...tariffIds]}::bigint[])
      union all
      select discount_extra_services from team where team_members @> array[${coworkerId}::bigint]
    ) discounts`.execute(executor)
  return rows[0]?.best ?? (0 as Amount)
}

/** What the products added to a booking cost, altogether. */
export async function sumBookingProducts(executor: Executor, bookingId: number): Promise<Amount> {
  const { rows } = await sql<{ total: Amount }>`
    select least(round(coalesce(sum(p.price * i.quantity * case when i.invoice_in_minutes
        then extract(epoch from b.to_time - b.from_time) / 60 else 1 end), 0), 4), ${most}) as total
    from booking_product i
    join booking b on b.id = i.booking_id
    join product p on p.id = i.product_id
    where i.booking_id = ${bookingId}`.execute(executor)
  return rows[0]?.total ?? (0 as Amount)
}

export interface PayableTimeRow {
  readonly id: number
  readonly coworkerId: number
  readonly businessId: number
  readonly period: ChargePeriod
  readonly remaining: number
  readonly contractId: number | null
  readonly saleId: number | null
  readonly validFrom: number | null
  readonly expiresAt: number | null
  readonly createdAt: number
  /** Its rate names no resource type, so it pays for all of them. */
  readonly isOpen: boolean
}

/** Time credit for a resource type that is valid when the booking takes place; of the suspended none (domain M2, S26). */
export async function listPayableTime(
  executor: Executor,
  coworkerIds: readonly number[],
  booking: Pick<BookingFacts, 'resourceTypeId' | 'from'>,
): Promise<readonly PayableTimeRow[]> {
  const { rows } = await sql<PayableTimeRow>`
    select c.id, c.coworker_id as "coworkerId", c.business_id as "businessId",
      ${unitIn('c.charge_period')} as period, c.remaining_uses as remaining,
      c.contract_id as "contractId", c.sale_id as "saleId", c.valid_from as "validFrom",
      c.expire_date as "expiresAt", c.created_on as "createdAt",
      r.resource_types = '{}' as "isOpen"
    from coworker_extra_service c
    join extra_service r on r.id = c.extra_service_id
    join coworker w on w.id = c.coworker_id and w.active and not w.archived
    where c.coworker_id = any(${[...coworkerIds]}::bigint[]) and not c.automatically_added
      and c.deleted_on is null and c.remaining_uses > 0 and not r.is_printing_credit
      and (r.resource_types = '{}' or r.resource_types @> array[${booking.resourceTypeId}::bigint])
      and coalesce(c.valid_from <= ${timestamp(booking.from)}, true)
      and coalesce(c.expire_date > ${timestamp(booking.from)}, true)
    order by c.id`.execute(executor)
  return rows
}

/** Whether the booking is charged, since when, and until when it may wait for its end. */
export async function markBooking(
  executor: Executor,
  id: number,
  mark: { readonly chargedOn: number | null; readonly dueOn: number | null },
): Promise<void> {
  const optional = (instant: number | null) => (instant === null ? sql`null` : timestamp(instant))
  await sql`
    update booking
    set invoiced = ${mark.chargedOn !== null}, invoice_date = ${optional(mark.chargedOn)},
      charge_due_on = ${optional(mark.dueOn)}
    where id = ${id}`.execute(executor)
}

/** Bookings that have ended and wait to be charged; of some customers or of all, in order of their end. */
export async function listEndedBookings(
  executor: Executor,
  now: number,
  coworkerIds: readonly number[] | undefined,
  limit: number,
): Promise<
  readonly { readonly id: number; readonly coworkerId: number; readonly dueOn: number }[]
> {
  const whose = coworkerIds ? sql`and coworker_id = any(${[...coworkerIds]}::bigint[])` : sql``
  const { rows } = await sql<{ id: number; coworkerId: number; dueOn: number }>`
    select id, coworker_id as "coworkerId", charge_due_on as "dueOn" from booking
    where charge_due_on <= ${timestamp(now)} ${whose}
    order by charge_due_on, id limit ${limit}`.execute(executor)
  return rows
}

/** How many ended bookings wait to be charged at an instant. */
export async function countEndedBookings(executor: Executor, now: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from booking where charge_due_on <= ${timestamp(now)}`.execute(
    executor,
  )
  return rows[0]?.count ?? 0
}

export interface LiveTimeUse {
  readonly useId: number
  readonly coworkerId: number
  readonly creditId: number
  readonly rank: number
  readonly units: number
}

/** Uses of time credit by a booking that are not given back. */
export async function listLiveTimeUses(
  executor: Executor,
  bookingId: number,
): Promise<readonly LiveTimeUse[]> {
  const { rows } = await sql<LiveTimeUse>`
    select id as "useId", coworker_id as "coworkerId", coworker_extra_service_id as "creditId",
      coalesce(rank, 1)::bigint as rank, credit_used as units
    from coworker_extra_service_use_history
    where booking_id = ${bookingId} and credit_used > 0
    order by rank desc, id desc`.execute(executor)
  return rows
}

/** The credits that charges of a booking used, given back or not. */
export async function listUsedBefore(
  executor: Executor,
  bookingId: number,
): Promise<{ readonly money: ReadonlySet<number>; readonly time: ReadonlySet<number> }> {
  const { rows } = await sql<{ isMoney: boolean; id: number }>`
    select true as "isMoney", coworker_booking_credit_id as id from coworker_booking_credit_use_history
    where booking_id = ${bookingId} and settlement_id is not null
    union
    select false, coworker_extra_service_id from coworker_extra_service_use_history
    where booking_id = ${bookingId} and settlement_id is not null`.execute(executor)
  const idsOf = (isMoney: boolean) =>
    new Set(rows.filter((row) => row.isMoney === isMoney).map((row) => row.id))
  return { money: idsOf(true), time: idsOf(false) }
}

export async function clearTimeUse(
  executor: Executor,
  use: { readonly coworkerId: number; readonly useId: number },
): Promise<void> {
  await sql`
    update coworker_extra_service_use_history set credit_used = 0
    where coworker_id = ${use.coworkerId} and id = ${use.useId}`.execute(executor)
}

/** Who is invoiced for a customer: the paying customer of a team that merges invoices (domain L5). */
export async function findInvoicedCustomer(
  executor: Executor,
  coworkerId: number,
): Promise<number> {
  const { rows } = await sql<{ payer: number }>`
    select paying_member_id as payer from team
    where team_members @> array[${coworkerId}::bigint] and create_single_invoice_for_team
      and paying_member_id is not null
    order by id limit 1`.execute(executor)
  return rows[0]?.payer ?? coworkerId
}
