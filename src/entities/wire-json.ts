// JSON of answers that are no records, with decimals written as amounts are (wire 14).

import { type Amount, formatAmount } from '../engine/amount.ts'
import { formatInstant } from '../engine/instant.ts'

/** A number that is written as it stands here, `10.0` for ten. */
class Decimal {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Wire =
  | string
  | number
  | boolean
  | null
  | undefined
  | Decimal
  | readonly Wire[]
  | { readonly [name: string]: Wire }

export function decimal(amount: Amount): Wire {
  return new Decimal(formatAmount(amount))
}

/** An instant in whole seconds of UTC, or null. */
export function utc(instant: number | null | undefined): Wire {
  return instant === null || instant === undefined ? null : formatInstant(instant)
}

/** JSON text; members that are undefined are left out. */
export function toJson(value: Wire): string {
  if (value instanceof Decimal) return value.text
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}:${toJson(member)}`)
  return `{${members.join(',')}}`
}
