// A credit as the engine sees it, and the order in which credits are used.

import type { Amount } from './amount.ts'
import type { Charge } from './charge.ts'

/** Where a credit comes from; plan credit is used first, credit by hand last (domain I1, S7). */
export type Origin = 'Plan' | 'Product' | 'Manual'

/** What a credit may pay; an empty list means all (domain F). */
export interface Terms {
  readonly forBookings: boolean
  readonly forEvents: boolean
  readonly isUniversal: boolean
  readonly forCharges: boolean
  readonly resourceTypeIds: readonly number[]
  readonly eventCategoryIds: readonly number[]
  readonly productIds: readonly number[]
  readonly passIds: readonly number[]
  /** Plans the holder must be on, and the only plans it may pay (domain F7). */
  readonly tariffIds: readonly number[]
}

/** Instants are epoch milliseconds; validity is half-open, from `validFrom` until `expiresAt` (domain C7). */
export interface Credit {
  readonly id: number
  readonly coworkerId: number
  readonly origin: Origin
  readonly businessId: number
  readonly currencyCode: string
  readonly description: string | null
  readonly total: Amount
  readonly remaining: Amount
  readonly validFrom: number | undefined
  readonly expiresAt: number | undefined
  readonly createdAt: number
  /** Pays the credit price of a booking where there is one (domain G2). */
  readonly usesCreditPrice: boolean
  readonly terms: Terms
  /** 0 the customer's own, 1 the paying customer's, 2 other members of a pooled team (domain I2, S16). */
  readonly tier: 0 | 1 | 2
  /** What the spender may use it for: their own credit for everything, a team's for bookings (domain L2). */
  readonly sharedFor: 'Everything' | 'Bookings'
  /** When the contract that granted it ended, or was frozen; plan credit only (domain S4, S25). */
  readonly contract: ContractFacts | undefined
  readonly holder: HolderFacts
}

export interface ContractFacts {
  readonly endsAt: number | undefined
  readonly pauses: readonly Span[]
}

/** Half-open, epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** The customer who owns the credit. */
export interface HolderFacts {
  readonly isSuspended: boolean
  /** The plans of the holder and when each was running. */
  readonly plans: readonly HeldPlan[]
}

export interface HeldPlan {
  readonly tariffId: number
  readonly from: number
  readonly until: number | undefined
  readonly pauses: readonly Span[]
}

const originRank: Readonly<Record<Origin, number>> = { Plan: 0, Product: 1, Manual: 2 }

/**
 * Compares two credits by the order in which they are used for a charge; without one, as a wallet lists them
 * (domain S7, design 5). What the charge used before it changed comes first (domain S13). Total: no two credits are equal,
 * because it ends on the id.
 */
export function burnOrder(
  charge?: Charge,
  usedBefore?: ReadonlySet<number>,
): (left: Credit, right: Credit) => number {
  const isNew = (credit: Credit) => (usedBefore?.has(credit.id) ? 0 : 1)
  return (left, right) =>
    isNew(left) - isNew(right) ||
    left.tier - right.tier ||
    originRank[left.origin] - originRank[right.origin] ||
    compare(
      left.expiresAt ?? Number.POSITIVE_INFINITY,
      right.expiresAt ?? Number.POSITIVE_INFINITY,
    ) ||
    purposes(left.terms) - purposes(right.terms) ||
    openness(left.terms, charge) - openness(right.terms, charge) ||
    compare(left.validFrom ?? left.createdAt, right.validFrom ?? right.createdAt) ||
    left.id - right.id
}

// Infinity less infinity is not a number, so subtraction will not do.
function compare(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function purposes(terms: Terms): number {
  return Number(terms.forBookings) + Number(terms.forEvents) + Number(terms.isUniversal)
}

/** 0 for a list that names what is charged, 1 for an open one. */
function openness(terms: Terms, charge: Charge | undefined): number {
  if (!charge) return 0
  const lists = {
    Booking: terms.resourceTypeIds,
    Event: terms.eventCategoryIds,
    Product: terms.productIds,
    Pass: terms.passIds,
    Plan: terms.tariffIds,
    Other: [],
  }
  return lists[charge.kind].length > 0 ? 0 : 1
}
