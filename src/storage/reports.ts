// What customers hold and what they have lost, by location, plan and origin, worked out from the journal.

import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'
import type { Locations } from './where.ts'

export interface ReportRow {
  /** The local day on which the period begins; null without an interval. */
  readonly period: string | null
  readonly businessId: number
  readonly businessName: string
  readonly currencyCode: string
  readonly origin: 'Plan' | 'Product' | 'Manual'
  readonly tariffId: number | null
  readonly tariffName: string | null
  readonly productId: number | null
  readonly productName: string | null
  /** Ten-thousandths; sums may be larger than any amount. */
  readonly amount: number
  readonly credits: number
}

export const intervals = ['Day', 'Week', 'Month', 'Quarter', 'Year'] as const
export type Interval = (typeof intervals)[number]

export interface ReportFilter {
  readonly locations: Locations
  readonly businessIds: readonly number[] | undefined
}

/** Instants in epoch milliseconds. */
export interface Span {
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

export interface LiabilityQuery extends ReportFilter {
  /** Outstanding after everything that occurred until then. */
  readonly at: number
  /** One block for the start of each period within; instead of `at`. */
  readonly series: (Span & { readonly interval: Interval }) | undefined
}

/**
 * Plan credit is lost when it expires or when its contract ends, whichever comes first; other credit when it expires
 * (domain S4).
 */
const lostAt = sql`
  least(c.expire_date, k.cancellation_date)`

/** A credit with its place and where it came from; `k` is the contract that granted it. */
const sources = sql`
  coworker_booking_credit c
  join business b on b.id = c.business_id
  join currency y on y.id = b.currency_id
  join simple_time_zone z on z.id = b.simple_time_zone_id
  left join coworker_contract k on k.id = c.contract_id
  left join tariff_booking_credit o on o.id = c.tariff_booking_credit_id and c.contract_id is not null
  left join tariff t on t.id = coalesce(o.tariff_id, k.tariff_id)
  left join coworker_product s on s.id = c.sale_id
  left join product q on q.id = s.product_id`

const columns = sql`
  b.id as business_id, b.name as business_name, y.code as currency_code,
  case when c.contract_id is not null then 'Plan' when c.sale_id is not null then 'Product' else 'Manual' end as origin,
  t.id as tariff_id, t.name as tariff_name, q.id as product_id, q.name as product_name`

const grouping = sql`
  period, business_id, business_name, currency_code, origin, tariff_id, tariff_name, product_id, product_name`

const shown = sql`
  period, business_id as "businessId", business_name as "businessName", currency_code as "currencyCode", origin,
  tariff_id as "tariffId", tariff_name as "tariffName", product_id as "productId", product_name as "productName",
  round(sum(amount) * 10000)::double precision as amount, count(distinct (coworker_id, credit_id)) as credits`

function visible({ locations, businessIds }: ReportFilter): RawBuilder<unknown> {
  const within = (ids: readonly number[] | undefined) =>
    ids === undefined ? sql`true` : sql`c.business_id = any(${[...ids]}::bigint[])`
  return sql`${within(locations)} and ${within(businessIds)}`
}

/** What a credit held after its last movement before or at an instant, by one look-up in the index of the journal. */
const heldAt = (instant: RawBuilder<unknown>) => sql`
  select remaining from credit_movement
  where coworker_id = c.coworker_id and coworker_booking_credit_id = c.id and occurred_at <= ${instant}
  order by occurred_at desc, sequence desc limit 1`

// The first instants of local periods: midnights of the location, whatever its clocks do in between.
const localStarts = ({ from, to, interval }: Span & { interval: Interval }) => sql`
  select to_char(local, 'YYYY-MM-DD') as period, local at time zone z.iana as instant
  from generate_series(
    date_trunc(${interval}, ${timestamp(from)} at time zone z.iana),
    ${timestamp(to)} at time zone z.iana,
    ${interval === 'Quarter' ? '3 months' : `1 ${interval}`}::interval
  ) local
  where local at time zone z.iana >= ${timestamp(from)} and local at time zone z.iana < ${timestamp(to)}`

/** Outstanding credit: granted, not used, not lost. */
export async function listLiability(
  executor: Executor,
  query: LiabilityQuery,
): Promise<readonly ReportRow[]> {
  const instants = query.series
    ? localStarts(query.series)
    : sql`select null::text as period, ${timestamp(query.at)} as instant`
  const { rows } = await sql<ReportRow>`
    select ${shown}
    from (
      select i.period, ${columns}, c.coworker_id, c.id as credit_id, m.remaining as amount
      from ${sources}
      cross join lateral (${instants}) i
      cross join lateral (${heldAt(sql`i.instant`)}) m
      where ${visible(query)} and m.remaining > 0 and coalesce(${lostAt} > i.instant, true)
        and coalesce(c.deleted_on > i.instant, true)
    ) held
    group by ${grouping}
    order by period nulls first, business_id, origin, tariff_id, product_id`.execute(executor)
  return rows
}

export interface BreakageQuery extends ReportFilter, Span {
  readonly interval: Interval | undefined
}

/**
 * Credit that was lost unused: what was left at that instant, and whatever moved on it later, as the statement of a
 * wallet has it.
 */
export async function listBreakage(
  executor: Executor,
  query: BreakageQuery,
): Promise<readonly ReportRow[]> {
  const { from, to, interval } = query
  const within = (instant: RawBuilder<unknown>) =>
    sql`${instant} >= ${timestamp(from)} and ${instant} < ${timestamp(to)}`
  const period = (instant: RawBuilder<unknown>) =>
    interval === undefined
      ? sql`null::text`
      : sql`to_char(date_trunc(${interval}, ${instant} at time zone z.iana), 'YYYY-MM-DD')`
  const { rows } = await sql<ReportRow>`
    select ${shown}
    from (
      select ${period(lostAt)} as period, ${columns}, c.coworker_id, c.id as credit_id, m.remaining as amount
      from ${sources}
      cross join lateral (
        select remaining from credit_movement
        where coworker_id = c.coworker_id and coworker_booking_credit_id = c.id and occurred_at < ${lostAt}
        order by occurred_at desc, sequence desc limit 1
      ) m
      where ${visible(query)} and ${within(lostAt)} and m.remaining <> 0 and coalesce(c.deleted_on > ${lostAt}, true)
      union all
      select ${period(sql`m.occurred_at`)}, ${columns}, c.coworker_id, c.id, m.amount
      from ${sources}
      join credit_movement m on m.coworker_id = c.coworker_id and m.coworker_booking_credit_id = c.id
        and m.occurred_at >= ${lostAt}
      where ${visible(query)} and ${lostAt} < ${timestamp(to)} and ${within(sql`m.occurred_at`)} and m.amount <> 0
        and m.kind <> 'Void'
    ) lost
    group by ${grouping}
    having sum(amount) <> 0
    order by period nulls first, business_id, origin, tariff_id, product_id`.execute(executor)
  return rows
}
