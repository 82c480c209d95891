// A record as JSON text. Decimals carry a fraction and integers never do (wire 14), which JSON.stringify cannot say.

import { formatExactInstant } from '../engine/instant.ts'
import type { Catalog } from './catalog.ts'
import type { RecordValues } from './change.ts'
import { type Entity, fieldOf } from './entity.ts'
import type { Value } from './kinds.ts'
import { kindOf } from './path.ts'

type Writer = (value: Value) => string

const writers = new WeakMap<Entity, Map<string, Writer>>()

function writerOf(catalog: Catalog, owner: Entity, name: string): Writer {
  const known = writers.get(owner) ?? new Map<string, Writer>()
  writers.set(owner, known)
  const found = known.get(name)
  if (found) return found
  const writer = kindOf(catalog, owner, name).json
  known.set(name, writer)
  return writer
}

/** The members named, in their order; those that are not stored are null. */
export function recordJson(
  catalog: Catalog,
  owner: Entity,
  record: RecordValues,
  fields: readonly string[] = Object.keys(owner.fields),
): string {
  const members = fields.map((name) => {
    const value = record[name] ?? null
    return `${JSON.stringify(name)}:${value === null ? 'null' : writerOf(catalog, owner, name)(value)}`
  })
  return `{${members.join(',')}}`
}

/** The answer to a POST: its own two instants come with their fraction (wire 14). */
export function createdJson(catalog: Catalog, owner: Entity, record: RecordValues): string {
  const members = Object.keys(owner.fields).map((name) =>
    name === 'CreatedOn' || name === 'UpdatedOn'
      ? `"${name}":${JSON.stringify(formatExactInstant(record[name] as number))}`
      : recordJson(catalog, owner, record, [name]).slice(1, -1),
  )
  return `{${members.join(',')}}`
}

/** The members that list rows have: no lists, and not what an entity leaves out (wire 6.4). */
export function rowFields(owner: Entity): readonly string[] {
  return Object.keys(owner.fields).filter((name) => {
    const field = fieldOf(owner, name)
    return field.inRows && field.source.from !== 'delta' && field.source.from !== 'instruction'
  })
}
