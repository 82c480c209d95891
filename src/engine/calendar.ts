// The calendar of a location: periods follow its time zone, never the server's (design 3.10).

import { Temporal } from 'temporal-polyfill'

/** eChargePeriod: 1 Minutes, 2 Days, 3 Weeks, 4 Months, 5 Uses, 6 FourWeekMonths (domain M1). */
export type ChargePeriod = 1 | 2 | 3 | 4 | 5 | 6

const minute = 60_000
const day = 1_440

/**
 * The whole units of time credit that a booking takes: minutes exactly, longer units rounded up, one use per booking
 * (domain S23). Instants are epoch milliseconds; months are counted in the time zone of the location.
 */
export function unitsUsed(
  period: ChargePeriod,
  from: number,
  until: number,
  timeZone: string,
): number {
  const minutes = Math.ceil((until - from) / minute)
  switch (period) {
    case 1:
      return minutes
    case 2:
      return Math.ceil(minutes / day)
    case 3:
      return Math.ceil(minutes / (7 * day))
    case 4:
      return monthsCovering(from, until, timeZone)
    case 5:
      return 1
    case 6:
      return Math.ceil(minutes / (28 * day))
  }
}

function monthsCovering(from: number, until: number, timeZone: string): number {
  const zoned = (instant: number) =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
  const start = zoned(from)
  const end = zoned(until)
  const whole = start.until(end, { largestUnit: 'months' }).months
  const isExact = Temporal.ZonedDateTime.compare(start.add({ months: whole }), end) === 0
  return isExact ? whole : whole + 1
}
