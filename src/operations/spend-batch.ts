// Many spends in one transaction: wallets locked in order, everything read at once, each spend planned in turn on what the
// ones before it left, everything written at once (design 3.7). A refusal refuses only itself.

import type { Amount } from '../engine/amount.ts'
import { creditKey } from '../engine/wallet.ts'
import type { Body } from '../entities/change.ts'
import { Failure } from '../failure.ts'
import { type Catalogue, lockWalletsWithCatalogue, readCatalogue } from '../storage/catalogue.ts'
import { type Executor, isConnectionLost } from '../storage/database.ts'
import type { KnownIds } from '../storage/known-ids.ts'
import type { Receipt } from '../storage/receipts.ts'
import {
  isSettled,
  listCustomersWithDueWork,
  listReceipts,
  receiptName,
  type SettlementKey,
} from '../storage/spends.ts'
import { listTeams } from '../storage/wallet-facts.ts'
import type { Balance } from '../storage/wallets.ts'
import { requireLocation } from './access.ts'
import type { Service, Work } from './call.ts'
import { requireKnown } from './charged-things.ts'
import { type AskedCharge, readCharges } from './charges.ts'
import { settleDue } from './due-work.ts'
import type { Fate, Folding } from './fold.ts'
import { type Outcome, replayedOutcome } from './perform.ts'
import { withTimePayers } from './plan-booking.ts'
import { planSpend } from './plan-spend.ts'
import { requireCover } from './require-cover.ts'
import { type PlannedSpend, receiptKeyOf, type SpendJob } from './spend-job.ts'
import { textIn } from './text-in.ts'
import { factsIn, type Loaded, loadWallets, type Reach, reachIn } from './wallet-facts.ts'
import { writeSteps } from './write-spends.ts'

/** Spends of a service, ready to be folded. */
export function createSpendFolding(service: Service): Folding<SpendJob, Outcome> {
  const reaches = new Map<number, readonly number[]>()
  const kept: Kept = { catalogue: undefined }
  const folds = service.folds !== false
  return {
    run: (jobs) => runBatch(service, jobs, reaches, kept),
    // What a team shared last time is a hint: it saves waiting in the database, and a wrong one costs nothing else.
    walletsOf: ({ coworkerId }) => reaches.get(coworkerId) ?? [coworkerId],
    mayBeOneJob: (error) => !isConnectionLost(error),
    mostPerBatch: folds ? 256 : 1,
    mostUnderWay: service.database.engine === 'pglite' ? 1 : folds ? 2 : 8,
  }
}

const mostHints = 100_000

/** What a batch leaves for the next, which looks whether it is still so. */
interface Kept {
  catalogue: Catalogue | undefined
}

/** What a batch came to; it stands or falls with the commit. */
interface Done {
  readonly fates: readonly Fate<Outcome>[]
  readonly late: ReadonlySet<SpendJob>
  /** What is there if and only if the batch was committed; none when it wrote nothing. */
  readonly proof: SettlementKey | undefined
}

async function runBatch(
  service: Service,
  jobs: readonly SpendJob[],
  hints: Map<number, readonly number[]>,
  kept: Kept,
): Promise<readonly Fate<Outcome>[]> {
  let done: Done | undefined
  try {
    await service.database.transaction(async (executor) => {
      done = undefined
      const batch = await openBatch(executor, jobs, kept)
      remember(hints, batch.reaches)
      done = await runSpends({ ...service, executor }, batch, jobs)
    })
  } catch (error) {
    // A connection that broke at the commit leaves it open whether there was one; doing it again could do it twice.
    const proof = isConnectionLost(error) ? done?.proof : undefined
    if (!proof || !(await isSettled(service.database, proof))) throw error
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

function remember(
  hints: Map<number, readonly number[]>,
  reaches: ReadonlyMap<number, Reach>,
): void {
  if (hints.size > mostHints) hints.clear()
  for (const [id, { tiers }] of reaches) {
    if (tiers.size > 1) hints.set(id, [...tiers.keys()])
    else hints.delete(id)
  }
}

async function runSpends(
  work: Pick<Work, 'catalog' | 'executor'>,
  batch: Batch,
  jobs: readonly SpendJob[],
): Promise<Done> {
  const steps = jobs.map((job) => (batch.late.has(job) ? again : planStep(batch, job)))
  const { outcomes, proof } = await writeSteps(
    work,
    { sequences: batch.before, balances: balancesIn(batch.loaded) },
    steps.filter((step): step is PlannedSpend => 'plan' in step),
  )
  const fates = steps.map((step) =>
    'plan' in step ? { result: outcomes.get(step) as Outcome } : step,
  )
  return { fates, late: batch.late, proof }
}

function balancesIn({ credits }: Loaded): ReadonlyMap<string, Balance> {
  const balances = new Map<string, Balance>()
  for (const rows of credits.values()) {
    for (const { id, coworkerId, total, remaining } of rows) {
      const key = { unit: 'Money', coworkerId, creditId: id } as const
      balances.set(creditKey('Money', id), { ...key, total, remaining, isDeleted: false })
    }
  }
  return balances
}

/** One spend within a transaction that is open already; what is due has been settled. */
export async function spendWithin(work: Work, coworkerId: number, body: Body): Promise<Outcome> {
  const jobs = [{ call: { ...work, idempotency: undefined }, coworkerId, body }]
  const batch = await openBatch(work.executor, jobs, { catalogue: undefined })
  const [fate] = (await runSpends(work, batch, jobs)).fates
  if (fate && 'result' in fate) return fate.result
  throw fate && 'error' in fate ? fate.error : new Error('a spend was left open')
}

const again = { again: true } as const

async function settleDueOf(service: Service, { call, coworkerId }: SpendJob): Promise<void> {
  await service.database.transaction((executor) =>
    settleDue({ ...call, catalog: service.catalog, executor, idempotency: undefined }, coworkerId),
  )
}

/** What a batch knows once its wallets are locked, and what its spends have taken so far. */
interface Batch {
  readonly reaches: ReadonlyMap<number, Reach>
  readonly loaded: Loaded
  readonly known: KnownIds
  /** Spends of customers for whom something is due first. */
  readonly late: ReadonlySet<SpendJob>
  readonly receipts: ReadonlyMap<string, Receipt>
  /** Keys that spends of this very batch carry: a second one waits for the answer of the first. */
  readonly claimed: Set<string>
  readonly remaining: Map<number, Amount>
  /** The last sequence of each wallet before this batch. */
  readonly before: ReadonlyMap<number, number>
  readonly sequences: Map<number, number>
}

async function openBatch(
  executor: Executor,
  jobs: readonly SpendJob[],
  kept: Kept,
): Promise<Batch> {
  const customers = [...new Set(jobs.map((job) => job.coworkerId))]
  const teams = await listTeams(executor, customers)
  const reaches = new Map(customers.map((id) => [id, reachIn(teams, id)]))
  const owners = [...new Set([...reaches.values()].flatMap(({ tiers }) => [...tiers.keys()]))]
  const payers = [...reaches.values()].flatMap((reach) => [...withTimePayers(reach).tiers.keys()])
  // Balances are read after the locks are held; whatever was read before must not be used (R2).
  const latest = Math.max(...jobs.map(({ call }) => call.now))
  const locked = await lockWalletsWithCatalogue(executor, owners, latest)
  const { sequences, catalogueVersion } = locked
  if (kept.catalogue?.version !== catalogueVersion) {
    kept.catalogue = await readCatalogue(executor, catalogueVersion)
  }
  const others = [...new Set(payers)].filter((id) => !sequences.has(id))
  const due = new Set([
    ...locked.due,
    ...(await listCustomersWithDueWork(executor, others, latest)),
  ])
  const isLate = (job: SpendJob) => {
    const reach = reaches.get(job.coworkerId)
    return reach !== undefined && [...withTimePayers(reach).tiers.keys()].some((id) => due.has(id))
  }
  return {
    reaches,
    late: new Set(due.size === 0 ? [] : jobs.filter(isLate)),
    before: sequences,
    sequences: new Map(sequences),
    loaded: await loadWallets(
      executor,
      owners,
      Math.min(...jobs.map(earliestInstant)),
      kept.catalogue,
    ),
    known: kept.catalogue.known,
    receipts: await listReceipts(executor, jobs.flatMap(receiptKeyOf)),
    claimed: new Set(),
    remaining: new Map(),
  }
}

/** The earliest instant at which a credit may have to be valid; a body that says none is refused later. */
function earliestInstant({ call, body }: SpendJob): number {
  const charges = askedIn(body)
  return Math.min(
    call.now,
    ...('asked' in charges ? charges.asked.map((one) => one.serviceTime ?? call.now) : []),
  )
}

type Asked = { readonly asked: readonly AskedCharge[] } | { readonly error: unknown }

const askedBodies = new WeakMap<Body, Asked>()

function askedIn(body: Body): Asked {
  const known = askedBodies.get(body)
  if (known) return known
  const asked = caught(() => ({ asked: readCharges(body) }))
  askedBodies.set(body, asked)
  return asked
}

function caught<Value extends object>(run: () => Value): Value | { readonly error: unknown } {
  try {
    return run()
  } catch (error) {
    return { error }
  }
}

/** Answers a repeated request, refuses, or plans and takes what the plan takes. */
function planStep(batch: Batch, job: SpendJob): PlannedSpend | Fate<Outcome> {
  const [key] = receiptKeyOf(job)
  const name = key && receiptName(key)
  const receipt = name === undefined ? undefined : batch.receipts.get(name)
  if (receipt) return caught(() => ({ result: replayedOutcome(job.call, receipt) }))
  if (name !== undefined && batch.claimed.has(name)) return again
  const step = caught(() => planJob(batch, job))
  if ('plan' in step && name !== undefined) batch.claimed.add(name)
  return step
}

function planJob(batch: Batch, job: SpendJob): PlannedSpend {
  const { call, coworkerId, body } = job
  const reach = requireVisible(batch, job)
  const asked = askedIn(body)
  if ('error' in asked) throw asked.error
  requireKnown(asked.asked, batch.known, batch.loaded.locations)
  const facts = factsIn(batch.loaded, coworkerId, reach, call.now)
  const credits = facts.credits.map((credit) => {
    const remaining = batch.remaining.get(credit.id)
    return remaining === undefined ? credit : { ...credit, remaining }
  })
  const plan = planSpend({ ...facts, credits }, asked.asked, call.now)
  // Credit may come from another location; what it pays for must be at one of the user's own.
  plan.charges.forEach((charge, index) => {
    requireLocation(call.actor, [charge.businessId], `Charges[${index}]`)
  })
  requireCover(body, plan.settlement)
  const reference = textIn(body, 'Reference') ?? null
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
