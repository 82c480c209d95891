// Many spends in one transaction: wallets locked in order, everything read at once, each spend planned in turn on what the
// ones before it left, everything written at once (design 3.7). A refusal refuses only itself.

import type { Body } from '../entities/change.ts'
import type { Executor } from '../storage/database.ts'
import { isConnectionLost } from '../storage/database-errors.ts'
import {
  isSettled,
  type SettlementKey,
  type SpendIds,
  takeSpendIds,
  writeSpends,
} from '../storage/spends.ts'
import { limitLockWait } from '../storage/wallets.ts'
import type { Service, Work } from './call.ts'
import { settleDue } from './due-work.ts'
import type { Fate } from './fold.ts'
import { type Hints, hintsOf } from './hints.ts'
import { keptOf } from './kept-catalogue.ts'
import { type Batch, openBatch } from './open-batch.ts'
import type { Outcome } from './perform.ts'
import { balancesBefore, planStep } from './plan-batch.ts'
import { forgetAllWallets } from './remembered-wallets.ts'
import { type PlannedSpend, type SpendJob, spendJob } from './spend-job.ts'
import { reachOf } from './wallet-facts.ts'
import { drawUpSpends, usesOf } from './write-spends.ts'

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

/** The fates of the jobs, in order; throws when nothing was done. Alone are those of one wallet that are tried again. */
export async function spendHolding(
  service: Service,
  jobs: readonly SpendJob[],
  isAlone: boolean,
): Promise<readonly Fate<Outcome>[]> {
  const kept = keptOf(service.database)
  const hints = hintsOf(service.database)
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
    if (!isConnectionLost(error)) throw error
    forgetAllWallets()
    // A connection that broke at the commit leaves it open whether there was one; doing it again could do it twice.
    const proof = done?.proof
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
export function isKnownSettled({ database }: Service, proof: SettlementKey): Promise<boolean> {
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
  const ids = await enoughFor(executor, batch.ids, usesOf(planned))
  const { outcomes, proof, rows } = drawUpSpends(before, ids, planned)
  const fates = steps.map((step) =>
    'plan' in step ? { result: outcomes.get(step.job) as Outcome } : step,
  )
  const write = async () => {
    if (rows) await writeSpends(executor, rows)
  }
  return { fates, late: batch.late, proof, write }
}

/** One charge may need several credits. */
async function enoughFor(executor: Executor, taken: SpendIds, uses: number): Promise<SpendIds> {
  const lacking = uses - taken.uses.length
  if (lacking <= 0) return taken
  const more = await takeSpendIds(executor, { settlements: 0, uses: lacking })
  return { ...taken, uses: [...taken.uses, ...more.uses] }
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
