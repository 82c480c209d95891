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

/** 00:00 local of a day, or the first instant of it where a clock change skips midnight. */
export function midnight(day: Day, timeZone: string): number {
  return day.toZonedDateTime({ timeZone }).startOfDay().epochMilliseconds
}

/** The same time of day some calendar units later, the day clamped to the month (domain S6, R37). */
export function later(
  instant: number,
  unit: 'days' | 'weeks' | 'months' | 'years',
  count: number,
  timeZone: string,
): number {
  return zonedAt(instant, timeZone).add({ [unit]: count }).epochMilliseconds
}

/** The day of a month, `months` after the month of `day`, clamped to the length of that month. */
export function clampedDay(day: Day, months: number, dayOfMonth: number): Day {
  const month = day.with({ day: 1 }).add({ months })
  return month.with({ day: Math.min(dayOfMonth, month.daysInMonth) })
}

function zonedAt(instant: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
}
