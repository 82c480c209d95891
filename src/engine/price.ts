// What a booking costs: the rate that applies, discounts, and what time credit leaves of it (domain G, M).

import { type Amount, least, zero } from './amount.ts'
import { type ChargePeriod, minuteOfDay, unitsLater, unitsUsed } from './calendar.ts'
import { compared, type Fraction, fractionOf, inUnits, raised, times } from './fraction.ts'

const minute = 60_000
const dayMinutes = 1_440

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
  /** Teams whose members it is for; none for everybody. */
  readonly teamIds: readonly number[]
  readonly forContactsOnly: boolean
  readonly forMembersOnly: boolean
  /** Minutes of the booking. */
  readonly minLength: number | undefined
  readonly maxLength: number | undefined
  /** Epoch milliseconds. */
  readonly appliesFrom: number | undefined
  readonly appliesTo: number | undefined
  /** Local minutes from midnight between which bookings start, and end if they are to lie within. */
  readonly fromMinute: number | undefined
  readonly toMinute: number | undefined
  readonly onlyWithin: boolean
  readonly isPrinting: boolean
}

export interface PricedBooking {
  readonly from: number
  readonly until: number
  readonly resourceTypeId: number
  readonly timeZone: string
  /** Plans the customer is on when the booking takes place; none for a contact. */
  readonly tariffIds: readonly number[]
  readonly teamIds: readonly number[]
  /** The rate fixed on the booking, if any. */
  readonly rateId: number | undefined
  /** A price set by hand, in place of any rate. */
  readonly overridePrice: Amount | undefined
  /** The best of plan and team, in percent (domain G9). */
  readonly discountPercent: Amount
}

/** Amounts are in minor units of the currency, but for one set by hand. */
export interface Price {
  readonly amount: Amount
  readonly creditAmount: Amount | undefined
  readonly rateId: number | undefined
  /** The amounts as they were before they were rounded: a share of them is rounded once, too. */
  readonly exact: { readonly amount: Fraction; readonly creditAmount: Fraction | undefined }
}

/** The price of a whole booking; the cheapest rate unless one is fixed (domain G1). */
export function priceOf(booking: PricedBooking, rates: readonly Rate[], minorUnit: Amount): Price {
  const { overridePrice, rateId } = booking
  if (overridePrice !== undefined) {
    const exact = { amount: fractionOf(overridePrice), creditAmount: undefined }
    return { amount: overridePrice, creditAmount: undefined, rateId, exact }
  }
  const fixed = rates.filter((rate) => rate.id === rateId)
  const candidates = fixed.length > 0 ? fixed : rates.filter((rate) => applies(rate, booking))
  const priced = candidates.map((rate) => ({ rate, amount: ratePrice(rate, booking) }))
  const [best] = priced.sort(
    (left, right) => compared(left.amount, right.amount) || left.rate.id - right.rate.id,
  )
  if (!best) return rounded(nothing, undefined, undefined, minorUnit)
  const { rate, amount } = best
  const credit =
    rate.creditPrice === undefined ? undefined : unitPrice(rate, booking, rate.creditPrice)
  return rounded(discounted(amount, booking.discountPercent), credit, rate.id, minorUnit)
}

const nothing = fractionOf(zero)

/** What a discount, in percent, leaves of a price. */
function discounted(amount: Fraction, discountPercent: Amount): Fraction {
  const percent = 1_000_000
  const left = times(amount, percent - least(discountPercent, percent as Amount), percent)
  // Nobody is paid for booking.
  return left.numerator > 0n ? left : nothing
}

/** A price as the currency can express it: nothing is rounded before. */
function rounded(
  amount: Fraction,
  creditAmount: Fraction | undefined,
  rateId: number | undefined,
  minorUnit: Amount,
): Price {
  return {
    amount: inUnits(amount, minorUnit),
    creditAmount: creditAmount && inUnits(creditAmount, minorUnit),
    rateId,
    exact: { amount, creditAmount },
  }
}

function applies(rate: Rate, booking: PricedBooking): boolean {
  const minutes = (booking.until - booking.from) / minute
  const isMember = booking.tariffIds.length > 0
  return (
    !rate.isPrinting &&
    (rate.resourceTypeIds.length === 0 || rate.resourceTypeIds.includes(booking.resourceTypeId)) &&
    (rate.tariffIds.length === 0 || rate.tariffIds.some((id) => booking.tariffIds.includes(id))) &&
    (rate.teamIds.length === 0 || rate.teamIds.some((id) => booking.teamIds.includes(id))) &&
    isAtTimeOf(rate, booking) &&
    !(rate.forContactsOnly && isMember) &&
    !(rate.forMembersOnly && !isMember) &&
    minutes >= (rate.minLength ?? 0) &&
    minutes <= (rate.maxLength ?? Number.POSITIVE_INFINITY) &&
    booking.from >= (rate.appliesFrom ?? Number.NEGATIVE_INFINITY) &&
    booking.from <= (rate.appliesTo ?? Number.POSITIVE_INFINITY)
  )
}

/** Whether the hours of a rate are those of the booking. Hours that end no later than they begin go past midnight. */
function isAtTimeOf(rate: Rate, { from, until, timeZone }: PricedBooking): boolean {
  const opens = rate.fromMinute ?? 0
  const closes = rate.toMinute ?? dayMinutes
  if (opens === closes || closes - opens >= dayMinutes) return true
  const length = closes > opens ? closes - opens : closes + dayMinutes - opens
  const start = (minuteOfDay(from, timeZone) + dayMinutes - opens) % dayMinutes
  const end = start + (until - from) / minute
  return start < length && (!rate.onlyWithin || end <= length)
}

function ratePrice(rate: Rate, booking: PricedBooking): Fraction {
  const amount = unitPrice(rate, booking, rate.price)
  if (rate.maximumPrice === undefined) return amount
  const most = fractionOf(rate.maximumPrice)
  return compared(amount, most) < 0 ? amount : most
}

/** What a whole booking costs at `price` a unit. */
function unitPrice(rate: Rate, booking: PricedBooking, price: Amount): Fraction {
  if (rate.period !== 1) {
    return fractionOf(price, unitsUsed(rate.period, booking.from, booking.until, booking.timeZone))
  }
  const minutes = Math.ceil((booking.until - booking.from) / minute)
  const fixed = Math.min(minutes, rate.fixedMinutes ?? 0)
  const start = fixed > 0 && rate.fixedPrice !== undefined ? rate.fixedPrice : zero
  const rest = start === zero ? minutes : minutes - fixed
  return raised(fractionOf(price, rest, 60), start)
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

/** When a booking is, and where: days and longer units are those of the location. */
export type BookedTime = Pick<PricedBooking, 'from' | 'until' | 'timeZone'>

/**
 * Time credit pays the duration first, in whole units from the start of the booking on (domain I4, S8, S23); answers the
 * minutes still open.
 */
export function settleTime(
  { from, until, timeZone }: BookedTime,
  credits: readonly TimeCredit[],
): { readonly uses: readonly TimeUse[]; readonly openMinutes: number } {
  const uses: TimeUse[] = []
  let paidUntil = from
  for (const { id: creditId, coworkerId, period, remainingUnits } of credits) {
    if (paidUntil >= until) break
    if (remainingUnits <= 0) continue
    const needed = unitsUsed(period, paidUntil, until, timeZone)
    const units = Math.min(needed, remainingUnits)
    uses.push({ creditId, coworkerId, rank: uses.length + 1, units })
    paidUntil = units === needed ? until : unitsLater(period, paidUntil, units, timeZone)
  }
  return { uses, openMinutes: Math.ceil((until - paidUntil) / minute) }
}

/**
 * The price of what time credit leaves open: `open` of the `minutes` of a booking, as a share of what it costs before
 * that was rounded (domain S8).
 */
export function priceOfRest(price: Price, minutes: number, open: number, minorUnit: Amount): Price {
  if (open >= minutes) return price
  const rest = (whole: Fraction) => (open <= 0 ? nothing : times(whole, open, minutes))
  const { amount, creditAmount } = price.exact
  return rounded(rest(amount), creditAmount && rest(creditAmount), price.rateId, minorUnit)
}
