// The kinds of value on the wire. A kind owns all conversions of its values: request, answer, column, schema.

import { type Amount, formatAmount, parseAmount } from '../engine/amount.ts'
import { formatInstant, parseInstant, withinYears } from '../engine/instant.ts'
import { enumNamed } from './enums.ts'

/** A value as the service holds it: amounts in ten-thousandths, instants in epoch milliseconds. */
export type Value = string | number | boolean | null | readonly number[] | readonly string[]

export type Parsed = { readonly value: Value } | { readonly problem: string }

export interface JsonSchema {
  readonly [key: string]: unknown
}

export interface Kind {
  readonly name: string
  /** The type of its column. */
  readonly column: string
  /** What a member that may not be null reads as while nothing has set it. */
  readonly unset: Value
  /** Whether `from_` and `to_` filters make sense. */
  readonly ordered: boolean
  readonly schema: JsonSchema
  /** From a body, a form or a query string; the problem completes "<Member>: …". Never called with null. */
  readonly parse: (input: unknown) => Parsed
  /** JSON text of a value that is not null. */
  readonly json: (value: Value) => string
  /** What the database driver is handed. */
  readonly store: (value: Value) => unknown
}

const largestInteger = Number.MAX_SAFE_INTEGER
const asIs = (value: Value): unknown => value
const plainJson = (value: Value): string => JSON.stringify(value)

function parseText(input: unknown): Parsed {
  if (typeof input === 'number' || typeof input === 'boolean') return { value: String(input) }
  if (typeof input !== 'string') return { problem: 'must be text' }
  // PostgreSQL cannot hold U+0000 in a text.
  if (input.includes('\0')) return { problem: 'may not contain the character U+0000' }
  // PGlite reads no byte order mark at the head of a text, so none is stored there.
  return { value: input.replace(/^\uFEFF+/, '') }
}

export const textKind: Kind = {
  name: 'text',
  column: 'text',
  unset: '',
  ordered: false,
  schema: { type: 'string' },
  parse: parseText,
  json: plainJson,
  store: asIs,
}

const longestName = 255

/** Text that things are found by: an index holds no text of any length. */
export const nameKind: Kind = {
  ...textKind,
  schema: { type: 'string', maxLength: longestName },
  parse: (input) => {
    const parsed = parseText(input)
    const isLong = 'value' in parsed && String(parsed.value).length > longestName
    return isLong ? { problem: `may have at most ${longestName} characters` } : parsed
  },
}

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const guidKind: Kind = {
  ...textKind,
  name: 'guid',
  column: 'uuid',
  unset: null,
  schema: { type: 'string', format: 'uuid' },
  parse: (input) =>
    typeof input === 'string' && guidPattern.test(input.trim())
      ? { value: input.trim().toLowerCase() }
      : { problem: 'must be a GUID such as 8f7c2f6e-0d3b-4c56-9d0e-3b1a5c1d2e3f' },
}

function parseInteger(input: unknown): Parsed {
  const number = typeof input === 'string' && input.trim() !== '' ? Number(input) : input
  if (typeof number !== 'number' || !Number.isInteger(number)) {
    return { problem: 'must be a whole number' }
  }
  if (Math.abs(number) > largestInteger) return { problem: `must be within ±${largestInteger}` }
  return { value: number }
}

export const integerKind: Kind = {
  name: 'integer',
  column: 'bigint',
  unset: 0,
  ordered: true,
  schema: { type: 'integer', format: 'int64' },
  parse: parseInteger,
  json: String,
  store: asIs,
}

/** Money, credit, percentages: up to four decimals, exact. */
export const amountKind: Kind = {
  name: 'amount',
  column: 'numeric(19,4)',
  unset: 0,
  ordered: true,
  schema: { type: 'number' },
  parse: (input) => {
    const amount =
      typeof input === 'number' || typeof input === 'string' ? parseAmount(input) : undefined
    if (amount !== undefined) return { value: amount }
    return isNumber(input)
      ? { problem: 'must be within ±900719925474.0991' }
      : { problem: 'must be a number such as 12.5' }
  },
  json: (value) => formatAmount(value as Amount),
  store: (value) => (value === null ? null : formatAmount(value as Amount)),
}

function isNumber(input: unknown): boolean {
  const number = typeof input === 'string' && input.trim() !== '' ? Number(input) : input
  return typeof number === 'number' && !Number.isNaN(number)
}

/** A decimal limit that both integer and decimal readers take: a whole value has no fraction (wire X18). */
export const limitKind: Kind = {
  ...amountKind,
  name: 'limit',
  json: (value) => formatAmount(value as Amount).replace(/\.0$/, ''),
}

/** Longitude, latitude and rates of exchange: approximate by nature. */
export const coordinateKind: Kind = {
  name: 'coordinate',
  column: 'double precision',
  unset: 0,
  ordered: true,
  schema: { type: 'number' },
  parse: (input) => {
    const number = typeof input === 'string' && input.trim() !== '' ? Number(input) : input
    return typeof number === 'number' && Number.isFinite(number)
      ? { value: number }
      : { problem: 'must be a number' }
  },
  // A whole number gets a fraction, unless it is so large that it has an exponent.
  json: (value) => (/^-?\d+$/.test(String(value)) ? `${value}.0` : String(value)),
  store: asIs,
}

// Objects and lists from a body are no texts, and some of them refuse to be turned into one.
function asText(input: unknown): string | undefined {
  return typeof input === 'string' || typeof input === 'number' ? String(input).trim() : undefined
}

export const flagKind: Kind = {
  name: 'flag',
  column: 'boolean',
  unset: false,
  ordered: false,
  schema: { type: 'boolean' },
  parse: (input) => {
    if (typeof input === 'boolean') return { value: input }
    const text = asText(input)?.toLowerCase()
    if (text === 'true' || text === '1') return { value: true }
    if (text === 'false' || text === '0') return { value: false }
    return { problem: 'must be true or false' }
  },
  json: String,
  store: asIs,
}

export const instantKind: Kind = {
  name: 'instant',
  column: 'timestamptz',
  unset: null,
  ordered: true,
  schema: { type: 'string', format: 'date-time' },
  parse: (input) => {
    const instant = typeof input === 'string' ? parseInstant(input) : undefined
    return instant === undefined
      ? { problem: 'must be a date and time in UTC such as 2026-05-01T09:00:00Z' }
      : { value: instant }
  },
  json: (value) => JSON.stringify(formatInstant(value as number)),
  store: (value) => (value === null ? null : new Date(withinYears(value as number)).toISOString()),
}

/** Wall-clock time of the location: no zone, because it is none of UTC's (wire 14). */
export const localTimeKind: Kind = {
  ...instantKind,
  name: 'local time',
  schema: { type: 'string', examples: ['2026-05-01T09:00:00'] },
  json: (value) => JSON.stringify(formatInstant(value as number).replace('Z', '')),
}

/** A number of a named list; names are taken as well, in any case (wire 14). */
export function choiceKind(enumName: string): Kind {
  const members = enumNamed(enumName)?.members ?? []
  return {
    ...integerKind,
    name: enumName,
    schema: {
      ...integerKind.schema,
      description: `${enumName}: ${members.map((m) => `${m.value} ${m.name}`).join(', ') || 'any number'}`,
    },
    parse: (input) => {
      const text = asText(input)?.toLowerCase()
      const named = members.find((member) => member.name.toLowerCase() === text)
      if (named) return { value: named.value }
      const parsed = parseInteger(input)
      if (members.length === 0) return parsed
      if ('problem' in parsed) return { problem: namesOf(enumName) }
      return parsed.value === 0 || isAccepted(enumName, parsed.value as number)
        ? parsed
        : { problem: namesOf(enumName) }
    },
  }
}

const mostNames = 30

function namesOf(enumName: string): string {
  const members = enumNamed(enumName)?.members ?? []
  return members.length > mostNames
    ? `must be a number or a name of ${enumName}, which GET /api/utils/enums?name=${enumName} lists`
    : `must be one of ${members.map((m) => `${m.value} (${m.name})`).join(', ')}`
}

// Two lists differ between sources, so any number of theirs is stored and returned (wire X17).
const openEnums = new Set(['eProductType', 'eResourceType'])

function isAccepted(enumName: string, value: number): boolean {
  return (
    openEnums.has(enumName) || (enumNamed(enumName)?.members ?? []).some((m) => m.value === value)
  )
}

function parseIds(input: unknown): Parsed {
  const items = typeof input === 'string' ? splitIds(input) : input
  if (!Array.isArray(items)) return { problem: 'must be a list of ids' }
  const ids = new Set<number>()
  for (const item of items) {
    const parsed = parseInteger(item)
    if ('problem' in parsed) return { problem: 'must be a list of ids, each a whole number' }
    ids.add(parsed.value as number)
  }
  return { value: [...ids] }
}

// Form bodies have no arrays: `[1,2]` and `1,2` are what their senders write.
function splitIds(text: string): string[] {
  const inner = text.trim().replace(/^\[|\]$/g, '')
  return inner.trim() === '' ? [] : inner.split(',')
}

export const idListKind: Kind = {
  name: 'list of ids',
  column: 'bigint[]',
  unset: [],
  ordered: false,
  schema: { type: 'array', items: { type: 'integer', format: 'int64' } },
  parse: parseIds,
  json: (value) => `[${(value as readonly number[]).join(',')}]`,
  store: asIs,
}

export const textListKind: Kind = {
  name: 'list of texts',
  column: 'text[]',
  unset: [],
  ordered: false,
  schema: { type: 'array', items: { type: 'string' } },
  parse: (input) => {
    const items = typeof input === 'string' ? splitIds(input).map((item) => item.trim()) : input
    if (!Array.isArray(items)) return { problem: 'must be a list of texts' }
    const texts = items.map(parseText)
    return texts.some((text) => 'problem' in text)
      ? { problem: 'must be a list of texts' }
      : { value: texts.map((text) => ('value' in text ? String(text.value) : '')) }
  },
  json: plainJson,
  store: asIs,
}

/** Members that are always null here. */
export const emptyKind: Kind = { ...textKind, name: 'empty', schema: {} }
