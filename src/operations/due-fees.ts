// Which periods of a contract a bill run puts on an invoice (domain D2, D4, D6).

import { periodAt, periodsStarting } from '../engine/renewal.ts'
import { listInvoicedPeriods, readBillingState, writeInvoicedPeriod } from '../storage/billed.ts'
import { lockContract } from '../storage/renewals.ts'
import type { Work } from './call.ts'
import { termsOf } from './contract-grants.ts'

const planCycle = 3

export interface FeePeriod {
  readonly start: number
  readonly end: number
}

/**
 * From `InvoicedPeriod` on, or from the period that contains now, every period that has started, and as many ahead as the
 * plan bills in advance. Frozen periods and those after the end of the contract cost nothing; none is billed twice.
 */
export async function duePeriods(work: Work, contractId: number): Promise<readonly FeePeriod[]> {
  const contract = await lockContract(work.executor, contractId)
  const state = await readBillingState(work.executor, contractId)
  if (!contract || !state) return []
  const current = periodAt(termsOf(contract), planCycle, work.now)
  const from = state.invoicedPeriod ?? current?.start
  if (from === undefined || !current) return []
  // What was not billed before the plan changed is billed all the same, in the cycles from the start.
  const isBehind = contract.planSince !== null && from < contract.planSince
  const terms = termsOf(isBehind ? { ...contract, planSince: null } : contract)
  const ahead = periodsStarting(
    terms,
    planCycle,
    work.now,
    Number.POSITIVE_INFINITY,
    state.cycles - 1,
  )
  const until = ahead.at(-1)?.start ?? work.now
  const billed = await listInvoicedPeriods(work.executor, contract)
  return periodsStarting(terms, planCycle, from - 1, until, mostPeriods).filter(
    (period) => !billed.has(period.start),
  )
}

// A contract nobody has billed for centuries is billed in several runs.
const mostPeriods = 120

/** Notes which period comes next, once those up to `last` are on an invoice. */
export async function advanceInvoicedPeriod(
  work: Work,
  contractId: number,
  last: number,
): Promise<void> {
  const contract = await lockContract(work.executor, contractId)
  if (!contract) return
  const [next] = periodsStarting(termsOf(contract), planCycle, last, Number.POSITIVE_INFINITY, 1)
  await writeInvoicedPeriod(work.executor, contractId, next?.start ?? null)
}
