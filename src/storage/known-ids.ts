// Which of the things that a charge may name exist.

import { sql } from 'kysely'
import type { Executor } from './database.ts'

const tables = {
  ResourceType: 'resource_type',
  CalendarEventCategory: 'calendar_event_category',
  Product: 'product',
  TimePass: 'time_pass',
  Tariff: 'tariff',
} as const

export type ChargedKind = keyof typeof tables

/** The ids that exist, by the kind of record. */
export type KnownIds = Readonly<Record<ChargedKind, ReadonlySet<number>>>

/** All ids of every kind, in one statement. */
export async function listKnownIds(executor: Executor): Promise<KnownIds> {
  const kinds = Object.keys(tables) as ChargedKind[]
  const parts = kinds.map(
    (kind) => sql`select ${kind}::text as kind, id from ${sql.table(tables[kind])}`,
  )
  const { rows } = await sql<{
    kind: ChargedKind
    id: number
  }>`${sql.join(parts, sql` union all `)}`.execute(executor)
  const idsOf = (kind: ChargedKind) =>
    new Set(rows.filter((row) => row.kind === kind).map((row) => row.id))
  return {
    ResourceType: idsOf('ResourceType'),
    CalendarEventCategory: idsOf('CalendarEventCategory'),
    Product: idsOf('Product'),
    TimePass: idsOf('TimePass'),
    Tariff: idsOf('Tariff'),
  }
}
