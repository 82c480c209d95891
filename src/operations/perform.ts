// Runs one operation in one transaction, once per Idempotency-Key.

import { Failure } from '../failure.ts'
import {
  claimReceipt,
  completeReceipt,
  type Receipt,
  type ReceiptKey,
  type StoredResult,
} from '../storage/receipts.ts'
import type { Call, Service, Work } from './call.ts'
import { keptAnswer } from './explanation.ts'
import { ActorChanged } from './remembered-actors.ts'

/** The result of a write; the answer on the wire is a function of it and of nothing else. */
export type Outcome = StoredResult

export function outcomeOf(call: Call, message: string, value = 'null'): Outcome {
  return { message, value, updatedOn: call.now, updatedBy: call.actor.email }
}

/**
 * Commits what the operation did together with its receipt. The same key and body answer the first result again; the
 * same key with another body is a conflict; a refusal leaves no receipt, so it is tried anew (requirements R13-R19).
 */
export function perform(
  service: Service,
  call: Call,
  operation: (work: Work) => Promise<Outcome>,
): Promise<Outcome> {
  if (call.remembered) throw new ActorChanged()
  return service.database.change(async (executor, finish) => {
    const work: Work = { ...call, catalog: service.catalog, executor }
    if (!call.idempotency) return operation(work)
    const { requestHash, ...request } = call.idempotency
    const key: ReceiptKey = { userId: call.actor.userId, ...request }
    const receipt = await claimReceipt(executor, key, requestHash)
    if (receipt) return replayedOutcome(call, receipt)
    const outcome = await operation(work)
    await finish(() => completeReceipt(executor, key, outcome))
    return outcome
  })
}

/** The first result of a repeated request; another body under the same key is a conflict. */
export function replayedOutcome({ idempotency }: Call, receipt: Receipt): Outcome {
  const { requestHash, value, explanation, ...outcome } = receipt
  if (requestHash === idempotency?.requestHash) {
    if (value !== null) return { ...outcome, value }
    if (explanation !== null) return { ...outcome, value: keptAnswer(explanation) }
    throw new Error('a receipt does not say what was answered')
  }
  throw new Failure(
    'conflict',
    `The Idempotency-Key ${idempotency?.key} was used for another request. Send a new key with a new body.`,
  )
}
