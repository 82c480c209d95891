// The calendar of a location: periods follow its time zone, never the server's (design 3.10).

import { Temporal } from 'temporal-polyfill'

/** eChargePeriod: 1 Minutes, 2 Days, 3 Weeks, 4 Months, 5 Uses, 6 FourWeekMonths (domain M1). */
export type ChargePeriod = 1 | 2 | 3 | 4 | 5 | 6

const minute = 60_000

/**
 * The whole units of time credit that a booking takes: minutes exactly, longer units rounded up, one use per booking
 * (domain S23). Instants are epoch milliseconds; days and longer are those of the location, so the days on which its
 * clocks change are days like any other.
 */
export function unitsUsed(
  period: ChargePeriod,
  from: number,
  until: number,
  timeZone: string,
): number {
  const start = zonedAt(from, timeZone)
  const end = zonedAt(until, timeZone)
  switch (period) {
    case 1:
      return Math.ceil((until - from) / minute)
    case 2:
      return periodsCovering(start, end, 'days', 1)
    case 3:
      return periodsCovering(start, end, 'days', 7)
    case 4:
      return periodsCovering(start, end, 'months', 1)
    case 5:
      return 1
    case 6:
      return periodsCovering(start, end, 'days', 28)
  }
}

/** When so many units have passed that are fewer than a booking needs. Uses last as long as the booking, so never. */
export function unitsLater(
  period: ChargePeriod,
  from: number,
  units: number,
  timeZone: string,
): number {
  switch (period) {
    case 1:
      return from + units * minute
    case 2:
      return later(from, 'days', units, timeZone)
    case 3:
      return later(from, 'weeks', units, timeZone)
    case 4:
      return later(from, 'months', units, timeZone)
    case 5:
      return Number.POSITIVE_INFINITY
    case 6:
      return later(from, 'weeks', 4 * units, timeZone)
  }
}

/** The local time of an instant, in minutes from midnight as a clock shows them. */
export function minuteOfDay(instant: number, timeZone: string): number {
  const { hour, minute: minutes } = zonedAt(instant, timeZone)
  return hour * 60 + minutes
}

/** The fewest periods of so many days or months that reach from `start` to `end`. */
function periodsCovering(
  start: Temporal.ZonedDateTime,
  end: Temporal.ZonedDateTime,
  unit: 'days' | 'months',
  length: number,
): number {
  let count = Math.floor(start.until(end, { largestUnit: unit })[unit] / length)
  // Whole units may end before `end`; by more than one where the day was clamped to the end of a short month.
  while (Temporal.ZonedDateTime.compare(start.add({ [unit]: count * length }), end) < 0) count += 1
  return count
}

/** A day without a time, in no zone. */
export type Day = Temporal.PlainDate

/** The local day of an instant. */
export function dayOf(instant: number, timeZone: string): Day {
  return zonedAt(instant, timeZone).toPlainDate()
}

const dayMilliseconds = 24 * 60 * minute

/** A day as a number: days since 1970-01-01. */
export function dayNumber(day: Day): number {
  return day.toZonedDateTime('UTC').epochMilliseconds / dayMilliseconds
}

export function dayNumbered(number: number): Day {
  return dayOf(number * dayMilliseconds, 'UTC')
}

/** 00:00 local of a day, or the first instant of it where a clock change skips midnight. */
export function midnight(day: Day, timeZone: string): number {
  return day.toZonedDateTime({ timeZone }).startOfDay().epochMilliseconds
}

/** The instant itself, but for the last second of a local day the midnight after it: both are how people write the end of a day (R40). */
export function roundedToMidnight(instant: number, timeZone: string): number {
  // Hardly any instant ends on second 59, and the calendar is slow.
  if (Math.floor(instant / 1_000) % 60 !== 59) return instant
  const next = midnight(dayAfter(dayOf(instant, timeZone), 'days', 1), timeZone)
  return next - instant <= 1_000 ? next : instant
}

type CalendarUnit = 'days' | 'weeks' | 'months' | 'years'

// Each is more than ten thousand years, so whoever asks for more means "never", and the calendar itself ends further on.
const furthest: Readonly<Record<CalendarUnit, number>> = {
  days: 4_000_000,
  weeks: 600_000,
  months: 130_000,
  years: 11_000,
}

function reachable(unit: CalendarUnit, count: number): number {
  return Math.max(-furthest[unit], Math.min(furthest[unit], count))
}

/** The day some calendar units later. */
export function dayAfter(day: Day, unit: CalendarUnit, count: number): Day {
  return day.add({ [unit]: reachable(unit, count) })
}

/** The same time of day some calendar units later, the day clamped to the month (domain S6, R37). */
export function later(
  instant: number,
  unit: CalendarUnit,
  count: number,
  timeZone: string,
): number {
  return zonedAt(instant, timeZone).add({ [unit]: reachable(unit, count) }).epochMilliseconds
}

/** The day of a month, `months` after the month of `day`, clamped to the length of that month. */
export function clampedDay(day: Day, months: number, dayOfMonth: number): Day {
  const month = dayAfter(day.with({ day: 1 }), 'months', months)
  return month.with({ day: Math.min(dayOfMonth, month.daysInMonth) })
}

function zonedAt(instant: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
}
