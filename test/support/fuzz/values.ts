// Values that a member of a body or a query may be sent: what its schema says, or what nobody would send on purpose.

import fc from 'fast-check'
import { catalog } from '../../../src/entities/catalog.ts'
import { isList } from '../../../src/entities/entity.ts'
import { resolve, type Schema } from './description.ts'

/**
 * A value before it is written. `id` is that of a record the server has, chosen when it is sent; `raw` is written as it is;
 * objects are pairs, because JSON can name a member twice.
 */
export type Node =
  | { readonly id: string; readonly pick: number }
  | { readonly raw: string }
  | { readonly text: string }
  | { readonly items: readonly Node[] }
  | { readonly members: readonly (readonly [string, Node])[] }

const raw = (text: string): Node => ({ raw: text })
const text = (value: string): Node => ({ text: value })
const many = (count: number, of: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => of(n))

export const oddNumbers = [
  '0', '-0', '1', '-1', '0.1', '-0.00005', '1.00005', '12.34567890123456789', '1e-7', '5e-324',
  '2147483647', '2147483648', '-2147483649', '4294967296', '9007199254740991', '9007199254740993',
  '9223372036854775807', '9223372036854775808', '-9223372036854775809', '900719925474.0991',
  '900719925474.0992', '99999999999999999999', '1e15', '1e21', '1e308', '-1e308', '9'.repeat(400),
  `0.${'3'.repeat(400)}`,
] // biome-ignore format: a list to be looked over

/** No JSON, although they look like numbers, or beyond what a number can be. */
const noNumbers = [
  '1e400',
  '-1e400',
  'NaN',
  'Infinity',
  '-Infinity',
  '0x10',
  '01',
  '1.',
  '.5',
  '1e',
  '+1',
  '1_000',
]

export const oddTexts = [
  '', ' ', '\t\r\n', 'null', 'undefined', 'true', 'NaN', 'Infinity', '-Infinity', '1e400', '0x10', '١٢٣', '１２',
  'a\0b', '\ud800', 'x\udc00y', '\u202Eabc\u202C', '\uFEFFabc', '\u2028\u2029', 'e\u0301'.repeat(50), '👩‍👩‍👧‍👦🪑席', 'ﷺ',
  "'; drop table wallet; --", "' or '1'='1", '" or ""="', "\\'; select pg_sleep(60); --", '$1', '$' + '{7*7}', '{{7*7}}', '%s%n',
  '%', '_', '\\', '(((((((((((((((((a+)+)+', '=1+1', '@SUM(A1)', '../../../../etc/passwd', '<img src=x onerror=alert(1)>',
  '__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'length', '[]', '{}', '[1,2', '[,]', '[object Object]',
  'x'.repeat(300), 'long '.repeat(4_000),
] // biome-ignore format: a list to be looked over

const oddInstants = [
  '0000-00-00', '0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59.9999999Z',
  '10000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z', '-271821-04-20T00:00:00Z', '-0001-01-01T00:00:00Z', '1969-12-31T23:59:59Z',
  '2026-02-30T10:00', '2024-02-29T10:00', '2026-13-01T00:00', '2026-05-01T24:00:00Z', '2026-05-01T25:00:00Z', '2016-12-31T23:59:60Z',
  '2026-05-01', '20260501', '2026-W18-1', '2026-05-01T10:00:00+14:00', '2026-05-01T10:00:00-12:00', '2026-05-01T10:00:00+99:99',
  '2026-05-01T10:00:00[Europe/London]', '2026-03-29T01:30:00', 'now', 'tomorrow', 'infinity', '-infinity', '1767225600000',
  '4713-01-01 BC', '2026-05-01T10:00:00 PM',
] // biome-ignore format: a list to be looked over

const oddPieces: readonly string[] = [
  'null', 'true', 'false', '[]', '{}', '""', '[null]', '[[[[1]]]]', '{"a":{"b":{"c":1}}}', '{"toString":1,"valueOf":2}',
  '{"__proto__":{"IsAdmin":true}}', '{"constructor":{"prototype":{"IsAdmin":true}}}', '{"length":4294967296}',
  `${'['.repeat(19)}1${']'.repeat(19)}`, `${'['.repeat(5_000)}${']'.repeat(5_000)}`, `[${many(3_000, String)}]`,
  `[${many(2_000, () => '0')}]`, `[${many(1_000, () => '"a"')}]`, `{${many(1_000, (n) => `"m${n}":${n}`)}}`,
] // biome-ignore format: a list to be looked over

const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...oddTexts) },
  { weight: 2, arbitrary: fc.constantFrom(...oddInstants) },
  { weight: 2, arbitrary: fc.constantFrom(...oddNumbers) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
)

/** Anything at all, whatever the schema says. */
export const hostile: fc.Arbitrary<Node> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...oddNumbers).map(raw) },
  { weight: 1, arbitrary: fc.constantFrom(...noNumbers).map(raw) },
  { weight: 4, arbitrary: oddText.map(text) },
  { weight: 3, arbitrary: fc.constantFrom(...oddPieces).map(raw) },
  { weight: 1, arbitrary: fc.json().map(raw) },
)

/** The same, as short as an address may be. */
export const hostileShort = hostile.filter((node) => JSON.stringify(node).length < 1_000)

const targets = new Map(
  catalog.entities.flatMap((owner) =>
    Object.entries(owner.fields)
      .filter(([, field]) => field.reference !== undefined)
      .flatMap(([name, field]) => {
        const target = field.reference as string
        return isList(field)
          ? ['', 'Added', 'Removed'].map((prefix) => [`${prefix}${name}`, target] as const)
          : [[name, target] as const]
      }),
  ),
)

/** The kind of record that a member names, if any. */
export function targetOf(name: string): string | undefined {
  const named = name.replace(/^(from_|to_)/, '')
  const plain = named.split('_').at(-1)?.replace(/Id$/, '') ?? ''
  return targets.get(name) ?? catalog.named(plain)?.name
}

const idOf = (target: string): fc.Arbitrary<Node> =>
  fc.nat({ max: 1_000_000 }).map((pick) => ({ id: target, pick }))

/** Something that the schema allows, and that may well be what the member is for. */
export function fitting(name: string, schema: Schema): fc.Arbitrary<Node> {
  const plain = resolve(schema)
  const target = targetOf(name)
  const types: readonly string[] = [plain.type].flat()
  if (types.includes('array')) return listOf(name, plain, target)
  if (target !== undefined && types.includes('integer')) return idOf(target)
  if (plain.enum !== undefined)
    return fc.constantFrom(...plain.enum).map((one) => raw(JSON.stringify(one)))
  if (plain.properties !== undefined || plain.allOf !== undefined) return hostile
  if (types.includes('boolean')) return fc.boolean().map((one) => raw(String(one)))
  if (types.includes('integer'))
    return fc.integer({ min: 0, max: 12 }).map((one) => raw(String(one)))
  if (types.includes('number'))
    return fc.integer({ min: 1, max: 20_000 }).map((one) => raw(String(one / 100)))
  if (
    plain.format === 'date-time' ||
    /Date|Time$|From$|Until$|On$|^at$|^from$|^to$|^Now$/.test(name)
  )
    return instant
  if (name === 'Email') return fc.nat().map((one) => text(`fuzz${one}@example.com`))
  return fc.string({ maxLength: 12 }).map((one) => text(`${name} ${one.replaceAll('\0', '')}`))
}

function listOf(name: string, schema: Schema, target: string | undefined): fc.Arbitrary<Node> {
  const item = target === undefined ? itemOf(name, schema) : idOf(target)
  return fc
    .array(item, { minLength: target === undefined ? 1 : 0, maxLength: 3 })
    .map((items) => ({ items }))
}

function itemOf(name: string, schema: Schema): fc.Arbitrary<Node> {
  const plain = resolve(schema.items ?? {})
  return plain.properties === undefined ? fitting(name, plain) : objectOf(plain)
}

/** An object with what it must have and a little of the rest, most of it fitting. */
function objectOf(schema: Schema): fc.Arbitrary<Node> {
  const names = Object.keys(schema.properties ?? {})
  const required: readonly string[] = schema.required ?? []
  const member = (name: string) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(
        { weight: 12, arbitrary: fitting(name, schema.properties[name]) },
        { weight: 1, arbitrary: hostile },
      ),
    )
  const rest = names.filter((name) => !required.includes(name))
  const few =
    rest.length === 0
      ? fc.constant([])
      : fc.array(fc.constantFrom(...rest).chain(member), { maxLength: 2 })
  return fc
    .tuple(fc.tuple(...required.map(member)), few)
    .map(([some, more]) => ({ members: [...some, ...more] }))
}

// Years around which the records of the run lie, so that windows meet.
const instant: fc.Arbitrary<Node> = fc
  .tuple(
    fc.integer({ min: 2024, max: 2030 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.integer({ min: 0, max: 23 }),
  )
  .map(([year, ...rest]) => {
    const [month, day, hour] = rest.map((part) => String(part).padStart(2, '0'))
    return text(`${year}-${month}-${day}T${hour}:00:00Z`)
  })
