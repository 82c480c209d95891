// Writes the spends of a batch: settlements, uses, receipts and movements in one statement.

import { negated } from '../engine/amount.ts'
import type { Use } from '../engine/settle.ts'
import { toJson, type Wire } from '../entities/wire-json.ts'
import { type Executor, Outdated } from '../storage/database.ts'
import {
  type NewReceipt,
  type SettlementKey,
  type SpendIds,
  type SpendRow,
  type SpendUseRow,
  takeSpendIds,
  writeSpends,
} from '../storage/spends.ts'
import type { Work } from './call.ts'
import { drawUp, type Entry, type Standing } from './ledger.ts'
import { type Outcome, outcomeOf } from './perform.ts'
import { planWire } from './plan-spend.ts'
import { sequencesWire } from './settlement-wire.ts'
import { type PlannedSpend, receiptKeyOf, type SpendJob } from './spend-job.ts'

export interface WrittenSpends {
  readonly outcomes: ReadonlyMap<PlannedSpend, Outcome>
  /** One of the settlements that were written. */
  readonly proof: SettlementKey | undefined
}

/** Answers the outcome of each. Fails with a passing error when a key was used elsewhere at the same time. */
export async function writeSteps(
  { executor }: Pick<Work, 'executor'>,
  before: Standing,
  taken: SpendIds,
  steps: readonly PlannedSpend[],
): Promise<WrittenSpends> {
  const [first] = steps
  if (!first) return { outcomes: new Map(), proof: undefined }
  const uses = steps.reduce((sum, { plan }) => sum + plan.settlement.uses.length, 0)
  const ids = await enoughFor(executor, taken, uses)
  const written = numberSteps(steps, ids)
  const receipts = written.flatMap((one) => one.receipts)
  const entries = written.flatMap((one) => one.entries)
  const fresh = await writeSpends(executor, {
    settlements: written.map(({ settlement }) => settlement),
    uses: written.flatMap((one) => one.uses),
    receipts,
    appended: drawUp(first.job.call, entries, before),
  })
  // Somebody else was faster with the same key: the next try finds the receipt.
  if (fresh < receipts.length) throw new Outdated('a key was used at the same time')
  return {
    outcomes: new Map(written.map(({ step, outcome }) => [step, outcome])),
    proof: written[0]?.settlement,
  }
}

/** One charge may need several credits. */
async function enoughFor(executor: Executor, taken: SpendIds, uses: number): Promise<SpendIds> {
  const lacking = uses - taken.uses.length
  if (lacking <= 0) return taken
  const more = await takeSpendIds(executor, { settlements: 0, uses: lacking })
  return { ...taken, uses: [...taken.uses, ...more.uses] }
}

interface Written {
  readonly step: PlannedSpend
  readonly outcome: Outcome
  readonly settlement: SpendRow
  readonly uses: readonly SpendUseRow[]
  readonly entries: readonly Entry[]
  readonly receipts: readonly NewReceipt[]
}

function numberSteps(steps: readonly PlannedSpend[], ids: SpendIds): readonly Written[] {
  let next = 0
  return steps.map((step, index) => {
    const { job, plan } = step
    const { uses } = plan.settlement
    const useIds = uses.map((_, at) => ids.uses[next + at] ?? 0)
    next += uses.length
    const settlementId = ids.settlements[index] ?? 0
    const by = { by: job.call.actor.email, at: job.call.now }
    const outcome = outcomeOf(job.call, 'Spent.', toJson(answerOf(step, useIds)))
    return {
      step,
      outcome,
      settlement: {
        ...by,
        id: settlementId,
        coworkerId: job.coworkerId,
        reference: step.reference,
        explanation: outcome.value,
      },
      uses: uses.map((use, at) => ({
        ...by,
        id: useIds[at] ?? 0,
        coworkerId: use.coworkerId,
        usedById: job.coworkerId,
        creditId: use.creditId,
        used: use.amount,
        description: plan.asked[use.chargeIndex]?.description ?? null,
        settlementId,
        chargeIndex: use.chargeIndex,
        rank: use.rank,
      })),
      entries: uses.map((use, at) => entryOf(job, use, useIds[at] ?? 0)),
      receipts: receiptKeyOf(job).map((key) => ({
        ...key,
        requestHash: job.call.idempotency?.requestHash ?? '',
        message: outcome.message,
        updatedOn: outcome.updatedOn,
        updatedBy: outcome.updatedBy,
        settlement: { coworkerId: job.coworkerId, id: settlementId },
      })),
    }
  })
}

function answerOf({ job, plan, sequences }: PlannedSpend, useIds: readonly number[]): Wire {
  return {
    ...planWire(plan, useIds),
    Sequence: sequences.get(job.coworkerId) ?? null,
    Sequences: sequencesWire(sequences),
  }
}

function entryOf({ call }: SpendJob, use: Use, useId: number): Entry {
  return {
    call,
    unit: 'Money',
    coworkerId: use.coworkerId,
    creditId: use.creditId,
    kind: 'Use',
    amount: negated(use.amount),
    useId,
    property: 'Charges',
    attempted: null,
  }
}
