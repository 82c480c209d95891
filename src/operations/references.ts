// Whether the records that a record names exist, for the user who names them.

import type { Body, RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import type { FieldError } from '../failure.ts'
import { existingIds } from '../storage/records.ts'
import { readingFor, type Work } from './call.ts'

interface Named {
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
  for (const { property, target, ids } of namedIn(work, owner, before, after)) {
    const existing = await existingIds(work.executor, readingFor(work, target), ids)
    const unknown = ids.filter((id) => !existing.has(id))
    if (unknown.length === 0) continue
    const member = memberNaming(property, body)
    errors.push({
      property: member,
      message: `names no ${target.name} that exists: ${unknown.join(', ')}`,
      attempted: body[member] ?? null,
    })
  }
  return errors
}

// Ids may have come by way of `Added…`.
function memberNaming(property: string, body: Body): string {
  const added = `Added${property}`
  return (body[property] ?? null) === null && added in body ? added : property
}

function namedIn(
  work: Work,
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
