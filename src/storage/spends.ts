// What a batch of spends reads and writes beside the wallets themselves, each in one statement however many there are.

import { type RawBuilder, sql } from 'kysely'
import { type Amount, formatAmount } from '../engine/amount.ts'
import type { Database, Executor } from './database.ts'
import { Outdated, violatedConstraint } from './database-errors.ts'
import { timestamp } from './derived.ts'
import { instants, jsonTexts, numbers, texts } from './lists.ts'
import { type Appended, movementParts } from './movements.ts'
import { lockWallets } from './wallets.ts'

/** Whether a customer has grants, sales or bookings that are due and not yet done; `coworkerId` is a column with its table. */
export function isDue(coworkerId: RawBuilder<unknown>, now: number): RawBuilder<boolean> {
  return isAnyDueBy(timestamp(now), sql`coworker_id = ${coworkerId}`)
}

/** The same by an instant, for those who are told apart by `whose`. */
export function isAnyDueBy(
  instant: RawBuilder<unknown>,
  whose: RawBuilder<unknown>,
): RawBuilder<boolean> {
  const due = (table: string, column: string) => sql`
    exists (select from ${sql.table(table)} where ${whose} and ${sql.ref(column)} <= ${instant})`
  return sql`(${due('coworker_contract', 'grants_due_on')}
    or ${due('coworker_product', 'activation_due_on')} or ${due('booking', 'charge_due_on')})`
}

/** Which of these customers are. */
export async function listCustomersWithDueWork(
  executor: Executor,
  coworkerIds: readonly number[],
  now: number,
): Promise<ReadonlySet<number>> {
  if (coworkerIds.length === 0) return new Set()
  const { rows } = await sql<{ id: number }>`
    select asked.customer as id from unnest(${numbers(coworkerIds)}) as asked (customer)
    where ${isDue(sql`asked.customer`, now)}`.execute(executor)
  return new Set(rows.map(({ id }) => id))
}

export interface SettlementKey {
  readonly coworkerId: number
  readonly id: number
}

/** Whether a settlement was committed; waits for a transaction that may still be about to. */
export function isSettled(database: Database, key: SettlementKey): Promise<boolean> {
  return database.transaction(async (executor) => {
    await lockWallets(executor, [key.coworkerId])
    const { rows } = await sql`
      select from settlement where coworker_id = ${key.coworkerId} and id = ${key.id}`.execute(
      executor,
    )
    return rows.length > 0
  })
}

export interface SpendIds {
  readonly settlements: readonly number[]
  readonly uses: readonly number[]
}

export interface SpendCounts {
  readonly settlements: number
  readonly uses: number
}

/** Ids for settlements and uses that are about to be written, so that answers can name them. */
export async function takeSpendIds(
  executor: Executor,
  { settlements, uses }: SpendCounts,
): Promise<SpendIds> {
  const { rows } = await sql<SpendIds>`
    select ${spendIds(sql`${settlements}`, sql`${uses}`)}`.execute(executor)
  return rows[0] ?? { settlements: [], uses: [] }
}

/** Columns `settlements` and `uses`: so many new ids of either. */
export function spendIds(
  settlements: RawBuilder<unknown>,
  uses: RawBuilder<unknown>,
): RawBuilder<SpendIds> {
  return sql`
    array(select nextval('settlement_id_seq') from generate_series(1, ${settlements}::int))::bigint[] as settlements,
    array(
      select nextval('coworker_booking_credit_use_history_id_seq') from generate_series(1, ${uses}::int)
    )::bigint[] as uses`
}

export interface SpendRow {
  readonly id: number
  readonly coworkerId: number
  readonly reference: string | null
  /** JSON text. */
  readonly explanation: string
  readonly by: string
  readonly at: number
}

export interface SpendUseRow {
  readonly id: number
  readonly coworkerId: number
  readonly usedById: number
  readonly creditId: number
  readonly used: Amount
  readonly description: string | null
  readonly settlementId: number
  readonly chargeIndex: number
  readonly rank: number
  readonly by: string
  readonly at: number
}

/** A receipt that answers what its settlement says. */
export interface NewReceipt {
  readonly id: string
  readonly requestHash: string
  readonly settlement: SettlementKey
}

/** All there is to write of some spends. */
export interface SpendRows {
  readonly settlements: readonly SpendRow[]
  readonly uses: readonly SpendUseRow[]
  readonly receipts: readonly NewReceipt[]
  readonly appended: Appended
}

/**
 * Writes settlements, their uses and movements, and the receipts of those who asked; the wallets are locked. Fails with a
 * passing error when somebody else was faster with the same key: another try finds the receipt.
 */
export async function writeSpends(executor: Executor, rows: SpendRows): Promise<void> {
  const statement = sql`
    with settled as (${insertSettlements(rows.settlements)}),
    used as (${insertUses(rows.uses)}),
    kept as (${insertReceipts(rows.receipts)}),
    ${sql.join(movementParts(rows.appended))}
    select`
  await statement.execute(executor).catch((error: unknown) => {
    if (violatedConstraint(error) === 'receipt_pkey') throw new Outdated('a key was used elsewhere')
    throw error
  })
}

function insertSettlements(rows: readonly SpendRow[]): RawBuilder<unknown> {
  return sql`
    insert into settlement (coworker_id, id, reference, explanation, made_by, created_on)
    overriding system value
    select * from unnest(
      ${numbers(rows.map((row) => row.coworkerId))}, ${numbers(rows.map((row) => row.id))},
      ${texts(rows.map((row) => row.reference))}, ${jsonTexts(rows.map((row) => row.explanation))},
      ${texts(rows.map((row) => row.by))}, ${instants(rows.map((row) => row.at))})`
}

function insertUses(rows: readonly SpendUseRow[]): RawBuilder<unknown> {
  return sql`
    insert into coworker_booking_credit_use_history (
      coworker_id, id, used_by_id, coworker_booking_credit_id, credit_used, description, settlement_id, charge_index,
      rank, updated_by, created_on, updated_on, unique_id)
    select *, created_on, gen_random_uuid() from unnest(
      ${numbers(rows.map((row) => row.coworkerId))}, ${numbers(rows.map((row) => row.id))},
      ${numbers(rows.map((row) => row.usedById))}, ${numbers(rows.map((row) => row.creditId))},
      ${texts(rows.map((row) => formatAmount(row.used)))}::numeric[], ${texts(rows.map((row) => row.description))},
      ${numbers(rows.map((row) => row.settlementId))}, ${numbers(rows.map((row) => row.chargeIndex))},
      ${numbers(rows.map((row) => row.rank))}, ${texts(rows.map((row) => row.by))},
      ${instants(rows.map((row) => row.at))}
    ) as use (coworker_id, id, used_by_id, credit_id, credit_used, description, settlement_id, charge_index, rank,
      updated_by, created_on)`
}

function insertReceipts(rows: readonly NewReceipt[]): RawBuilder<unknown> {
  return sql`
    insert into receipt (id, request_hash, coworker_id, settlement_id)
    select * from unnest(
      ${texts(rows.map((row) => row.id))}::uuid[], ${texts(rows.map((row) => row.requestHash))}::uuid[],
      ${numbers(rows.map((row) => row.settlement.coworkerId))}, ${numbers(rows.map((row) => row.settlement.id))})`
}
