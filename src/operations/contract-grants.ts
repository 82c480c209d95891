// What a contract is granted, for which periods, and when it is due next (domain B, C, D). Pure.

import { type Amount, least, minorUnit, scaled, scaledUp, wholeUnits } from '../engine/amount.ts'
import { roundedToMidnight } from '../engine/calendar.ts'
import { policyValue } from '../engine/policy.ts'
import {
  type Contract,
  firstShare,
  isGranted,
  type Period,
  periodAt,
  periodsStarting,
  type Renewal,
} from '../engine/renewal.ts'
import type { PlanOffer } from '../storage/offers.ts'
import type { ContractTerms, LastGrants } from '../storage/renewals.ts'
import type { NextRenewal } from '../storage/write-renewals.ts'

export function termsOf(contract: ContractTerms): Contract {
  const begunAt = roundedToMidnight(contract.startsAt, contract.timeZone)
  return {
    startsAt: Math.max(begunAt, contract.planSince ?? begunAt),
    begunAt,
    endsAt: contract.endsAt ?? undefined,
    billingDay: contract.billingDay,
    cycleMonths: contract.cycleMonths,
    cycleWeeks: contract.cycleWeeks,
    pauses: contract.pauses,
    timeZone: contract.timeZone,
  }
}

const tariffMonth: Renewal = 3

/** An unset renewal time means the month of the plan (wire X7). */
export function renewalOf(offer: PlanOffer): Renewal {
  return offer.renewal === 0 ? tariffMonth : (offer.renewal as Renewal)
}

export interface DueGrant {
  readonly offer: PlanOffer
  readonly period: Period
  readonly total: Amount
  /** Whether it begins before the last grant of the offer is over, which then ends there. */
  readonly endsLast: boolean
}

interface Question {
  readonly contract: ContractTerms
  readonly offers: readonly PlanOffer[]
  readonly settings: ReadonlyMap<string, string>
  readonly last: LastGrants
  readonly until: number
}

export function grantsDue({
  contract,
  offers,
  settings,
  last,
  until,
}: Question): readonly DueGrant[] {
  return offers.flatMap((offer) => {
    const before = last.get(`${offer.unit} ${offer.id}`)
    return periodsDue(contract, offer, before, until)
      .map((period) => ({
        offer,
        period,
        total: grantedAmount(contract, offer, period, settings),
        endsLast: isDue(contract, period) && isCutShort(before, period),
      }))
      .filter(({ total }) => total > 0)
  })
}

/** Leftover plan credit is lost when the next period starts, also where a change made that start sooner (domain C2). */
function isCutShort(last: Period | undefined, next: Period): boolean {
  return last !== undefined && next.start < last.end
}

/**
 * Every period that has started since the contract was due, and the one that contains the instant where a change of the
 * contract or the plan has opened it: neither reaches further into the past (domain B2, B12, design 5). What a grant
 * covers already is not granted again.
 */
export function periodsDue(
  contract: ContractTerms,
  offer: PlanOffer,
  last: Period | undefined,
  until: number,
): readonly Period[] {
  if (offer.amount <= 0) return []
  const terms = termsOf(contract)
  const renewal = renewalOf(offer)
  const { dueOn } = contract
  const started =
    dueOn === null || dueOn > until ? [] : periodsStarting(terms, renewal, dueOn - 1, until)
  const current = periodAt(terms, renewal, until)
  const isOpened =
    current !== undefined &&
    !started.some((period) => period.start === current.start) &&
    (last === undefined || last.end <= until) &&
    isGranted(terms, current) &&
    !waitsForRenewal(contract, offer, current)
  return (isOpened ? [...started, current] : started).filter((period) => !isCovered(period, last))
}

/** Whether the last grant of the same offer lasts as long, or began later. */
export function isCovered(period: Period, last: Period | undefined): boolean {
  return last !== undefined && (period.start <= last.start || period.end <= last.end)
}

/** Printing credit that a plan is given within a period is granted from the next one (domain Q2). */
function waitsForRenewal(contract: ContractTerms, offer: PlanOffer, current: Period): boolean {
  return offer.isPrinting && offer.createdAt > current.start && offer.createdAt > contract.createdAt
}

/** Whether a period has started since the contract was due, so that it was late rather than opened by a change. */
export function isDue({ dueOn }: ContractTerms, period: Period): boolean {
  return dueOn !== null && period.start >= dueOn
}

/**
 * What an offer grants for a period: times the quantity of the contract (domain B8), and for a first part of a month or
 * week the share of its days where the location wants that, rounded up (domain S2).
 */
export function grantedAmount(
  contract: ContractTerms,
  offer: PlanOffer,
  period: Period,
  settings: ReadonlyMap<string, string>,
): Amount {
  const total = scaled(offer.amount, contract.quantity, 1)
  if (policyValue('Credits.FirstPeriod', settings) === 'Full') return total
  const share = firstShare(termsOf(contract), renewalOf(offer), period)
  if (!share) return total
  const unit = offer.unit === 'Money' ? minorUnit(2) : wholeUnits(1)
  return least(total, scaledUp(total, share.days, share.of, unit))
}

/** The next renewal and the next instant at which anything is due, as of `at`. */
export function renewalAfter(
  contract: ContractTerms,
  offers: readonly PlanOffer[],
  at: number,
): NextRenewal {
  const terms = termsOf(contract)
  const next = (renewal: Renewal) =>
    periodsStarting(terms, renewal, at, Number.POSITIVE_INFINITY, 1)[0]?.start
  const renewalDate = next(tariffMonth) ?? null
  const dues = offers.filter((offer) => offer.amount > 0).map((offer) => next(renewalOf(offer)))
  const due = [...dues, renewalDate ?? undefined].filter((instant) => instant !== undefined)
  return {
    renewalDate,
    dueOn: due.length === 0 ? null : Math.min(...due),
  }
}
