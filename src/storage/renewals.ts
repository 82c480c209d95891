// Contracts that are due, the offers of their plans, and the keys of what was granted.

import { sql } from 'kysely'
import type { Span } from '../engine/credit.ts'
import type { Period } from '../engine/renewal.ts'
import type { Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'
import { instants, numbers } from './lists.ts'

export interface DueContract {
  readonly id: number
  readonly coworkerId: number
}

/** Contracts with something to grant at an instant, the longest due first; of one customer or of all. */
export async function listDueContracts(
  executor: Executor,
  now: number,
  coworkerIds: readonly number[] | undefined,
  limit: number,
): Promise<readonly DueContract[]> {
  const whose = coworkerIds ? sql`and coworker_id = any(${[...coworkerIds]}::bigint[])` : sql``
  const { rows } = await sql<DueContract>`
    select id, coworker_id as "coworkerId" from coworker_contract
    where grants_due_on <= ${timestamp(now)} ${whose}
    order by grants_due_on limit ${limit}`.execute(executor)
  return rows
}

/** How many contracts are due at an instant. */
export async function countDueContracts(executor: Executor, now: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from coworker_contract where grants_due_on <= ${timestamp(now)}`.execute(
    executor,
  )
  return rows[0]?.count ?? 0
}

/** Contracts that are on a plan or about to change to it, and may still be granted something. */
export async function listContractsOnPlan(
  executor: Executor,
  tariffId: number,
  now: number,
): Promise<readonly DueContract[]> {
  const { rows } = await sql<DueContract>`
    select id, coworker_id as "coworkerId" from coworker_contract
    where (tariff_id = ${tariffId} or next_tariff_id = ${tariffId})
      and (coalesce(cancellation_date > ${timestamp(now)}, true) or grants_due_on <= ${timestamp(now)})
    order by coworker_id, id`.execute(executor)
  return rows
}

/** What the renewals of a contract follow from. */
export interface ContractTerms {
  readonly tariffId: number
  readonly nextTariffId: number | null
  readonly businessId: number
  readonly startsAt: number
  /** Since when it is on its plan, where that is not since its start. */
  readonly planSince: number | null
  /** When its cancellation takes effect, which a date announces and CANCEL_CONTRACT settles. */
  readonly endsAt: number | null
  readonly createdAt: number
  readonly billingDay: number
  readonly quantity: number
  readonly renewalDate: number | null
  /** Nothing that starts before this is open; null while nothing is due at all. */
  readonly dueOn: number | null
  readonly cycleMonths: number
  readonly cycleWeeks: number
  readonly timeZone: string
  readonly pauses: readonly Span[]
}

export interface RenewableContract extends ContractTerms {
  readonly id: number
  readonly coworkerId: number
}

/** The contract as it stands, held until the transaction ends. */
export async function lockContract(
  executor: Executor,
  id: number,
): Promise<RenewableContract | undefined> {
  await sql`select id from coworker_contract where id = ${id} for update`.execute(executor)
  return findContract(executor, id)
}

/** The contract without holding it. */
export async function findContract(
  executor: Executor,
  id: number,
): Promise<RenewableContract | undefined> {
  const { rows } = await sql<Omit<RenewableContract, 'pauses'>>`
    select k.id, k.coworker_id as "coworkerId", k.tariff_id as "tariffId",
      k.next_tariff_id as "nextTariffId", k.issued_by_id as "businessId",
      coalesce(k.start_date, k.created_on) as "startsAt", k.plan_since as "planSince",
      k.cancellation_date as "endsAt", k.created_on as "createdAt",
      k.billing_day as "billingDay", k.quantity, k.renewal_date as "renewalDate", k.grants_due_on as "dueOn",
      t.invoice_every as "cycleMonths", t.invoice_every_weeks as "cycleWeeks", z.iana as "timeZone"
    from coworker_contract k
    join tariff t on t.id = k.tariff_id
    join business b on b.id = k.issued_by_id
    join simple_time_zone z on z.id = b.simple_time_zone_id
    where k.id = ${id}`.execute(executor)
  const { rows: pauses } = await sql<Span>`
    select pause_from as "from", pause_until as until
    from contract_paused_period where coworker_contract_id = ${id} order by id`.execute(executor)
  return rows[0] && { ...rows[0], pauses }
}

interface ContractKey {
  readonly id: number
  readonly coworkerId: number
}

/** The last periods granted, by `<unit> <offer id>`. */
export type LastGrants = ReadonlyMap<string, Period>

/** Deleted credits count, so nothing comes twice. */
export async function lastGrants(executor: Executor, contract: ContractKey): Promise<LastGrants> {
  const { rows } = await sql<Period & { unit: Unit; offerId: number }>`
    select unit, offer_id as "offerId", max(period_start) as start, max(period_end) as "end"
    from grant_key where coworker_id = ${contract.coworkerId} and contract_id = ${contract.id}
    group by unit, offer_id`.execute(executor)
  return new Map(rows.map((row) => [`${row.unit} ${row.offerId}`, row]))
}

/** A contract that changes to its next plan, and when. */
export interface PlanChange extends ContractKey {
  readonly tariffId: number
  readonly at: number
}

/** Puts contracts on their next plans, of which everything from that instant on is due. */
export async function changePlans(
  executor: Executor,
  changes: readonly PlanChange[],
): Promise<void> {
  await sql`
    update coworker_contract
    set tariff_id = changed.tariff_id, next_tariff_id = null, renewal_date = null, plan_since = changed.at,
      grants_due_on = changed.at
    from unnest(
      ${numbers(changes.map((one) => one.id))}, ${numbers(changes.map((one) => one.tariffId))},
      ${instants(changes.map((one) => one.at))}
    ) as changed (id, tariff_id, at)
    where coworker_contract.id = changed.id`.execute(executor)
}

/** Every validity has a length (domain C8), so a credit that had not begun before keeps a second, which is over by then. */
const ending = sql`
  expire_date = ended.at, valid_from = least(credit.valid_from, ended.at - interval '1 second')`

/** Ends what contracts have granted and would last beyond an instant. */
export async function endGrants(
  executor: Executor,
  ends: readonly (ContractKey & { readonly at: number })[],
): Promise<void> {
  for (const table of [sql`coworker_booking_credit`, sql`coworker_extra_service`]) {
    await sql`
      update ${table} as credit
      set ${ending}
      from unnest(
        ${numbers(ends.map((one) => one.coworkerId))}, ${numbers(ends.map((one) => one.id))},
        ${instants(ends.map((one) => one.at))}
      ) as ended (coworker_id, contract_id, at)
      where credit.coworker_id = ended.coworker_id and credit.contract_id = ended.contract_id
        and credit.deleted_on is null and coalesce(credit.expire_date > ended.at, true)`.execute(
      executor,
    )
  }
}

/** Where the next grant of an offer begins for a contract. */
export interface NextGrant {
  readonly contractId: number
  readonly unit: Unit
  readonly offerId: number
  readonly at: number
}

/**
 * Ends what contracts were granted of the same offer where the next grant of it begins. What somebody made last longer than
 * it was granted for is theirs to end.
 */
export async function endLastGrants(executor: Executor, next: readonly NextGrant[]): Promise<void> {
  const tables = { Money: sql`coworker_booking_credit`, Time: sql`coworker_extra_service` }
  for (const unit of ['Money', 'Time'] as const) {
    const ends = next.filter((one) => one.unit === unit)
    if (ends.length === 0) continue
    await sql`
      update ${tables[unit]} as credit
      set ${ending}
      from unnest(
        ${numbers(ends.map((one) => one.contractId))}, ${numbers(ends.map((one) => one.offerId))},
        ${instants(ends.map((one) => one.at))}
      ) as ended (contract_id, offer_id, at)
      join coworker_contract k on k.id = ended.contract_id
      join grant_key g on g.coworker_id = k.coworker_id and g.contract_id = k.id and g.unit = ${unit}
        and g.offer_id = ended.offer_id and g.period_start < ended.at and g.period_end > ended.at
      where credit.coworker_id = g.coworker_id and credit.id = g.credit_id and credit.deleted_on is null
        and credit.expire_date > ended.at and credit.expire_date <= g.period_end`.execute(executor)
  }
}

/** What a contract on a plan would start from. */
export interface PlanTerms {
  readonly tariffId: number
  readonly businessId: number
  readonly invoicingDay: number | null
  readonly cycleMonths: number
  readonly cycleWeeks: number
  readonly timeZone: string
}

export async function findPlanTerms(
  executor: Executor,
  tariffId: number,
): Promise<PlanTerms | undefined> {
  const { rows } = await sql<PlanTerms>`
    select t.id as "tariffId", t.business_id as "businessId", t.default_invoicing_day as "invoicingDay",
      t.invoice_every as "cycleMonths", t.invoice_every_weeks as "cycleWeeks", z.iana as "timeZone"
    from tariff t
    join business b on b.id = t.business_id
    join simple_time_zone z on z.id = b.simple_time_zone_id
    where t.id = ${tariffId}`.execute(executor)
  return rows[0]
}
