// Settings that grant nothing, or grant what can never be spent: one statement, one branch a mistake.

import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'
import type { Locations } from './where.ts'

export interface FindingRow {
  readonly code: string
  readonly entity: string
  readonly id: number
  readonly name: string | null
  readonly businessId: number
  readonly businessName: string
  /** What the sentence about it needs to know. */
  readonly detail: string | null
}

export interface HealthQuery {
  readonly locations: Locations
  readonly businessIds: readonly number[] | undefined
  readonly codes: readonly string[]
  /** Epoch milliseconds. */
  readonly now: number
}

// Promises and open credits side by side, because the same terms make both useless.
const terms = (now: number) => sql`
  select 'TariffBookingCredit' as entity, o.id, o.name, t.business_id, o.tariff_id, true as is_offer,
    ${termColumns}, false as use_credit_price
  from tariff_booking_credit o join tariff t on t.id = o.tariff_id
  union all
  select 'ProductBookingCredit', o.id, o.name, p.business_id, null, true, ${termColumns}, false
  from product_booking_credit o join product p on p.id = o.product_id
  union all
  select 'CoworkerBookingCredit', o.id, coalesce(o.description, w.full_name), o.business_id, null, false, ${termColumns}, o.use_credit_price
  from coworker_booking_credit o join coworker w on w.id = o.coworker_id
  where o.deleted_on is null and o.remaining_credit > 0 and coalesce(o.expire_date > ${timestamp(now)}, true)`

const termColumns = sql`
  o.cane_be_used_for_bookings as for_bookings, o.cane_be_used_for_events as for_events,
  o.is_universal_credit as is_universal, o.applies_to_charges as for_charges,
  o.elegible_resource_types as resource_types, o.event_categories, o.elegible_products as products,
  o.elegible_passes as passes, o.elegible_tariffs as tariffs`

/** A finding: its code, where it stands and what it is about; without a detail of its own. */
const finding = (code: string, detail: RawBuilder<unknown> = sql`null::text`) =>
  sql`select ${code}::text as code, o.entity, o.id, o.name, o.business_id, ${detail} as detail from terms o`

const findings = (now: number) => sql`
  select 'GrantsNothing' as code, 'TariffExtraService' as entity, o.id, r.name, t.business_id, null::text as detail
  from tariff_extra_service o join tariff t on t.id = o.tariff_id join extra_service r on r.id = o.extra_service_id
  where o.uses_included <= 0
  union all
  select 'GrantsNothing', 'ProductExtraService', o.id, r.name, p.business_id, null
  from product_extra_service o join product p on p.id = o.product_id join extra_service r on r.id = o.extra_service_id
  where o.uses_included <= 0
  union all
  ${finding('NoPurpose')} where not (o.for_bookings or o.for_events or o.is_universal)
  union all
  ${finding('ListWithoutEffect', unusedLists)} where ${unusedLists} <> ''
  union all
  ${finding('NoResourceOfType')} where o.for_bookings and o.resource_types <> '{}' and not exists (
    select from resource r where r.resource_type_id = any(o.resource_types) and not r.archived)
  union all
  ${finding('ResourcesInOtherCurrency', sql`(select y.code from business b join currency y on y.id = b.currency_id where b.id = o.business_id)`)}
  where o.for_bookings and o.resource_types <> '{}'
    and exists (select from resource r where r.resource_type_id = any(o.resource_types) and not r.archived)
    and not exists (
      select from resource r join business b on b.id = r.business_id join business h on h.id = o.business_id
      where r.resource_type_id = any(o.resource_types) and not r.archived and b.currency_id = h.currency_id)
  union all
  ${finding('OwnPlanExcluded')} where o.tariff_id is not null and o.tariffs <> '{}' and o.tariff_id <> all(o.tariffs)
  union all
  ${finding('PlansArchived')} where o.tariffs <> '{}' and not exists (
    select from tariff t where t.id = any(o.tariffs) and not t.archived)
  union all
  ${finding('CreditPriceNotUsed', sql`(select min(r.name) from extra_service r where ${hasCreditPrice})`)}
  where not o.is_offer and o.for_bookings and not o.use_credit_price
    and exists (select from extra_service r where ${hasCreditPrice})
  union all
  select 'ExpiresAtOnce', 'ProductBookingCredit', o.id, o.name, p.business_id, null
  from product_booking_credit o join product p on p.id = o.product_id
  where coalesce(o.expiration_type, 0) <> 0 and o.expires_in <= 0
  union all
  select 'CurrencyMismatch', m.entity, m.id, m.name, m.business_id, y.code || ' ' || l.code
  from (
    select 'Tariff' as entity, id, name, business_id, currency_id from tariff where not archived
    union all select 'Product', id, name, business_id, currency_id from product where not archived
    union all select 'ExtraService', id, name, business_id, currency_id from extra_service
  ) m
  join business b on b.id = m.business_id and b.currency_id <> m.currency_id
  join currency y on y.id = m.currency_id join currency l on l.id = b.currency_id
  union all
  select 'NoRate', 'ResourceType', k.id, k.name, r.business_id, null
  from resource_type k
  join (select distinct resource_type_id, business_id from resource where not archived) r on r.resource_type_id = k.id
  where not exists (
    select from extra_service s where s.business_id = r.business_id and not s.is_printing_credit
      and (s.resource_types = '{}' or k.id = any(s.resource_types)))
  union all
  select 'PlanGrantsNothing', 'Tariff', t.id, t.name, t.business_id, null
  from tariff t
  where exists (select from coworker_contract k where k.tariff_id = t.id and ${runs(now)})
    and not exists (select from tariff_booking_credit o where o.tariff_id = t.id and o.credit > 0)
    and not exists (select from tariff_extra_service o where o.tariff_id = t.id and o.uses_included > 0)
    and not exists (select from tariff_time_pass o where o.tariff_id = t.id)
  union all
  select 'ContractOnArchivedPlan', 'CoworkerContract', k.id, w.full_name, k.issued_by_id, t.name
  from coworker_contract k join tariff t on t.id = k.tariff_id and t.archived join coworker w on w.id = k.coworker_id
  where ${runs(now)}
  union all
  select 'ContractEnded', 'CoworkerBookingCredit', o.id, coalesce(o.description, w.full_name), o.business_id, null
  from coworker_booking_credit o
  join coworker_contract k on k.id = o.contract_id and k.cancellation_date <= ${timestamp(now)}
  join coworker w on w.id = o.coworker_id
  where o.deleted_on is null and o.remaining_credit > 0 and coalesce(o.expire_date > ${timestamp(now)}, true)`

// What is filled in although the purpose it belongs to is off (domain F5).
const unusedLists = sql`concat_ws(', ',
  case when not o.for_bookings and o.resource_types <> '{}' then 'ElegibleResourceTypes' end,
  case when not o.for_events and o.event_categories <> '{}' then 'EventCategories' end,
  case when not o.is_universal and o.products <> '{}' then 'ElegibleProducts' end,
  case when not o.is_universal and o.passes <> '{}' then 'ElegiblePasses' end,
  case when not o.is_universal and o.for_charges then 'AppliesToCharges' end)`

const hasCreditPrice = sql`
  r.business_id = o.business_id and r.credit_price > 0
  and (o.resource_types = '{}' or r.resource_types = '{}' or r.resource_types && o.resource_types)`

const runs = (now: number) => sql`
  (coalesce(k.start_date <= ${timestamp(now)}, true)
    and coalesce(k.cancellation_date > ${timestamp(now)}, true))`

/** Everything found, by location and code, and how much there is in all. */
export async function listFindings(
  executor: Executor,
  query: HealthQuery,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: readonly FindingRow[]; readonly totalItems: number }> {
  const within = (ids: readonly number[] | undefined) =>
    ids === undefined ? sql`true` : sql`f.business_id = any(${[...ids]}::bigint[])`
  const { rows } = await sql<FindingRow & { readonly totalItems: number }>`
    with terms as (${terms(query.now)}),
    found as (
      select f.* from (${findings(query.now)}) f
      where ${within(query.locations)} and ${within(query.businessIds)} and f.code = any(${[...query.codes]}::text[])
    ),
    page as (
      select * from found
      order by array_position(${[...query.codes]}::text[], code), business_id, entity, id
      limit ${page.limit} offset ${page.offset}
    )
    select total.items as "totalItems", p.code, p.entity, p.id, p.name, p.business_id as "businessId",
      b.name as "businessName", p.detail
    from (select count(*) as items from found) total
    left join page p on true
    left join business b on b.id = p.business_id
    order by array_position(${[...query.codes]}::text[], p.code), p.business_id, p.entity, p.id`.execute(
    executor,
  )
  return {
    rows: rows.filter((row) => row.code !== null),
    totalItems: rows[0]?.totalItems ?? 0,
  }
}
