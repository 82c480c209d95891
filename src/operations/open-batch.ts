// What a batch of spends knows once its wallets are locked: one go to the database for everything that all of them need.

import type { JournalEnd } from '../engine/journal.ts'
import { lockWalletStates, type WalletStates } from '../storage/catalogue.ts'
import type { Executor } from '../storage/database.ts'
import { Outdated } from '../storage/database-errors.ts'
import { pipelined } from '../storage/pipeline.ts'
import { listReceipts } from '../storage/receipts.ts'
import { listCustomersWithDueWork, type SpendIds, takeSpendIds } from '../storage/spends.ts'
import { listTeams } from '../storage/wallet-facts.ts'
import { type Hints, noteReaches } from './hints.ts'
import { catalogueCovering, type Kept } from './kept-catalogue.ts'
import type { Planning } from './plan-batch.ts'
import { concernedBy } from './plan-booking.ts'
import { changedActors } from './remembered-actors.ts'
import { forgetWallets } from './remembered-wallets.ts'
import type { SpendJob } from './spend-job.ts'
import { loadRows, type Reach, reachIn, withContracts } from './wallet-facts.ts'

/** What a batch knows once its wallets are locked. */
export interface Batch extends Planning {
  /** Spends of customers for whom something is due first. */
  readonly late: ReadonlySet<SpendJob>
  /** Enough for one use a spend. */
  readonly ids: SpendIds
  readonly ends: ReadonlyMap<number, JournalEnd>
}

/**
 * Everything is asked for in one go: each statement begins when the one before it has ended, so what follows the locks is
 * read after them (R2). Which wallets those are is what was shared last time; when it is not so any more, another try knows.
 */
export async function openBatch(
  executor: Executor,
  jobs: readonly SpendJob[],
  kept: Kept,
  hints: Hints,
): Promise<Batch> {
  const customers = [...new Set(jobs.map((job) => job.coworkerId))]
  const owners = [...new Set(customers.flatMap((id) => hints.get(id) ?? [id]))]
  const latest = Math.max(...jobs.map(({ call }) => call.now))
  const earliest = Math.min(...jobs.map(earliestInstant))
  const [changed, teams, locked, loadedRows, receipts, ids] = await pipelined(
    executor,
    (pipeline) =>
      Promise.all([
        changedActors(
          pipeline,
          jobs.map(({ call }) => call),
        ),
        listTeams(pipeline, customers),
        lockWalletStates(pipeline, owners, latest),
        loadRows(pipeline, owners, earliest),
        listReceipts(
          pipeline,
          jobs.flatMap(({ receiptId }) => receiptId ?? []),
        ),
        takeSpendIds(pipeline, { settlements: jobs.length, uses: jobs.length }),
      ]),
  )
  // What is planned here moves on without whatever is remembered.
  forgetWallets(owners)
  const reaches = new Map(customers.map((id) => [id, reachIn(teams, id)]))
  noteReaches(hints, reaches)
  const { ends } = locked
  const asked = new Set(owners)
  const isLocked = (reach: Reach) => [...reach.tiers.keys()].every((id) => asked.has(id))
  if (![...reaches.values()].every(isLocked)) throw new Outdated('others share credit by now')
  const catalogue = await catalogueCovering(executor, locked.catalogueVersion, kept, [
    ...loadedRows.holders,
    ...loadedRows.credits,
  ])
  const believed = jobs.filter(({ call }) => !changed.has(call))
  const late = await lateJobs(executor, believed, { reaches, locked, latest })
  return {
    changed,
    reaches,
    late,
    ends,
    sequences: new Map([...ends].map(([id, { sequence }]) => [id, sequence])),
    loaded: await withContracts(executor, loadedRows, catalogue),
    known: catalogue.known,
    receipts,
    ids,
    claimed: new Set(),
    remaining: new Map(),
  }
}

/** Spends of those to whom, or to whose payers, something is due first. */
async function lateJobs(
  executor: Executor,
  jobs: readonly SpendJob[],
  known: {
    readonly reaches: ReadonlyMap<number, Reach>
    readonly locked: WalletStates
    readonly latest: number
  },
): Promise<ReadonlySet<SpendJob>> {
  const { reaches, locked, latest } = known
  const concerned = new Map([...reaches].map(([id, reach]) => [id, concernedBy(reach)]))
  const others = [...new Set([...concerned.values()].flat())].filter((id) => !locked.ends.has(id))
  const due = new Set([
    ...locked.due,
    ...(await listCustomersWithDueWork(executor, others, latest)),
  ])
  if (due.size === 0) return new Set()
  return new Set(jobs.filter((job) => concerned.get(job.coworkerId)?.some((id) => due.has(id))))
}

/** The earliest instant at which a credit may have to be valid; a body that says none is refused later. */
export function earliestInstant({ call, asked }: SpendJob): number {
  return Math.min(
    call.now,
    ...('charges' in asked ? asked.charges.map((one) => one.serviceTime ?? call.now) : []),
  )
}
