// Whether the records that a record names exist, for the user who names them.

import type { Body, RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import type { FieldError } from '../failure.ts'
import { existingIds } from '../storage/records.ts'
import { readingFor, type Work } from './call.ts'

/** What one member names. */
export interface Named {
  readonly property: string
  readonly target: Entity
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
  for (const named of namedIn(work, owner, before, after)) {
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

/** What the members of a record name that they did not name before. */
export function namedIn(
  work: Pick<Work, 'catalog'>,
  owner: Entity,
  before: RecordValues | undefined,
  after: RecordValues,
): Named[] {
  return Object.entries(owner.fields).flatMap(([property, field]) => {
    const target = work.catalog.named(field.reference ?? '')
    const value = after[property]
    if (!target || field.access === 'never' || field.source.from === 'delta') return []
    const ids = idsIn(value).filter((id) => !idsIn(before?.[property]).includes(id))
    return ids.length === 0 ? [] : [{ property, target, ids }]
  })
}

function idsIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value]
  return Array.isArray(value) ? (value as readonly number[]) : []
}
