// Spends that are planned on remembered wallets, before any lock is taken, and written in one statement that does nothing
// when what they were planned on is not so any more (design 3.7). A spend then is one trip to the database.

import type { Amount } from '../engine/amount.ts'
import type { Database } from '../storage/database.ts'
import { isConnectionLost, isLockTimeout, isUnable } from '../storage/database-errors.ts'
import type { Appended } from '../storage/movements.ts'
import type { Receipt } from '../storage/receipts.ts'
import {
  type SettlementKey,
  type SpendCounts,
  type SpendIds,
  type SpendRows,
  type SpendsSeen,
  writePlannedSpends,
} from '../storage/spends.ts'
import type { CreditRow } from '../storage/wallet-facts.ts'
import type { Balance } from '../storage/wallets.ts'
import type { Call, Service } from './call.ts'
import type { Hints } from './hints.ts'
import type { Kept } from './kept-catalogue.ts'
import { concernedBy, lookAtWallets } from './look-at-wallets.ts'
import { earliestInstant } from './open-batch.ts'
import type { Outcome } from './perform.ts'
import { balancesBefore, type Planning, planStep } from './plan-batch.ts'
import { reliedOn } from './remembered-actors.ts'
import {
  forgetWallets,
  type RememberedWallet,
  rememberedWallet,
  rememberWallet,
} from './remembered-wallets.ts'
import type { SpareIds } from './spare-ids.ts'
import { isKnownSettled } from './spend-holding.ts'
import type { PlannedSpend, SpendJob } from './spend-job.ts'
import type { Trust } from './trust.ts'
import { type Reach, shownAfterExpiry } from './wallet-facts.ts'
import { drawUpSpends, usesOf } from './write-spends.ts'

/** What the batches of a service leave for the next. */
export interface Memory {
  readonly hints: Hints
  readonly kept: Kept
  readonly spareIds: SpareIds
  readonly trust: Trust
}

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
  const recalled = await recall(database, jobs, memory)
  if (!recalled) return new Map()
  const { planning, wallets } = recalled
  const steps = jobs.map((job) => planStep(planning, job))
  const planned = steps.filter((step): step is PlannedSpend => 'plan' in step)
  if (planned.length === 0) return new Map()
  const ids = await spareIds.take(database.batches, {
    settlements: planned.length,
    uses: usesOf(planned),
  })
  const ends = new Map([...wallets].map(([id, { mark }]) => [id, mark]))
  const balances = balancesBefore(planning.loaded, planned)
  const before = { ends, balances, lastOccurred: new Map<string, number>() }
  const { outcomes, proof, rows } = drawUpSpends(before, ids, planned)
  if (!rows || !proof) return new Map()
  const seen = seenBy(recalled, planned, balances)
  const written = await write(service, { rows, seen, proof }, spareIds.wanted(jobs.length))
  if (!written) {
    trust.broke()
    forgetWallets(wallets.keys())
    return new Map()
  }
  trust.held()
  spareIds.add(written)
  rememberWritten(database, wallets, rows.appended)
  return new Map([...outcomes].map(([{ job }, outcome]) => [job, outcome]))
}

interface Recalled {
  readonly planning: Planning
  /** By owner, as they are planned on. */
  readonly wallets: ReadonlyMap<number, RememberedWallet>
  readonly version: number
  /** The latest business time of a job; epoch milliseconds. */
  readonly now: number
}

/** What is remembered of the wallets that the jobs may spend from, after a look at those that are not. */
async function recall(
  database: Database,
  jobs: readonly SpendJob[],
  { hints, kept }: Memory,
): Promise<Recalled | undefined> {
  const customers = [...new Set(jobs.map((job) => job.coworkerId))]
  const since = Math.min(...jobs.map(earliestInstant))
  const now = Math.max(...jobs.map(({ call }) => call.now))
  let gathered = gatherWallets(database, kept, customers, since)
  // A look that finds another catalogue makes all look again.
  for (let looks = 0; gathered.missing.length > 0 && looks < 2; looks += 1) {
    await lookAtWallets(database, kept, hints, { customers: gathered.missing, since, now })
    gathered = gatherWallets(database, kept, customers, since)
  }
  const { catalogue, reaches, wallets } = gathered
  if (!catalogue || wallets.size === 0) return undefined
  const each = <Value>(value: (wallet: RememberedWallet) => Value) =>
    new Map([...wallets].map(([id, wallet]) => [id, value(wallet)]))
  const planning = {
    reaches,
    loaded: {
      holders: each(({ holder }) => holder),
      contracts: each(({ contracts }) => contracts),
      credits: each(({ credits }) => shownSince(credits, since)),
      locations: catalogue.locations,
      settings: catalogue.settings,
    },
    known: catalogue.known,
    // Whether these are so is found out when it is written.
    changed: new Set<Call>(),
    receipts: new Map<string, Receipt>(),
    claimed: new Set<string>(),
    remaining: new Map<number, Amount>(),
    sequences: each(({ mark }) => mark.sequence),
  }
  return { planning, wallets, now, version: catalogue.version }
}

/** Customers all of whose wallets are remembered as of the same catalogue; the others are missing. */
function gatherWallets(
  database: Database,
  { catalogue }: Kept,
  customers: readonly number[],
  since: number,
) {
  const find = (id: number) => {
    const wallet = rememberedWallet(database, id)
    return wallet?.version === catalogue?.version && (wallet?.since ?? since) <= since
      ? wallet
      : undefined
  }
  const reaches = new Map<number, Reach>()
  const wallets = new Map<number, RememberedWallet>()
  const missing: number[] = []
  for (const id of customers) {
    const reach = find(id)?.reach
    const owners = reach ? [...reach.tiers.keys()] : []
    const found = owners.flatMap((owner) => find(owner) ?? [])
    if (reach && found.length === owners.length) {
      reaches.set(id, reach)
      owners.forEach((owner, index) => {
        wallets.set(owner, found[index] as RememberedWallet)
      })
    } else {
      missing.push(id)
    }
  }
  return { catalogue, reaches, wallets, missing }
}

/** Without the credits that nobody would be shown any more. */
function shownSince(credits: readonly CreditRow[], since: number): readonly CreditRow[] {
  const isOver = ({ expiresAt }: CreditRow) =>
    expiresAt !== null && expiresAt <= since - shownAfterExpiry
  return credits.some(isOver) ? credits.filter((credit) => !isOver(credit)) : credits
}

function seenBy(
  { planning, wallets, version, now }: Recalled,
  planned: readonly PlannedSpend[],
  balances: ReadonlyMap<string, Balance>,
): SpendsSeen {
  const reaches = new Set(planned.flatMap(({ job }) => planning.reaches.get(job.coworkerId) ?? []))
  const owners = [...reaches].flatMap(({ tiers }) => [...tiers.keys()])
  return {
    marks: new Map(
      owners.flatMap((id) => {
        const mark = wallets.get(id)?.mark
        return mark ? [[id, mark]] : []
      }),
    ),
    remaining: new Map([...balances.values()].map((one) => [one.creditId, one.remaining])),
    catalogueVersion: version,
    tokens: reliedOn(planned.map(({ job }) => job.call)),
    concerned: [...new Set([...reaches].flatMap(concernedBy))],
    now,
  }
}

const mostTries = 5

/**
 * Answers ids for the next spends, or undefined when nothing was written. A connection that breaks leaves open whether it
 * was; doing the same again is safe, because only the first of the two finds everything as it was seen.
 */
async function write(
  service: Service,
  spends: { readonly rows: SpendRows; readonly seen: SpendsSeen; readonly proof: SettlementKey },
  more: SpendCounts,
): Promise<SpendIds | undefined> {
  let doubt: unknown
  for (let tries = 1; ; tries += 1) {
    try {
      return await writePlannedSpends(service.database.batches, spends.rows, spends.seen, more)
    } catch (error) {
      if (isConnectionLost(error)) {
        doubt ??= error
        if (tries < mostTries) continue
      }
      if (doubt) {
        if (await isKnownSettled(service, spends.proof)) return { settlements: [], uses: [] }
        throw doubt
      }
      // Nobody would fare better by holding the wallets.
      if (isLockTimeout(error) || isUnable(error)) throw error
      return undefined
    }
  }
}

/** What was written is what the next spend is planned on, unless somebody is about to change it. */
function rememberWritten(
  database: Database,
  wallets: ReadonlyMap<number, RememberedWallet>,
  { ends, balances }: Appended,
): void {
  const left = new Map(balances.map(({ creditId, remaining }) => [creditId, remaining]))
  for (const [id, end] of ends) {
    const before = wallets.get(id)
    if (!before || rememberedWallet(database, id) !== before) continue
    rememberWallet(database, id, {
      ...before,
      mark: { ...end, stamp: before.mark.stamp },
      credits: before.credits.map((credit) => {
        const remaining = left.get(credit.id)
        return remaining === undefined ? credit : { ...credit, remaining }
      }),
    })
  }
}
