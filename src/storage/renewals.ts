// Contracts that are due, the offers of their plans, and the keys of what was granted.

import { sql } from 'kysely'
import type { Span } from '../engine/credit.ts'
import type { Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

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
    order by grants_due_on, id limit ${limit}`.execute(executor)
  return rows
}

/** Contracts on a plan that may still be granted something. */
export async function listContractsOnPlan(
  executor: Executor,
  tariffId: number,
): Promise<readonly DueContract[]> {
  const { rows } = await sql<DueContract>`
    select id, coworker_id as "coworkerId" from coworker_contract
    where tariff_id = ${tariffId} and not cancelled
    order by coworker_id, id`.execute(executor)
  return rows
}

export interface RenewableContract {
  readonly id: number
  readonly coworkerId: number
  readonly uniqueId: string
  readonly tariffId: number
  readonly nextTariffId: number | null
  readonly businessId: number
  readonly startsAt: number
  readonly endsAt: number | null
  readonly createdAt: number
  readonly billingDay: number
  readonly quantity: number
  readonly renewalDate: number | null
  readonly cycleMonths: number
  readonly cycleWeeks: number
  readonly timeZone: string
  readonly pauses: readonly Span[]
}

/** The contract as it stands, held until the transaction ends. */
export async function lockContract(
  executor: Executor,
  id: number,
): Promise<RenewableContract | undefined> {
  await sql`select id from coworker_contract where id = ${id} for update`.execute(executor)
  return findContract(executor, id)
}

/** The same without holding it. */
export async function findContract(
  executor: Executor,
  id: number,
): Promise<RenewableContract | undefined> {
  const { rows } = await sql<Omit<RenewableContract, 'pauses'>>`
    select k.id, k.coworker_id as "coworkerId", k.unique_id as "uniqueId", k.tariff_id as "tariffId",
      k.next_tariff_id as "nextTariffId", k.issued_by_id as "businessId",
      coalesce(k.start_date, k.created_on) as "startsAt",
      case when k.cancelled then k.cancellation_date end as "endsAt", k.created_on as "createdAt",
      k.billing_day as "billingDay", k.quantity, k.renewal_date as "renewalDate",
      t.invoice_every as "cycleMonths", t.invoice_every_weeks as "cycleWeeks", z.iana as "timeZone"
    from coworker_contract k
    join tariff t on t.id = k.tariff_id
    join business b on b.id = k.issued_by_id
    join simple_time_zone z on z.id = b.simple_time_zone_id
    where k.id = ${id}`.execute(executor)
  const [row] = rows
  if (!row) return undefined
  const pauses = await sql<Span>`
    select pause_from as "from", pause_until as until from contract_paused_period
    where coworker_contract_id = ${id} order by id`.execute(executor)
  return { ...row, pauses: pauses.rows }
}

/** The start of the last period granted, by `<unit> <offer id>`; deleted credits count, so nothing comes twice. */
export async function lastGrants(
  executor: Executor,
  contract: { readonly id: number; readonly coworkerId: number },
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ unit: Unit; offerId: number; start: number }>`
    select unit, offer_id as "offerId", max(period_start) as start from grant_key
    where coworker_id = ${contract.coworkerId} and contract_id = ${contract.id}
    group by unit, offer_id`.execute(executor)
  return new Map(rows.map((row) => [`${row.unit} ${row.offerId}`, row.start]))
}

export interface GrantKey {
  readonly coworkerId: number
  readonly contractId: number
  readonly unit: Unit
  readonly offerId: number
  readonly periodStart: number
  readonly creditId: number
}

export async function insertGrantKey(executor: Executor, key: GrantKey): Promise<void> {
  await sql`
    insert into grant_key (coworker_id, contract_id, unit, offer_id, period_start, credit_id)
    values (${key.coworkerId}, ${key.contractId}, ${key.unit}, ${key.offerId}, ${timestamp(key.periodStart)},
      ${key.creditId})`.execute(executor)
}

/** Writes when the contract is due next, its next renewal, and the plan it has changed to. */
export async function writeRenewal(
  executor: Executor,
  renewal: {
    readonly contractId: number
    readonly tariffId: number
    readonly nextTariffId: number | null
    readonly renewalDate: number | null
    readonly dueOn: number | null
  },
): Promise<void> {
  const optional = (instant: number | null) => (instant === null ? sql`null` : timestamp(instant))
  await sql`
    update coworker_contract
    set tariff_id = ${renewal.tariffId}, next_tariff_id = ${renewal.nextTariffId},
      renewal_date = ${optional(renewal.renewalDate)}, grants_due_on = ${optional(renewal.dueOn)}
    where id = ${renewal.contractId}`.execute(executor)
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
