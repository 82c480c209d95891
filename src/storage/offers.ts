// What plans and products promise: credit of money, credit of time, passes.

import { type RawBuilder, sql } from 'kysely'
import type { Amount } from '../engine/amount.ts'
import type { ExpiryTerms } from '../engine/renewal.ts'
import type { Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'
import { most } from './derived.ts'
import { numbers } from './lists.ts'
import { unitIn } from './rates.ts'

/** A promise of credit. Terms are read by the names of the wire, to be copied as they are (domain B10). */
export interface Offer {
  readonly id: number
  readonly unit: Unit
  readonly createdAt: number
  readonly name: string
  readonly amount: Amount
  readonly values: Readonly<Record<string, unknown>>
}

/** What a plan promises for each period. */
export interface PlanOffer extends Offer {
  readonly renewal: number
  /** Printing credit of a new offer waits for the next renewal (domain Q2). */
  readonly isPrinting: boolean
}

/** What a product promises when it is sold. */
export interface ProductOffer extends Offer {
  readonly expiry: ExpiryTerms
}

const terms = sql`
  elegible_resource_types as "ElegibleResourceTypes", elegible_products as "ElegibleProducts",
  elegible_tariffs as "ElegibleTariffs", cane_be_used_for_bookings as "CaneBeUsedForBookings",
  cane_be_used_for_events as "CaneBeUsedForEvents", event_categories as "EventCategories",
  is_universal_credit as "IsUniversalCredit", elegible_passes as "ElegiblePasses",
  applies_to_charges as "AppliesToCharges"`

const rateTerms = sql`
  r.id as "ExtraServiceId", ${unitIn('r.charge_period')} as "ChargePeriod", r.price as "Price"`

// An amount like any other, whatever stands there: what is beyond counting comes out as no number, and less than nothing is
// nothing.
const includedUses = sql`greatest(0, least(o.uses_included, ${most}))::numeric(19,4)`

type Row = Readonly<Record<string, unknown>>

async function rowsOf(executor: Executor, query: RawBuilder<Row>): Promise<readonly Row[]> {
  return (await query.execute(executor)).rows
}

export async function listPlanOffers(
  executor: Executor,
  tariffId: number,
): Promise<readonly PlanOffer[]> {
  return (await listOffersOfPlans(executor, [tariffId])).get(tariffId) ?? []
}

/** The same of several plans, by plan: money before time, each in the order of the ids. */
export async function listOffersOfPlans(
  executor: Executor,
  tariffIds: readonly number[],
): Promise<ReadonlyMap<number, readonly PlanOffer[]>> {
  const money = await rowsOf(
    executor,
    sql<Row>`
      select tariff_id as "tariffId", id, created_on as "createdAt", service_renewal_time as renewal, name,
        credit as amount, ${terms}
      from tariff_booking_credit where tariff_id = any(${numbers(tariffIds)}) order by id`,
  )
  const time = await rowsOf(
    executor,
    sql<Row>`
      select o.tariff_id as "tariffId", o.id, o.created_on as "createdAt", o.service_renewal_time as renewal, r.name,
        ${includedUses} as amount, r.is_printing_credit as "isPrinting", ${rateTerms}
      from tariff_extra_service o join extra_service r on r.id = o.extra_service_id
      where o.tariff_id = any(${numbers(tariffIds)}) order by o.id`,
  )
  const offers = new Map<number, PlanOffer[]>(tariffIds.map((id) => [id, []]))
  const add = (unit: Unit, { tariffId, renewal, isPrinting, ...row }: Row) =>
    offers.get(tariffId as number)?.push({
      ...offerOf(unit, row),
      renewal: renewal as number,
      isPrinting: isPrinting === true,
    })
  for (const row of money) add('Money', row)
  for (const row of time) add('Time', row)
  return offers
}

const expiry = sql`
  expiration_type as pattern, expires_in as count, expire_time_in_months as months,
  expire_time_in_weeks as weeks`

export async function listProductOffers(
  executor: Executor,
  productId: number,
): Promise<readonly ProductOffer[]> {
  const money = await rowsOf(
    executor,
    sql<Row>`
      select id, created_on as "createdAt", name, credit as amount, ${expiry}, ${terms}
      from product_booking_credit where product_id = ${productId} order by id`,
  )
  const time = await rowsOf(
    executor,
    sql<Row>`
      select o.id, o.created_on as "createdAt", r.name, ${includedUses} as amount,
        ${expiry}, ${rateTerms}
      from product_extra_service o join extra_service r on r.id = o.extra_service_id
      where o.product_id = ${productId} order by o.id`,
  )
  const productOffer = (
    unit: Unit,
    { pattern, count, months, weeks, ...row }: Row,
  ): ProductOffer => ({
    ...offerOf(unit, row),
    expiry: {
      pattern: (pattern || undefined) as ExpiryTerms['pattern'],
      count: (count ?? undefined) as number | undefined,
      months: (months ?? undefined) as number | undefined,
      weeks: (weeks ?? undefined) as number | undefined,
    },
  })
  return [
    ...money.map((row) => productOffer('Money', row)),
    ...time.map((row) => productOffer('Time', row)),
  ]
}

function offerOf(unit: Unit, { id, createdAt, name, amount, ...values }: Row): Offer {
  return {
    unit,
    id: id as number,
    createdAt: createdAt as number,
    name: name as string,
    amount: amount as Amount,
    values,
  }
}

export interface PassOffer {
  readonly timePassId: number
  readonly count: number
}

export async function listPassOffers(
  executor: Executor,
  productId: number,
): Promise<readonly PassOffer[]> {
  const { rows } = await sql<PassOffer>`
    select time_pass_id as "timePassId", passes_included as count
    from product_time_pass where product_id = ${productId} order by id`.execute(executor)
  return rows
}
