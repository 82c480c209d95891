// Whether the records that a record names exist, for the user who names them.

import type { Body, RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import type { FieldError } from '../failure.ts'
import { existingIds } from '../storage/records.ts'
import { readingFor, type Work } from './call.ts'

/** What one member names. */
interface Named extends Reference {
  readonly ids: readonly number[]
}

/** An error for each member that names something unknown. What was named before may have gone since and stays. */
export async function referenceErrors(
  work: Work,
  owner: Entity,
  before: RecordValues | undefined,
  after: RecordValues,
  body: Body,
): Promise<FieldError[]> {
  const errors: FieldError[] = []
  for (const named of namedIn(referencesOf(work, owner), before, after)) {
    const existing = await existingIds(work.executor, readingFor(work, named.target), named.ids)
    errors.push(...unknownIn(named, (id) => existing.has(id), body))
  }
  return errors
}

/** The error for what a member names, if any of it is unknown. */
export function unknownIn(
  { property, target, ids }: Named,
  isKnown: (id: number) => boolean,
  body: Body,
): FieldError[] {
  const unknown = ids.filter((id) => !isKnown(id))
  if (unknown.length === 0) return []
  const member = memberNaming(property, body)
  const message = `names no ${target.name} that exists: ${unknown.join(', ')}`
  return [{ property: member, message, attempted: body[member] ?? null }]
}

// Ids may have come by way of `Added…`.
function memberNaming(property: string, body: Body): string {
  const added = `Added${property}`
  return (body[property] ?? null) === null && added in body ? added : property
}

/** A member that names records. */
export interface Reference {
  readonly property: string
  readonly target: Entity
}

/** The members of an entity that name records, and that callers may set at some time. */
export function referencesOf({ catalog }: Pick<Work, 'catalog'>, owner: Entity): Reference[] {
  return Object.entries(owner.fields).flatMap(([property, field]) => {
    const target = catalog.named(field.reference ?? '')
    if (!target || field.access === 'never' || field.source.from === 'delta') return []
    return [{ property, target }]
  })
}

/** What the members of a record name that they did not name before. */
export function namedIn(
  references: readonly Reference[],
  before: RecordValues | undefined,
  after: RecordValues,
): Named[] {
  return references.flatMap(({ property, target }) => {
    const ids = idsIn(after[property]).filter((id) => !idsIn(before?.[property]).includes(id))
    return ids.length === 0 ? [] : [{ property, target, ids }]
  })
}

function idsIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value]
  return Array.isArray(value) ? (value as readonly number[]) : []
}
