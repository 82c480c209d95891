// Lists as parameters of a statement: one column of many rows at once, for `unnest` and `any`.

import { type RawBuilder, sql } from 'kysely'
import { withinYears } from '../engine/instant.ts'

// Written as array literals here: the drivers walk every element of a list with the care that any value may need.

/** Numbers, also as texts: nothing in them needs care. */
export function plainList(list: readonly (number | string | null)[]): string {
  return `{${list.map((one) => one ?? 'null').join(',')}}`
}

export function numbers(list: readonly (number | null)[]): RawBuilder<readonly number[]> {
  return sql`${plainList(list)}::bigint[]`
}

export function textList(list: readonly (string | null)[]): string {
  return `{${list.map(quoted).join(',')}}`
}

export function texts(list: readonly (string | null)[]): RawBuilder<unknown> {
  return sql`${textList(list)}::text[]`
}

// JSON writes control characters in escapes, so one of them can stand between two texts.
const separator = '\u0001'

/** JSON texts, which are long, for `splitJsonList`: nothing in them needs care. */
export function jsonList(list: readonly string[]): string {
  return list.join(separator)
}

export function splitJsonList(list: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`string_to_array(${list}, ${separator})`
}

export function jsonTexts(list: readonly string[]): RawBuilder<unknown> {
  return splitJsonList(sql`${jsonList(list)}`)
}

/** Epoch milliseconds. Most of a list are the same instant. */
export function instantList(list: readonly (number | null)[]): string {
  let last: number | null | undefined
  let written = ''
  const texts = list.map((one) => {
    if (one !== last) {
      written = one === null ? 'null' : `"${new Date(withinYears(one)).toISOString()}"`
    }
    last = one
    return written
  })
  return `{${texts.join(',')}}`
}

export function instants(list: readonly (number | null)[]): RawBuilder<unknown> {
  return sql`${instantList(list)}::timestamptz[]`
}

const needsCare = /["\\]/g

function quoted(text: string | null): string {
  if (text === null) return 'null'
  return text.includes('"') || text.includes('\\')
    ? `"${text.replace(needsCare, '\\$&')}"`
    : `"${text}"`
}
