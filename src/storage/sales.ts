// Product sales: what decides when they release their benefits, and what they have released.

import { sql } from 'kysely'
import type { Amount } from '../engine/amount.ts'
import type { Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'
import { most, runs, timestamp } from './derived.ts'

export interface Sale {
  readonly id: number
  readonly uniqueId: string
  readonly coworkerId: number
  readonly businessId: number
  readonly productId: number
  readonly quantity: number
  readonly timeZone: string
  /** After the discount, for the whole quantity. */
  readonly price: Amount
  readonly activateNow: boolean
  readonly isActivated: boolean
  readonly isPaid: boolean
  readonly isRecurring: boolean
  readonly repeatFrom: number | null
  readonly dueDate: number | null
}

/** The sale, held until the transaction ends. */
export async function lockSale(executor: Executor, id: number): Promise<Sale | undefined> {
  await sql`select id from coworker_product where id = ${id} for update`.execute(executor)
  const { rows } = await sql<Sale>`
    select s.id, s.unique_id as "uniqueId", s.coworker_id as "coworkerId", s.business_id as "businessId",
      s.product_id as "productId", s.quantity, z.iana as "timeZone",
      least(round(coalesce(s.price, p.price) * s.quantity - s.discount_amount, 4), ${most}) as price,
      s.activate_now as "activateNow", s.activated as "isActivated", s.coworker_invoice_paid as "isPaid",
      s.regular_charge as "isRecurring", s.repeat_from as "repeatFrom", s.due_date as "dueDate"
    from coworker_product s
    join product p on p.id = s.product_id
    join business b on b.id = s.business_id
    join simple_time_zone z on z.id = b.simple_time_zone_id
    where s.id = ${id}`.execute(executor)
  return rows[0]
}

export async function markSale(
  executor: Executor,
  id: number,
  mark: { readonly isActivated: boolean; readonly dueOn: number | null },
): Promise<void> {
  const due = mark.dueOn === null ? sql`null` : timestamp(mark.dueOn)
  await sql`
    update coworker_product set activated = ${mark.isActivated}, activation_due_on = ${due}
    where id = ${id}`.execute(executor)
}

/** Sales whose date has come; of some customers or of all. */
export async function listDueSales(
  executor: Executor,
  now: number,
  coworkerIds: readonly number[] | undefined,
  limit: number,
): Promise<
  readonly { readonly id: number; readonly coworkerId: number; readonly dueOn: number }[]
> {
  const whose = coworkerIds ? sql`and coworker_id = any(${[...coworkerIds]}::bigint[])` : sql``
  const { rows } = await sql<{ id: number; coworkerId: number; dueOn: number }>`
    select id, coworker_id as "coworkerId", activation_due_on as "dueOn" from coworker_product
    where activation_due_on <= ${timestamp(now)} ${whose}
    order by activation_due_on, id limit ${limit}`.execute(executor)
  return rows
}

/** How many sales are due at an instant. */
export async function countDueSales(executor: Executor, now: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from coworker_product where activation_due_on <= ${timestamp(now)}`.execute(
    executor,
  )
  return rows[0]?.count ?? 0
}

/** Credit that a sale released. */
export async function listSoldCredits(
  executor: Executor,
  coworkerId: number,
  saleId: number,
): Promise<readonly { readonly unit: Unit; readonly creditId: number }[]> {
  const { rows } = await sql<{ unit: Unit; creditId: number }>`
    select 'Money' as unit, id as "creditId" from coworker_booking_credit
    where coworker_id = ${coworkerId} and sale_id = ${saleId} and deleted_on is null
    union all
    select 'Time', id from coworker_extra_service
    where coworker_id = ${coworkerId} and sale_id = ${saleId} and deleted_on is null
    order by 1, 2`.execute(executor)
  return rows
}

/** The contract that counts as the main one at an instant: the oldest that runs (domain D8). */
export async function findMainContract(
  executor: Executor,
  coworkerId: number,
  at: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from coworker_contract
    where coworker_id = ${coworkerId} and ${runs('coworker_contract', at)}
    order by id limit 1`.execute(executor)
  return rows[0]?.id
}
