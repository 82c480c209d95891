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
  1700: parseStoredAmount,
  1184: parseStoredInstant,
  1114: parseLocalTime,
  1016: parseIdArray,
  1009: parseTextArray,
}

// Every wallet that is read brings dozens of amounts and instants, nearly all of them in one form: `-12.3400`, and
// `2026-01-31 09:30:00.125+00`. Those are read without looking for anything else they might be.

function parseStoredAmount(text: string): unknown {
  const point = text.length - 5
  if (text[point] === '.') {
    const amount = Number(text.slice(0, point) + text.slice(point + 1))
    if (Number.isSafeInteger(amount)) return amount
  }
  return parseAmount(text)
}

function parseStoredInstant(text: string): number {
  // Years below 1000 would be taken for short ones.
  const isUsual = text[4] === '-' && text[0] !== '0' && text.endsWith('+00')
  if (!isUsual) return Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'))
  const part = (from: number, to: number) => Number(text.slice(from, to))
  const milliseconds = text[19] === '.' ? Math.trunc(Number(`0${text.slice(19, -3)}`) * 1_000) : 0
  return Date.UTC(
    part(0, 4),
    part(5, 7) - 1,
    part(8, 10),
    part(11, 13),
    part(14, 16),
    part(17, 19),
    milliseconds,
  )
}

// The earliest and latest instants lie, in some zones, in years that the wire cannot write. Clients do send them: they are
// what .NET has for "unset".
function parseLocalTime(text: string): number {
  if (text.endsWith(' BC')) return earliestInstant
  const instant = Date.parse(`${text.replace(' ', 'T')}Z`)
  return Number.isNaN(instant) ? latestInstant : instant
}

/** `{1,2}` */
export function parseIdArray(text: string): number[] {
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
