// How values come out of both drivers: the same for PostgreSQL and PGlite, whose defaults differ.

import { parseAmount } from '../engine/amount.ts'
import { earliestInstant, latestInstant } from '../engine/instant.ts'

type Parser = (text: string) => unknown

/** `numeric` is an amount everywhere in this schema, `int8` a safe integer, an instant epoch milliseconds. */
const parsers: Readonly<Record<number, Parser>> = {
  16: (text) => text === 't' || text === 'true',
  20: Number,
  21: Number,
  23: Number,
  701: Number,
  1700: parseAmount,
  1184: (text) => Date.parse(`${text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00')}`),
  1114: parseLocalTime,
  1016: parseIdArray,
  1009: parseTextArray,
}

// The earliest and latest instants lie, in some zones, in years that the wire cannot write. Clients do send them: they are
// what .NET has for "unset".
function parseLocalTime(text: string): number {
  if (text.endsWith(' BC')) return earliestInstant
  const instant = Date.parse(`${text.replace(' ', 'T')}Z`)
  return Number.isNaN(instant) ? latestInstant : instant
}

function parseIdArray(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)
}

function parseTextArray(text: string): string[] {
  const items = text.slice(1, -1).match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? []
  return items.map((item) =>
    item.startsWith('"') ? item.slice(1, -1).replace(/\\(.)/g, '$1') : item,
  )
}

const asText: Parser = (text) => text

export function parserFor(oid: number): Parser {
  return parsers[oid] ?? asText
}

export function parserTable(): Readonly<Record<number, Parser>> {
  return parsers
}
