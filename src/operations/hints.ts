// Whose wallets a customer spent from last. A hint: it saves waiting in the database, and a wrong one costs nothing else.

import type { Reach } from './wallet-facts.ts'

/** By customer; whoever is not in it spends from their own wallet alone. */
export type Hints = Map<number, readonly number[]>

const mostHints = 100_000

export function noteReaches(hints: Hints, reaches: ReadonlyMap<number, Reach>): void {
  if (hints.size > mostHints) hints.clear()
  for (const [id, { tiers }] of reaches) {
    if (tiers.size > 1) hints.set(id, [...tiers.keys()])
    else hints.delete(id)
  }
}
