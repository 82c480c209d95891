// Plans the spends of a batch in turn, each on what the ones before it left. Pure but for the batch, which keeps what is taken.

import type { Amount } from '../engine/amount.ts'
import { creditKey } from '../engine/wallet.ts'
import { Failure } from '../failure.ts'
import type { KnownIds } from '../storage/known-ids.ts'
import type { Receipt } from '../storage/receipts.ts'
import type { Balance } from '../storage/wallets.ts'
import type { Call } from './call.ts'
import { caught } from './caught.ts'
import { requireChargedLocations, requireKnown } from './charged-things.ts'
import type { Fate } from './fold.ts'
import { type Outcome, replayedOutcome } from './perform.ts'
import { planSpend } from './plan-spend.ts'
import { ActorChanged } from './remembered-actors.ts'
import { requireCover } from './require-cover.ts'
import type { PlannedSpend, SpendJob } from './spend-job.ts'
import { factsIn, type Loaded, type Reach } from './wallet-facts.ts'

/** What spends are planned on, and what those of the batch have taken so far. */
export interface Planning {
  readonly reaches: ReadonlyMap<number, Pick<Reach, 'tiers'>>
  readonly loaded: Loaded
  readonly known: KnownIds
  /** Spends whose caller is not who they were. */
  readonly changed: ReadonlySet<Call>
  /** By id. */
  readonly receipts: ReadonlyMap<string, Receipt>
  /** Ids of receipts that spends of this very batch ask for: a second one waits for the answer of the first. */
  readonly claimed: Set<string>
  readonly remaining: Map<number, Amount>
  /** The last sequence of each wallet by now. */
  readonly sequences: Map<number, number>
}

const again = { again: true } as const

/** Answers a repeated request, refuses, or plans and takes what the plan takes. */
export function planStep(batch: Planning, job: SpendJob): PlannedSpend | Fate<Outcome> {
  if (batch.changed.has(job.call)) return { error: new ActorChanged() }
  const id = job.receiptId
  const receipt = id && batch.receipts.get(id)
  if (receipt) return caught(() => ({ result: replayedOutcome(job.call, receipt) }))
  if (id && batch.claimed.has(id)) return again
  const step = caught(() => planJob(batch, job))
  if (id && 'plan' in step) batch.claimed.add(id)
  return step
}

function planJob(batch: Planning, job: SpendJob): PlannedSpend {
  const { call, coworkerId, asked } = job
  const reach = requireVisible(batch, job)
  if ('error' in asked) throw asked.error
  requireKnown(asked.charges, batch.known, batch.loaded.locations)
  const facts = factsIn(batch.loaded, coworkerId, reach, call.now)
  const credits = facts.credits.map((credit) => {
    const remaining = batch.remaining.get(credit.id)
    return remaining === undefined ? credit : { ...credit, remaining }
  })
  const plan = planSpend({ ...facts, credits }, asked.charges, call.now)
  requireChargedLocations(call.actor, plan.charges)
  requireCover(asked.isToBeCovered, plan.settlement)
  for (const use of plan.settlement.uses) {
    batch.remaining.set(use.creditId, use.remaining)
    batch.sequences.set(use.coworkerId, (batch.sequences.get(use.coworkerId) ?? 0) + 1)
  }
  const owners = [...reach.tiers.keys()]
  // Most share with nobody, and to sort takes memory even where there is nothing to sort.
  if (owners.length > 1) owners.sort((left, right) => left - right)
  const sequences = new Map(owners.map((id) => [id, batch.sequences.get(id) ?? 0]))
  return { job, plan, reference: asked.reference, sequences }
}

/** A wallet of other locations than the caller's does not exist for them (design 5, who may). */
function requireVisible(batch: Planning, { call, coworkerId }: SpendJob): Pick<Reach, 'tiers'> {
  const holder = batch.loaded.holders.get(coworkerId)
  const reach = batch.reaches.get(coworkerId)
  const { locations } = call.actor
  const isVisible =
    locations === undefined || holder?.locations.some((one) => locations.includes(one))
  if (holder && reach && isVisible) return reach
  throw new Failure('not-found', `There is no Coworker with the Id ${coworkerId}.`)
}

/** What the credits that were used held before. */
export function balancesBefore(
  { credits }: Loaded,
  planned: readonly PlannedSpend[],
): ReadonlyMap<string, Balance> {
  const balances = new Map<string, Balance>()
  for (const { coworkerId, creditId } of planned.flatMap(({ plan }) => plan.settlement.uses)) {
    const row = credits.get(coworkerId)?.find((one) => one.id === creditId)
    if (!row) continue
    const { total, remaining } = row
    const balance = {
      unit: 'Money',
      coworkerId,
      creditId,
      total,
      remaining,
      isDeleted: false,
    } as const
    balances.set(creditKey('Money', creditId), balance)
  }
  return balances
}
