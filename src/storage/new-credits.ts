// Inserts many credits in one statement: what an offer or a file says once, and what differs from credit to credit.

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
  /** What it starts with. */
  readonly total: Amount
  /** What is left of it. */
  readonly left: Amount
  /** Epoch milliseconds. */
  readonly validFrom: number | null
  readonly expiresAt: number | null
  readonly createdAt: number
  readonly contract: Source | undefined
  readonly sale: Source | undefined
  readonly systemId: string | null
}

interface Source {
  /** None where only the GUID is known. */
  readonly id: number | null
  readonly uniqueId: string
}

/** Answers the ids in the order of the credits. All templates name the same members, and none that a credit has itself. */
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
  const amounts = (list: readonly Amount[]) =>
    isMoney ? sql`${texts(list.map(formatAmount))}::numeric[]` : numbers(list.map(unitsOf))
  const { rows } = await sql<{ id: number }>`
    insert into ${sql.table(owner.table)} (${columns},
      coworker_id, ${isMoney ? sql`total_credit, remaining_credit` : sql`total_uses, remaining_uses`},
      valid_from, expire_date, contract_id, coworker_contract_unique_id, sale_id, coworker_product_unique_id,
      system_id, unique_id, created_on, updated_on)
    select ${sql.join(names.map((name) => sql`template.${name}`))},
      given.coworker_id, given.total, given.left_over, given.valid_from, given.expire_date, given.contract_id,
      given.contract::uuid, given.sale_id, given.sale::uuid, given.system_id, gen_random_uuid(), given.created_on, given.created_on
    from unnest(
      ${numbers(credits.map((credit) => credit.template + 1))}, ${numbers(credits.map((credit) => credit.coworkerId))},
      ${amounts(credits.map((credit) => credit.total))}, ${amounts(credits.map((credit) => credit.left))},
      ${instants(credits.map((credit) => credit.validFrom))}, ${instants(credits.map((credit) => credit.expiresAt))},
      ${instants(credits.map((credit) => credit.createdAt))},
      ${numbers(credits.map((credit) => credit.contract?.id ?? null))},
      ${texts(credits.map((credit) => credit.contract?.uniqueId ?? null))},
      ${numbers(credits.map((credit) => credit.sale?.id ?? null))},
      ${texts(credits.map((credit) => credit.sale?.uniqueId ?? null))},
      ${texts(credits.map((credit) => credit.systemId))}
    ) with ordinality as given (
      template, coworker_id, total, left_over, valid_from, expire_date, created_on, contract_id, contract, sale_id, sale,
      system_id, place)
    join json_populate_recordset(null::${sql.table(owner.table)}, ${JSON.stringify(terms)}::json)
      with ordinality as template on template.ordinality = given.template
    order by given.place
    returning id`.execute(executor)
  return rows.map(({ id }) => id)
}
