// Spends that are planned on remembered wallets, before any lock is taken, and written in one statement that does nothing
// when what they were planned on is not so any more (design 3.7). A spend then is one trip to the database.

import type { Amount } from '../engine/amount.ts'
import type { Credit } from '../engine/credit.ts'
import type { Database } from '../storage/database.ts'
import { isConnectionLost } from '../storage/database-errors.ts'
import type { SpendsSeen } from '../storage/planned-spend-values.ts'
import type { Receipt } from '../storage/receipts.ts'
import type { HolderRow } from '../storage/wallet-facts.ts'
import type { Balance, WalletMark } from '../storage/wallets.ts'
import type { Call, Service } from './call.ts'
import { type Kept, keptOf } from './kept-catalogue.ts'
import { lookAtWallets } from './look-at-wallets.ts'
import { earliestInstant } from './open-batch.ts'
import type { Outcome } from './perform.ts'
import { balancesBefore, type Planning, planStep } from './plan-batch.ts'
import { reliedOn } from './remembered-actors.ts'
import {
  forgetWallets,
  moveRemembered,
  type RememberedReach,
  type RememberedWallet,
  rememberedWallet,
} from './remembered-wallets.ts'
import { forgetEverything, type Memory, type Spends, sendPlanned } from './send-planned.ts'
import type { PlannedSpend, SpendJob } from './spend-job.ts'
import { shownAfterExpiry } from './wallet-facts.ts'
import { drawUpSpends, usesOf } from './write-spends.ts'

/**
 * The outcomes of the jobs that were done. For the others nothing was done: those that memory does not suffice for, that it
 * would refuse, or that ask for something else than a new spend.
 */
export async function spendRemembered(
  service: Service,
  jobs: readonly SpendJob[],
  memory: Memory,
): Promise<ReadonlyMap<SpendJob, Outcome>> {
  const { database } = service
  const { spareIds, trust } = memory
  if (!trust.isWorthwhile()) return new Map()
  const prepared = await prepare(database, jobs, memory).catch((error: unknown) =>
    nothingWithoutConnection(memory, error),
  )
  if (!prepared) return new Map()
  const { wallets, outcomes, ...spends } = prepared
  const written = await sendPlanned(service, spends, memory, spareIds.wanted(jobs.length))
  if (typeof written === 'string') {
    spareIds.drop()
    if (written === 'outdated') {
      trust.broke()
      forgetWallets(wallets.keys())
    }
    return new Map()
  }
  trust.held()
  spareIds.add(written)
  const { ends, balances } = spends.rows.appended
  const left = new Map(balances.map((balance) => [balance.creditId, balance]))
  for (const [id, end] of ends) {
    const wallet = wallets.get(id)
    if (wallet) moveRemembered(database, id, wallet, end, left)
  }
  return outcomes
}

/** Nothing was written yet: whoever holds the wallets finds a connection, or says that there is none. */
function nothingWithoutConnection(memory: Memory, error: unknown): undefined {
  if (!isConnectionLost(error)) throw error
  forgetEverything(memory)
}

interface Prepared extends Spends {
  readonly wallets: ReadonlyMap<number, RememberedWallet>
  readonly outcomes: ReadonlyMap<SpendJob, Outcome>
}

/** Plans what can be planned on memory; undefined when that is nothing. */
async function prepare(
  database: Database,
  jobs: readonly SpendJob[],
  memory: Memory,
): Promise<Prepared | undefined> {
  const recalled = await recall(database, jobs)
  if (!recalled) return undefined
  const { planning, wallets } = recalled
  const steps = jobs.map((job) => planStep(planning, job))
  const planned = steps.filter((step): step is PlannedSpend => 'plan' in step)
  if (planned.length === 0) return undefined
  const balances = balancesBefore(planning.loaded, planned)
  const seen = seenBy(recalled, planned, balances)
  const ids = await memory.spareIds.take(database.batches, {
    settlements: planned.length,
    uses: usesOf(planned),
  })
  const before = { ends: seen.marks, balances, lastOccurred: new Map<string, number>() }
  const { outcomes, proof, rows } = drawUpSpends(before, ids, planned)
  return rows && proof && { wallets, outcomes, rows, proof, seen }
}

interface Recalled {
  readonly planning: Planning
  /** By customer. */
  readonly reaches: ReadonlyMap<number, RememberedReach>
  /** By owner, as they are planned on; some of customers who are missing among them. */
  readonly wallets: ReadonlyMap<number, RememberedWallet>
  /** Where they stood when all of this was taken from memory, by owner. */
  readonly marks: ReadonlyMap<number, WalletMark>
  readonly version: number
  /** The latest business time of a job; epoch milliseconds. */
  readonly now: number
}

/** What is remembered of the wallets that the jobs may spend from, after a look at those that are not. */
async function recall(
  database: Database,
  jobs: readonly SpendJob[],
): Promise<Recalled | undefined> {
  const kept = keptOf(database)
  // The earliest instant at which a credit of each customer may have to be valid.
  const since = new Map<number, number>()
  for (const job of jobs) {
    const { coworkerId } = job
    since.set(coworkerId, Math.min(earliestInstant(job), since.get(coworkerId) ?? job.call.now))
  }
  const now = Math.max(...jobs.map(({ call }) => call.now))
  let gathered = gatherWallets(database, kept, since)
  for (let looks = 0; looks < 2 && gathered.missing.length > 0; looks += 1) {
    const { catalogue, missing: customers } = gathered
    const earliest = Math.min(...customers.map((id) => since.get(id) ?? now))
    await lookAtWallets(database, { customers, since: earliest, now })
    gathered = gatherWallets(database, kept, since)
    // Whoever is missing still is nobody, or has something due; only a look that finds another catalogue makes all look again.
    if (gathered.catalogue?.version === catalogue?.version) break
  }
  const { catalogue, reaches, wallets } = gathered
  if (!catalogue || reaches.size === 0) return undefined
  const shown = Math.min(...since.values())
  const holders = new Map<number, HolderRow>()
  const credits = new Map<number, readonly Credit[]>()
  const marks = new Map<number, WalletMark>()
  const sequences = new Map<number, number>()
  for (const [id, wallet] of wallets) {
    holders.set(id, wallet.holder)
    credits.set(id, shownSince(wallet.credits, shown))
    marks.set(id, { ...wallet.mark })
    sequences.set(id, wallet.mark.sequence)
  }
  const { locations, settings } = catalogue
  const planning = {
    reaches,
    loaded: { holders, credits, locations, settings },
    known: catalogue.known,
    // Whether these are so is found out when it is written.
    changed: new Set<Call>(),
    receipts: new Map<string, Receipt>(),
    claimed: new Set<string>(),
    remaining: new Map<number, Amount>(),
    sequences,
  }
  return { planning, reaches, wallets, marks, now, version: catalogue.version }
}

/** Customers all of whose wallets are remembered as of the same catalogue; the others are missing. */
function gatherWallets(
  database: Database,
  { catalogue }: Kept,
  customers: ReadonlyMap<number, number>,
) {
  const find = (id: number, since: number) => {
    const wallet = rememberedWallet(database, id)
    return wallet && wallet.version === catalogue?.version && wallet.since <= since
      ? wallet
      : undefined
  }
  const reaches = new Map<number, RememberedReach>()
  const wallets = new Map<number, RememberedWallet>()
  const missing: number[] = []
  for (const [id, since] of customers) {
    const own = find(id, since)
    const reach = own?.reach
    let isWhole = true
    for (const owner of reach?.tiers.keys() ?? []) {
      const wallet = owner === id ? own : find(owner, since)
      if (wallet) wallets.set(owner, wallet)
      else isWhole = false
    }
    if (reach && isWhole) reaches.set(id, reach)
    else missing.push(id)
  }
  return { catalogue, reaches, wallets, missing }
}

/** Without the credits that nobody would be shown any more. */
function shownSince(credits: readonly Credit[], since: number): readonly Credit[] {
  const isOver = ({ expiresAt }: Credit) =>
    expiresAt !== undefined && expiresAt <= since - shownAfterExpiry
  return credits.some(isOver) ? credits.filter((credit) => !isOver(credit)) : credits
}

function seenBy(
  { reaches, marks: known, version, now }: Recalled,
  planned: readonly PlannedSpend[],
  balances: ReadonlyMap<string, Balance>,
): SpendsSeen {
  const marks = new Map<number, WalletMark>()
  const concerned = new Set<number>()
  for (const customer of new Set(planned.map(({ job }) => job.coworkerId))) {
    const reach = reaches.get(customer)
    for (const id of reach?.tiers.keys() ?? []) {
      const mark = known.get(id)
      if (mark) marks.set(id, mark)
    }
    for (const id of reach?.concerned ?? []) concerned.add(id)
  }
  return {
    marks,
    remaining: new Map([...balances.values()].map((one) => [one.creditId, one.remaining])),
    catalogueVersion: version,
    tokens: reliedOn(planned.map(({ job }) => job.call)),
    concerned: [...concerned],
    now,
  }
}
