// Whose wallets a customer spent from last. A hint: it saves waiting in the database, and a wrong one costs nothing else.

import type { Database } from '../storage/database.ts'
import type { Reach } from './wallet-facts.ts'

/** By customer; whoever is not in it spends from their own wallet alone. */
export type Hints = Map<number, readonly number[]>

const mostHints = 100_000
const hints = new WeakMap<Database, Hints>()

/** Those of a database, as long as it is open. */
export function hintsOf(database: Database): Hints {
  const known = hints.get(database) ?? new Map()
  hints.set(database, known)
  return known
}

export function noteReaches(known: Hints, reaches: ReadonlyMap<number, Reach>): void {
  if (known.size > mostHints) known.clear()
  for (const [id, { tiers }] of reaches) {
    if (tiers.size > 1) known.set(id, [...tiers.keys()])
    else known.delete(id)
  }
}
