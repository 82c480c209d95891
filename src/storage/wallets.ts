// The wallet rows, the journal and the balances it moves. Only `operations/ledger` calls what writes here.

import { type RawBuilder, sql } from 'kysely'
import { type Amount, formatAmount, unitsOf } from '../engine/amount.ts'
import type { JournalEnd } from '../engine/journal.ts'
import type { MovementKind, Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'
import { numbers } from './lists.ts'

/** Names one credit: an id alone would not say which wallet and which table it is in. */
export interface CreditKey {
  readonly unit: Unit
  readonly coworkerId: number
  readonly creditId: number
}

export interface Balance extends CreditKey {
  readonly total: Amount
  readonly remaining: Amount
  readonly isDeleted: boolean
}

export interface MovementRow extends CreditKey {
  readonly sequence: number
  readonly kind: MovementKind
  readonly amount: Amount
  readonly remaining: Amount
  readonly useId: number | null
  /** When it counts; epoch milliseconds. */
  readonly occurredAt: number
  readonly recordedAt: number
  readonly by: string
  readonly reason: string | null
  readonly receipt: string | null
}

interface CreditTable {
  readonly table: RawBuilder<unknown>
  readonly total: RawBuilder<unknown>
  readonly remaining: RawBuilder<unknown>
  /** How an amount is stored: money with four decimals, time in whole units. */
  readonly store: (amount: Amount) => string | number
  readonly type: RawBuilder<unknown>
}

const creditTables: Readonly<Record<Unit, CreditTable>> = {
  Money: {
    table: sql.table('coworker_booking_credit'),
    total: sql.ref('total_credit'),
    remaining: sql.ref('remaining_credit'),
    store: formatAmount,
    type: sql`numeric`,
  },
  Time: {
    table: sql.table('coworker_extra_service'),
    total: sql.ref('total_uses'),
    remaining: sql.ref('remaining_uses'),
    store: unitsOf,
    type: sql`bigint`,
  },
}

/** Where a wallet stood at a look: what a spend was planned on is so still as long as neither of these has moved. */
export interface WalletMark extends JournalEnd {
  /** Moves with everything but balances that decides what the credits of a wallet may pay. */
  readonly stamp: number
}

/** The permanent row of a customer, made with the customer. */
export async function insertWallet(executor: Executor, coworkerId: number): Promise<void> {
  await sql`
    insert into wallet (coworker_id) values (${coworkerId})
    on conflict do nothing`.execute(executor)
}

/** For the rest of the transaction; whoever waits longer fails (`isLockTimeout`). */
export async function limitLockWait(executor: Executor, milliseconds: number): Promise<void> {
  await sql`select set_config('lock_timeout', ${String(milliseconds)}, true)`.execute(executor)
}

/**
 * Locks wallets until the transaction ends and answers where their journals end. Balances are read by a statement that starts
 * after this one: a statement that waited for the lock would still see what was there when it began.
 */
export async function lockWallets(
  executor: Executor,
  coworkerIds: readonly number[],
): Promise<Map<number, JournalEnd>> {
  const ids = [...new Set(coworkerIds)]
  if (ids.length === 0) return new Map()
  // Rows are locked as they come out of the sort, so everybody takes them in order of ids and nobody waits in a circle.
  const { rows } = await sql<JournalEnd & { readonly coworkerId: number }>`
    select coworker_id as "coworkerId", sequence, recorded_at as "recordedAt" from wallet
    where coworker_id = any(${numbers(ids)})
    order by coworker_id
    for update`.execute(executor)
  return new Map(rows.map((row) => [row.coworkerId, row]))
}

/** Customers whose wallets moved last, the latest first. */
export async function listRecentlyMoved(
  executor: Executor,
  most: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select coworker_id as id from wallet where recorded_at is not null
    order by recorded_at desc limit ${most}`.execute(executor)
  return rows.map(({ id }) => id)
}

/** Whose credit it is; deleted credits included, because their uses stay. */
export async function findOwner(
  executor: Executor,
  unit: Unit,
  creditId: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ coworker_id: number }>`
    select coworker_id from ${creditTables[unit].table} where id = ${creditId}`.execute(executor)
  return rows[0]?.coworker_id
}

export async function findBalance(
  executor: Executor,
  key: CreditKey,
): Promise<Balance | undefined> {
  return (await listBalances(executor, [key]))[0]
}

/** Balances of these credits, those that exist, in no order. */
export async function listBalances(
  executor: Executor,
  keys: readonly CreditKey[],
): Promise<readonly Balance[]> {
  const parts = units.flatMap((unit) => {
    const own = keys.filter((key) => key.unit === unit)
    return own.length === 0 ? [] : [balancesOf(unit, own)]
  })
  if (parts.length === 0) return []
  const { rows } = await sql<Balance>`${sql.join(parts, sql` union all `)}`.execute(executor)
  return rows
}

const units = ['Money', 'Time'] as const

function balancesOf(unit: Unit, keys: readonly CreditKey[]): RawBuilder<unknown> {
  const { table, total, remaining } = creditTables[unit]
  return sql`
    select ${unit}::text as unit, credit.coworker_id as "coworkerId", credit.id as "creditId",
      ${total}::numeric(19,4) as total, ${remaining}::numeric(19,4) as remaining,
      deleted_on is not null as "isDeleted"
    from unnest(${numbers(keys.map((key) => key.coworkerId))}, ${numbers(keys.map((key) => key.creditId))})
      as wanted (coworker_id, id)
    join ${table} credit on credit.coworker_id = wanted.coworker_id and credit.id = wanted.id`
}

/** Sets a balance without a movement, as a repair does; whoever remembers the wallet has to look again. */
export async function writeBalance(executor: Executor, balance: Balance): Promise<void> {
  const { table, total, remaining, store, type } = creditTables[balance.unit]
  await sql`
    with stamped as (
      update wallet set stamp = stamp + 1 where coworker_id = ${balance.coworkerId})
    update ${table}
    set ${total} = ${store(balance.total)}::${type}, ${remaining} = ${store(balance.remaining)}::${type}
    where coworker_id = ${balance.coworkerId} and id = ${balance.creditId}`.execute(executor)
}

export async function markDeleted(executor: Executor, key: CreditKey, now: number): Promise<void> {
  await sql`
    update ${creditTables[key.unit].table} set deleted_on = ${timestamp(now)}
    where coworker_id = ${key.coworkerId} and id = ${key.creditId}`.execute(executor)
}

export async function writeJournalEnd(
  executor: Executor,
  coworkerId: number,
  { sequence, recordedAt }: JournalEnd,
): Promise<void> {
  const at = recordedAt === null ? null : timestamp(recordedAt)
  await sql`
    update wallet set sequence = ${sequence}, recorded_at = ${at}
    where coworker_id = ${coworkerId}`.execute(executor)
}

/** The journal of one wallet, in order. */
export async function listMovements(
  executor: Executor,
  coworkerId: number,
): Promise<readonly MovementRow[]> {
  const { rows } = await sql<MovementRow>`
    select coworker_id as "coworkerId", sequence, unit,
      coalesce(coworker_booking_credit_id, coworker_extra_service_id) as "creditId",
      kind, amount, remaining, use_id as "useId", occurred_at as "occurredAt", recorded_at as "recordedAt",
      made_by as "by", reason, receipt_key as "receipt"
    from credit_movement
    where coworker_id = ${coworkerId}
    order by sequence`.execute(executor)
  return rows
}

/** How many movements each wallet has had, by customer, in order of their ids. */
export async function readSequences(
  executor: Executor,
  coworkerIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ coworkerId: number; sequence: number }>`
    select coworker_id as "coworkerId", sequence from wallet
    where coworker_id = any(${[...coworkerIds]}::bigint[])
    order by coworker_id`.execute(executor)
  return new Map(rows.map((row) => [row.coworkerId, row.sequence]))
}

/** The sequence of the movement of a wallet that was the last to occur by an instant, in epoch milliseconds; else 0. */
export async function readSequenceAsOf(
  executor: Executor,
  coworkerId: number,
  at: number,
): Promise<number> {
  // Credit by credit, because that is how movements are found without walking through all of them.
  const last = (table: string, column: string) => sql`
    select m.sequence, m.occurred_at from ${sql.table(table)} c
    cross join lateral (
      select sequence, occurred_at from credit_movement
      where coworker_id = c.coworker_id and ${sql.ref(column)} = c.id and occurred_at <= ${timestamp(at)}
      order by occurred_at desc, sequence desc
      limit 1
    ) m
    where c.coworker_id = ${coworkerId}`
  const { rows } = await sql<{ sequence: number }>`
    select sequence from (
      ${last('coworker_booking_credit', 'coworker_booking_credit_id')}
      union all ${last('coworker_extra_service', 'coworker_extra_service_id')}
    ) latest
    order by occurred_at desc, sequence desc
    limit 1`.execute(executor)
  return rows[0]?.sequence ?? 0
}
