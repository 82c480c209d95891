// Spends that wait together (design 3.7): those whose wallets are remembered are written as planned on that, if all of it is so
// still; the others, and those for whom it is not, hold their wallets while they are planned.

import { isConnectionLost, isLockTimeout, isUnable } from '../storage/database-errors.ts'
import type { Service } from './call.ts'
import type { Fate, Folding } from './fold.ts'
import { hintsOf } from './hints.ts'
import type { Outcome } from './perform.ts'
import type { Memory } from './send-planned.ts'
import { createSpareIds, noSpareIds } from './spare-ids.ts'
import { spendHolding } from './spend-holding.ts'
import type { SpendJob } from './spend-job.ts'
import { spendRemembered } from './spend-remembered.ts'
import { createTrust } from './trust.ts'

/** Spends of a service, ready to be folded. */
export function createSpendFolding(service: Service): Folding<SpendJob, Outcome> {
  const hints = hintsOf(service.database)
  // A sandbox answers the same requests the same each time, and begins anew when it is reset.
  const spareIds = service.sandbox ? noSpareIds : createSpareIds()
  const memory = { spareIds, trust: createTrust() }
  const folds = service.folds !== false
  const overlaps = service.database.engine === 'postgres'
  return {
    run: (jobs, isAlone) => runBatch(service, jobs, memory, isAlone),
    walletsOf: ({ coworkerId }) => hints.get(coworkerId) ?? [coworkerId],
    mayBeOneJob: (error) => !(isConnectionLost(error) || isUnable(error)),
    isWalletHeld: isLockTimeout,
    // Each batch costs as much as a dozen spends.
    enoughBeside: folds ? { least: 8, most: 48 } : { least: 1, most: 1 },
    mostWallets: overlaps ? 64 : 256,
    mostPerBatch: folds ? 256 : 1,
    // While the database is busy with one, this process answers another, and the next is on its way. More would be smaller.
    mostUnderWay: overlaps ? (folds ? 3 : 8) : 1,
  }
}

async function runBatch(
  service: Service,
  jobs: readonly SpendJob[],
  memory: Memory,
  isAlone: boolean,
): Promise<readonly Fate<Outcome>[]> {
  const done = isAlone ? new Map() : await spendRemembered(service, jobs, memory)
  const others = jobs.filter((job) => !done.has(job))
  if (others.length === 0) return jobs.map((job) => ({ result: done.get(job) as Outcome }))
  const fates = await spendHolding(service, others, isAlone).catch((error: unknown) =>
    others.map(() => ({ undone: error })),
  )
  const byJob = new Map(others.map((job, index) => [job, fates[index]]))
  return jobs.map((job) => byJob.get(job) ?? { result: done.get(job) as Outcome })
}
