// Figures of a record that the database works out when it is read (`derived` fields), by `Entity.Field`.

import { type RawBuilder, sql } from 'kysely'
import { largestWhole, unitsOf } from '../engine/amount.ts'
import { withinYears } from '../engine/instant.ts'

/** Takes the alias of the record's table and the instant that counts as now, in epoch milliseconds. */
type Expression = (alias: string, now: number) => RawBuilder<unknown>

const column = (alias: string, name: string) => sql.ref(`${alias}.${name}`)

/** The largest whole figure that still counts exactly; what is reckoned beyond it is cut, instead of failing every read. */
export const most: RawBuilder<unknown> = sql.raw(`${unitsOf(largestWhole)}`)

/** An instant of the service as the database takes it. What is reckoned beyond the years of the wire is their end. */
export function timestamp(milliseconds: number): RawBuilder<unknown> {
  return sql`${new Date(withinYears(milliseconds)).toISOString()}::timestamptz`
}

/**
 * When what is left of a credit is lost: plan credit when it expires or when its contract ends, whichever comes first; other
 * credit when it expires (domain S4). Takes the aliases of the credit and of the contract that granted it, if one did.
 */
export const lostAt = (credit: string, contract: string): RawBuilder<unknown> =>
  sql`least(${column(credit, 'expire_date')}, ${column(contract, 'cancellation_date')})`

/** A contract runs from its start until its cancellation takes effect (design 5, contracts). */
export const runs = (alias: string, now: number): RawBuilder<unknown> => sql`(
  coalesce(${column(alias, 'start_date')} <= ${timestamp(now)}, true)
  and coalesce(${column(alias, 'cancellation_date')} > ${timestamp(now)}, true))`

const mainContract = (coworker: RawBuilder<unknown>, now: number) => sql`(
  select main.id from coworker_contract main
  where main.coworker_id = ${coworker} and ${runs('main', now)}
  order by main.id limit 1)`

const pausing = (contract: RawBuilder<unknown>, now: number) => sql`
  from contract_paused_period pause
  where pause.coworker_contract_id = ${contract}
    and pause.pause_from <= ${timestamp(now)} and pause.pause_until > ${timestamp(now)}`

/** A frozen contract runs, but whoever has no other is a contact meanwhile (domain D6). Takes the id of the contract. */
export const isFrozen = (contract: RawBuilder<unknown>, now: number): RawBuilder<unknown> =>
  sql`exists (select ${pausing(contract, now)})`

const pause =
  (name: string): Expression =>
  (alias, now) =>
    sql`(
  select ${sql.ref(`pause.${name}`)} ${pausing(column(alias, 'id'), now)}
  order by pause.id limit 1)`

// Not rounded to the type of a column: what is too large for one reads as null instead of failing the whole list.
const contractPrice: Expression = (alias) => sql`round(
  coalesce(${column(alias, 'price')}, (select plan.price from tariff plan where plan.id = ${column(alias, 'tariff_id')}))
    * ${column(alias, 'quantity')}
  + (select coalesce(sum(coalesce(item.price, product.price) * item.quantity), 0)
     from contract_product item join product on product.id = item.product_id
     where item.coworker_contract_id = ${column(alias, 'id')}), 4)`

// The charges of a booking are time credits that the service posted for it (domain A6).
const ofCharges =
  (figure: RawBuilder<unknown>): Expression =>
  (alias) =>
    sql`(
  select ${figure} from coworker_extra_service charge
  where charge.booking_id = ${column(alias, 'id')} and charge.automatically_added and charge.deleted_on is null)`

const ofInvoice =
  (name: string): Expression =>
  (alias) =>
    sql`(
  select ${sql.ref(`invoice.${name}`)} from coworker_invoice_line line
  join coworker_invoice invoice on invoice.id = line.coworker_invoice_id
  where line.booking_unique_id = ${column(alias, 'unique_id')}
  order by line.id desc limit 1)`

const ofMembers =
  (figure: RawBuilder<unknown>): Expression =>
  (alias) =>
    sql`(
  select ${figure} from coworker member where member.id = any(${column(alias, 'team_members')}))`

export const derivedExpressions: Readonly<Record<string, Expression>> = {
  'Booking.BookingNumber': (alias) => column(alias, 'id'),
  'Booking.CoworkerExtraServiceIds': ofCharges(
    sql`string_agg(charge.id::text, ',' order by charge.id)`,
  ),
  'Booking.CoworkerExtraServicePrice': ofCharges(sql`sum(charge.price)`),
  'Booking.CoworkerExtraServiceTotalUses': ofCharges(sql`sum(charge.total_uses)::bigint`),
  'Booking.CoworkerExtraServiceChargePeriod': ofCharges(sql`min(charge.charge_period)`),
  'Booking.CoworkerExtraServiceCurrencyCode': (alias) => sql`(
    select currency.code from coworker_extra_service charge
    join extra_service rate on rate.id = charge.extra_service_id
    join currency on currency.id = rate.currency_id
    where charge.booking_id = ${column(alias, 'id')} and charge.automatically_added and charge.deleted_on is null
    order by charge.id limit 1)`,
  'Booking.CoworkerInvoiceId': ofInvoice('id'),
  'Booking.CoworkerInvoiceNumber': ofInvoice('invoice_number'),
  'Booking.CoworkerInvoicePaid': ofInvoice('paid'),
  'Coworker.TariffId': (alias, now) => sql`(
    select contract.tariff_id from coworker_contract contract
    where contract.id = ${mainContract(column(alias, 'id'), now)})`,
  'Coworker.TariffName': (alias, now) => sql`(
    select plan.name from coworker_contract contract join tariff plan on plan.id = contract.tariff_id
    where contract.id = ${mainContract(column(alias, 'id'), now)})`,
  'Coworker.TeamNames': (alias) => sql`(
    select string_agg(team.name, ', ' order by team.name) from team
    where team.team_members @> array[${column(alias, 'id')}])`,
  'CoworkerContract.Active': runs,
  'CoworkerContract.MainContract': (alias, now) =>
    sql`coalesce(${column(alias, 'id')} = ${mainContract(column(alias, 'coworker_id'), now)}, false)`,
  'CoworkerContract.PriceWithProducts': contractPrice,
  'CoworkerContract.PriceWithProductsAndDeposits': contractPrice,
  'CoworkerContract.InPausedPeriod': (alias, now) => sql`(${pause('id')(alias, now)} is not null)`,
  'CoworkerContract.InPausedPeriodFrom': pause('pause_from'),
  'CoworkerContract.InPausedPeriodUntil': pause('pause_until'),
  'EventProduct.Sales': (alias) => sql`(
    select count(*) from event_attendee attendee
    where attendee.event_product_id = ${column(alias, 'id')} and not attendee.cancelled)`,
  'ExtraService.ResourceTypeNames': (alias) => sql`(
    select string_agg(kind.name, ',' order by kind.name) from resource_type kind
    where kind.id = any(${column(alias, 'resource_types')}))`,
  'Tariff.TotalPrice': (alias) => column(alias, 'price'),
  'Tariff.TotalSignUpPrice': (alias) =>
    sql`(${column(alias, 'price')} + coalesce(${column(alias, 'sign_up_fee')}, 0))`,
  'Team.CoworkerIds': ofMembers(sql`string_agg(member.id::text, ',' order by member.id)`),
  'Team.CoworkerFullNames': ofMembers(sql`string_agg(member.full_name, ', ' order by member.id)`),
  'Team.CoworkerBillingNames': ofMembers(
    sql`string_agg(coalesce(member.billing_name, member.full_name), ', ' order by member.id)`,
  ),
  'Team.ActiveContracts': (alias, now) => sql`(
    select count(*) from coworker_contract contract
    where contract.coworker_id = any(${column(alias, 'team_members')}) and ${runs('contract', now)})`,
}
