// The periods of a contract: when plan credit is granted and until when it lasts (domain C, D, S1-S3, S25).

import {
  clampedDay,
  type Day,
  dayAfter,
  dayNumber,
  dayNumbered,
  dayOf,
  later,
  midnight,
} from './calendar.ts'
import type { Span } from './credit.ts'
import { remembering } from './remember.ts'
import { isWithin } from './terms.ts'

/** eTimeSpanWeekMonth: 1 Week, 2 CalendarMonth, 3 TariffMonth, 4 Year, 5 Day; 0 is unset and means TariffMonth (X7). */
export type Renewal = 0 | 1 | 2 | 3 | 4 | 5

export interface Contract {
  /** Epoch milliseconds; since when it is on its plan. */
  readonly startsAt: number
  /** When it was begun, where that was on another plan: its anniversaries count from there (domain S1). */
  readonly begunAt?: number | undefined
  /** When a cancellation takes effect. */
  readonly endsAt: number | undefined
  /** 1 to 31; clamped to the length of a month. */
  readonly billingDay: number
  /** The billing cycle of the plan: months, or weeks where it has any. */
  readonly cycleMonths: number
  readonly cycleWeeks: number
  readonly pauses: readonly Span[]
  readonly timeZone: string
}

/** Half-open, epoch milliseconds; local midnights but for the start of a contract within a day. */
export interface Period {
  readonly start: number
  readonly end: number
}

/**
 * The n-th boundary: 0 is the start of the contract, the others are anchor + n x interval, never chained, so that the
 * 31st comes back after a short month (R37).
 */
export function boundary(contract: Contract, renewal: Renewal, n: number): number {
  if (n === 0) return contract.startsAt
  const { startsAt, begunAt, billingDay, cycleMonths, cycleWeeks, timeZone } = contract
  const start = dayNumberOf({ instant: startsAt, timeZone })
  const begun = begunAt === undefined ? start : dayNumberOf({ instant: begunAt, timeZone })
  return anchored({ start, begun, billingDay, cycleMonths, cycleWeeks, timeZone, renewal, n })
}

/** A boundary depends on the day a contract starts, so those that start on the same day have the same. */
interface Anchor {
  /** Days since 1970-01-01, of the location. */
  readonly start: number
  readonly begun: number
  readonly billingDay: number
  readonly cycleMonths: number
  readonly cycleWeeks: number
  readonly timeZone: string
  readonly renewal: Renewal
  readonly n: number
}

const mostRemembered = 50_000

const anchored = remembering(
  mostRemembered,
  ({ start, begun, billingDay, cycleMonths, cycleWeeks, timeZone, renewal, n }: Anchor) =>
    `${renewal} ${n} ${start} ${begun} ${billingDay} ${cycleMonths} ${cycleWeeks} ${timeZone}`,
  (anchor) => midnight(boundaryDay(anchor), anchor.timeZone),
)

const dayNumberOf = remembering(
  mostRemembered,
  ({ instant, timeZone }: { readonly instant: number; readonly timeZone: string }) =>
    `${instant} ${timeZone}`,
  ({ instant, timeZone }) => dayNumber(dayOf(instant, timeZone)),
)

function boundaryDay(anchor: Anchor): Day {
  const start = dayNumbered(anchor.start)
  const { n } = anchor
  switch (anchor.renewal) {
    case 1:
      // Monday is 1, so the first boundary is 7 to 1 days ahead (domain S1).
      return dayAfter(start, 'days', 8 - start.dayOfWeek + 7 * (n - 1))
    case 2:
      return clampedDay(start, n, 1)
    case 4:
      return anniversary(dayNumbered(anchor.begun), n, start)
    case 5:
      return dayAfter(start, 'days', n)
    default:
      return cycleDay(anchor, n, start)
  }
}

function anniversary(begun: Day, n: number, start: Day): Day {
  const whole = begun.until(start, { largestUnit: 'years' }).years
  // 28 February is an anniversary of 29 February, though by the calendar a day is missing to the year.
  const passed = dayAfter(begun, 'years', whole + 1).equals(start) ? whole + 1 : whole
  return dayAfter(begun, 'years', passed + n)
}

// From the start to the next billing day, then from billing day to billing day (design 5, contracts).
function cycleDay({ billingDay, cycleMonths, cycleWeeks }: Anchor, n: number, start: Day): Day {
  if (cycleWeeks > 0) return dayAfter(start, 'weeks', cycleWeeks * n)
  const months = Math.max(1, cycleMonths)
  const ofStart = clampedDay(start, 0, billingDay)
  const order = start.toString() < ofStart.toString() ? -1 : start.equals(ofStart) ? 0 : 1
  if (order === 0) return clampedDay(start, months * n, billingDay)
  return clampedDay(start, (order < 0 ? 0 : 1) + months * (n - 1), billingDay)
}

/** How many boundaries lie at or before an instant, the start of the contract included. */
function boundariesUntil(contract: Contract, renewal: Renewal, at: number): number {
  if (at < contract.startsAt) return 0
  let past = 0
  let beyond = 1
  while (boundary(contract, renewal, beyond) <= at) {
    past = beyond
    beyond *= 2
  }
  while (beyond - past > 1) {
    const middle = Math.floor((past + beyond) / 2)
    if (boundary(contract, renewal, middle) <= at) past = middle
    else beyond = middle
  }
  return beyond
}

/** The period that contains an instant; undefined before the contract starts. */
export function periodAt(contract: Contract, renewal: Renewal, at: number): Period | undefined {
  const count = boundariesUntil(contract, renewal, at)
  return count === 0 ? undefined : periodNumbered(contract, renewal, count - 1)
}

function periodNumbered(contract: Contract, renewal: Renewal, n: number): Period {
  return { start: boundary(contract, renewal, n), end: boundary(contract, renewal, n + 1) }
}

/**
 * The part of a calendar month or week that a contract has when it starts within one, in days; undefined when the period
 * is whole, and for the other patterns, whose periods begin with the contract (domain S2).
 */
export function firstShare(
  contract: Contract,
  renewal: Renewal,
  period: Period,
): { readonly days: number; readonly of: number } | undefined {
  if (period.start !== contract.startsAt || (renewal !== 1 && renewal !== 2)) return undefined
  const start = dayOf(period.start, contract.timeZone)
  const end = dayOf(period.end, contract.timeZone)
  const whole = renewal === 1 ? dayAfter(end, 'weeks', -1) : dayAfter(end, 'months', -1)
  const days = start.until(end, { largestUnit: 'days' }).days
  const of = whole.until(end, { largestUnit: 'days' }).days
  return days < of ? { days, of } : undefined
}

/** Whether credit is granted for a period: not once the contract has ended, and not while it is frozen. */
export function isGranted(contract: Contract, period: Period): boolean {
  const hasEnded = contract.endsAt !== undefined && period.start >= contract.endsAt
  return !hasEnded && !contract.pauses.some((pause) => isWithin(period.start, pause))
}

/** The granted periods that start after `after` and not after `until`, at most `most` of them. */
export function periodsStarting(
  contract: Contract,
  renewal: Renewal,
  after: number,
  until: number,
  most = Number.POSITIVE_INFINITY,
): readonly Period[] {
  const periods: Period[] = []
  for (let n = boundariesUntil(contract, renewal, after); periods.length < most; n += 1) {
    const period = periodNumbered(contract, renewal, n)
    if (period.start > until || (contract.endsAt !== undefined && period.start >= contract.endsAt))
      break
    // A pause may last for centuries; the next period to look at starts at its end.
    const pause = contract.pauses.find((one) => isWithin(period.start, one))
    if (pause) n = Math.max(n, boundariesUntil(contract, renewal, pause.until - 1) - 1)
    else periods.push(period)
  }
  return periods
}

/** eRecurrentChargePattern: 1 PricePlan, 2 Day, 3 Week, 4 Month, 5 Year, 6 LastDayOfMonth. */
export type ExpiryPattern = 1 | 2 | 3 | 4 | 5 | 6

export interface ExpiryTerms {
  readonly pattern: ExpiryPattern | undefined
  readonly count: number | undefined
  /** The older pair, read only without a pattern (domain E3). */
  readonly months: number | undefined
  readonly weeks: number | undefined
}

/**
 * When credit released by a product expires; undefined is never (domain E1-E4, S6). `noMainContract` when it lasts as
 * long as the billing period of a contract that the customer does not have.
 */
export function productExpiry(
  terms: ExpiryTerms,
  releasedAt: number,
  timeZone: string,
  mainContract: Contract | undefined,
): number | undefined | 'noMainContract' {
  // Zero is how clients send a number back that was never set.
  const count = terms.count || 1
  switch (terms.pattern) {
    case 1: {
      if (!mainContract) return 'noMainContract'
      return boundary(mainContract, 3, boundariesUntil(mainContract, 3, releasedAt) + count - 1)
    }
    case 2:
      return later(releasedAt, 'days', count, timeZone)
    case 3:
      return later(releasedAt, 'weeks', count, timeZone)
    case 4:
      return later(releasedAt, 'months', count, timeZone)
    case 5:
      return later(releasedAt, 'years', count, timeZone)
    case 6:
      return midnight(clampedDay(dayOf(releasedAt, timeZone), count, 1), timeZone)
    default:
      return legacyExpiry(terms, releasedAt, timeZone)
  }
}

function legacyExpiry(
  terms: ExpiryTerms,
  releasedAt: number,
  timeZone: string,
): number | undefined {
  if (terms.months) return later(releasedAt, 'months', terms.months, timeZone)
  if (terms.weeks) return later(releasedAt, 'weeks', terms.weeks, timeZone)
  return undefined
}
