// Instants as the wire writes them. Inside, an instant is a number of milliseconds since 1970 in UTC.

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** The first and the last instant that the wire can write: years have four digits. */
export const earliestInstant = Date.parse('0001-01-01T00:00:00Z')
export const latestInstant = Date.parse('9999-12-31T23:59:59.999Z')

/** The instant itself, or the nearest one that the wire can write. */
export function withinYears(instant: number): number {
  return Math.min(latestInstant, Math.max(earliestInstant, instant))
}

/**
 * Reads `YYYY-MM-DD`, `YYYY-MM-DDTHH:mm` or more. Without a zone it is UTC, without a time it is 00:00 UTC.
 * Undefined when it is no such text or no such day, or when its zone takes it out of the years with four digits.
 */
export function parseInstant(text: string): number | undefined {
  const match = pattern.exec(text.trim())
  if (!match) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match
  const fields = [year, month, day, hour, minute, second].map(Number) as SixNumbers
  const [y, mo, d, h, mi, s] = fields
  if (y < 1 || h > 23 || mi > 59 || s > 59) return undefined
  // Date.UTC reads years below 100 as 19xx, setUTCFullYear does not.
  const date = new Date(
    Date.UTC(2000, mo - 1, 1, h, mi, s, Number(fraction.padEnd(3, '0').slice(0, 3))),
  )
  date.setUTCFullYear(y, mo - 1, d)
  if (date.getUTCMonth() !== mo - 1 || date.getUTCDate() !== d) return undefined
  const offset = offsetMilliseconds(zone)
  if (offset === undefined) return undefined
  const instant = date.getTime() - offset
  return instant < earliestInstant || instant > latestInstant ? undefined : instant
}

type SixNumbers = [number, number, number, number, number, number]

function offsetMilliseconds(zone: string | undefined): number | undefined {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  if (hours > 14 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** Whole seconds, as later reads have them: `2026-01-02T08:39:03Z`. */
export function formatInstant(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1_000)
  if (second !== latest.second) {
    latest = { second, text: `${new Date(milliseconds).toISOString().slice(0, -5)}Z` }
  }
  return latest.text
}

// An answer names the same second over and over.
let latest = { second: Number.NaN, text: '' }

/** With its fraction, trailing zeros dropped, as the answer to a POST has it (wire 14). */
export function formatExactInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/, 'Z')
}
