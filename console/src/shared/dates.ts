// Instants in the time zone of a location, and back.

type Zone = string | null | undefined

const zoneOf = (zone: Zone) => zone ?? 'UTC'

export function day(instant: string | number, zone: Zone): string {
  return new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: zoneOf(zone),
  }).format(new Date(instant))
}

export function dayAndTime(instant: string | number, zone: Zone): string {
  return new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zoneOf(zone),
  }).format(new Date(instant))
}

export function time(instant: string | number, zone: Zone): string {
  return new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zoneOf(zone),
  }).format(new Date(instant))
}

const dayMilliseconds = 86_400_000

/** Half-open validity as people say it: the day before a midnight, else day and time. */
export function lastDay(expires: string, zone: Zone): string {
  const isMidnight = localOf(expires, zone).endsWith('T00:00')
  return isMidnight ? day(Date.parse(expires) - 1_000, zone) : dayAndTime(expires, zone)
}

/** Whole days from one instant to another; negative when it is past. */
export function daysUntil(instant: string, now: string | number): number {
  return Math.ceil((Date.parse(instant) - new Date(now).getTime()) / dayMilliseconds)
}

/** What a `datetime-local` field shows for an instant in a zone. */
export function localOf(instant: string | number, zone: Zone): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zoneOf(zone),
  }).formatToParts(new Date(instant))
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** The instant that a local time, or the beginning of a day, is in a zone. */
export function instantOf(local: string, zone: Zone): string {
  const wanted = Date.parse(`${local.length === 10 ? `${local}T00:00` : local}Z`)
  // Twice, because the offset belongs to the instant that is being looked for.
  const once = wanted - offsetAt(wanted, zone)
  return new Date(wanted - offsetAt(once, zone)).toISOString()
}

function offsetAt(instant: number, zone: Zone): number {
  const whole = Math.floor(instant / 60_000) * 60_000
  return Date.parse(`${localOf(whole, zone)}Z`) - whole
}

/** The day after a `YYYY-MM-DD`. */
export function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00Z`) + dayMilliseconds).toISOString().slice(0, 10)
}
