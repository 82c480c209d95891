// The stored results of requests that carried an Idempotency-Key (wire 18, design 3.6).

import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

export interface ReceiptKey {
  readonly userId: number
  readonly method: string
  readonly path: string
  readonly key: string
}

/** A key with what its receipt is found by. */
export interface AskedReceipt extends ReceiptKey {
  readonly id: string
}

/** What a receipt is found by: 128 bits of a hash, which compare faster than four texts; written as a UUID. */
export function receiptId(key: ReceiptKey): string {
  const name = `${key.userId} ${key.method} ${key.path} ${key.key}`
  const hex = hash('sha256', name)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return `${parts.join('-')}-${hex.slice(20, 32)}`
}

/** The result of an operation, from which its answer follows. */
export interface StoredResult {
  readonly message: string
  /** JSON text. */
  readonly value: string
  /** Epoch milliseconds. */
  readonly updatedOn: number
  readonly updatedBy: string
}

export interface Receipt extends StoredResult {
  readonly requestHash: string
}

/** The columns of a receipt as a `Receipt`. */
export const receiptColumns = sql`
  receipt.request_hash as "requestHash", receipt.message,
  coalesce(receipt.value, (
    select settlement.explanation from settlement
    where settlement.coworker_id = receipt.coworker_id and settlement.id = receipt.settlement_id)) as value,
  receipt.updated_on as "updatedOn", receipt.updated_by as "updatedBy"`

/**
 * Claims a key within the transaction that does the work. A second request with the same key waits here until the
 * first one has committed, and then finds its receipt; a refused one leaves nothing and the next may try again.
 */
export async function claimReceipt(
  executor: Executor,
  key: ReceiptKey,
  requestHash: string,
): Promise<Receipt | undefined> {
  const id = receiptId(key)
  const claimed = await sql`
    insert into receipt (id, user_id, method, path, key, request_hash)
    values (${id}, ${key.userId}, ${key.method}, ${key.path}, ${key.key}, ${requestHash})
    on conflict do nothing
    returning key`.execute(executor)
  if (claimed.rows.length > 0) return undefined
  const { rows } = await sql<Receipt>`
    select ${receiptColumns} from receipt where id = ${id}`.execute(executor)
  const [row] = rows
  if (!row) throw new Error('a claimed receipt vanished')
  return row
}

export async function completeReceipt(
  executor: Executor,
  key: ReceiptKey,
  result: StoredResult,
): Promise<void> {
  await sql`
    update receipt
    set message = ${result.message}, value = ${result.value}, updated_on = ${timestamp(result.updatedOn)},
      updated_by = ${result.updatedBy}
    where id = ${receiptId(key)}`.execute(executor)
}
