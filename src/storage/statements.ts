// The statement of a wallet: its movements, and the expiries that follow from them, with running balances.

import { sql } from 'kysely'
import type { Amount } from '../engine/amount.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

export interface StatementRow {
  readonly sequence: number | null
  readonly occurredOn: number
  readonly recordedOn: number
  readonly kind: string
  readonly unit: string
  readonly currencyCode: string | null
  readonly creditId: number | null
  readonly timeCreditId: number | null
  readonly description: string | null
  readonly amount: Amount
  readonly remaining: Amount
  readonly balance: Amount
  readonly useId: number | null
  readonly bookingId: number | null
  readonly eventAttendeeId: number | null
  readonly invoiceLineId: number | null
  readonly by: string | null
  readonly reason: string | null
  /** What the caller of the spend knows it by. */
  readonly reference: string | null
  readonly contractId: number | null
  readonly saleId: number | null
}

export interface StatementSpan {
  readonly coworkerId: number
  /** Inclusive. */
  readonly from: number | undefined
  /** Exclusive. */
  readonly to: number | undefined
  /** Undefined is every kind. */
  readonly kinds?: readonly string[] | undefined
  readonly creditId?: number | undefined
  /** In any case. */
  readonly reference?: string | undefined
  /** Expiries that have not happened yet are no rows. */
  readonly now: number
}

export interface StatementPaging {
  readonly limit: number
  readonly offset: number
  /** Newest first. */
  readonly descending?: boolean
}

/**
 * An expiry takes what was left at its instant. Whatever moves on the credit later is followed by an expiry of the same
 * size, so that expired credit never adds to a balance. Neither is stored (design 3.4).
 *
 * Balances add up credits, so they may be larger than any amount: they come out as plain numbers of ten-thousandths,
 * exact as far as amounts are and the nearest there is beyond, as in the wallet.
 */
const statement = ({ coworkerId, from, to, kinds, creditId, reference, now }: StatementSpan) => sql`
  with moved as (
    select m.sequence, m.occurred_at, m.recorded_at, m.kind, m.unit, m.coworker_booking_credit_id as credit_id,
      m.coworker_extra_service_id as time_credit_id, m.amount, m.remaining, m.use_id, m.made_by, m.reason,
      coalesce(c.expire_date, t.expire_date) as expire_date, coalesce(c.business_id, t.business_id) as business_id,
      coalesce(c.description, t.notes) as description,
      coalesce(c.contract_id, t.contract_id) as contract_id, coalesce(c.sale_id, t.sale_id) as sale_id
    from credit_movement m
    left join coworker_booking_credit c
      on c.coworker_id = m.coworker_id and c.id = m.coworker_booking_credit_id
    left join coworker_extra_service t
      on t.coworker_id = m.coworker_id and t.id = m.coworker_extra_service_id
    where m.coworker_id = ${coworkerId}
  ), lost as (
    -- Qualified names, because the columns that come out have the same names as those that go in.
    select distinct on (m.unit, m.credit_id, m.time_credit_id)
      null::bigint as sequence, m.expire_date as occurred_at, m.expire_date as recorded_at, 'Expire' as kind,
      m.unit, m.credit_id, m.time_credit_id, -m.remaining as amount, 0::numeric(19,4) as remaining,
      null::bigint as use_id, null as made_by, 'validity ended' as reason, m.expire_date, m.business_id,
      m.description, m.contract_id, m.sale_id, m.sequence as after
    from moved m
    where m.expire_date <= ${timestamp(now)} and m.occurred_at < m.expire_date
    order by m.unit, m.credit_id, m.time_credit_id, m.occurred_at desc, m.sequence desc
  ), late as (
    select null::bigint as sequence, occurred_at, recorded_at, 'Expire' as kind, unit, credit_id, time_credit_id,
      -amount as amount, 0::numeric(19,4) as remaining, null::bigint as use_id, null as made_by,
      'validity had ended' as reason, expire_date, business_id, description, contract_id, sale_id, sequence as after
    from moved
    where expire_date <= ${timestamp(now)} and occurred_at >= expire_date
  ), lines as (
    select *, sequence as after from moved
    union all select * from lost where amount <> 0
    union all select * from late where amount <> 0
  ), running as (
    select l.*, y.code as currency_code, sum(l.amount) over (
      partition by l.unit, y.code, case when l.unit = 'Time' then l.time_credit_id end
      order by l.occurred_at, l.after, l.sequence nulls last
    ) as balance
    from lines l
    left join business b on b.id = l.business_id
    left join currency y on y.id = b.currency_id
  ), shown as (
    select r.*, coalesce(u.booking_id, v.booking_id) as booking_id, u.event_attendee_id, u.coworker_invoice_line_id,
      s.reference,
      -- Why credit moved for a charge is the charge: what the caller called it, else the name of what was paid.
      coalesce(r.reason, u.description, place.name, event.name, line.description) as why
    from running r
    left join coworker_booking_credit_use_history u
      on u.coworker_id = ${coworkerId} and u.id = r.use_id and r.unit = 'Money'
    left join coworker_extra_service_use_history v
      on v.coworker_id = ${coworkerId} and v.id = r.use_id and r.unit = 'Time'
    left join settlement s
      on s.coworker_id = coalesce(u.used_by_id, v.used_by_id)
      and s.id = coalesce(u.settlement_id, v.settlement_id)
    left join booking on booking.id = coalesce(u.booking_id, v.booking_id)
    -- A booking that was cancelled is remembered there.
    left join cancelled_booking cancelled
      on booking.id is null and cancelled.original_booking_id = coalesce(u.booking_id, v.booking_id)::text
    left join resource place on place.id = coalesce(booking.resource_id, cancelled.resource_id)
    left join event_attendee ticket on ticket.id = u.event_attendee_id
    left join calendar_event event on event.id = ticket.calendar_event_id
    left join coworker_invoice_line line on line.id = u.coworker_invoice_line_id
    where (${from === undefined ? null : new Date(from).toISOString()}::timestamptz is null
        or r.occurred_at >= ${from === undefined ? null : new Date(from).toISOString()}::timestamptz)
      and (${to === undefined ? null : new Date(to).toISOString()}::timestamptz is null
        or r.occurred_at < ${to === undefined ? null : new Date(to).toISOString()}::timestamptz)
      and (${kinds ? [...kinds] : null}::text[] is null or r.kind = any(${kinds ? [...kinds] : null}::text[]))
      and (${creditId ?? null}::bigint is null or r.credit_id = ${creditId ?? null}::bigint)
      and (${reference ?? null}::text is null or lower(s.reference) = lower(${reference ?? null}::text))
  )`

export async function listStatement(
  executor: Executor,
  span: StatementSpan,
  page: StatementPaging,
): Promise<readonly StatementRow[]> {
  const order = page.descending ? sql`desc` : sql`asc`
  const last = page.descending ? sql`desc nulls first` : sql`asc nulls last`
  const { rows } = await sql<StatementRow>`
    ${statement(span)}
    select sequence, occurred_at as "occurredOn", recorded_at as "recordedOn", kind, unit,
      currency_code as "currencyCode", credit_id as "creditId", time_credit_id as "timeCreditId", description,
      amount, remaining, round(balance * 10000)::double precision as balance,
      use_id as "useId", booking_id as "bookingId", event_attendee_id as "eventAttendeeId",
      coworker_invoice_line_id as "invoiceLineId", made_by as "by", why as reason, reference, contract_id as "contractId",
      sale_id as "saleId"
    from shown
    order by occurred_at ${order}, after ${order}, sequence ${last}
    limit ${page.limit} offset ${page.offset}`.execute(executor)
  return rows
}

export async function countStatement(executor: Executor, span: StatementSpan): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    ${statement(span)} select count(*) as total from shown`.execute(executor)
  return rows[0]?.total ?? 0
}

export interface BalanceRow {
  readonly on: number
  readonly currencyCode: string
  readonly balance: Amount
}

/** What a customer held in money at the end of each day on which it changed, days as its location counts them. */
export async function listBalances(
  executor: Executor,
  span: StatementSpan,
  page: { readonly limit: number },
): Promise<readonly BalanceRow[]> {
  const { rows } = await sql<BalanceRow>`
    ${statement(span)}, ended as (
      select distinct on (currency_code, date_trunc('day', occurred_at, zone.name))
        occurred_at as "on", currency_code as "currencyCode",
        round(balance * 10000)::double precision as balance
      from shown, (
        select coalesce(max(z.iana), 'UTC') as name
        from coworker c
        join business l on l.id = coalesce(c.invoicing_business_id, c.businesses[1])
        join simple_time_zone z on z.id = l.simple_time_zone_id
        where c.id = ${span.coworkerId}
      ) zone
      where unit = 'Money' and currency_code is not null
      order by currency_code, date_trunc('day', occurred_at, zone.name),
        occurred_at desc, after desc, sequence desc nulls first
    )
    select * from (select * from ended order by "on" desc limit ${page.limit}) newest
    order by "on", "currencyCode"`.execute(executor)
  return rows
}
