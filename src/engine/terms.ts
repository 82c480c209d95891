// Why a credit may not pay a charge. A credit pays if and only if nothing is listed here (invariant I16).

import { formatAmount } from './amount.ts'
import type { Charge } from './charge.ts'
import type { Credit, Span, Terms } from './credit.ts'
import { formatInstant } from './instant.ts'

export type ReasonCode =
  | 'NotYetValid'
  | 'Expired'
  | 'NothingLeft'
  | 'NotForBookings'
  | 'NotForEvents'
  | 'NotUniversal'
  | 'OtherResourceType'
  | 'OtherEventCategory'
  | 'OtherProduct'
  | 'OtherPass'
  | 'OtherPlan'
  | 'HolderNotOnPlan'
  | 'NotForCharges'
  | 'OtherLocation'
  | 'OtherCurrency'
  | 'ContractEnded'
  | 'Frozen'
  | 'HolderSuspended'
  | 'BookingOptedOut'
  | 'NotShared'
  | 'NotNeeded'

/** In plain English, with the values it is about. */
export interface Reason {
  readonly code: ReasonCode
  readonly message: string
}

/** What the judgement needs beside credit and charge. */
export interface Circumstances {
  /** Epoch milliseconds. Whatever is not a booking is judged at its purchase (domain S18). */
  readonly now: number
  /** A location and the locations above it, itself first (domain S12). */
  readonly ancestry: (businessId: number) => readonly number[]
  /** Policy `Credits.SpendableAt` (domain S12). */
  readonly spendableAt: 'OwnLocationAndChildren' | 'OwnLocation' | 'WholeNetwork'
}

/** The instant at which validity is judged: when a booking takes place, when anything else is bought. */
function judgedAt(charge: Charge, now: number): number {
  return charge.kind === 'Booking' ? charge.serviceTime : now
}

/** Every predicate that excludes the credit, not only the first. */
export function objections(credit: Credit, charge: Charge, circumstances: Circumstances): Reason[] {
  const at = judgedAt(charge, circumstances.now)
  const reasons: Reason[] = []
  objectToPurpose(reasons, credit, charge)
  objectToPlace(reasons, credit, charge, circumstances)
  objectToHolder(reasons, credit, charge, at)
  objectToState(reasons, credit, at)
  return reasons
}

/** What of a credit, of money or time, says whether it can be used at all. */
export type CreditState = Pick<
  Credit,
  'total' | 'remaining' | 'validFrom' | 'expiresAt' | 'contract' | 'holder'
>

/** Why a credit could not pay anything at all at an instant, whatever the charge. */
export function stateObjections(credit: CreditState, at: number): Reason[] {
  const reasons: Reason[] = []
  objectToState(reasons, credit, at)
  return reasons
}

// Every credit of a wallet is asked all of this for every charge, and hardly any objects: whoever does is added to one list.

function objectToState(reasons: Reason[], credit: CreditState, at: number): void {
  const { validFrom, expiresAt, contract } = credit
  if (credit.remaining <= 0) {
    reasons.push({
      code: 'NothingLeft',
      message: `Nothing is left of ${formatAmount(credit.total)}.`,
    })
  }
  if (validFrom !== undefined && at < validFrom) {
    reasons.push({
      code: 'NotYetValid',
      message: `It is valid from ${formatInstant(validFrom)}, which is after ${formatInstant(at)}.`,
    })
  }
  if (expiresAt !== undefined && at >= expiresAt) {
    reasons.push({
      code: 'Expired',
      message: `It expired at ${formatInstant(expiresAt)}, which is not after ${formatInstant(at)}.`,
    })
  }
  if (contract?.endsAt !== undefined && at >= contract.endsAt) {
    reasons.push({
      code: 'ContractEnded',
      message: `The contract that granted it ended at ${formatInstant(contract.endsAt)}.`,
    })
  }
  if (contract?.pauses.some((pause) => isWithin(at, pause))) {
    reasons.push({
      code: 'Frozen',
      message: `The contract that granted it is frozen at ${formatInstant(at)}.`,
    })
  }
  if (credit.holder.isSuspended) {
    reasons.push({
      code: 'HolderSuspended',
      message: 'Its holder, or whoever would use it, is suspended or archived.',
    })
  }
}

export function isWithin(at: number, span: Span): boolean {
  return at >= span.from && at < span.until
}

const isOutside = <T>(list: readonly T[], value: T | undefined) =>
  list.length > 0 && (value === undefined || !list.includes(value))

function objectToPurpose(reasons: Reason[], { terms }: Credit, charge: Charge): void {
  if (charge.kind === 'Booking') objectToBooking(reasons, terms, charge)
  else if (charge.kind === 'Event') objectToEvent(reasons, terms, charge)
  else objectToPurchase(reasons, terms, charge)
}

function objectToBooking(reasons: Reason[], terms: Terms, charge: Charge): void {
  if (charge.isOptedOut) {
    reasons.push({
      code: 'BookingOptedOut',
      message: 'The booking does not use booking credit.',
    })
  }
  if (!terms.forBookings) {
    reasons.push({ code: 'NotForBookings', message: 'It may not pay bookings.' })
  } else if (isOutside(terms.resourceTypeIds, charge.resourceTypeId)) {
    reasons.push({
      code: 'OtherResourceType',
      message: `It pays resource types ${terms.resourceTypeIds.join(', ')}, not ${charge.resourceTypeId ?? 'an unknown one'}.`,
    })
  }
}

function objectToEvent(reasons: Reason[], terms: Terms, charge: Charge): void {
  const { eventCategoryIds: wanted } = terms
  const matches = charge.eventCategoryIds.some((category) => wanted.includes(category))
  if (!terms.forEvents) {
    reasons.push({ code: 'NotForEvents', message: 'It may not pay events.' })
  } else if (wanted.length > 0 && !matches) {
    reasons.push({
      code: 'OtherEventCategory',
      message: `It pays event categories ${wanted.join(', ')}, not ${charge.eventCategoryIds.join(', ') || 'events without one'}.`,
    })
  }
}

function objectToPurchase(reasons: Reason[], terms: Terms, charge: Charge): void {
  if (!terms.isUniversal) {
    reasons.push({
      code: 'NotUniversal',
      message: 'It is no universal credit, so it pays bookings and events at most.',
    })
    return
  }
  const { kind } = charge
  if (kind === 'Product' && isOutside(terms.productIds, charge.productId)) {
    reasons.push({
      code: 'OtherProduct',
      message: `It pays products ${terms.productIds.join(', ')}, not ${charge.productId ?? 'an unknown one'}.`,
    })
  }
  if (kind === 'Pass' && isOutside(terms.passIds, charge.passId)) {
    reasons.push({
      code: 'OtherPass',
      message: `It pays passes ${terms.passIds.join(', ')}, not ${charge.passId ?? 'an unknown one'}.`,
    })
  }
  if (kind === 'Plan' && isOutside(terms.tariffIds, charge.tariffId)) {
    reasons.push({
      code: 'OtherPlan',
      message: `It pays plans ${terms.tariffIds.join(', ')}, not ${charge.tariffId ?? 'an unknown one'}.`,
    })
  }
  // All three restrictions empty means everything (domain F4, Q3).
  const isUnrestricted = terms.productIds.length === 0 && terms.passIds.length === 0
  if (kind === 'Other' && !terms.forCharges && !isUnrestricted) {
    reasons.push({
      code: 'NotForCharges',
      message: 'It is limited to certain products or passes and does not apply to other charges.',
    })
  }
}

function objectToPlace(
  reasons: Reason[],
  credit: Credit,
  charge: Charge,
  circumstances: Circumstances,
): void {
  if (credit.currencyCode !== charge.currencyCode) {
    reasons.push({
      code: 'OtherCurrency',
      message: `It is in ${credit.currencyCode}, the charge in ${charge.currencyCode}.`,
    })
  }
  if (!isSpendableAt(credit.businessId, charge.businessId, circumstances)) {
    reasons.push({
      code: 'OtherLocation',
      message: `Location ${credit.businessId} issued it, and location ${charge.businessId} does not belong to that.`,
    })
  }
}

/** Whether what one location issued may be spent at another (domain S12). */
export function isSpendableAt(
  issuer: number,
  place: number,
  circumstances: Circumstances,
): boolean {
  switch (circumstances.spendableAt) {
    case 'OwnLocation':
      return issuer === place
    case 'OwnLocationAndChildren':
      return circumstances.ancestry(place).includes(issuer)
    case 'WholeNetwork':
      return true
  }
}

function objectToHolder(reasons: Reason[], credit: Credit, charge: Charge, at: number): void {
  const { tariffIds } = credit.terms
  if (tariffIds.length > 0 && !isOnPlan(credit, at)) {
    reasons.push({
      code: 'HolderNotOnPlan',
      message: `Its holder is on none of the plans ${tariffIds.join(', ')} at ${formatInstant(at)}.`,
    })
  }
  if (credit.sharedFor === 'Bookings' && charge.kind !== 'Booking') {
    reasons.push({ code: 'NotShared', message: 'The team shares it for bookings only.' })
  }
}

function isOnPlan({ holder, terms: { tariffIds } }: Credit, at: number): boolean {
  return holder.plans.some(
    (plan) =>
      tariffIds.includes(plan.tariffId) &&
      at >= plan.from &&
      at < (plan.until ?? Number.POSITIVE_INFINITY) &&
      !plan.pauses.some((pause) => isWithin(at, pause)),
  )
}
