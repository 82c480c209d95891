// The bookings of a series: the same time of day by the clock of the location, whatever it does to the hours of UTC.

import { Temporal } from 'temporal-polyfill'
import { type Day, dayAfter, dayOf } from './calendar.ts'

export interface Times {
  /** Epoch milliseconds. */
  readonly from: number
  readonly until: number
}

export interface Repetition {
  /**
   * eBookingRepeatCycle: 1 Daily, 2 Weekly, 3 Monthly, 4 Yearly, 5 FirstOfMonth, 6 SecondOfMonth, 7 ThirdOfMonth,
   * 8 LastOfMonth, 9 FourthOfMonth. The last five are a day of the week, such as the first Monday.
   */
  readonly cycle: number
  /** Every so many days, weeks, months or years. */
  readonly every: number
  /** The last day, in the zone of the location. */
  readonly until: Day
  /** 1 Monday to 7 Sunday; none for the day of the week of the first booking. */
  readonly weekdays: readonly number[]
  readonly timeZone: string
}

/** The last day that an instant means: its own day, or the date it was written as when that is 00:00 UTC. */
export function lastDayOf(until: number, timeZone: string): Day {
  const isDate = until % 86_400_000 === 0
  return dayOf(until, isDate ? 'UTC' : timeZone)
}

/**
 * The first booking and those that follow it, in order of their start; undefined when there are more than `most`. Each is
 * reckoned from the first one, the day clamped to the month (R37), and never from the one before.
 */
export function occurrences(
  first: Times,
  repetition: Repetition,
  most: number,
): readonly Times[] | undefined {
  const { timeZone, until } = repetition
  const start = dayOf(first.from, timeZone)
  const found = [first]
  const isBeyond = (day: Day) => Temporal.PlainDate.compare(day, until) > 0
  // A step may bring no day at all, so the steps are counted as well.
  for (let step = 0; step <= most * 7; step += 1) {
    if (isBeyond(beginningOf(start, repetition, step))) return found
    for (const day of daysOf(start, repetition, step)) {
      if (Temporal.PlainDate.compare(day, start) <= 0 || isBeyond(day)) continue
      found.push(onDay(first, start, day, timeZone))
      if (found.length > most) return undefined
    }
  }
  return undefined
}

const weekly = 2
const monthly = 3
const yearly = 4
/** Which week of the month a cycle names; the last has no number. */
const weeksOfMonth: Readonly<Record<number, number>> = { 5: 1, 6: 2, 7: 3, 9: 4 }

/** No day of the step comes before this one. */
function beginningOf(start: Day, { cycle, every }: Repetition, step: number): Day {
  const count = step * every
  if (cycle === weekly)
    return dayAfter(dayAfter(start, 'days', 1 - start.dayOfWeek), 'weeks', count)
  if (cycle === monthly) return dayAfter(start, 'months', count)
  if (cycle === yearly) return dayAfter(start, 'years', count)
  if (cycle > yearly) return dayAfter(start.with({ day: 1 }), 'months', count)
  return dayAfter(start, 'days', count)
}

function daysOf(start: Day, repetition: Repetition, step: number): readonly Day[] {
  const { cycle } = repetition
  const begins = beginningOf(start, repetition, step)
  const given = [...new Set(repetition.weekdays)].sort((left, right) => left - right)
  const weekdays = given.length > 0 ? given : [start.dayOfWeek]
  if (cycle === weekly) return weekdays.map((weekday) => dayAfter(begins, 'days', weekday - 1))
  if (cycle > yearly) {
    return weekdays
      .map((weekday) => weekdayOfMonth(begins, weekday, weeksOfMonth[cycle]))
      .sort(Temporal.PlainDate.compare)
  }
  const isDaily = cycle !== monthly && cycle !== yearly
  return isDaily && given.length > 0 && !given.includes(begins.dayOfWeek) ? [] : [begins]
}

/** The n-th Monday of a month, say; the last one without a number. */
function weekdayOfMonth(month: Day, weekday: number, nth: number | undefined): Day {
  if (nth === undefined) {
    const last = month.with({ day: month.daysInMonth })
    return dayAfter(last, 'days', -((last.dayOfWeek - weekday + 7) % 7))
  }
  return dayAfter(month, 'days', ((weekday - month.dayOfWeek + 7) % 7) + (nth - 1) * 7)
}

function onDay(first: Times, start: Day, day: Day, timeZone: string): Times {
  const days = start.until(day, { largestUnit: 'days' }).days
  const later = (instant: number) => moved(instant, timeZone, (local) => local.add({ days }))
  return { from: later(first.from), until: later(first.until) }
}

/** An instant moved as another one was, by the clock of the location: from 9:00 to 10:30 on the next day, say. */
export function movedLike(instant: number, from: number, to: number, timeZone: string): number {
  const shift = localOf(from, timeZone).until(localOf(to, timeZone), { largestUnit: 'days' })
  return moved(instant, timeZone, (local) => local.add(shift))
}

function moved(
  instant: number,
  timeZone: string,
  change: (local: Temporal.PlainDateTime) => Temporal.PlainDateTime,
): number {
  return change(localOf(instant, timeZone)).toZonedDateTime(timeZone).epochMilliseconds
}

function localOf(instant: number, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
}
