// The catalogue as it was when somebody last read it. Whoever relies on it asks the database for its version, and reads it
// again when that is another one.

import { type Catalogue, readCatalogue } from '../storage/catalogue.ts'
import type { Database, Executor } from '../storage/database.ts'
import type { Service } from './call.ts'

/** What one look leaves for the next. */
export interface Kept {
  catalogue: Catalogue | undefined
}

const kept = new WeakMap<Database, Kept>()

/** One for each database, as long as it is open. */
export function keptOf(database: Database): Kept {
  const known = kept.get(database)
  if (known) return known
  const nothing = { catalogue: undefined }
  kept.set(database, nothing)
  return nothing
}

/** The catalogue of a version that the same transaction has read; anew where that is unknown. */
export async function currentCatalogue(
  executor: Executor,
  version: number | undefined,
  kept: Kept,
): Promise<Catalogue> {
  if (version !== undefined && kept.catalogue?.version === version) return kept.catalogue
  const read = await readCatalogue(executor, version ?? 0)
  if (version !== undefined) kept.catalogue = read
  return read
}

/** Whether the places of these rows are in it; one that is newer, or gone, is not. */
export function covers({ locations }: Catalogue, rows: readonly Placed[]): boolean {
  const known = new Set(locations.map(({ id }) => id))
  return rows.every(({ businessId }) => businessId === null || known.has(businessId))
}

/** What is at a location. */
export interface Placed {
  readonly businessId: number | null
}

/**
 * The same for rows that were read after the version: who waits for a lock in between finds locations that are newer than
 * it, which are read for this once.
 */
export async function catalogueCovering(
  executor: Executor,
  version: number | undefined,
  kept: Kept,
  rows: readonly Placed[],
): Promise<Catalogue> {
  const current = await currentCatalogue(executor, version, kept)
  return covers(current, rows) ? current : readCatalogue(executor, current.version)
}

/** The same for whoever has read the version in a transaction that has ended. */
export function catalogueOf(
  { database }: Pick<Service, 'database'>,
  version: number | undefined,
): Promise<Catalogue> {
  return database.lookUp((executor) => currentCatalogue(executor, version, keptOf(database)))
}
