// Recomputes every balance from the journal and names each difference with the movement behind it (R53).

import { formatAmount, zero } from '../engine/amount.ts'
import { formatInstant } from '../engine/instant.ts'
import type { JournalEnd } from '../engine/journal.ts'
import { creditKey, type Replay, replay } from '../engine/wallet.ts'
import type { Database, Executor } from '../storage/database.ts'
import { listMiscounts, recountRecords } from '../storage/record-counts.ts'
import {
  type CachedBalance,
  type CachedUse,
  countWallets,
  listCachedBalances,
  listCachedUses,
  listStrayUses,
  listWallets,
  repairUse,
} from '../storage/verify.ts'
import {
  listMovements,
  lockWallets,
  type MovementRow,
  writeBalance,
  writeJournalEnd,
} from '../storage/wallets.ts'
import type { Service } from './call.ts'

export interface Difference {
  /** None where it is not about one wallet. */
  readonly coworkerId: number | undefined
  /** What is wrong, and which operation it goes back to, in a sentence. */
  readonly problem: string
  /** Set right from the journal. What is wrong in the journal itself cannot be. */
  readonly isRepaired: boolean
}

export interface VerifyOptions {
  readonly repair: boolean
  /** The customer after whom to start, to take up a run that was stopped. */
  readonly after: number
  readonly onProgress: (checked: number, total: number, coworkerId: number) => void
}

const batchSize = 100

/** Holds one wallet at a time, so a live server waits for none of it. Answers every difference found. */
export async function verify(
  service: Service,
  options: VerifyOptions,
): Promise<readonly Difference[]> {
  const { database } = service
  const total = await countWallets(database.executor, options.after)
  const differences: Difference[] = []
  let checked = 0
  let after = options.after
  for (;;) {
    const wallets = await listWallets(database.executor, after, batchSize)
    if (wallets.length === 0) {
      const strays = await verifyStrays(database)
      return [...differences, ...strays, ...(await verifyCounts(database, options.repair))]
    }
    for (const { coworkerId } of wallets) {
      const found = await database.transaction((executor) =>
        verifyWallet(executor, coworkerId, options.repair),
      )
      differences.push(...found)
      after = coworkerId
      checked += 1
      options.onProgress(checked, total, coworkerId)
    }
  }
}

/** Uses whose credit is not in the wallet they name. Which of the two is wrong is for a person to find out. */
async function verifyStrays(database: Database): Promise<readonly Difference[]> {
  const found = await listStrayUses(database.executor)
  return found.map(({ unit, useId, coworkerId, creditId }) =>
    difference(
      coworkerId,
      `use ${useId} is of ${nameOf[unit]} ${creditId}, which is not in this wallet`,
      false,
    ),
  )
}

/** Lists say how many records there are without counting them; here they are counted. */
async function verifyCounts(database: Database, repair: boolean): Promise<readonly Difference[]> {
  const found = await listMiscounts(database.executor)
  if (repair && found.length > 0) await database.transaction(recountRecords)
  return found.map(({ table, counted, there }) =>
    difference(undefined, `lists count ${counted} of ${table}, there are ${there}`, repair),
  )
}

async function verifyWallet(
  executor: Executor,
  coworkerId: number,
  repair: boolean,
): Promise<readonly Difference[]> {
  const wallet = (await lockWallets(executor, [coworkerId])).get(coworkerId) ?? journalEndOf([])
  const movements = await listMovements(executor, coworkerId)
  const replayed = replay(movements)
  const balances = await listCachedBalances(executor, coworkerId)
  const uses = await listCachedUses(executor, coworkerId)
  const journal = replayed.discrepancies.map(({ sequence: at, problem }) =>
    difference(
      coworkerId,
      `the journal: ${problem}${behind(movements.find((one) => one.sequence === at))}`,
      false,
    ),
  )
  // A journal that contradicts itself repairs nothing.
  const canRepair = repair && journal.length === 0
  const wrongBalances = balances.filter(
    (balance) => remainingOf(replayed, balance) !== balance.remaining,
  )
  const wrongUses = uses.filter((use) => use.used !== use.moved)
  const end = journalEndOf(movements)
  const wrongEnd = endProblems(wallet, end)
  if (canRepair) {
    for (const balance of wrongBalances) {
      await writeBalance(executor, {
        ...balance,
        coworkerId,
        remaining: remainingOf(replayed, balance),
      })
    }
    for (const use of wrongUses) await repairUse(executor, coworkerId, use)
    if (wrongEnd.length > 0) await writeJournalEnd(executor, coworkerId, end)
  }
  return [
    ...journal,
    ...wrongBalances.map((balance) =>
      difference(coworkerId, balanceProblem(movements, replayed, balance), canRepair),
    ),
    ...wrongUses.map((use) => difference(coworkerId, useProblem(movements, use), canRepair)),
    ...wrongEnd.map((problem) => difference(coworkerId, problem, canRepair)),
  ]
}

function journalEndOf(movements: readonly MovementRow[]): JournalEnd {
  return { sequence: movements.length, recordedAt: movements.at(-1)?.recordedAt ?? null }
}

/**
 * A wallet that is behind would let time run backwards, and one that is ahead would date today's movements later. What was
 * recorded more precisely than the service does is rounded up in the wallet.
 */
function endProblems(wallet: JournalEnd, journal: JournalEnd): readonly string[] {
  const recorded = ({ recordedAt }: JournalEnd) => recordedAt ?? Number.NEGATIVE_INFINITY
  const told = ({ recordedAt }: JournalEnd) =>
    recordedAt === null ? 'never' : `on ${formatInstant(recordedAt)}`
  return [
    ...(wallet.sequence === journal.sequence
      ? []
      : [`the wallet counts ${wallet.sequence} movements, the journal has ${journal.sequence}`]),
    ...(wallet.recordedAt === journal.recordedAt ||
    Math.abs(recorded(wallet) - recorded(journal)) <= 1
      ? []
      : [`the wallet was last recorded ${told(wallet)}, the journal ${told(journal)}`]),
  ]
}

function difference(
  coworkerId: number | undefined,
  problem: string,
  isRepaired: boolean,
): Difference {
  return { coworkerId, problem, isRepaired }
}

function remainingOf(replayed: Replay, balance: CachedBalance) {
  return replayed.remaining.get(creditKey(balance.unit, balance.creditId)) ?? zero
}

const nameOf = { Money: 'credit', Time: 'time credit' } as const

function balanceProblem(
  movements: readonly MovementRow[],
  replayed: Replay,
  balance: CachedBalance,
): string {
  const last = movements.findLast(
    (one) => one.unit === balance.unit && one.creditId === balance.creditId,
  )
  const holds = formatAmount(balance.remaining)
  const should = formatAmount(remainingOf(replayed, balance))
  return `${nameOf[balance.unit]} ${balance.creditId} holds ${holds}, the journal says ${should}${behind(last)}`
}

function useProblem(movements: readonly MovementRow[], use: CachedUse): string {
  const last = movements.findLast((one) => one.unit === use.unit && one.useId === use.useId)
  const says = formatAmount(use.used)
  const moved = formatAmount(use.moved)
  return `use ${use.useId} of ${nameOf[use.unit]} ${use.creditId} says ${says}, its movements ${moved}${behind(last)}`
}

function behind(movement: MovementRow | undefined): string {
  if (!movement) return '; no movement stands behind it'
  const { sequence, kind, by, recordedAt } = movement
  return `; last moved by ${kind} ${sequence} of ${by} on ${formatInstant(recordedAt)}`
}
