// One spend that waits for its batch, and what it comes to once it is planned.

import type { Body } from '../entities/change.ts'
import type { ReceiptKey } from '../storage/receipts.ts'
import type { Call } from './call.ts'
import type { SpendPlan } from './plan-spend.ts'

export interface SpendJob {
  readonly call: Call
  readonly coworkerId: number
  readonly body: Body
}

export interface PlannedSpend {
  readonly job: SpendJob
  readonly plan: SpendPlan
  /** What a caller knows the spend by. */
  readonly reference: string | null
  /** The last sequence of every wallet in reach, once this spend is done. */
  readonly sequences: ReadonlyMap<number, number>
}

/** The key of the request as a list: empty without one. */
export function receiptKeyOf({ call }: SpendJob): readonly ReceiptKey[] {
  if (!call.idempotency) return []
  const { method, path, key } = call.idempotency
  return [{ userId: call.actor.userId, method, path, key }]
}
