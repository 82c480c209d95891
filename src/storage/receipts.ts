// The stored results of requests that carried an Idempotency-Key (wire 18, design 3.6).

import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'
import { texts } from './lists.ts'

export interface ReceiptKey {
  readonly userId: number
  readonly method: string
  readonly path: string
  readonly key: string
}

/** What a receipt is found by. */
export function receiptId(key: ReceiptKey): string {
  return digest(`${key.userId} ${key.method} ${key.path} ${key.key}`)
}

/** 128 bits of a hash, which are compared and kept at less cost than what they stand for: 32 hexadecimal digits, kept as a UUID. */
export function digest(text: string): string {
  return hash('sha256', text).slice(0, 32)
}

const digitsOf = (column: string) => sql`encode(uuid_send(${sql.ref(column)}), 'hex')`

/** The result of an operation, from which its answer follows. */
export interface StoredResult {
  readonly message: string
  /** JSON text. */
  readonly value: string
  /** Epoch milliseconds. */
  readonly updatedOn: number
  readonly updatedBy: string
}

export interface Receipt extends Omit<StoredResult, 'value'> {
  readonly requestHash: string
  /** JSON text; null for that of a spend, whose answer follows from the explanation of its settlement. */
  readonly value: string | null
  readonly explanation: string | null
}

/** What everybody is told whose spend was done. */
export const spentMessage = 'Spent.'

/** The receipts that exist of these ids. What the receipt of a spend answers stands in its settlement. */
export async function listReceipts(
  executor: Executor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Receipt>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Receipt & { readonly id: string }>`
    select ${digitsOf('receipt.id')} as id, ${digitsOf('receipt.request_hash')} as "requestHash",
      coalesce(receipt.message, ${spentMessage}) as message, receipt.value, settlement.explanation,
      coalesce(receipt.updated_on, settlement.created_on) as "updatedOn",
      coalesce(receipt.updated_by, settlement.made_by) as "updatedBy"
    from receipt
    left join settlement on settlement.coworker_id = receipt.coworker_id and settlement.id = receipt.settlement_id
    where receipt.id = any(${texts(ids)}::uuid[])`.execute(executor)
  return new Map(rows.map((row) => [row.id, row]))
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
  const id = receiptId(key)
  const claimed = await sql`
    insert into receipt (id, request_hash) values (${id}, ${requestHash})
    on conflict do nothing
    returning id`.execute(executor)
  if (claimed.rows.length > 0) return undefined
  const row = (await listReceipts(executor, [id])).get(id)
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
