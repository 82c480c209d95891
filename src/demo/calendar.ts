// Months and working hours of a location, in its own time zone, counted back from the start of the demo.

import { Temporal } from 'temporal-polyfill'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export interface Month {
  /** Such as `March 2026`. */
  readonly name: string
  /** Local midnight of its first day, and of the first day of the next one. */
  readonly from: number
  readonly until: number
  /** Monday to Friday. */
  readonly workdays: readonly Temporal.PlainDate[]
}

const months = new Map<string, Month>()

/** The month `ago` months before the one that `now` is in. */
export function monthAgo(now: number, zone: string, ago: number): Month {
  const first = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .with({ day: 1 })
    .subtract({ months: ago })
  // Asked for hundreds of times, and days in a time zone are slow to work out.
  const key = `${zone} ${first}`
  const month = months.get(key) ?? monthFrom(first, zone)
  months.set(key, month)
  return month
}

function monthFrom(first: Temporal.PlainDate, zone: string): Month {
  const days = Array.from({ length: first.daysInMonth }, (_, index) => first.add({ days: index }))
  return {
    name: `${monthNames[first.month - 1]} ${first.year}`,
    from: at(first, zone, 0),
    until: at(first.add({ months: 1 }), zone, 0),
    workdays: days.filter((date) => date.dayOfWeek <= 5),
  }
}

/** The first five days of Monday to Friday, so many days after `now` and later. */
export function workdaysAhead(now: number, zone: string, days: number): Month['workdays'] {
  const first = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .add({ days })
  const week = Array.from({ length: 7 }, (_, index) => first.add({ days: index }))
  return week.filter((date) => date.dayOfWeek <= 5)
}

/** A time of day, in minutes after local midnight, so many whole days before `now`. */
export function daysBefore(now: number, zone: string, days: number, minutes: number): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate()
  return at(today.subtract({ days }), zone, minutes)
}

/** When months began in a time zone, of the last so many and up to `now`, the oldest first. */
export function monthStarts(now: number, zone: string, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => monthAgo(now, zone, count - 1 - index).from)
}

/** Local wall-clock time on a day, in minutes after midnight, as an instant. */
export function at(date: Temporal.PlainDate, zone: string, minutes: number): number {
  const time = Temporal.PlainTime.from('00:00').add({ minutes })
  return date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds
}

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
