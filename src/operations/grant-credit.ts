// Makes credits from offers: their terms are copied, their origin is kept for good (domain B9, B10).

import { type Amount, largestWhole, least } from '../engine/amount.ts'
import type { Unit } from '../engine/wallet.ts'
import type { RecordValues } from '../entities/change.ts'
import { insertCredits, type NewCredit } from '../storage/new-credits.ts'
import type { Offer } from '../storage/offers.ts'
import { hasCreditPrice } from '../storage/rates.ts'
import type { Work } from './call.ts'
import { recordGrants } from './ledger.ts'
import { entityNamed } from './wallet-access.ts'

export interface Grant {
  readonly offer: Offer
  readonly total: Amount
  readonly coworkerId: number
  readonly businessId: number
  /** Epoch milliseconds. */
  readonly validFrom: number
  readonly expiresAt: number | undefined
  readonly occurredAt: number
  readonly sale: { readonly id: number; readonly uniqueId: string }
}

/** An amount that one credit can hold, of money or of time. */
export function grantable(amount: Amount): Amount {
  return least(amount, largestWhole)
}

/** The callers hold the wallets. Answers the ids of the credits, in the order of the grants. */
export async function grantCredits(
  work: Work,
  given: readonly Grant[],
): Promise<readonly number[]> {
  if (given.length === 0) return []
  const grants = given.map((grant) => ({ ...grant, total: grantable(grant.total) }))
  const ids = new Map<Grant, number>()
  for (const unit of ['Money', 'Time'] as const) {
    const own = grants.filter((grant) => grant.offer.unit === unit)
    const inserted = own.length === 0 ? [] : await insertGranted(work, unit, own)
    own.forEach((grant, index) => {
      ids.set(grant, inserted[index] ?? 0)
    })
  }
  await recordGrants(
    work,
    grants.map((grant) => ({
      unit: grant.offer.unit,
      coworkerId: grant.coworkerId,
      creditId: ids.get(grant) ?? 0,
      amount: grant.total,
      occurredAt: grant.occurredAt,
      reason: grant.offer.name,
    })),
  )
  return grants.map((grant) => ids.get(grant) ?? 0)
}

async function insertGranted(
  work: Work,
  unit: Unit,
  grants: readonly Grant[],
): Promise<readonly number[]> {
  const places = new Map<string, number>()
  const templates: RecordValues[] = []
  const credits: NewCredit[] = []
  const prices: KnownPrices = new Map()
  for (const grant of grants) {
    const { offer, businessId } = grant
    const key = `${offer.id} ${businessId}`
    const place = places.get(key) ?? places.size
    if (place === places.size) {
      templates.push(await creditTerms(work, { offer, businessId, isPlan: false }, prices))
    }
    places.set(key, place)
    credits.push(creditOf(grant, place))
  }
  const owner = entityNamed(
    work,
    unit === 'Money' ? 'CoworkerBookingCredit' : 'CoworkerExtraService',
  )
  return insertCredits(work.executor, owner, templates, credits)
}

/** What every credit of an offer has at a location. */
export async function creditTerms(
  work: Work,
  {
    offer,
    businessId,
    isPlan,
  }: { readonly offer: Offer; readonly businessId: number; readonly isPlan: boolean },
  prices: KnownPrices,
): Promise<RecordValues> {
  const terms = offer.values as RecordValues
  const common = { ...terms, BusinessId: businessId, UpdatedBy: work.actor.email }
  if (offer.unit === 'Time') return { ...common, Notes: offer.name, IsFromTariff: isPlan }
  return {
    ...common,
    Description: offer.name,
    TariffBookingCreditId: isPlan ? offer.id : null,
    UseCreditPrice: await creditPriceOf(work, { ...terms, BusinessId: businessId }, prices),
  }
}

/** Whether credit prices apply, by location and resource types. */
export type KnownPrices = Map<string, boolean>

/** Whether they do for credit with such values. */
export async function creditPriceOf(
  work: Work,
  values: RecordValues,
  prices: KnownPrices,
): Promise<boolean> {
  const location = values.BusinessId as number
  const types = (values.ElegibleResourceTypes ?? []) as readonly number[]
  const key = `${location} ${types}`
  const price = prices.get(key) ?? (await hasCreditPrice(work.executor, location, types))
  prices.set(key, price)
  return price
}

function creditOf(grant: Grant, template: number): NewCredit {
  return {
    template,
    coworkerId: grant.coworkerId,
    total: grant.total,
    left: grant.total,
    validFrom: grant.validFrom,
    expiresAt: grant.expiresAt ?? null,
    createdAt: grant.occurredAt,
    contract: undefined,
    sale: grant.sale,
    systemId: null,
  }
}
