// What an archive holds of a database: every table row by row, as JSON that PostgreSQL and PGlite write alike.

import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'

export interface ArchivedTable {
  readonly name: string
  readonly columns: readonly string[]
  /** The primary key, which rows are ordered by. */
  readonly key: readonly KeyColumn[]
  /** The column that numbers new rows, if there is one. */
  readonly identity: string | null
}

interface KeyColumn {
  readonly name: string
  readonly isText: boolean
}

/** Sessions end with their database, and the rest follows from the tables or from their schema. */
const leftOut = [
  'access_token',
  'refresh_token',
  'spent_refresh_token',
  'schema_migration',
  'catalogue_version',
  'record_count',
]

/** The tables whose rows make an archive, whatever the version of the schema, by name. */
export async function listArchivedTables(executor: Executor): Promise<readonly ArchivedTable[]> {
  const { rows } = await sql<
    Omit<ArchivedTable, 'key'> & { key: readonly string[]; text: readonly string[] }
  >`
    select t.relname::text as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
        order by a.attnum) as columns,
      array(select a.attname::text from unnest(i.indkey) with ordinality k (number, place)
        join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number
        order by k.place) as key,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = t.oid and a.attnum = any(i.indkey) and a.attcollation <> 0) as text,
      (select a.attname::text from pg_attribute a
        where a.attrelid = t.oid and a.attidentity <> '') as identity
    from pg_class t
    join pg_index i on i.indrelid = t.oid and i.indisprimary
    where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r'
      and not t.relname = any(${leftOut}::text[])
    order by t.relname collate "C"`.execute(executor)
  return rows.map(({ key, text, ...table }) => ({
    ...table,
    key: key.map((name) => ({ name, isText: text.includes(name) })),
  }))
}

/** Keeps their shape as it is until the transaction ends. Before its first other statement, so that it sees them as they are then. */
export async function lockShape(executor: Executor, tables: readonly string[]): Promise<void> {
  const all = sql.join(tables.map((name) => sql.table(name)))
  await sql`lock table ${all} in access share mode`.execute(executor)
}

export async function countRows(executor: Executor, table: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from ${sql.table(table)}`.execute(executor)
  return rows[0]?.total ?? 0
}

/** The number that the next new row gets. Numbers that were given out are not given out again, whatever became of the rows. */
export async function readNextId(
  executor: Executor,
  { name, identity }: ArchivedTable,
): Promise<number | null> {
  if (identity === null) return null
  const { rows: found } = await sql<{ sequence: string }>`
    select pg_get_serial_sequence(quote_ident(${name}), ${identity}) as sequence`.execute(executor)
  const { rows } = await sql<{ next: number }>`
    select case when is_called then last_value + 1 else last_value end as next
    from ${sql.raw(found[0]?.sequence ?? '')}`.execute(executor)
  return rows[0]?.next ?? null
}

const rowsAtOnce = 1_000

/** Every row as one line of JSON without the members that are null, in the order of the key, some at a time. */
export async function* readRows(
  executor: Executor,
  { name, key }: ArchivedTable,
): AsyncGenerator<readonly string[]> {
  await sql`
    declare archived no scroll cursor for
    select json_strip_nulls(row_to_json(t))::text as line from ${sql.table(name)} t
    order by ${sql.join(key.map(orderOf))}`.execute(executor)
  for (;;) {
    const { rows } = await sql<{ line: string }>`
      fetch ${sql.lit(rowsAtOnce)} from archived`.execute(executor)
    if (rows.length > 0) yield rows.map(({ line }) => line)
    if (rows.length < rowsAtOnce) break
  }
  await sql`close archived`.execute(executor)
}

// Texts sort differently from one database to another; as bytes they do not.
function orderOf({ name, isText }: KeyColumn): RawBuilder<unknown> {
  return isText ? sql`t.${sql.ref(name)} collate "C"` : sql`t.${sql.ref(name)}`
}
