// The statement of a wallet: its movements, and the expiries that follow from them, with running balances.

import { type RawBuilder, sql } from 'kysely'
import type { Amount } from '../engine/amount.ts'
import type { Executor } from './database.ts'
import { lostAt, timestamp } from './derived.ts'

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
  /** Whom a use served: in a team somebody else than whose credit it is (domain W47). */
  readonly usedById: number | null
  readonly usedByName: string | null
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
 * An expiry takes what was left when the validity of a credit ended, or the contract that granted it. Whatever moves on the
 * credit later is followed by an expiry of the same size, so that what is lost never adds to a balance. Neither is stored
 * (design 3.4).
 *
 * Balances add up credits, so they may be larger than any amount: they come out as plain numbers of ten-thousandths,
 * exact as far as amounts are and the nearest there is beyond, as in the wallet.
 */
const statement = ({ coworkerId, from, to, kinds, creditId, reference, now }: StatementSpan) => sql`
  with credit as (
    select 'Money' as unit, c.id, ${ending('c')}, c.business_id, c.description, c.contract_id, c.sale_id
    from coworker_booking_credit c left join coworker_contract k on k.id = c.contract_id
    where c.coworker_id = ${coworkerId}
    union all
    select 'Time', t.id, ${ending('t')}, t.business_id, t.notes, t.contract_id, t.sale_id
    from coworker_extra_service t left join coworker_contract k on k.id = t.contract_id
    where t.coworker_id = ${coworkerId}
  ), held as (
    -- Found credit by credit, so a span costs what happened in it and not what happened before.
    select credit.*, y.code as currency_code, case when credit.unit = 'Time' then credit.id end as balanced_alone
    from credit
    left join business b on b.id = credit.business_id
    left join currency y on y.id = b.currency_id
  ), moved as (
    select m.sequence, m.occurred_at, m.recorded_at, m.kind, held.*, m.amount, m.remaining, m.use_id, m.made_by, m.reason
    from held
    join lateral (${movementsOf(coworkerId, { from, to })}) m on true
  ), lost as (
    select null::bigint as sequence, held.lost_at as occurred_at, held.lost_at as recorded_at, 'Expire' as kind,
      held.*, -m.remaining as amount, 0::numeric(19,4) as remaining, null::bigint as use_id, null as made_by,
      held.what_ends || ' ended' as reason, m.sequence as after, 0 as turn
    from held
    join lateral (${lastMovementOf(coworkerId, sql`held.lost_at`)}) m on true
    where held.lost_at <= ${timestamp(now)} and m.remaining <> 0 ${within(sql`held.lost_at`, { from, to })}
  ), late as (
    select null::bigint as sequence, occurred_at, recorded_at, 'Expire' as kind, unit, id, lost_at, what_ends,
      business_id, description, contract_id, sale_id, currency_code, balanced_alone, -amount as amount,
      0::numeric(19,4) as remaining, null::bigint as use_id, null as made_by, what_ends || ' had ended' as reason,
      sequence as after, 1 as turn
    from moved
    where lost_at <= ${timestamp(now)} and occurred_at >= lost_at and amount <> 0
  ), lines as (
    -- What ends at an instant ends before anything begins at it, whenever that was recorded.
    select *, sequence as after, 1 as turn from moved
    union all select * from lost
    union all select * from late
  ), opening as (
    ${openingBalances(coworkerId, from, now)}
  ), running as (
    select l.*, case when l.unit = 'Money' then l.id end as credit_id,
      case when l.unit = 'Time' then l.id end as time_credit_id,
      coalesce(o.balance, 0) + sum(l.amount) over (
        partition by l.unit, l.currency_code, l.balanced_alone
        order by l.occurred_at, l.turn, l.after, l.sequence nulls last
      ) as balance
    from lines l
    left join opening o on o.unit = l.unit and o.currency_code is not distinct from l.currency_code
      and o.balanced_alone is not distinct from l.balanced_alone
  ), shown as (
    select r.*, coalesce(u.booking_id, v.booking_id) as booking_id, u.event_attendee_id, u.coworker_invoice_line_id,
      s.reference, customer.id as used_by_id, customer.full_name as used_by_name,
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
    left join coworker customer on customer.id = coalesce(u.used_by_id, v.used_by_id)
    left join booking on booking.id = coalesce(u.booking_id, v.booking_id)
    -- A booking that was cancelled is remembered there.
    left join cancelled_booking cancelled
      on booking.id is null and cancelled.original_booking_id = coalesce(u.booking_id, v.booking_id)::text
    left join resource place on place.id = coalesce(booking.resource_id, cancelled.resource_id)
    left join event_attendee ticket on ticket.id = u.event_attendee_id
    left join calendar_event event on event.id = ticket.calendar_event_id
    left join coworker_invoice_line line on line.id = u.coworker_invoice_line_id
    where (${kinds ? [...kinds] : null}::text[] is null or r.kind = any(${kinds ? [...kinds] : null}::text[]))
      and (${creditId ?? null}::bigint is null or r.credit_id = ${creditId ?? null}::bigint)
      and (${reference ?? null}::text is null or lower(s.reference) = lower(${reference ?? null}::text))
  )`

/** When a credit is lost, and what ends then; `k` is the contract that granted it. */
const ending = (credit: string) => sql`
  ${lostAt(credit, 'k')} as lost_at,
  case when ${lostAt(credit, 'k')} = ${sql.ref(`${credit}.expire_date`)} then 'validity' else 'contract' end as what_ends`

/** The movements of a credit that `held` names, in a span. */
function movementsOf(coworkerId: number, span: Pick<StatementSpan, 'from' | 'to'>) {
  return ofCredit(
    (column) => sql`
      select * from credit_movement m
      where m.coworker_id = ${coworkerId} and m.${sql.ref(column)} = held.id ${within(sql`m.occurred_at`, span)}`,
  )
}

/** The last movement of a credit that `held` names before an instant. */
function lastMovementOf(coworkerId: number, before: RawBuilder<unknown>) {
  return ofCredit(
    (column) => sql`(
      select * from credit_movement m
      where m.coworker_id = ${coworkerId} and m.${sql.ref(column)} = held.id and m.occurred_at < ${before}
      order by m.occurred_at desc, m.sequence desc
      limit 1)`,
  )
}

// Money and time have columns and indexes of their own.
function ofCredit(select: (column: string) => RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select * from (${select('coworker_booking_credit_id')}) money where held.unit = 'Money'
    union all select * from (${select('coworker_extra_service_id')}) time_credit where held.unit = 'Time'`
}

function within(
  instant: RawBuilder<unknown>,
  { from, to }: Pick<StatementSpan, 'from' | 'to'>,
): RawBuilder<unknown> {
  const since = from === undefined ? sql`` : sql`and ${instant} >= ${timestamp(from)}`
  return to === undefined ? since : sql`${since} and ${instant} < ${timestamp(to)}`
}

/** What was held when the span began: what was left of every credit that was not lost by then. */
function openingBalances(coworkerId: number, from: number | undefined, now: number) {
  if (from === undefined) {
    return sql`
      select null::text as unit, null::text as currency_code, null::bigint as balanced_alone, 0 as balance where false`
  }
  return sql`
    select held.unit, held.currency_code, held.balanced_alone, sum(m.remaining) as balance
    from held
    join lateral (${lastMovementOf(coworkerId, timestamp(from))}) m on true
    where held.lost_at is null or held.lost_at > ${timestamp(now)} or held.lost_at >= ${timestamp(from)}
    group by held.unit, held.currency_code, held.balanced_alone`
}

/** A page of a statement and how many lines there are in all, which a page beyond the end does not know. */
export async function listStatement(
  executor: Executor,
  span: StatementSpan,
  page: StatementPaging,
): Promise<{ readonly rows: readonly StatementRow[]; readonly totalItems: number | undefined }> {
  const order = page.descending ? sql`desc` : sql`asc`
  const last = page.descending ? sql`desc nulls first` : sql`asc nulls last`
  const { rows } = await sql<StatementRow & { readonly total: number }>`
    ${statement(span)}
    select (select count(*) from shown) as total, sequence, occurred_at as "occurredOn",
      recorded_at as "recordedOn", kind, unit,
      currency_code as "currencyCode", credit_id as "creditId", time_credit_id as "timeCreditId", description,
      amount, remaining, round(balance * 10000)::double precision as balance,
      use_id as "useId", booking_id as "bookingId", event_attendee_id as "eventAttendeeId",
      coworker_invoice_line_id as "invoiceLineId", made_by as "by", used_by_id as "usedById",
      used_by_name as "usedByName", why as reason, reference, contract_id as "contractId",
      sale_id as "saleId"
    from shown
    order by occurred_at ${order}, turn ${order}, after ${order}, sequence ${last}
    limit ${page.limit} offset ${page.offset}`.execute(executor)
  return { rows, totalItems: rows[0]?.total ?? (page.offset > 0 ? undefined : 0) }
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
        occurred_at desc, turn desc, after desc, sequence desc nulls first
    )
    select * from (select * from ended order by "on" desc limit ${page.limit}) newest
    order by "on", "currencyCode"`.execute(executor)
  return rows
}
