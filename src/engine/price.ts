// What a booking costs: the rate that applies, discounts, and what time credit leaves of it (domain G, M).

import { type Amount, greatest, least, plus, scaled, zero } from './amount.ts'
import { type ChargePeriod, minuteOfDay, unitsLater, unitsUsed } from './calendar.ts'

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
  const discount = least(booking.discountPercent, percent as Amount)
  const discounted = scaled(amount, percent - discount, percent, minorUnit)
  const creditAmount =
    rate.creditPrice === undefined
      ? undefined
      : scaled(unitPrice(rate, booking, rate.creditPrice), 1, 1, minorUnit)
  // Nobody is paid for booking.
  return { amount: greatest(discounted, zero), creditAmount, rateId: rate.id }
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

/** The price of what time credit leaves open. */
export function priceOfRest(price: Price, minutes: number, open: number, minorUnit: Amount): Price {
  if (open >= minutes) return price
  const rest = (amount: Amount) => (open <= 0 ? zero : scaled(amount, open, minutes, minorUnit))
  return {
    ...price,
    amount: rest(price.amount),
    creditAmount: price.creditAmount === undefined ? undefined : rest(price.creditAmount),
  }
}
