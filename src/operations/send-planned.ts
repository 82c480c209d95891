// Sends spends that are planned to be written, and finds out what became of them: written, or nothing, or nobody can tell.

import type { Executor } from '../storage/database.ts'
import {
  isConnectionLost,
  isLockTimeout,
  isOutdated,
  isPassing,
  isUnable,
  isUnprepared,
  violatedConstraint,
} from '../storage/database-errors.ts'
import type { SpendsSeen } from '../storage/planned-spend-values.ts'
import { writePlannedSpends } from '../storage/planned-spends.ts'
import type { SettlementKey, SpendCounts, SpendIds, SpendRows } from '../storage/spends.ts'
import type { Service } from './call.ts'
import { forgetAllWallets } from './remembered-wallets.ts'
import type { SpareIds } from './spare-ids.ts'
import { isKnownSettled } from './spend-holding.ts'
import type { Trust } from './trust.ts'

/** What the batches of a service leave for the next. */
export interface Memory {
  readonly spareIds: SpareIds
  readonly trust: Trust
}

/** A standby may have taken over, which knows neither the last spends nor the last ids. */
export function forgetEverything({ spareIds }: Memory): void {
  forgetAllWallets()
  spareIds.drop()
}

export interface Spends {
  readonly rows: SpendRows
  readonly seen: SpendsSeen
  /** What is there if and only if they were written. */
  readonly proof: SettlementKey
}

const mostTries = 5

/**
 * Answers ids for the next spends, or why nothing was written: what they were planned on is outdated, or somebody else was
 * faster. A connection that breaks leaves open whether it was; doing the same again is safe, because only the first of the two
 * finds everything as it was seen.
 */
export async function sendPlanned(
  service: Service,
  { rows, seen, proof }: Spends,
  memory: Memory,
  more: SpendCounts,
): Promise<SpendIds | 'outdated' | 'overtaken'> {
  const { batches, lane } = service.database
  const attempt = (executor: Executor) => writePlannedSpends(executor, rows, seen, more)
  let doubt: unknown
  for (let tries = 1; ; tries += 1) {
    const isInLane = tries === 1 && service.folds !== false
    try {
      return await (isInLane ? lane(attempt) : attempt(batches))
    } catch (error) {
      if (isConnectionLost(error)) {
        forgetEverything(memory)
        doubt ??= error
        if (tries < mostTries) continue
      }
      if (doubt) {
        if (await isKnownSettled(service, proof)) return { settlements: [], uses: [] }
        throw doubt
      }
      if (isOutdated(error)) return 'outdated'
      if (isOvertaken(error) || (isInLane && isOfLane(error))) return 'overtaken'
      throw error
    }
  }
}

/** Somebody else was faster. */
function isOvertaken(error: unknown): boolean {
  return isPassing(error) || violatedConstraint(error) === 'receipt_pkey'
}

/** Whether it may go better where nobody is behind, and on a connection that others have used. Nothing was done. */
function isOfLane(error: unknown): boolean {
  return isLockTimeout(error) || isUnprepared(error) || isUnable(error)
}
