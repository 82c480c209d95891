// What `verify` compares: the caches of the ledger, wallet by wallet, beside the journal that is the truth.

import { sql } from 'kysely'
import { type Amount, formatAmount, unitsOf } from '../engine/amount.ts'
import type { Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'

/** Wallets after an id, in order, so that a long run can be taken up where it stopped. */
export async function listWallets(
  executor: Executor,
  after: number,
  limit: number,
): Promise<readonly { readonly coworkerId: number; readonly sequence: number }[]> {
  const { rows } = await sql<{ coworkerId: number; sequence: number }>`
    select coworker_id as "coworkerId", sequence from wallet
    where coworker_id > ${after} order by coworker_id limit ${limit}`.execute(executor)
  return rows
}

export async function countWallets(executor: Executor, after: number): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from wallet where coworker_id > ${after}`.execute(executor)
  return rows[0]?.total ?? 0
}

/** A balance as it is cached on the credit; time in whole units as amounts. */
export interface CachedBalance {
  readonly unit: Unit
  readonly creditId: number
  readonly total: Amount
  readonly remaining: Amount
  readonly isDeleted: boolean
}

export async function listCachedBalances(
  executor: Executor,
  coworkerId: number,
): Promise<readonly CachedBalance[]> {
  const { rows } = await sql<CachedBalance>`
    select 'Money' as unit, id as "creditId", total_credit as total, remaining_credit as remaining,
      deleted_on is not null as "isDeleted"
    from coworker_booking_credit where coworker_id = ${coworkerId}
    union all
    select 'Time', id, total_uses::numeric(19,4), remaining_uses::numeric(19,4), deleted_on is not null
    from coworker_extra_service where coworker_id = ${coworkerId} and not automatically_added
    order by 1, 2`.execute(executor)
  return rows
}

/** What a use says it takes, and what its movements in this wallet amount to. */
export interface CachedUse {
  readonly unit: Unit
  readonly useId: number
  readonly creditId: number
  readonly used: Amount
  readonly moved: Amount
}

/** Uses of the credits of one wallet. */
export async function listCachedUses(
  executor: Executor,
  coworkerId: number,
): Promise<readonly CachedUse[]> {
  // Movements are summed up in one go: to look for those of each use would take the square of a long history.
  const moved = (column: string) => sql`
    select use_id, ${sql.ref(column)} as credit_id, -sum(amount) as amount from credit_movement
    where coworker_id = ${coworkerId} and ${sql.ref(column)} is not null and use_id is not null
    group by 1, 2`
  const { rows } = await sql<CachedUse>`
    select 'Money' as unit, u.id as "useId", c.id as "creditId", u.credit_used as used,
      coalesce(moved.amount, 0)::numeric(19,4) as moved
    from coworker_booking_credit c
    join coworker_booking_credit_use_history u
      on u.coworker_booking_credit_id = c.id and u.coworker_id = c.coworker_id
    left join (${moved('coworker_booking_credit_id')}) moved
      on moved.use_id = u.id and moved.credit_id = c.id
    where c.coworker_id = ${coworkerId}
    union all
    select 'Time', u.id, c.id, coalesce(u.credit_used, 0)::numeric(19,4),
      coalesce(moved.amount, 0)::numeric(19,4)
    from coworker_extra_service c
    join coworker_extra_service_use_history u
      on u.coworker_extra_service_id = c.id and u.coworker_id = c.coworker_id
    left join (${moved('coworker_extra_service_id')}) moved
      on moved.use_id = u.id and moved.credit_id = c.id
    where c.coworker_id = ${coworkerId}
    order by 1, 2`.execute(executor)
  return rows
}

/** A use whose credit is not in the wallet it says it sits in. */
export interface StrayUse {
  readonly unit: Unit
  readonly useId: number
  readonly coworkerId: number
  readonly creditId: number
}

export async function listStrayUses(executor: Executor): Promise<readonly StrayUse[]> {
  const { rows } = await sql<StrayUse>`
    select 'Money' as unit, u.id as "useId", u.coworker_id as "coworkerId", u.coworker_booking_credit_id as "creditId"
    from coworker_booking_credit_use_history u
    left join coworker_booking_credit c on c.id = u.coworker_booking_credit_id and c.coworker_id = u.coworker_id
    where c.id is null
    union all
    select 'Time', u.id, u.coworker_id, u.coworker_extra_service_id
    from coworker_extra_service_use_history u
    left join coworker_extra_service c on c.id = u.coworker_extra_service_id and c.coworker_id = u.coworker_id
    where c.id is null
    order by 1, 2`.execute(executor)
  return rows
}

const useTables: Readonly<Record<Unit, string>> = {
  Money: 'coworker_booking_credit_use_history',
  Time: 'coworker_extra_service_use_history',
}

/** Makes a use say what its movements amount to. */
export async function repairUse(
  executor: Executor,
  coworkerId: number,
  use: CachedUse,
): Promise<void> {
  const used = use.unit === 'Money' ? formatAmount(use.moved) : unitsOf(use.moved)
  const type = use.unit === 'Money' ? sql`numeric` : sql`bigint`
  await sql`
    update ${sql.table(useTables[use.unit])} set credit_used = ${used}::${type}
    where coworker_id = ${coworkerId} and id = ${use.useId}`.execute(executor)
}
