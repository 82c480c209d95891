// Why a credit may not pay a charge. A credit pays if and only if nothing is listed here (invariant I16).

import { formatAmount } from './amount.ts'
import type { Charge } from './charge.ts'
import type { Credit, Span } from './credit.ts'
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
  return [
    ...purposeObjections(credit, charge),
    ...placeObjections(credit, charge, circumstances),
    ...holderObjections(credit, charge, at),
    ...stateObjections(credit, at),
  ]
}

/** What of a credit, of money or time, says whether it can be used at all. */
export type CreditState = Pick<
  Credit,
  'total' | 'remaining' | 'validFrom' | 'expiresAt' | 'contract' | 'holder'
>

/** Why a credit could not pay anything at all at an instant, whatever the charge. */
export function stateObjections(credit: CreditState, at: number): Reason[] {
  const { validFrom, expiresAt, contract } = credit
  return [
    ...because(
      credit.remaining <= 0,
      'NothingLeft',
      () => `Nothing is left of ${formatAmount(credit.total)}.`,
    ),
    ...because(
      validFrom !== undefined && at < validFrom,
      'NotYetValid',
      () => `It is valid from ${format(validFrom)}, which is after ${format(at)}.`,
    ),
    ...because(
      expiresAt !== undefined && at >= expiresAt,
      'Expired',
      () => `It expired at ${format(expiresAt)}, which is not after ${format(at)}.`,
    ),
    ...because(
      contract?.endsAt !== undefined && at >= contract.endsAt,
      'ContractEnded',
      () => `The contract that granted it ended at ${format(contract?.endsAt)}.`,
    ),
    ...because(
      contract?.pauses.some((pause) => isWithin(at, pause)),
      'Frozen',
      () => `The contract that granted it is frozen at ${format(at)}.`,
    ),
    ...because(
      credit.holder.isSuspended,
      'HolderSuspended',
      () => 'Its holder, or whoever would use it, is suspended or archived.',
    ),
  ]
}

const format = (instant: number | undefined) =>
  instant === undefined ? '' : formatInstant(instant)

export function isWithin(at: number, span: Span): boolean {
  return at >= span.from && at < span.until
}

// Most objections are not raised, so only those that are get their words.
function because(applies: boolean | undefined, code: ReasonCode, message: () => string): Reason[] {
  return applies ? [{ code, message: message() }] : []
}

const isOutside = <T>(list: readonly T[], value: T | undefined) =>
  list.length > 0 && (value === undefined || !list.includes(value))

function purposeObjections(credit: Credit, charge: Charge): Reason[] {
  const { terms } = credit
  switch (charge.kind) {
    case 'Booking':
      return [
        ...because(
          charge.isOptedOut,
          'BookingOptedOut',
          () => 'The booking does not use booking credit.',
        ),
        ...because(!terms.forBookings, 'NotForBookings', () => 'It may not pay bookings.'),
        ...because(
          terms.forBookings && isOutside(terms.resourceTypeIds, charge.resourceTypeId),
          'OtherResourceType',
          () =>
            `It pays resource types ${terms.resourceTypeIds.join(', ')}, not ${charge.resourceTypeId ?? 'an unknown one'}.`,
        ),
      ]
    case 'Event': {
      const { eventCategoryIds: wanted } = terms
      const matches = charge.eventCategoryIds.some((category) => wanted.includes(category))
      return [
        ...because(!terms.forEvents, 'NotForEvents', () => 'It may not pay events.'),
        ...because(
          terms.forEvents && wanted.length > 0 && !matches,
          'OtherEventCategory',
          () =>
            `It pays event categories ${wanted.join(', ')}, not ${charge.eventCategoryIds.join(', ') || 'events without one'}.`,
        ),
      ]
    }
    default:
      return universalObjections(credit, charge)
  }
}

function universalObjections({ terms }: Credit, charge: Charge): Reason[] {
  if (!terms.isUniversal) {
    return because(
      true,
      'NotUniversal',
      () => 'It is no universal credit, so it pays bookings and events at most.',
    )
  }
  // All three restrictions empty means everything (domain F4, Q3).
  const isUnrestricted = terms.productIds.length === 0 && terms.passIds.length === 0
  const { kind } = charge
  return [
    ...because(
      kind === 'Product' && isOutside(terms.productIds, charge.productId),
      'OtherProduct',
      () =>
        `It pays products ${terms.productIds.join(', ')}, not ${charge.productId ?? 'an unknown one'}.`,
    ),
    ...because(
      kind === 'Pass' && isOutside(terms.passIds, charge.passId),
      'OtherPass',
      () => `It pays passes ${terms.passIds.join(', ')}, not ${charge.passId ?? 'an unknown one'}.`,
    ),
    ...because(
      kind === 'Plan' && isOutside(terms.tariffIds, charge.tariffId),
      'OtherPlan',
      () =>
        `It pays plans ${terms.tariffIds.join(', ')}, not ${charge.tariffId ?? 'an unknown one'}.`,
    ),
    ...because(
      kind === 'Other' && !terms.forCharges && !isUnrestricted,
      'NotForCharges',
      () => 'It is limited to certain products or passes and does not apply to other charges.',
    ),
  ]
}

function placeObjections(credit: Credit, charge: Charge, circumstances: Circumstances): Reason[] {
  return [
    ...because(
      credit.currencyCode !== charge.currencyCode,
      'OtherCurrency',
      () => `It is in ${credit.currencyCode}, the charge in ${charge.currencyCode}.`,
    ),
    ...because(
      !isSpendableAt(credit.businessId, charge.businessId, circumstances),
      'OtherLocation',
      () =>
        `Location ${credit.businessId} issued it, and location ${charge.businessId} does not belong to that.`,
    ),
  ]
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

function holderObjections(credit: Credit, charge: Charge, at: number): Reason[] {
  const { tariffIds } = credit.terms
  const isOnPlan = credit.holder.plans.some(
    (plan) =>
      tariffIds.includes(plan.tariffId) &&
      at >= plan.from &&
      at < (plan.until ?? Number.POSITIVE_INFINITY) &&
      !plan.pauses.some((pause) => isWithin(at, pause)),
  )
  return [
    ...because(
      tariffIds.length > 0 && !isOnPlan,
      'HolderNotOnPlan',
      () => `Its holder is on none of the plans ${tariffIds.join(', ')} at ${format(at)}.`,
    ),
    ...because(
      credit.sharedFor === 'Bookings' && charge.kind !== 'Booking',
      'NotShared',
      () => 'The team shares it for bookings only.',
    ),
  ]
}
