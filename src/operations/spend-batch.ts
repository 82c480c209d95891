// Many spends in one transaction: wallets locked in order, everything read at once, each spend planned in turn on what the
// ones before it left, everything written at once (design 3.7). A refusal refuses only itself.

import { creditKey } from '../engine/wallet.ts'
import type { Body } from '../entities/change.ts'
import { Failure } from '../failure.ts'
import type { Executor } from '../storage/database.ts'
import { isConnectionLost, isLockTimeout, isUnable } from '../storage/database-errors.ts'
import { isSettled, type SettlementKey } from '../storage/spends.ts'
import { type Balance, limitLockWait } from '../storage/wallets.ts'
import { requireLocation } from './access.ts'
import type { Service, Work } from './call.ts'
import { caught } from './caught.ts'
import { requireKnown } from './charged-things.ts'
import { settleDue } from './due-work.ts'
import type { Fate, Folding } from './fold.ts'
import { type Kept, keptOf } from './kept-catalogue.ts'
import { type Batch, type Hints, openBatch } from './open-batch.ts'
import { type Outcome, replayedOutcome } from './perform.ts'
import { planSpend } from './plan-spend.ts'
import { ActorChanged } from './remembered-actors.ts'
import { requireCover } from './require-cover.ts'
import { type PlannedSpend, type SpendJob, spendJob } from './spend-job.ts'
import { referenceIn } from './text-in.ts'
import { factsIn, type Loaded, type Reach, reachOf } from './wallet-facts.ts'
import { drawUpSpends } from './write-spends.ts'

/** Spends of a service, ready to be folded. */
export function createSpendFolding(service: Service): Folding<SpendJob, Outcome> {
  const reaches: Hints = new Map()
  const kept = keptOf(service.database)
  const folds = service.folds !== false
  const overlaps = service.database.engine === 'postgres'
  return {
    run: (jobs, isAlone) => runBatch(service, jobs, { hints: reaches, kept, isAlone }),
    // What a team shared last time is a hint: it saves waiting in the database, and a wrong one costs nothing else.
    walletsOf: ({ coworkerId }) => reaches.get(coworkerId) ?? [coworkerId],
    mayBeOneJob: (error) => !(isConnectionLost(error) || isUnable(error)),
    isWalletHeld: isLockTimeout,
    // Two that overlap are better than one of everybody: while the database is busy with the one, this process answers the
    // other. Smaller ones would cost more than that gains.
    fewestBeside: folds ? 48 : 1,
    mostWallets: overlaps ? 64 : 256,
    mostPerBatch: folds ? 256 : 1,
    mostUnderWay: overlaps ? (folds ? 2 : 8) : 1,
  }
}

const aloneMilliseconds = 250

/** What a batch came to; it stands or falls with the commit. */
interface Done {
  readonly fates: readonly Fate<Outcome>[]
  readonly late: ReadonlySet<SpendJob>
  /** What is there if and only if the batch was committed; none when it writes nothing. */
  readonly proof: SettlementKey | undefined
}

interface Planned extends Done {
  /** Writes it all in one statement. */
  readonly write: () => Promise<void>
}

async function runBatch(
  service: Service,
  jobs: readonly SpendJob[],
  { hints, kept, isAlone }: { hints: Hints; kept: Kept; isAlone: boolean },
): Promise<readonly Fate<Outcome>[]> {
  let done: Done | undefined
  try {
    await service.database.pipeline(async (executor, finish) => {
      done = undefined
      // Its batch has waited for whoever holds a wallet; it is not waited for as long for each of its wallets.
      if (isAlone) await limitLockWait(executor, aloneMilliseconds)
      const batch = await openBatch(executor, jobs, kept, hints)
      const { write, ...planned } = await runSpends(executor, batch, jobs)
      done = planned
      await finish(write)
    })
  } catch (error) {
    // A connection that broke at the commit leaves it open whether there was one; doing it again could do it twice.
    const proof = isConnectionLost(error) ? done?.proof : undefined
    if (!proof || !(await isKnownSettled(service, proof))) throw error
  }
  const { fates, late } = done as unknown as Done
  const troubles = new Map<SpendJob, unknown>()
  // What is due comes first; whoever it is due to is tried again after it.
  for (const job of late) {
    await settleDueOf(service, job).catch((error: unknown) => troubles.set(job, error))
  }
  return fates.map((fate, index) => {
    const job = jobs[index]
    return job && troubles.has(job) ? { error: troubles.get(job) } : fate
  })
}

/** What cannot be found out stays in doubt, and whoever asked is told that and nothing else. */
function isKnownSettled({ database }: Service, proof: SettlementKey): Promise<boolean> {
  return isSettled(database, proof).catch(() => false)
}

async function runSpends(
  executor: Executor,
  batch: Batch,
  jobs: readonly SpendJob[],
): Promise<Planned> {
  const steps = jobs.map((job) => (batch.late.has(job) ? again : planStep(batch, job)))
  const planned = steps.filter((step): step is PlannedSpend => 'plan' in step)
  const balances = balancesBefore(batch.loaded, planned)
  // A spend counts from now on.
  const before = { ends: batch.ends, balances, lastOccurred: new Map<string, number>() }
  const { outcomes, proof, write } = await drawUpSpends(executor, before, batch.ids, planned)
  const fates = steps.map((step) =>
    'plan' in step ? { result: outcomes.get(step) as Outcome } : step,
  )
  return { fates, late: batch.late, proof, write }
}

/** What the credits that were used held before. */
function balancesBefore(
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

/** One spend within a transaction that is open already; what is due has been settled. */
export async function spendWithin(work: Work, coworkerId: number, body: Body): Promise<Outcome> {
  const jobs = [spendJob({ ...work, idempotency: undefined }, coworkerId, body)]
  const hints: Hints = new Map([[coworkerId, [...(await reachOf(work, coworkerId)).tiers.keys()]]])
  const batch = await openBatch(work.executor, jobs, { catalogue: undefined }, hints)
  const { fates, write } = await runSpends(work.executor, batch, jobs)
  await write()
  const [fate] = fates
  if (fate && 'result' in fate) return fate.result
  throw fate && 'error' in fate ? fate.error : new Error('a spend was left open')
}

const again = { again: true } as const

async function settleDueOf(service: Service, { call, coworkerId }: SpendJob): Promise<void> {
  await service.database.transaction((executor) =>
    settleDue({ ...call, catalog: service.catalog, executor, idempotency: undefined }, coworkerId),
  )
}

/** Answers a repeated request, refuses, or plans and takes what the plan takes. */
function planStep(batch: Batch, job: SpendJob): PlannedSpend | Fate<Outcome> {
  if (batch.changed.has(job.call)) return { error: new ActorChanged() }
  const id = job.receipt?.id
  const receipt = id && batch.receipts.get(id)
  if (receipt) return caught(() => ({ result: replayedOutcome(job.call, receipt) }))
  if (id && batch.claimed.has(id)) return again
  const step = caught(() => planJob(batch, job))
  if (id && 'plan' in step) batch.claimed.add(id)
  return step
}

function planJob(batch: Batch, job: SpendJob): PlannedSpend {
  const { call, coworkerId, body, asked } = job
  const reach = requireVisible(batch, job)
  if ('error' in asked) throw asked.error
  requireKnown(asked.charges, batch.known, batch.loaded.locations)
  const facts = factsIn(batch.loaded, coworkerId, reach, call.now)
  const credits = facts.credits.map((credit) => {
    const remaining = batch.remaining.get(credit.id)
    return remaining === undefined ? credit : { ...credit, remaining }
  })
  const plan = planSpend({ ...facts, credits }, asked.charges, call.now)
  // Credit may come from another location; what it pays for must be at one of the user's own.
  plan.charges.forEach((charge, index) => {
    requireLocation(call.actor, [charge.businessId], `Charges[${index}]`)
  })
  requireCover(body, plan.settlement)
  const reference = referenceIn(body) ?? null
  for (const use of plan.settlement.uses) {
    batch.remaining.set(use.creditId, use.remaining)
    batch.sequences.set(use.coworkerId, (batch.sequences.get(use.coworkerId) ?? 0) + 1)
  }
  const owners = [...reach.tiers.keys()].sort((left, right) => left - right)
  return {
    job,
    plan,
    reference,
    sequences: new Map(owners.map((id) => [id, batch.sequences.get(id) ?? 0])),
  }
}

/** A wallet of other locations than the caller's does not exist for them (design 5, who may). */
function requireVisible(batch: Batch, { call, coworkerId }: SpendJob): Reach {
  const holder = batch.loaded.holders.get(coworkerId)
  const reach = batch.reaches.get(coworkerId)
  const { locations } = call.actor
  const isVisible =
    locations === undefined || holder?.locations.some((one) => locations.includes(one))
  if (holder && reach && isVisible) return reach
  throw new Failure('not-found', `There is no Coworker with the Id ${coworkerId}.`)
}
