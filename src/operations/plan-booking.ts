// What charging a booking would do: its price, the time and the money credit that pay it, and what is left.

import { type Amount, minorUnit, minus, plus, zero } from '../engine/amount.ts'
import type { Charge } from '../engine/charge.ts'
import { countablePrice } from '../engine/countable-price.ts'
import type { Credit } from '../engine/credit.ts'
import { policyValue } from '../engine/policy.ts'
import {
  type Price,
  priceOf,
  priceOfRest,
  type Rate,
  settleTime,
  type TimeCredit,
  type TimeUse,
} from '../engine/price.ts'
import { type Settlement, settle } from '../engine/settle.ts'
import { isSpendableAt, objections } from '../engine/terms.ts'
import {
  type BookingFacts,
  findRoomDiscount,
  listPayableTime,
  listRates,
  listTeamIds,
  listUsedBefore,
  type PayableTimeRow,
  type RateRow,
  readBooking,
  sumBookingProducts,
} from '../storage/bookings.ts'
import { listSettings } from '../storage/locations.ts'
import { listContracts } from '../storage/wallet-facts.ts'
import type { Work } from './call.ts'
import { isContractAlive, plansAt } from './live-contracts.ts'
import { loadFacts, originOf, type Reach, reachOf, type WalletFacts } from './wallet-facts.ts'

export interface BookingPlan {
  readonly price: Price
  /** What the booking costs, products included. */
  readonly total: Amount
  /** It would cost more than can be counted: price and total are what can. */
  readonly isCut: boolean
  readonly timeUses: readonly (TimeUse & { readonly remaining: number })[]
  /** What time credit pays of the price. */
  readonly coveredByTime: Amount
  readonly charges: readonly Charge[]
  readonly settlement: Settlement
  /** What is left to pay in money, products included. */
  readonly remainder: Amount
  /** A credit could pay some of it, so it is charged on confirmation (domain S17). */
  readonly hasCredit: boolean
  readonly settings: ReadonlyMap<string, string>
}

const minute = 60_000

/** The wallets a booking may be paid from: money and time may be shared by different teams. */
export async function bookingReach(work: Work, coworkerId: number): Promise<Reach> {
  return withTimePayers(await reachOf(work, coworkerId))
}

/** The same with those who share time only. */
function withTimePayers(reach: Reach): Reach {
  const tiers = new Map(reach.tiers)
  for (const team of reach.teams) {
    if (team.sharesTime && !tiers.has(team.payerId)) tiers.set(team.payerId, 1)
  }
  return { ...reach, tiers }
}

/** Everybody to whom nothing may be due before a customer uses credit. */
export function concernedBy(reach: Reach): number[] {
  return [...withTimePayers(reach).tiers.keys()]
}

/** `chargedAt` is when it counts: credit that came later takes no part (domain S18). */
export async function planBooking(
  work: Work,
  booking: BookingFacts & { readonly coworkerId: number },
  reach: Reach,
  chargedAt: number,
): Promise<BookingPlan> {
  const settings = await listSettings(work.executor, booking.businessId)
  const facts = await loadFacts(work, booking.coworkerId, reach, Math.min(booking.from, chargedAt))
  const usedBefore = await listUsedBefore(work.executor, booking.id)
  const unit = minorUnit(booking.decimals)
  const tariffIds = await plansAt(work, booking.coworkerId, booking.from)
  const products = await sumBookingProducts(work.executor, booking.id)
  const full = await priceBooking(work, booking, tariffIds, unit)
  const price = countablePrice(full, products)
  const minutes = Math.ceil((booking.until - booking.from) / minute)
  const times =
    usesTime(booking, price, settings) && !facts.isSuspended
      ? await payableTime(work, booking, reach, { chargedAt, facts, usedBefore: usedBefore.time })
      : []
  const time = settleTime(booking, times)
  const rest = priceOfRest(price, minutes, time.openMinutes, unit)
  const paysProducts = policyValue('Bookings.UseCreditToPayBookingProducts', settings) === 'True'
  const charges = [
    chargeOf(booking, rest.amount, rest.creditAmount),
    ...(paysProducts && products > 0 ? [chargeOf(booking, products, undefined)] : []),
  ]
  const credits = facts.credits.filter(
    (credit) => credit.createdAt <= chargedAt && isMoneyShared(reach, credit),
  )
  const circumstances = { ...facts.circumstances, minorUnit: unit, usedBefore: usedBefore.money }
  const settlement = settle(charges, credits, circumstances)
  return {
    price,
    total: plus(price.amount, products),
    isCut: price !== full,
    timeUses: time.uses.map((use) => {
      const held = times.find((one) => one.id === use.creditId)?.remainingUnits ?? 0
      return { ...use, remaining: held - use.units }
    }),
    coveredByTime: minus(price.amount, rest.amount),
    charges,
    settlement,
    remainder: plus(settlement.remainder, paysProducts ? zero : products),
    hasCredit:
      times.length > 0 ||
      credits.some((credit) =>
        charges.some((charge) => objections(credit, charge, circumstances).length === 0),
      ),
    settings,
  }
}

/** Nothing is used for what is free, and a booking opts out of money alone, unless the location says otherwise (S20, S21). */
function usesTime(
  booking: BookingFacts,
  price: Price,
  settings: ReadonlyMap<string, string>,
): boolean {
  const isOut = booking.isOptedOut && policyValue('Credits.OptOut', settings) === 'MoneyAndTime'
  const paysFree = policyValue('Credits.ZeroPriceBookings', settings) === 'UseTime'
  return !isOut && (price.amount > 0 || paysFree)
}

// A payer who shares time only is in reach, but not with money.
function isMoneyShared(reach: Reach, credit: Credit): boolean {
  return (
    credit.tier === 0 ||
    reach.teams.some(
      (team) =>
        (team.isPooled && team.members.includes(credit.coworkerId)) ||
        (team.sharesMoney && team.payerId === credit.coworkerId),
    )
  )
}

/** What a booking costs without its products, before anything pays it; nothing for one of nobody. */
export async function priceNow(work: Work, bookingId: number): Promise<Amount> {
  const booking = await readBooking(work.executor, bookingId)
  if (!booking?.coworkerId) return zero
  const owned = { ...booking, coworkerId: booking.coworkerId }
  const tariffIds = await plansAt(work, owned.coworkerId, owned.from)
  const price = await priceBooking(work, owned, tariffIds, minorUnit(owned.decimals))
  return countablePrice(price, zero).amount
}

async function priceBooking(
  work: Work,
  booking: BookingFacts & { readonly coworkerId: number },
  tariffIds: readonly number[],
  unit: Amount,
): Promise<Price> {
  const rates = (await listRates(work.executor, booking)).map(rateOf)
  const discountPercent = await findRoomDiscount(work.executor, booking.coworkerId, tariffIds)
  const priced = {
    from: booking.from,
    until: booking.until,
    resourceTypeId: booking.resourceTypeId,
    timeZone: booking.timeZone,
    tariffIds,
    teamIds: await listTeamIds(work.executor, booking.coworkerId),
    rateId: booking.rateId ?? undefined,
    overridePrice: booking.overridePrice ?? undefined,
    discountPercent,
  }
  const price = priceOf(priced, rates, unit)
  // A price set by hand still needs a rate for its charge to refer to.
  return { ...price, rateId: price.rateId ?? rates.find((rate) => !rate.isPrinting)?.id }
}

function rateOf(row: RateRow): Rate {
  return {
    ...row,
    creditPrice: row.creditPrice ?? undefined,
    // An unset period is the documented unit of a booking rate.
    period: (row.period === 0 ? 1 : row.period) as Rate['period'],
    maximumPrice: row.maximumPrice ?? undefined,
    fixedMinutes: row.fixedMinutes ?? undefined,
    fixedPrice: row.fixedPrice ?? undefined,
    minLength: row.minLength ?? undefined,
    maxLength: row.maxLength ?? undefined,
    appliesFrom: row.appliesFrom ?? undefined,
    appliesTo: row.appliesTo ?? undefined,
    fromMinute: row.fromMinute ?? undefined,
    toMinute: row.toMinute ?? undefined,
  }
}

function chargeOf(booking: BookingFacts, amount: Amount, creditAmount: Amount | undefined): Charge {
  return {
    kind: 'Booking',
    amount,
    creditAmount,
    serviceTime: booking.from,
    businessId: booking.businessId,
    currencyCode: booking.currencyCode,
    resourceTypeId: booking.resourceTypeId,
    eventCategoryIds: [],
    productId: undefined,
    passId: undefined,
    tariffId: undefined,
    isOptedOut: booking.isOptedOut,
  }
}

interface TimeTerms {
  readonly chargedAt: number
  readonly facts: WalletFacts
  /** Time credits that the booking used before it changed. */
  readonly usedBefore: ReadonlySet<number>
}

/**
 * Time credit in reach, spendable where the booking is (domain S12), in the order of money credit: own first, plan before
 * product before by hand, soonest expiry, narrower before open, oldest (domain S7). What the booking used before it changed comes first (domain S13).
 */
async function payableTime(
  work: Work,
  booking: BookingFacts & { readonly coworkerId: number },
  reach: Reach,
  { chargedAt, facts, usedBefore }: TimeTerms,
): Promise<readonly TimeCredit[]> {
  const payers = reach.teams
    .filter((team) => team.sharesTime || team.isPooled)
    .flatMap((team) => (team.isPooled ? [team.payerId, ...team.members] : [team.payerId]))
  const owners = [...new Set([booking.coworkerId, ...payers])]
  const rows = await listPayableTime(work.executor, owners, booking)
  const contracts = await listContracts(work.executor, owners)
  return rows
    .filter(
      (row) =>
        row.createdAt <= chargedAt &&
        isContractAlive(row, contracts, booking.from) &&
        isSpendableAt(row.businessId, booking.businessId, facts.circumstances),
    )
    .sort(
      (left, right) =>
        Number(usedBefore.has(right.id)) - Number(usedBefore.has(left.id)) ||
        rank(left, reach) - rank(right, reach) ||
        expiry(left) - expiry(right) ||
        Number(left.isOpen) - Number(right.isOpen) ||
        (left.validFrom ?? left.createdAt) - (right.validFrom ?? right.createdAt) ||
        left.id - right.id,
    )
    .map((row) => ({
      id: row.id,
      coworkerId: row.coworkerId,
      period: row.period,
      remainingUnits: row.remaining,
    }))
}

const originRanks = { Plan: 0, Product: 1, Manual: 2 } as const

function rank(row: PayableTimeRow, reach: Reach): number {
  return (reach.tiers.get(row.coworkerId) ?? 2) * 3 + originRanks[originOf(row)]
}

function expiry(row: PayableTimeRow): number {
  return row.expiresAt ?? Number.MAX_SAFE_INTEGER
}
