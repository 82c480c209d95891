// Lists as parameters of a statement: one column of many rows at once, for `unnest` and `any`.

import { type RawBuilder, sql } from 'kysely'
import { withinYears } from '../engine/instant.ts'

// Written as array literals here: the drivers walk every element of a list with the care that any value may need.

export function numbers(list: readonly (number | null)[]): RawBuilder<unknown> {
  return sql`${`{${list.map((one) => one ?? 'null').join(',')}}`}::bigint[]`
}

export function texts(list: readonly (string | null)[]): RawBuilder<unknown> {
  return sql`${`{${list.map(quoted).join(',')}}`}::text[]`
}

/** Epoch milliseconds. */
export function instants(list: readonly number[]): RawBuilder<unknown> {
  const written = list.map((one) => `"${new Date(withinYears(one)).toISOString()}"`)
  return sql`${`{${written.join(',')}}`}::timestamptz[]`
}

function quoted(text: string | null): string {
  return text === null ? 'null' : `"${text.replace(/["\\]/g, '\\$&')}"`
}
