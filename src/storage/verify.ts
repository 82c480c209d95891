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

const useTables: Readonly<Record<Unit, string>> = {
  Money: 'coworker_booking_credit_use_history',
  Time: 'coworker_extra_service_use_history',
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
  const { rows } = await sql<CachedUse>`
    ${usesBesideMovements('Money', 'coworker_booking_credit')}
    union all
    ${usesBesideMovements('Time', 'coworker_extra_service')}
    order by 1, 2`.execute(executor)
  return rows

  // Added up, not joined: a plan that expects few of either would take the square of a long history.
  function usesBesideMovements(unit: Unit, credits: string) {
    const creditId = sql.ref(`${credits}_id`)
    return sql`
      select ${unit} as unit, id as "useId", credit_id as "creditId", sum(used) as used, sum(moved) as moved
      from (
        select u.id, c.id as credit_id, coalesce(u.credit_used, 0)::numeric(19,4) as used, 0::numeric(19,4) as moved,
          true as is_use
        from ${sql.table(credits)} c
        join ${sql.table(useTables[unit])} u on u.${creditId} = c.id and u.coworker_id = c.coworker_id
        where c.coworker_id = ${coworkerId}
        union all
        select use_id, ${creditId}, 0, -amount, false from credit_movement
        where coworker_id = ${coworkerId} and ${creditId} is not null and use_id is not null
      ) both_sides
      group by id, credit_id
      having bool_or(is_use)`
  }
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
