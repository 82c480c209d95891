// One spend that waits for its batch, and what it comes to once it is planned.

import type { Body } from '../entities/change.ts'
import { type AskedReceipt, receiptId } from '../storage/receipts.ts'
import type { Call } from './call.ts'
import type { SpendPlan } from './plan-spend.ts'

export interface SpendJob {
  readonly call: Call
  readonly coworkerId: number
  readonly body: Body
  /** The receipt that the request asks for with its key. */
  readonly receipt: AskedReceipt | undefined
}

export function spendJob(call: Call, coworkerId: number, body: Body): SpendJob {
  if (!call.idempotency) return { call, coworkerId, body, receipt: undefined }
  const { method, path, key } = call.idempotency
  const { userId } = call.actor
  const id = receiptId({ userId, method, path, key })
  return { call, coworkerId, body, receipt: { id, userId, method, path, key } }
}

export interface PlannedSpend {
  readonly job: SpendJob
  readonly plan: SpendPlan
  /** What a caller knows the spend by. */
  readonly reference: string | null
  /** The last sequence of every wallet in reach, once this spend is done. */
  readonly sequences: ReadonlyMap<number, number>
}
