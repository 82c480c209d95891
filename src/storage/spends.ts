// What a batch of spends reads and writes beside the wallets themselves, each in one statement however many there are.

import { type RawBuilder, sql } from 'kysely'
import { type Amount, formatAmount } from '../engine/amount.ts'
import type { Database, Executor } from './database.ts'
import { Outdated, violatedConstraint } from './database-errors.ts'
import { timestamp } from './derived.ts'
import { instants, jsonTexts, numbers, texts } from './lists.ts'
import { type Appended, movementParts, plannedMovementParts, type SeenBefore } from './movements.ts'
import { type AskedReceipt, type Receipt, receiptColumns } from './receipts.ts'
import { isAnyChanged, type KnownToken } from './sessions.ts'
import { lockWallets } from './wallets.ts'

/** Whether a customer has grants, sales or bookings that are due and not yet done; `coworkerId` is a column with its table. */
export function isDue(coworkerId: RawBuilder<unknown>, now: number): RawBuilder<unknown> {
  return isAnyDue(now, sql`coworker_id = ${coworkerId}`)
}

/** The same for everybody, which hardly takes a look: what is due is done soon. */
function isAnythingDue(now: number): RawBuilder<unknown> {
  return isAnyDue(now, sql`true`)
}

function isAnyDue(now: number, whose: RawBuilder<unknown>): RawBuilder<unknown> {
  const due = (table: string, column: string) => sql`
    exists (select from ${sql.table(table)} where ${whose} and ${sql.ref(column)} <= ${timestamp(now)})`
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

/** The receipts that exist of these ids. */
export async function listReceipts(
  executor: Executor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Receipt>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Receipt & { readonly id: string }>`
    select receipt.id, ${receiptColumns}
    from receipt where receipt.id = any(${texts(ids)}::uuid[])`.execute(executor)
  return new Map(rows.map((row) => [row.id, row]))
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

const noIds: SpendIds = { settlements: [], uses: [] }

/** Ids for settlements and uses that are about to be written, so that answers can name them. */
export async function takeSpendIds(executor: Executor, counts: SpendCounts): Promise<SpendIds> {
  const { rows } = await sql<SpendIds>`select ${spendIds(counts)}`.execute(executor)
  return rows[0] ?? noIds
}

function spendIds({ settlements, uses }: SpendCounts): RawBuilder<SpendIds> {
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

/** A receipt whose value is the explanation of a settlement. */
export interface NewReceipt extends Omit<Receipt, 'value'> {
  readonly asked: AskedReceipt
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
    with ${sql.join([...spendParts(rows), ...movementParts(rows.appended)])}
    select`
  await statement.execute(executor).catch((error: unknown) => {
    if (violatedConstraint(error) === 'receipt_pkey') throw new Outdated('a key was used elsewhere')
    throw error
  })
}

/** All that spends were planned on, which has to be so still when they are written. */
export interface SpendsSeen extends SeenBefore {
  readonly catalogueVersion: number
  readonly tokens: readonly KnownToken[]
  /** Customers to whom nothing may be due first. */
  readonly concerned: readonly number[]
  /** Business time by which nothing is due; epoch milliseconds. */
  readonly now: number
}

/**
 * Writes spends that were planned before any lock was taken, if all they were planned on is so still; answers ids for
 * spends to come. One statement, so it is done or it is not. Nothing is written when anything has changed (`isOutdated`) or
 * a key has a receipt already.
 */
export async function writePlannedSpends(
  executor: Executor,
  rows: SpendRows,
  seen: SpendsSeen,
  more: SpendCounts,
): Promise<SpendIds> {
  const { rows: ids } = await sql<SpendIds>`
    with ${sql.join([...spendParts(rows), ...plannedMovementParts(rows.appended, seen)])}
    select refuse_outdated(case
      when (select count(*) from numbered) <> ${seen.marks.size}::int then 'a wallet'
      when (select count(*) from money) <> ${rows.appended.balances.length}::int then 'a balance'
      when (select version from catalogue_version) <> ${seen.catalogueVersion}::bigint then 'the catalogue'
      when ${isAnyChanged(seen.tokens, Date.now())} then 'a caller'
      when ${isAnythingDue(seen.now)} and exists (
        select from unnest(${numbers(seen.concerned)}) as asked (customer) where ${isDue(sql`asked.customer`, seen.now)}
      ) then 'what is due' end),
      ${spendIds(more)}`.execute(executor)
  return ids[0] ?? noIds
}

function spendParts(rows: SpendRows): readonly RawBuilder<unknown>[] {
  return [
    sql`settled as (${insertSettlements(rows.settlements)})`,
    sql`used as (${insertUses(rows.uses)})`,
    sql`kept as (${insertReceipts(rows.receipts)})`,
  ]
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
    insert into receipt (
      id, user_id, method, path, key, request_hash, message, coworker_id, settlement_id, updated_on, updated_by)
    select * from unnest(
      ${texts(rows.map(({ asked }) => asked.id))}::uuid[],
      ${numbers(rows.map(({ asked }) => asked.userId))}, ${texts(rows.map(({ asked }) => asked.method))},
      ${texts(rows.map(({ asked }) => asked.path))}, ${texts(rows.map(({ asked }) => asked.key))},
      ${texts(rows.map((row) => row.requestHash))}, ${texts(rows.map((row) => row.message))},
      ${numbers(rows.map((row) => row.settlement.coworkerId))}, ${numbers(rows.map((row) => row.settlement.id))},
      ${instants(rows.map((row) => row.updatedOn))}, ${texts(rows.map((row) => row.updatedBy))})`
}
