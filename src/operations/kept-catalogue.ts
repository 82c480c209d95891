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

/** The same for whoever has read the version in a transaction that has ended. */
export function catalogueOf(
  { database }: Pick<Service, 'database'>,
  version: number | undefined,
): Promise<Catalogue> {
  return database.lookUp((executor) => currentCatalogue(executor, version, keptOf(database)))
}
