// Inserts the credits of many grants in one statement: what an offer says once, and what differs from grant to grant.

import { sql } from 'kysely'
import { type Amount, formatAmount, unitsOf } from '../engine/amount.ts'
import type { RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import type { Executor } from './database.ts'
import { instants, numbers, texts } from './lists.ts'
import { assignments } from './records.ts'

export interface NewCredit {
  /** The place of its template in the list of them. */
  readonly template: number
  readonly coworkerId: number
  /** What it starts with, all of it left. */
  readonly total: Amount
  /** Epoch milliseconds. */
  readonly validFrom: number
  readonly expiresAt: number | null
  readonly createdAt: number
  readonly contract: Source | undefined
  readonly sale: Source | undefined
}

interface Source {
  readonly id: number
  readonly uniqueId: string
}

/** Answers the ids in the order of the credits. All templates name the same members. */
export async function insertCredits(
  executor: Executor,
  owner: Entity,
  templates: readonly RecordValues[],
  credits: readonly NewCredit[],
): Promise<readonly number[]> {
  const isMoney = owner.name === 'CoworkerBookingCredit'
  const terms = templates.map((values) => Object.fromEntries(assignments(owner, values, 'nothing')))
  const names = Object.keys(terms[0] ?? {}).map((name) => sql.id(name))
  const columns = sql.join(names)
  const amounts = isMoney
    ? sql`${texts(credits.map((credit) => formatAmount(credit.total)))}::numeric[]`
    : numbers(credits.map((credit) => unitsOf(credit.total)))
  const { rows } = await sql<{ id: number }>`
    insert into ${sql.table(owner.table)} (${columns},
      coworker_id, ${isMoney ? sql`total_credit, remaining_credit` : sql`total_uses, remaining_uses`},
      valid_from, expire_date, contract_id, coworker_contract_unique_id, sale_id, coworker_product_unique_id,
      unique_id, created_on, updated_on)
    select ${sql.join(names.map((name) => sql`template.${name}`))},
      given.coworker_id, given.total, given.total, given.valid_from, given.expire_date, given.contract_id,
      given.contract::uuid, given.sale_id, given.sale::uuid, gen_random_uuid(), given.created_on, given.created_on
    from unnest(
      ${numbers(credits.map((credit) => credit.template + 1))}, ${numbers(credits.map((credit) => credit.coworkerId))},
      ${amounts},
      ${instants(credits.map((credit) => credit.validFrom))}, ${instants(credits.map((credit) => credit.expiresAt))},
      ${instants(credits.map((credit) => credit.createdAt))},
      ${numbers(credits.map((credit) => credit.contract?.id ?? null))},
      ${texts(credits.map((credit) => credit.contract?.uniqueId ?? null))},
      ${numbers(credits.map((credit) => credit.sale?.id ?? null))},
      ${texts(credits.map((credit) => credit.sale?.uniqueId ?? null))}
    ) with ordinality as given (
      template, coworker_id, total, valid_from, expire_date, created_on, contract_id, contract, sale_id, sale, place)
    join json_populate_recordset(null::${sql.table(owner.table)}, ${JSON.stringify(terms)}::json)
      with ordinality as template on template.ordinality = given.template
    order by given.place
    returning id`.execute(executor)
  return rows.map(({ id }) => id)
}
