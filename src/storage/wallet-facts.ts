// What settling has to know about a wallet: its credits, its teams, the contracts of the holders.

import { type RawBuilder, sql } from 'kysely'
import type { Amount } from '../engine/amount.ts'
import type { Terms } from '../engine/credit.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'
import { numbers } from './lists.ts'
import { termsColumn, termsIn } from './terms.ts'

export interface HolderRow {
  readonly id: number
  readonly isSuspended: boolean
  /** The invoicing location, which may be gone. */
  readonly businessId: number | null
  /** The locations the customer belongs to; whoever may see one of them sees the wallet. */
  readonly locations: readonly number[]
}

/** Customers with their invoicing location; suspended when inactive or archived (domain S26). */
export async function listHolders(
  executor: Executor,
  ids: readonly number[],
): Promise<readonly HolderRow[]> {
  const { rows } = await sql<HolderRow>`
    select ${holderColumns}, ${invoicingLocation} as "businessId" from coworker c
    where c.id = any(${numbers(ids)})`.execute(executor)
  return rows
}

const invoicingLocation = sql`coalesce(c.invoicing_business_id, c.businesses[1])`

const holderColumns = sql`
  c.id, (not c.active or c.archived) as "isSuspended", c.businesses as locations`

/** A customer as those who read a wallet know one. */
export interface NamedHolder extends HolderRow {
  readonly fullName: string
  readonly email: string
  readonly businessName: string | null
  readonly currencyCode: string | null
  /** IANA name of the time zone of the invoicing location. */
  readonly timeZone: string | null
}

export async function listNamedHolders(
  executor: Executor,
  ids: readonly number[],
): Promise<readonly NamedHolder[]> {
  const { rows } = await sql<NamedHolder>`
    select ${holderColumns}, c.full_name as "fullName", c.email, l.id as "businessId", l.name as "businessName",
      y.code as "currencyCode", z.iana as "timeZone"
    from coworker c
    left join business l on l.id = ${invoicingLocation}
    left join currency y on y.id = l.currency_id
    left join simple_time_zone z on z.id = l.simple_time_zone_id
    where c.id = any(${numbers(ids)})`.execute(executor)
  return rows
}

export interface TeamRow {
  readonly id: number
  readonly payerId: number
  readonly members: readonly number[]
  readonly sharesMoney: boolean
  readonly sharesTime: boolean
  readonly isPooled: boolean
}

/** Teams of these customers that share anything: those with a paying customer who belongs to them (domain L1). */
export async function listTeams(
  executor: Executor,
  coworkerIds: readonly number[],
): Promise<readonly TeamRow[]> {
  const { rows } = await sql<TeamRow>`
    select id, paying_member_id as "payerId", team_members as members,
      share_booking_credit as "sharesMoney", share_extra_services as "sharesTime",
      transfer_credits_to_paying_member as "isPooled"
    from team
    where team_members && ${numbers(coworkerIds)} and paying_member_id = any(team_members)
      and (share_booking_credit or share_extra_services or transfer_credits_to_paying_member)
    order by id`.execute(executor)
  return rows
}

export interface CreditRow {
  readonly id: number
  readonly coworkerId: number
  readonly businessId: number
  readonly description: string | null
  readonly total: Amount
  readonly remaining: Amount
  readonly validFrom: number | null
  readonly expiresAt: number | null
  readonly createdAt: number
  readonly usesCreditPrice: boolean
  readonly contractId: number | null
  readonly saleId: number | null
  readonly offerName: string | null
  readonly terms: Terms
}

type StoredCredit = Omit<CreditRow, 'terms'> & { terms: string }

function withTerms(rows: readonly StoredCredit[]): readonly CreditRow[] {
  return rows.map((row) => Object.assign(row, { terms: termsIn(row.terms) }))
}

const creditColumns = (remaining: RawBuilder<unknown>) => sql`
  c.id, c.coworker_id as "coworkerId", c.business_id as "businessId", c.description, c.total_credit as total,
  ${remaining} as remaining, c.valid_from as "validFrom", c.expire_date as "expiresAt",
  c.created_on as "createdAt", c.use_credit_price as "usesCreditPrice", c.contract_id as "contractId",
  c.sale_id as "saleId", o.name as "offerName", ${termsColumn} as terms`

const creditTables = sql`
  coworker_booking_credit c
  left join tariff_booking_credit o on o.id = c.tariff_booking_credit_id`

/**
 * Credits that matter at an instant: not deleted, and not expired before `since`. Long-expired ones could pay nothing,
 * and reading a balance must not cost more with every past month (R48).
 */
export async function listCredits(
  executor: Executor,
  coworkerIds: readonly number[],
  since: number,
): Promise<readonly CreditRow[]> {
  const { rows } = await sql<StoredCredit>`
    select ${creditColumns(sql`c.remaining_credit`)}
    from ${creditTables}
    where c.coworker_id = any(${numbers(coworkerIds)}) and c.deleted_on is null
      and (c.expire_date is null or c.expire_date > ${timestamp(since)})
    order by c.id`.execute(executor)
  return withTerms(rows)
}

/** The same as the journal had it at an instant: what each credit held after its last movement until then. */
export async function listCreditsAsOf(
  executor: Executor,
  coworkerId: number,
  at: number,
  since: number,
): Promise<readonly CreditRow[]> {
  const { rows } = await sql<StoredCredit>`
    select ${creditColumns(sql`m.remaining`)}
    from ${creditTables}
    cross join lateral (
      select remaining from credit_movement m
      where m.coworker_id = c.coworker_id and m.coworker_booking_credit_id = c.id
        and m.occurred_at <= ${timestamp(at)}
      order by m.occurred_at desc, m.sequence desc
      limit 1
    ) m
    where c.coworker_id = ${coworkerId} and (c.deleted_on is null or c.deleted_on > ${timestamp(at)})
      and (c.expire_date is null or c.expire_date > ${timestamp(since)})
    order by c.id`.execute(executor)
  return withTerms(rows)
}

export interface TimeCreditRow {
  readonly id: number
  readonly description: string | null
  readonly rateName: string
  readonly chargePeriod: number
  readonly total: number
  readonly remaining: number
  readonly validFrom: number | null
  readonly expiresAt: number | null
  readonly contractId: number | null
  readonly saleId: number | null
}

/** Time credit that is no charge of a booking (domain A6), as it is. */
export function listTimeCredits(
  executor: Executor,
  coworkerId: number,
  since: number,
): Promise<readonly TimeCreditRow[]> {
  return queryTimeCredits(executor, {
    remaining: sql`c.remaining_uses`,
    held: sql`c.deleted_on is null`,
    coworkerId,
    since,
  })
}

/** The same as it was at an instant, from the journal; what did not exist yet is left out. */
export function listTimeCreditsAsOf(
  executor: Executor,
  coworkerId: number,
  at: number,
  since: number,
): Promise<readonly TimeCreditRow[]> {
  const remaining = sql`(
    select m.remaining::bigint from credit_movement m
    where m.coworker_id = c.coworker_id and m.coworker_extra_service_id = c.id and m.occurred_at <= ${timestamp(at)}
    order by m.occurred_at desc, m.sequence desc
    limit 1)`
  return queryTimeCredits(executor, {
    remaining,
    held: sql`(c.deleted_on is null or c.deleted_on > ${timestamp(at)}) and ${remaining} is not null`,
    coworkerId,
    since,
  })
}

async function queryTimeCredits(
  executor: Executor,
  query: {
    readonly remaining: RawBuilder<unknown>
    readonly held: RawBuilder<unknown>
    readonly coworkerId: number
    readonly since: number
  },
): Promise<readonly TimeCreditRow[]> {
  const { rows } = await sql<TimeCreditRow>`
    select c.id, c.notes as description, r.name as "rateName", c.charge_period as "chargePeriod",
      c.total_uses as total, ${query.remaining} as remaining, c.valid_from as "validFrom",
      c.expire_date as "expiresAt", c.contract_id as "contractId", c.sale_id as "saleId"
    from coworker_extra_service c
    join extra_service r on r.id = c.extra_service_id
    where c.coworker_id = ${query.coworkerId} and not c.automatically_added and ${query.held}
      and (c.expire_date is null or c.expire_date > ${timestamp(query.since)})
    order by c.id`.execute(executor)
  return rows
}

export interface ContractRow {
  readonly id: number
  readonly coworkerId: number
  readonly tariffId: number
  readonly startsAt: number | null
  readonly endsAt: number | null
  readonly pauses: readonly { readonly from: number; readonly until: number }[]
}

/** Contracts of customers, ended ones included, because credit is judged at other instants than now. */
export async function listContracts(
  executor: Executor,
  coworkerIds: readonly number[],
): Promise<readonly ContractRow[]> {
  if (coworkerIds.length === 0) return []
  const { rows } = await sql<Omit<ContractRow, 'pauses'> & { pauses: string }>`
    select k.id, k.coworker_id as "coworkerId", k.tariff_id as "tariffId", k.start_date as "startsAt",
      k.cancellation_date as "endsAt",
      coalesce((
        select json_agg(json_build_array(
          extract(epoch from p.pause_from)::float8 * 1000, extract(epoch from p.pause_until)::float8 * 1000))
        from contract_paused_period p where p.coworker_contract_id = k.id
      ), '[]'::json)::text as pauses
    from coworker_contract k
    where k.coworker_id = any(${numbers(coworkerIds)})
    order by k.id`.execute(executor)
  return rows.map((row) => ({
    ...row,
    pauses: (JSON.parse(row.pauses) as [number, number][]).map(([from, until]) => ({
      from,
      until,
    })),
  }))
}
