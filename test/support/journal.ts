// Holds a wallet against its journal: whatever happened over HTTP, both must tell the same story.

import { sql } from 'kysely'
import { expect } from 'vitest'
import { type Amount, unitsOf } from '../../src/engine/amount.ts'
import { creditKey, replay, type Unit } from '../../src/engine/wallet.ts'
import { listMovements, type MovementRow } from '../../src/storage/wallets.ts'
import type { World } from './world.ts'

/** A world, or any database with a catalog. */
type Served = Pick<World, 'service'>

export function journalOf(world: Served, customer: number): Promise<readonly MovementRow[]> {
  return listMovements(world.service.database.executor, customer)
}

/** What the journal says in short: kind and amount of every movement, in units of money or time. */
export async function storyOf(world: Served, customer: number): Promise<readonly string[]> {
  const movements = await journalOf(world, customer)
  return movements.map(({ kind, amount }) => `${kind} ${unitsOf(amount)}`)
}

/**
 * Fails unless the journal replays without a discrepancy, ends at the balance of every credit, deleted ones included,
 * and every credit that still exists, was not adjusted and not taken back has lost exactly what its uses say.
 */
export async function expectSoundWallet(world: Served, customer: number): Promise<void> {
  const movements = await journalOf(world, customer)
  const { remaining, discrepancies } = replay(movements)
  // Corrections, and what is taken back of a sale that was undone, have no use that would account for them.
  const adjusted = new Set(
    movements
      .filter(({ kind, useId }) => kind === 'Adjust' || (kind === 'Void' && useId === null))
      .map(({ unit, creditId }) => creditKey(unit, creditId)),
  )
  expect(discrepancies).toEqual([])
  const credits = await balancesOf(world, customer)
  expect(new Map(credits.map((credit) => [credit.key, credit.remaining]))).toEqual(remaining)
  for (const { key, total, remaining: left, used, isDeleted } of credits) {
    if (!isDeleted && !adjusted.has(key)) expect({ key, used: total - left }).toEqual({ key, used })
  }
}

interface CreditBalance {
  readonly key: string
  readonly total: number
  readonly remaining: Amount
  readonly used: number
  readonly isDeleted: boolean
}

async function balancesOf(world: Served, customer: number): Promise<readonly CreditBalance[]> {
  const { rows } = await sql<Omit<CreditBalance, 'key'> & { unit: Unit; id: number }>`
    select 'Money' as unit, c.id, c.total_credit as total, c.remaining_credit as remaining,
      c.deleted_on is not null as "isDeleted",
      (select coalesce(sum(u.credit_used), 0)::numeric(19,4)
       from coworker_booking_credit_use_history u
       where u.coworker_id = c.coworker_id and u.coworker_booking_credit_id = c.id) as used
    from coworker_booking_credit c where c.coworker_id = ${customer}
    union all
    select 'Time', c.id, c.total_uses::numeric(19,4), c.remaining_uses::numeric(19,4), c.deleted_on is not null,
      (select coalesce(sum(u.credit_used), 0)::numeric(19,4)
       from coworker_extra_service_use_history u
       where u.coworker_id = c.coworker_id and u.coworker_extra_service_id = c.id)
    from coworker_extra_service c
    where c.coworker_id = ${customer} and not c.automatically_added`.execute(
    world.service.database.executor,
  )
  return rows.map(({ unit, id, ...balance }) => ({ ...balance, key: creditKey(unit, id) }))
}
