// One spend that waits for its batch, and what it comes to once it is planned.

import type { Body } from '../entities/change.ts'
import { receiptId } from '../storage/receipts.ts'
import type { Call } from './call.ts'
import { caught } from './caught.ts'
import { type AskedSpend, readSpend } from './charges.ts'
import type { SpendPlan } from './plan-spend.ts'

export interface SpendJob {
  readonly call: Call
  readonly coworkerId: number
  /** What the body asks for, or what is wrong with it. */
  readonly asked: Asked
  /** The id of the receipt that the request asks for with its key. */
  readonly receiptId: string | undefined
}

type Asked = AskedSpend | { readonly error: unknown }

export function spendJob(call: Call, coworkerId: number, body: Body): SpendJob {
  const asked = caught(() => readSpend(body))
  return { call, coworkerId, asked, receiptId: receiptOf(call) }
}

function receiptOf({ actor, idempotency }: Call): string | undefined {
  if (!idempotency) return undefined
  const { method, path, key } = idempotency
  return receiptId({ userId: actor.userId, method, path, key })
}

export interface PlannedSpend {
  readonly job: SpendJob
  readonly plan: SpendPlan
  /** What a caller knows the spend by. */
  readonly reference: string | null
  /** The last sequence of every wallet in reach, once this spend is done. */
  readonly sequences: ReadonlyMap<number, number>
}
