// The names of what a credit may pay, for those who read it.

import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { numbers } from './lists.ts'

const tables = {
  resourceTypeIds: ['resource_type', 'name'],
  eventCategoryIds: ['calendar_event_category', 'title'],
  productIds: ['product', 'name'],
  passIds: ['time_pass', 'name'],
  tariffIds: ['tariff', 'name'],
} as const

export type TermIds = Readonly<Record<keyof typeof tables, readonly number[]>>

export interface TermName {
  readonly kind: keyof TermIds
  readonly id: number
  readonly name: string
}

/** In the order of their names, as a reader looks for them. Most credits may pay everything, and nothing is asked then. */
export async function listTermNames(
  executor: Executor,
  ids: TermIds,
): Promise<readonly TermName[]> {
  const kinds = Object.keys(tables) as (keyof TermIds)[]
  if (kinds.every((kind) => ids[kind].length === 0)) return []
  const parts = kinds.map((kind) => {
    const [table, column] = tables[kind]
    return sql`
      select ${kind}::text as kind, id, ${sql.ref(column)} as name from ${sql.table(table)}
      where id = any(${numbers(ids[kind])})`
  })
  const { rows } = await sql<TermName>`
    ${sql.join(parts, sql` union all `)} order by name, id`.execute(executor)
  return rows
}
