// A look at wallets without holding them, for spends to be planned on.

import { readWalletStates } from '../storage/catalogue.ts'
import type { Database } from '../storage/database.ts'
import { pipelined } from '../storage/pipeline.ts'
import { listTeams } from '../storage/wallet-facts.ts'
import { hintsOf, noteReaches } from './hints.ts'
import { covers, currentCatalogue, keptOf } from './kept-catalogue.ts'
import { concernedBy } from './plan-booking.ts'
import { type RememberedReach, rememberedWallet, rememberWallet } from './remembered-wallets.ts'
import { loadRows, type Reach, reachIn, withContracts } from './wallet-facts.ts'

export interface LookAt {
  readonly customers: readonly number[]
  /** The earliest instant at which a credit may have to be valid; epoch milliseconds. */
  readonly since: number
  /** Whoever has something due by then is passed over; epoch milliseconds. */
  readonly now: number
}

/**
 * Remembers the wallets of customers and of all who share with them. What tells whether they have changed is read before the
 * rest, so that whatever slips in between is noticed when it matters. Customers who do not exist are passed over.
 */
export async function lookAtWallets(
  database: Database,
  { customers, since, now }: LookAt,
): Promise<void> {
  const kept = keptOf(database)
  const hints = hintsOf(database)
  let owners = [...new Set(customers.flatMap((id) => hints.get(id) ?? [id]))]
  for (;;) {
    const asked = new Set(owners)
    const [states, teams, rows] = await pipelined(database.batches, (pipeline) =>
      Promise.all([
        readWalletStates(pipeline, owners, now),
        listTeams(pipeline, customers),
        loadRows(pipeline, owners, since),
      ]),
    )
    const reaches = new Map(customers.map((id) => [id, reachIn(teams, id)]))
    noteReaches(hints, reaches)
    const concerned = new Set([...reaches.values()].flatMap(concernedBy))
    if ([...concerned].some((id) => !asked.has(id))) {
      owners = [...concerned]
      continue
    }
    const { catalogueVersion: version } = states
    if (version === undefined) return
    const catalogue = await currentCatalogue(database.batches, version, kept)
    // Of what is newer than that version nothing is believed anyway.
    if (!covers(catalogue, [...rows.holders, ...rows.credits])) return
    const loaded = await withContracts(database.batches, rows, catalogue)
    for (const holder of rows.holders) {
      const { id } = holder
      const mark = states.ends.get(id)
      if (!mark || states.due.has(id)) continue
      const before = rememberedWallet(database, id)
      // A spend was faster than this look.
      if (before && before.mark.sequence > mark.sequence) continue
      // Who was looked at for the sake of others keeps what is known of whom they share with.
      const known = before?.version === version ? before.reach : undefined
      rememberWallet(database, id, {
        mark: { sequence: mark.sequence, recordedAt: mark.recordedAt, stamp: mark.stamp },
        holder,
        credits: loaded.credits.get(id) ?? [],
        since,
        version,
        reach: rememberedReach(reaches.get(id)) ?? known,
      })
    }
    return
  }
}

function rememberedReach(reach: Reach | undefined): RememberedReach | undefined {
  return reach && { tiers: reach.tiers, concerned: concernedBy(reach) }
}
