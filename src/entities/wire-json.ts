// JSON of answers that are no records, with decimals written as amounts are (wire 14).

import { type Amount, formatAmount } from '../engine/amount.ts'
import { formatInstant } from '../engine/instant.ts'

/** Written as it stands here: a number such as `10.0` for ten, or JSON from elsewhere. */
class Verbatim {
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
  | Verbatim
  | readonly Wire[]
  | { readonly [name: string]: Wire }

export function decimal(amount: Amount): Wire {
  return new Verbatim(formatAmount(amount))
}

/** JSON that was written before and goes out as it is. */
export function jsonText(text: string): Wire {
  return new Verbatim(text)
}

/** An instant in whole seconds of UTC, or null. */
export function utc(instant: number | null | undefined): Wire {
  return instant === null || instant === undefined ? null : formatInstant(instant)
}

/** JSON text; members that are undefined are left out. */
export function toJson(value: Wire): string {
  if (value instanceof Verbatim) return value.text
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`
  if (value === null || value === undefined) return 'null'
  if (typeof value !== 'object') return JSON.stringify(value)
  let text = ''
  if (isList(value)) {
    for (const item of value) text += text === '' ? toJson(item) : `,${toJson(item)}`
    return `[${text}]`
  }
  for (const name in value) {
    const member = value[name]
    if (member === undefined) continue
    text += text === '' ? label('{', name) : label(',', name)
    text += toJson(member)
  }
  return text === '' ? '{}' : `${text}}`
}

// `Array.isArray` does not see that a readonly list is one.
const isList = (value: object): value is readonly Wire[] => Array.isArray(value)

const labels = { '{': new Map<string, string>(), ',': new Map<string, string>() }

// The members of answers are few and come again and again.
function label(before: keyof typeof labels, name: string): string {
  const known = labels[before].get(name)
  if (known !== undefined) return known
  const text = `${before}${JSON.stringify(name)}:`
  if (labels[before].size < 1_000) labels[before].set(name, text)
  return text
}
