// What booking rates (ExtraService) say about prices.

import { type RawBuilder, sql } from 'kysely'
import type { Amount } from '../engine/amount.ts'
import type { Executor } from './database.ts'

/** The unit of a rate or of time credit as the engine takes it: one that nobody set counts minutes (wire X7). */
export function unitIn(column: string): RawBuilder<unknown> {
  return sql`coalesce(nullif(${sql.ref(column)}, 0), 1)`
}

/** Whether a rate of the location for one of the resource types has a credit price; no types means every type (domain G2). */
export async function hasCreditPrice(
  executor: Executor,
  businessId: number,
  resourceTypes: readonly number[],
): Promise<boolean> {
  const types = sql`${[...resourceTypes]}::bigint[]`
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from extra_service
      where credit_price is not null
        and (resource_types && ${types} or (cardinality(${types}) = 0 and business_id = ${businessId}))
    ) as found`.execute(executor)
  return rows[0]?.found ?? false
}

export async function findRatePrice(
  executor: Executor,
  rateId: number,
): Promise<Amount | undefined> {
  const { rows } = await sql<{ price: Amount }>`
    select price from extra_service where id = ${rateId}`.execute(executor)
  return rows[0]?.price
}

/** Whether time or printing credit may be counted by a rate. */
export async function isRateOfCredit(executor: Executor, rateId: number): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from extra_service where id = ${rateId} and (is_booking_credit or is_printing_credit)
    ) as found`.execute(executor)
  return rows[0]?.found ?? false
}

export interface PassTerms {
  readonly price: Amount
  readonly minutesIncluded: number | null
}

export async function findPass(executor: Executor, passId: number): Promise<PassTerms | undefined> {
  const { rows } = await sql<PassTerms>`
    select price, minutes_included as "minutesIncluded" from time_pass where id = ${passId}`.execute(
    executor,
  )
  return rows[0]
}
