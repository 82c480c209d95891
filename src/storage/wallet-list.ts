// Wallets as a list: one row a customer, one statement a page.

import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'
import { isFrozen, runs, timestamp } from './derived.ts'
import type { Locations } from './where.ts'

/** What a customer is to the house: suspended or archived ones spend nothing, contacts have no plan (domain A8, S26). */
export const walletStatuses = ['Active', 'Contact', 'Suspended', 'Archived'] as const
export type WalletStatus = (typeof walletStatuses)[number]

/** Sums are ten-thousandths of the currency of the invoicing location, as far as numbers go exact. */
export interface WalletRow {
  readonly coworkerId: number
  readonly fullName: string
  readonly email: string
  readonly businessId: number | null
  readonly businessName: string | null
  readonly currencyCode: string | null
  readonly status: WalletStatus
  readonly tariffId: number | null
  readonly tariffName: string | null
  readonly spendable: number
  readonly in7Days: number
  readonly in30Days: number
  readonly pending: number
  readonly credits: number
  readonly lastMovementOn: number | null
  /** Total of what is valid now, used up or not; what running low is measured by. */
  readonly validTotal: number
  readonly isLow: boolean
  /** Credits with something left that can never pay, cannot pay for now, or lie with somebody who may not spend. */
  readonly useless: number
  readonly frozen: number
  readonly suspended: number
}

/** The columns a list may be ordered by. */
const orders = {
  CoworkerId: sql`p.coworker_id`,
  CoworkerFullName: sql`p.full_name`,
  Email: sql`p.email`,
  BusinessId: sql`p.business_id`,
  BusinessName: sql`p.business_name`,
  CurrencyCode: sql`p.currency_code`,
  Status: sql`p.status`,
  TariffId: sql`p.tariff_id`,
  TariffName: sql`p.tariff_name`,
  Spendable: sql`f.spendable`,
  ExpiringIn7Days: sql`f.in_7_days`,
  ExpiringIn30Days: sql`f.in_30_days`,
  Pending: sql`f.pending`,
  Credits: sql`f.credits`,
  Warnings: sql`f.warnings`,
  LastMovementOn: sql`m.last_movement_on`,
} as const

export type WalletOrder = keyof typeof orders

const ofFigures: ReadonlySet<WalletOrder> = new Set([
  'Spendable',
  'ExpiringIn7Days',
  'ExpiringIn30Days',
  'Pending',
  'Credits',
  'Warnings',
])

export interface WalletQuery {
  readonly locations: Locations
  /** Epoch milliseconds. */
  readonly now: number
  readonly businessIds: readonly number[] | undefined
  readonly tariffIds: readonly number[] | undefined
  readonly statuses: readonly WalletStatus[] | undefined
  /** Part of the name or of the email, in any case. */
  readonly name: string | undefined
  readonly hasWarnings: boolean | undefined
  readonly orderBy: WalletOrder
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
}

/**
 * The page and how many rows there are in all. What the order and the filters need is worked out for everybody, the rest
 * for the page alone.
 */
export async function listWallets(
  executor: Executor,
  query: WalletQuery,
): Promise<{ readonly rows: readonly WalletRow[]; readonly totalItems: number }> {
  const needsFigures = ofFigures.has(query.orderBy) || query.hasWarnings !== undefined
  const direction = query.descending ? sql`desc nulls last` : sql`asc nulls first`
  const order = sql`${orders[query.orderBy]} ${direction}, p.coworker_id`
  const everybody = sql`left join (${figures(query.now, sql``)}) f on f.coworker_id = p.coworker_id`
  const { rows } = await sql<WalletRow & { readonly totalItems: number }>`
    with person as (${people(query)}),
    chosen as (
      select p.* from person p
      ${needsFigures ? everybody : sql``}
      where ${figureFilter(query)}
    ),
    page as (
      select p.* from chosen p
      ${ofFigures.has(query.orderBy) ? everybody : sql``}
      ${query.orderBy === 'LastMovementOn' ? lastMovement : sql``}
      order by ${order}
      limit ${query.limit} offset ${query.offset}
    )
    select total.items as "totalItems", p.coworker_id as "coworkerId", p.full_name as "fullName", p.email,
      p.business_id as "businessId", p.business_name as "businessName", p.currency_code as "currencyCode", p.status,
      p.tariff_id as "tariffId", p.tariff_name as "tariffName", m.last_movement_on as "lastMovementOn",
      ${exactly('f.spendable')} as spendable, ${exactly('f.in_7_days')} as "in7Days",
      ${exactly('f.in_30_days')} as "in30Days", ${exactly('f.pending')} as pending,
      ${exactly('f.valid_total')} as "validTotal", coalesce(f.credits, 0) as credits, coalesce(f.is_low, false) as "isLow",
      coalesce(f.useless, 0) as useless, coalesce(f.frozen, 0) as frozen, coalesce(f.suspended, 0) as suspended
    from (select count(*) as items from chosen) total
    left join page p on true
    left join lateral (${figures(query.now, sql`and c.coworker_id = p.coworker_id`)}) f on true
    ${lastMovement}
    order by ${order}`.execute(executor)
  const totalItems = rows[0]?.totalItems ?? 0
  return { rows: rows.filter((row) => row.coworkerId !== null), totalItems }
}

// Sums of credits may be larger than any amount, so they come out as plain numbers of ten-thousandths.
const exactly = (column: string) =>
  sql`round(coalesce(${sql.ref(column)}, 0) * 10000)::double precision`

// The journal is in order of sequence, so its last row is found without reading the others.
const lastMovement = sql`
  left join lateral (
    select occurred_at as last_movement_on from credit_movement
    where coworker_id = p.coworker_id order by sequence desc limit 1
  ) m on true`

/** Customers whom the caller may see, with their place, plan and status; only filters of their own apply. */
function people(query: WalletQuery): RawBuilder<unknown> {
  const clauses = [sql`true`]
  const ids = (list: readonly number[]) => sql`${[...list]}::bigint[]`
  if (query.locations) clauses.push(sql`c.businesses && ${ids(query.locations)}`)
  if (query.businessIds) {
    clauses.push(
      sql`(c.businesses && ${ids(query.businessIds)} or l.id = any(${ids(query.businessIds)}))`,
    )
  }
  if (query.tariffIds) clauses.push(sql`k.tariff_id = any(${ids(query.tariffIds)})`)
  if (query.statuses) clauses.push(sql`${status} = any(${[...query.statuses]}::text[])`)
  if (query.name !== undefined) {
    const part = `%${query.name.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    clauses.push(sql`(c.full_name ilike ${part} or c.email ilike ${part})`)
  }
  return sql`
    select c.id as coworker_id, c.full_name, c.email, l.id as business_id, l.name as business_name,
      y.code as currency_code, ${status} as status, k.tariff_id, t.name as tariff_name
    from coworker c
    left join business l on l.id = coalesce(c.invoicing_business_id, c.businesses[1])
    left join currency y on y.id = l.currency_id
    left join lateral (
      select (array_agg(main.tariff_id order by main.id))[1] as tariff_id,
        bool_or(not ${isFrozen(sql.ref('main.id'), query.now)}) as is_member
      from coworker_contract main
      where main.coworker_id = c.id and ${runs('main', query.now)}
    ) k on true
    left join tariff t on t.id = k.tariff_id
    where ${sql.join(clauses, sql` and `)}`
}

const status = sql`
  case when c.archived then 'Archived' when not c.active then 'Suspended'
    when k.is_member then 'Active' else 'Contact' end`

function figureFilter({ hasWarnings }: WalletQuery): RawBuilder<unknown> {
  if (hasWarnings === undefined) return sql`true`
  return hasWarnings ? sql`f.warnings > 0` : sql`coalesce(f.warnings, 0) = 0`
}

/** Less than this part of what is valid is left: running low. */
export const lowShare = 5

/**
 * What a customer's open money credit comes to, by the rules by which a wallet answers it: what is valid, in the currency
 * of the invoicing location, of a contract that runs, and of somebody who may spend.
 */
function figures(now: number, whose: RawBuilder<unknown>): RawBuilder<unknown> {
  const at = timestamp(now)
  return sql`
    select s.*, (s.in_7_days > 0)::int + s.is_low::int + (s.useless > 0)::int + (s.frozen > 0)::int
      + (s.suspended > 0)::int as warnings
    from (
      select o.coworker_id,
        coalesce(sum(o.remaining) filter (where o.is_usable), 0) as spendable,
        coalesce(sum(o.remaining) filter (where o.is_usable and o.expire_date <= ${at} + interval '7 days'), 0) as in_7_days,
        coalesce(sum(o.remaining) filter (where o.is_usable and o.expire_date <= ${at} + interval '30 days'), 0)
          as in_30_days,
        coalesce(sum(o.remaining) filter (where o.is_pending), 0) as pending,
        coalesce(sum(o.total) filter (where o.is_usable), 0) as valid_total,
        coalesce(sum(o.remaining) filter (where o.is_usable) * ${lowShare}::int < sum(o.total) filter (where o.is_usable), false)
          as is_low,
        count(*) filter (where o.remaining > 0) as credits,
        count(*) filter (where o.remaining > 0 and o.is_useless) as useless,
        count(*) filter (where o.remaining > 0 and o.is_frozen) as frozen,
        count(*) filter (where o.remaining > 0 and not o.is_free) as suspended
      from (
        select e.*,
          e.is_own and e.is_free and e.is_valid and not e.has_ended and not e.is_frozen as is_usable,
          e.is_own and e.is_free and not e.is_valid and not e.has_ended as is_pending,
          e.has_no_purpose or e.has_ended as is_useless
        from (
          select c.coworker_id, c.remaining_credit as remaining, c.total_credit as total, c.expire_date,
            coalesce(b.currency_id = l.currency_id, false) as is_own, h.active and not h.archived as is_free,
            coalesce(c.valid_from <= ${at}, true) as is_valid,
            coalesce(k.cancellation_date <= ${at}, false) as has_ended,
            c.contract_id is not null and ${isFrozen(sql.ref('c.contract_id'), now)} as is_frozen,
            not (c.cane_be_used_for_bookings or c.cane_be_used_for_events or c.is_universal_credit) as has_no_purpose
          from coworker_booking_credit c
          join coworker h on h.id = c.coworker_id
          join business b on b.id = c.business_id
          left join business l on l.id = coalesce(h.invoicing_business_id, h.businesses[1])
          left join coworker_contract k on k.id = c.contract_id
          where c.deleted_on is null and coalesce(c.expire_date > ${at}, true) ${whose}
        ) e
      ) o
      group by o.coworker_id
    ) s`
}
