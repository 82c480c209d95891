// What a booking costs: the rate that applies, discounts, and what time credit leaves of it (domain G, M).

import { type Amount, least, minus, plus, scaled, zero } from './amount.ts'
import { type ChargePeriod, unitsUsed } from './calendar.ts'

const minute = 60_000

/** A booking rate. Amounts are prices per unit; for minutes the price of 60 of them (domain M5). */
export interface Rate {
  readonly id: number
  readonly price: Amount
  readonly creditPrice: Amount | undefined
  readonly period: ChargePeriod
  readonly maximumPrice: Amount | undefined
  /** The first minutes at a price of their own. */
  readonly fixedMinutes: number | undefined
  readonly fixedPrice: Amount | undefined
  readonly resourceTypeIds: readonly number[]
  readonly tariffIds: readonly number[]
  readonly forContactsOnly: boolean
  readonly forMembersOnly: boolean
  /** Minutes of the booking. */
  readonly minLength: number | undefined
  readonly maxLength: number | undefined
  /** Epoch milliseconds. */
  readonly appliesFrom: number | undefined
  readonly appliesTo: number | undefined
  readonly isPrinting: boolean
}

export interface PricedBooking {
  readonly from: number
  readonly until: number
  readonly resourceTypeId: number
  readonly timeZone: string
  /** Plans the customer is on when the booking takes place; none for a contact. */
  readonly tariffIds: readonly number[]
  /** The rate fixed on the booking, if any. */
  readonly rateId: number | undefined
  /** A price set by hand, in place of any rate. */
  readonly overridePrice: Amount | undefined
  /** The best of plan and team, in percent (domain G9). */
  readonly discountPercent: Amount
}

export interface Price {
  readonly amount: Amount
  readonly creditAmount: Amount | undefined
  readonly rateId: number | undefined
}

/** The price of a whole booking; the cheapest rate unless one is fixed (domain G1). */
export function priceOf(booking: PricedBooking, rates: readonly Rate[], minorUnit: Amount): Price {
  if (booking.overridePrice !== undefined) {
    return { amount: booking.overridePrice, creditAmount: undefined, rateId: booking.rateId }
  }
  const fixed = rates.filter((rate) => rate.id === booking.rateId)
  const candidates = fixed.length > 0 ? fixed : rates.filter((rate) => applies(rate, booking))
  const priced = candidates.map((rate) => ({ rate, amount: ratePrice(rate, booking, rate.price) }))
  const [best] = priced.sort(
    (left, right) => left.amount - right.amount || left.rate.id - right.rate.id,
  )
  if (!best) return { amount: zero, creditAmount: undefined, rateId: undefined }
  const { rate, amount } = best
  const percent = 1_000_000
  const discounted = scaled(amount, percent - booking.discountPercent, percent, minorUnit)
  const creditAmount =
    rate.creditPrice === undefined
      ? undefined
      : scaled(unitPrice(rate, booking, rate.creditPrice), 1, 1, minorUnit)
  return { amount: discounted, creditAmount, rateId: rate.id }
}

function applies(rate: Rate, booking: PricedBooking): boolean {
  const minutes = (booking.until - booking.from) / minute
  const isMember = booking.tariffIds.length > 0
  return (
    !rate.isPrinting &&
    (rate.resourceTypeIds.length === 0 || rate.resourceTypeIds.includes(booking.resourceTypeId)) &&
    (rate.tariffIds.length === 0 || rate.tariffIds.some((id) => booking.tariffIds.includes(id))) &&
    !(rate.forContactsOnly && isMember) &&
    !(rate.forMembersOnly && !isMember) &&
    minutes >= (rate.minLength ?? 0) &&
    minutes <= (rate.maxLength ?? Number.POSITIVE_INFINITY) &&
    booking.from >= (rate.appliesFrom ?? Number.NEGATIVE_INFINITY) &&
    booking.from <= (rate.appliesTo ?? Number.POSITIVE_INFINITY)
  )
}

function ratePrice(rate: Rate, booking: PricedBooking, price: Amount): Amount {
  const amount = unitPrice(rate, booking, price)
  return rate.maximumPrice === undefined ? amount : least(amount, rate.maximumPrice)
}

function unitPrice(rate: Rate, booking: PricedBooking, price: Amount): Amount {
  if (rate.period !== 1) {
    const units = unitsUsed(rate.period, booking.from, booking.until, booking.timeZone)
    return scaled(price, units, 1)
  }
  const minutes = Math.ceil((booking.until - booking.from) / minute)
  const fixed = Math.min(minutes, rate.fixedMinutes ?? 0)
  const start = fixed > 0 && rate.fixedPrice !== undefined ? rate.fixedPrice : zero
  const rest = start === zero ? minutes : minutes - fixed
  return plus(start, scaled(price, rest, 60))
}

/** A time credit that may pay this booking, in burn order. */
export interface TimeCredit {
  readonly id: number
  readonly coworkerId: number
  readonly period: ChargePeriod
  readonly remainingUnits: number
}

export interface TimeUse {
  readonly creditId: number
  readonly coworkerId: number
  readonly rank: number
  readonly units: number
}

const unitMinutes: Readonly<Record<ChargePeriod, number>> = {
  1: 1,
  2: 1_440,
  3: 10_080,
  4: 43_200,
  5: Number.POSITIVE_INFINITY,
  6: 40_320,
}

/** Time credit pays the duration first, in whole units (domain I4, S8, S23); answers the minutes still open. */
export function settleTime(
  minutes: number,
  credits: readonly TimeCredit[],
): { readonly uses: readonly TimeUse[]; readonly openMinutes: number } {
  const uses: TimeUse[] = []
  let open = minutes
  for (const credit of credits) {
    if (open <= 0) break
    if (credit.remainingUnits <= 0) continue
    const size = unitMinutes[credit.period]
    const needed = size === Number.POSITIVE_INFINITY ? 1 : Math.ceil(open / size)
    const units = Math.min(needed, credit.remainingUnits)
    uses.push({ creditId: credit.id, coworkerId: credit.coworkerId, rank: uses.length + 1, units })
    open = Math.max(0, open - units * size)
  }
  return { uses, openMinutes: open }
}

/** The price of what time credit leaves open. */
export function priceOfRest(price: Price, minutes: number, open: number, minorUnit: Amount): Price {
  if (open >= minutes) return price
  const rest = (amount: Amount) =>
    open <= 0 ? zero : minus(scaled(amount, open, minutes, minorUnit), zero)
  return {
    ...price,
    amount: rest(price.amount),
    creditAmount: price.creditAmount === undefined ? undefined : rest(price.creditAmount),
  }
}
