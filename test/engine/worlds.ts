// Credits and charges of the worked examples: Riverside, London, pounds.

import { type Amount, parseAmount } from '../../src/engine/amount.ts'
import type { Charge } from '../../src/engine/charge.ts'
import type { Credit, Terms } from '../../src/engine/credit.ts'
import { settle } from '../../src/engine/settle.ts'
import type { Circumstances } from '../../src/engine/terms.ts'

export function money(text: number | string): Amount {
  const amount = parseAmount(text)
  if (amount === undefined) throw new Error(`no amount: ${text}`)
  return amount
}

export const at = (text: string): number => Date.parse(text)

const riverside = 1
export const annex = 2
export const dublin = 3
export const meetingRoom = 10
export const boardroom = 11

const bookingTerms: Terms = {
  forBookings: true,
  forEvents: false,
  isUniversal: false,
  forCharges: false,
  resourceTypeIds: [],
  eventCategoryIds: [],
  productIds: [],
  passIds: [],
  tariffIds: [],
}

export const universalTerms: Terms = { ...bookingTerms, forBookings: false, isUniversal: true }

let credits = 0

/** A credit of money for bookings, valid always, unless the example says otherwise. */
export function credit(
  remaining: number,
  given: Partial<Omit<Credit, 'terms'>> & { readonly terms?: Partial<Terms> } = {},
): Credit {
  credits += 1
  return {
    id: credits,
    coworkerId: 1,
    origin: 'Manual',
    businessId: riverside,
    currencyCode: 'GBP',
    description: null,
    total: money(remaining),
    remaining: money(remaining),
    validFrom: undefined,
    expiresAt: undefined,
    createdAt: at('2026-01-01T00:00:00Z'),
    usesCreditPrice: false,
    tier: 0,
    sharedFor: 'Everything',
    contract: undefined,
    holder: { isSuspended: false, plans: [] },
    ...given,
    terms: { ...bookingTerms, ...given.terms },
  }
}

/** A booking of a meeting room at Riverside on 10 May 2026, unless the example says otherwise. */
export function charge(amount: number, given: Partial<Charge> = {}): Charge {
  return {
    kind: 'Booking',
    amount: money(amount),
    creditAmount: undefined,
    serviceTime: at('2026-05-10T09:00:00Z'),
    businessId: riverside,
    currencyCode: 'GBP',
    resourceTypeId: meetingRoom,
    eventCategoryIds: [],
    productId: undefined,
    passId: undefined,
    tariffId: undefined,
    isOptedOut: false,
    ...given,
  }
}

export const circumstances: Circumstances & { readonly minorUnit: Amount } = {
  now: at('2026-05-10T08:00:00Z'),
  ancestry: (place) => (place === annex ? [annex, riverside] : [place]),
  spendableAt: 'OwnLocationAndChildren',
  minorUnit: money(0.01),
}

/** What each credit pays, by id, and what is left to pay in money. */
export function settled(charges: readonly Charge[], given: readonly Credit[], now?: string) {
  const settlement = settle(charges, given, {
    ...circumstances,
    now: now === undefined ? circumstances.now : at(now),
  })
  return {
    paid: settlement.uses.map((use) => [use.creditId, use.amount / 10_000]),
    remainder: settlement.remainder / 10_000,
    covered: settlement.covered / 10_000,
    reasons: (creditId: number) =>
      settlement.refused
        .filter((refusal) => refusal.creditId === creditId)
        .flatMap((refusal) => refusal.reasons.map((reason) => reason.code)),
  }
}
