// What customers hold and what they have lost, by location, plan and origin, worked out from the journal.

import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'
import { lostAt, timestamp } from './derived.ts'
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

const lost = lostAt('c', 'k')

const columns = sql`
  b.id as business_id, b.name as business_name, y.code as currency_code,
  case when c.contract_id is not null then 'Plan' when c.sale_id is not null then 'Product' else 'Manual' end as origin,
  t.id as tariff_id, t.name as tariff_name, q.id as product_id, q.name as product_name`

const origin = sql`
  business_id, business_name, currency_code, origin, tariff_id, tariff_name, product_id, product_name`

const grouping = sql`period, ${origin}`

const reportOrder = sql`period nulls first, business_id, origin, tariff_id, product_id`

const named = sql`
  business_id as "businessId", business_name as "businessName", currency_code as "currencyCode", origin,
  tariff_id as "tariffId", tariff_name as "tariffName", product_id as "productId", product_name as "productName"`

const shown = sql`
  period, ${named},
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
  const statement = query.series ? liabilitySeries(query, query.series) : liabilityAt(query)
  const { rows } = await statement.execute(executor)
  return rows
}

function liabilityAt(query: LiabilityQuery): RawBuilder<ReportRow> {
  const at = timestamp(query.at)
  return sql<ReportRow>`
    select ${shown}
    from (
      select null::text as period, ${columns}, c.coworker_id, c.id as credit_id, m.remaining as amount
      from ${sources}
      cross join lateral (${heldAt(at)}) m
      where ${visible(query)} and m.remaining > 0 and coalesce(${lost} > ${at}, true)
        and coalesce(c.deleted_on > ${at}, true)
    ) held
    group by ${grouping}
    order by ${reportOrder}`
}

/**
 * The same at the start of every period. What a movement left counts until the next one, or until the credit is lost; so the
 * journal is read once, however many periods there are: each stretch adds to the period it is first seen in and takes away
 * from the one it is no longer seen in.
 */
function liabilitySeries(
  filter: ReportFilter,
  series: Span & { interval: Interval },
): RawBuilder<ReportRow> {
  const firstSeen = (instant: RawBuilder<unknown>) =>
    sql`width_bucket(${instant} - interval '1 microsecond', w.instants) + 1`
  const stop = sql`least(m.next_at, ${lost}, c.deleted_on)`
  return sql<ReportRow>`
    with calendar as materialized (
      select z.id as zone_id, array_agg(s.instant order by s.instant) as instants,
        array_agg(s.period order by s.instant) as periods
      from simple_time_zone z
      cross join lateral (${localStarts(series)}) s
      where z.id in (select simple_time_zone_id from business)
      group by z.id
    ), stretch as (
      select ${columns}, w.zone_id, ${firstSeen(sql`m.occurred_at`)} as begins, ${firstSeen(stop)} as ends,
        m.remaining as amount
      from ${sources}
      join calendar w on w.zone_id = z.id
      join (
        select coworker_id, coworker_booking_credit_id, remaining, occurred_at,
          lead(occurred_at) over (
            partition by coworker_id, coworker_booking_credit_id order by occurred_at, sequence
          ) as next_at
        from credit_movement
        where coworker_booking_credit_id is not null
      ) m on m.coworker_id = c.coworker_id and m.coworker_booking_credit_id = c.id
      where ${visible(filter)} and m.remaining > 0 and coalesce(${stop} > m.occurred_at, true)
        and m.occurred_at < ${timestamp(series.to)} and coalesce(${stop} > ${timestamp(series.from)}, true)
    ), change as (
      select ${origin}, zone_id, step, sum(d.amount) as amount, sum(d.credits) as credits
      from stretch
      cross join lateral (values (begins, amount, 1), (ends, -amount, -1)) d(step, amount, credits)
      where begins < ends or ends is null
      group by ${origin}, zone_id, step
    ), every_step as (
      select * from change
      union all
      select distinct ${origin}, zone_id, i.step::int, 0, 0
      from change
      join calendar using (zone_id)
      cross join lateral generate_subscripts(calendar.instants, 1) i(step)
    ), held as (
      select ${origin}, zone_id, step, sum(sum(amount)) over running as amount, sum(sum(credits)) over running as credits
      from every_step
      where step is not null
      group by ${origin}, zone_id, step
      window running as (partition by ${origin}, zone_id order by step)
    )
    select w.periods[step] as period, ${named}, round(amount * 10000)::double precision as amount,
      credits::bigint as credits
    from held join calendar w using (zone_id)
    where credits > 0 and step <= cardinality(w.instants)
    order by ${reportOrder}`
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
      select ${period(lost)} as period, ${columns}, c.coworker_id, c.id as credit_id, m.remaining as amount
      from ${sources}
      cross join lateral (
        select remaining from credit_movement
        where coworker_id = c.coworker_id and coworker_booking_credit_id = c.id and occurred_at < ${lost}
        order by occurred_at desc, sequence desc limit 1
      ) m
      where ${visible(query)} and ${within(lost)} and m.remaining <> 0 and coalesce(c.deleted_on > ${lost}, true)
      union all
      select ${period(sql`m.occurred_at`)}, ${columns}, c.coworker_id, c.id, m.amount
      from ${sources}
      join credit_movement m on m.coworker_id = c.coworker_id and m.coworker_booking_credit_id = c.id
        and m.occurred_at >= ${lost}
      where ${visible(query)} and ${lost} < ${timestamp(to)} and ${within(sql`m.occurred_at`)} and m.amount <> 0
        and m.kind <> 'Void'
    ) lost
    group by ${grouping}
    having sum(amount) <> 0
    order by ${reportOrder}`.execute(executor)
  return rows
}
