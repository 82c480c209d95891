// The stored results of requests that carried an Idempotency-Key (wire 18, design 3.6).

import { sql } from 'kysely'
import type { Executor } from './database.ts'

export interface ReceiptKey {
  readonly userId: number
  readonly method: string
  readonly path: string
  readonly key: string
}

export interface Receipt {
  readonly requestHash: string
  /** The result of the operation as JSON text. */
  readonly result: string
}

/**
 * Claims a key within the transaction that does the work. A second request with the same key waits here until the
 * first one has committed, and then finds its receipt; a refused one leaves nothing and the next may try again.
 */
export async function claimReceipt(
  executor: Executor,
  key: ReceiptKey,
  requestHash: string,
): Promise<Receipt | undefined> {
  const claimed = await sql`
    insert into receipt (user_id, method, path, key, request_hash)
    values (${key.userId}, ${key.method}, ${key.path}, ${key.key}, ${requestHash})
    on conflict do nothing
    returning key`.execute(executor)
  if (claimed.rows.length > 0) return undefined
  const { rows } = await sql<{ request_hash: string; result: string }>`
    select request_hash, result from receipt
    where user_id = ${key.userId} and method = ${key.method} and path = ${key.path}
      and key = ${key.key}`.execute(executor)
  const [row] = rows
  if (!row) throw new Error('a claimed receipt vanished')
  return { requestHash: row.request_hash, result: row.result }
}

export async function completeReceipt(
  executor: Executor,
  key: ReceiptKey,
  result: string,
): Promise<void> {
  await sql`
    update receipt set result = ${result}
    where user_id = ${key.userId} and method = ${key.method} and path = ${key.path}
      and key = ${key.key}`.execute(executor)
}
