// The anchors of a contract worked out another way than the engine does: by asking of every day whether it is one, with
// whole numbers for the calendar and the tables of the runtime for the zones.

import type { Contract, Renewal } from '../../src/engine/renewal.ts'

const dayLength = 86_400_000
const firstDay = '2022-06-01'
const lastDay = '2032-12-31'

/** A local day: its name and the first instant of it. */
interface LocalDay {
  readonly text: string
  readonly begins: number
}

const calendars = new Map<string, readonly LocalDay[]>()

/** Every day of some years in a zone; the first instant is searched for with the names that the runtime gives to instants. */
export function daysIn(timeZone: string): readonly LocalDay[] {
  const known = calendars.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  const days: LocalDay[] = []
  for (let at = Date.parse(firstDay); at <= Date.parse(lastDay); at += dayLength) {
    const text = new Date(at).toISOString().slice(0, 10)
    days.push({ text, begins: firstInstant(text, at, format) })
  }
  calendars.set(timeZone, days)
  return days
}

/** Zones differ from UTC by quarters of an hour, so the days in them begin at one. */
function firstInstant(text: string, at: number, format: Intl.DateTimeFormat): number {
  const quarter = 900_000
  let before = -64
  let within = 64
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2)
    if (format.format(at + middle * quarter) < text) before = middle
    else within = middle
  }
  return at + within * quarter
}

function dayAt(instant: number, timeZone: string): string {
  return daysIn(timeZone).findLast(({ begins }) => begins <= instant)?.text ?? ''
}

/** When a contract grants after `from`, and not after `until`. */
export function anchorsBetween(
  contract: Contract,
  renewal: Renewal,
  from: number,
  until: number,
): readonly number[] {
  const start = dayAt(contract.startsAt, contract.timeZone)
  const begun = dayAt(contract.begunAt ?? contract.startsAt, contract.timeZone)
  const anchors = daysIn(contract.timeZone)
    .filter(({ text }) => text > start && isAnchor(text, { start, begun }, contract, renewal))
    .map(({ begins }) => begins)
  return [contract.startsAt, ...anchors].filter(
    (at) =>
      at > from &&
      at <= until &&
      !(contract.endsAt !== undefined && at >= contract.endsAt) &&
      !contract.pauses.some((pause) => pause.from <= at && at < pause.until),
  )
}

/** The local days on which a contract came to its plan, and on which it was begun. */
interface Beginning {
  readonly start: string
  readonly begun: string
}

function isAnchor(
  text: string,
  { start, begun }: Beginning,
  contract: Contract,
  renewal: Renewal,
): boolean {
  switch (renewal) {
    case 1:
      return new Date(text).getUTCDay() === 1
    case 2:
      return text.endsWith('-01')
    case 4:
      return isMonthsAfter(text, begun, dayNumber(begun), 12)
    case 5:
      return true
    default:
      return isBillingDay(text, start, contract)
  }
}

function isBillingDay(text: string, start: string, contract: Contract): boolean {
  const { billingDay, cycleMonths, cycleWeeks } = contract
  if (cycleWeeks > 0) {
    return ((Date.parse(text) - Date.parse(start)) / dayLength) % (7 * cycleWeeks) === 0
  }
  // The first billing day on or after the start is where the cycle begins.
  const ofStart = Math.min(billingDay, daysInMonth(start))
  const first = dayNumber(start) <= ofStart ? start : nextMonth(start)
  return isMonthsAfter(text, first, billingDay, cycleMonths)
}

/** Whether a day lies a multiple of so many months after the month of another, on this day of the month or the last before. */
function isMonthsAfter(text: string, first: string, dayOfMonth: number, every: number): boolean {
  const passed = monthsOf(text) - monthsOf(first)
  const isRightDay = dayNumber(text) === Math.min(dayOfMonth, daysInMonth(text))
  return isRightDay && passed >= 0 && passed % every === 0
}

const monthsOf = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7))

const dayNumber = (text: string) => Number(text.slice(8))

function daysInMonth(text: string): number {
  const [year = 0, month = 0] = text.split('-').map(Number)
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
}

function nextMonth(text: string): string {
  const months = monthsOf(text)
  const year = Math.floor(months / 12)
  return `${year}-${String((months % 12) + 1).padStart(2, '0')}-01`
}
