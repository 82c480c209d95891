// Whether what the rows of an import name exists: asked once for all rows of a batch, and remembered for the next.

import type { Entity } from '../entities/entity.ts'
import { existingAmong } from '../storage/records.ts'
import type { Work } from './call.ts'
import type { Draft, Mistake } from './import-rows.ts'
import { namedIn, referencesOf, unknownIn } from './references.ts'

/** By kind of record, the ids that have been asked for, and whether they exist. */
export type KnownReferences = Map<Entity, Map<number, boolean>>

export async function referenceMistakes(
  work: Work,
  owner: Entity,
  drafts: readonly Draft[],
  known: KnownReferences,
): Promise<readonly Mistake[]> {
  const references = referencesOf(work, owner)
  const named = drafts.map(({ values }) => namedIn(references, undefined, values))
  const open = new Map<Entity, Set<number>>()
  for (const { target, ids } of named.flat()) {
    const asked = known.get(target)
    const wanted = open.get(target) ?? new Set()
    for (const id of ids) if (!asked?.has(id)) wanted.add(id)
    open.set(target, wanted)
  }
  for (const [target, ids] of open) await lookUp(work, target, [...ids], known)
  return drafts.flatMap(({ line, body }, place) =>
    (named[place] ?? []).flatMap((one) => {
      const asked = known.get(one.target)
      return unknownIn(one, (id) => asked?.get(id) === true, body).map((error) => ({
        ...error,
        line,
      }))
    }),
  )
}

async function lookUp(
  work: Work,
  target: Entity,
  ids: readonly number[],
  known: KnownReferences,
): Promise<void> {
  if (ids.length === 0) return
  const asked = known.get(target) ?? new Map<number, boolean>()
  known.set(target, asked)
  for (const id of ids) asked.set(id, false)
  for (const id of await existingAmong(work.executor, target, ids)) asked.set(id, true)
}
