// What the spends of a batch come to: settlements, uses, receipts and movements, to be written in one statement.

import { negated } from '../engine/amount.ts'
import type { Use } from '../engine/settle.ts'
import { spentMessage } from '../storage/receipts.ts'
import type {
  NewReceipt,
  SettlementKey,
  SpendIds,
  SpendRow,
  SpendRows,
  SpendUseRow,
} from '../storage/spends.ts'
import { type ExplainedSpend, explain, spendAnswer } from './explanation.ts'
import { drawUp, type Entry, type Standing } from './ledger.ts'
import { type Outcome, outcomeOf } from './perform.ts'
import type { PlannedSpend, SpendJob } from './spend-job.ts'

export interface DrawnSpends {
  readonly outcomes: ReadonlyMap<SpendJob, Outcome>
  /** One of the settlements that are written. */
  readonly proof: SettlementKey | undefined
  /** All there is to write; undefined when that is nothing. */
  readonly rows: SpendRows | undefined
}

/** How many uses the spends make. */
export function usesOf(steps: readonly PlannedSpend[]): number {
  return steps.reduce((sum, { plan }) => sum + plan.settlement.uses.length, 0)
}

/** What the spends come to: the outcome of each, and all there is to write. There are ids enough. */
export function drawUpSpends(
  before: Standing,
  ids: SpendIds,
  steps: readonly PlannedSpend[],
): DrawnSpends {
  const [first] = steps
  if (!first) return { outcomes: new Map(), proof: undefined, rows: undefined }
  const written = numberSteps(steps, ids)
  const entries = written.flatMap((one) => one.entries)
  return {
    outcomes: new Map(written.map(({ step, outcome }) => [step.job, outcome])),
    proof: written[0]?.settlement,
    rows: {
      settlements: written.map(({ settlement }) => settlement),
      uses: written.flatMap((one) => one.uses),
      receipts: written.flatMap((one) => one.receipts),
      appended: drawUp(first.job.call, entries, before),
    },
  }
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
    const { actor, now } = job.call
    const explained = explainSpend(step, useIds)
    return {
      step,
      outcome: outcomeOf(job.call, spentMessage, spendAnswer(explained)),
      settlement: {
        id: settlementId,
        coworkerId: job.coworkerId,
        reference: step.reference,
        explanation: JSON.stringify(explained),
        by: actor.email,
        at: now,
      },
      uses: uses.map((use, at) => ({
        id: useIds[at] ?? 0,
        coworkerId: use.coworkerId,
        usedById: job.coworkerId,
        creditId: use.creditId,
        used: use.amount,
        description: plan.asked[use.chargeIndex]?.description ?? null,
        settlementId,
        chargeIndex: use.chargeIndex,
        rank: use.rank,
        by: actor.email,
        at: now,
      })),
      entries: uses.map((use, at) => entryOf(job, use, useIds[at] ?? 0)),
      receipts: receiptsOf(job, settlementId),
    }
  })
}

function explainSpend(
  { job, plan, sequences }: PlannedSpend,
  useIds: readonly number[],
): ExplainedSpend {
  return [explain(plan, useIds), sequences.get(job.coworkerId) ?? null, [...sequences]]
}

function receiptsOf({ call, coworkerId, receiptId }: SpendJob, id: number): readonly NewReceipt[] {
  if (receiptId === undefined || !call.idempotency) return []
  const { requestHash } = call.idempotency
  return [{ id: receiptId, requestHash, settlement: { coworkerId, id } }]
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
