// The yardstick for work over whole sets: PostgreSQL writing the same rows once more, without asking what they mean.

import type pg from 'pg'
import { type Cluster, withClient } from '../system/cluster.ts'
import { familyCpuSeconds } from '../system/usage.ts'
import { timed } from '../system/watched.ts'

/** What was written: new rows by table, and columns of rows that were there before. */
export interface Written {
  /** How many rows each table has to have. */
  readonly inserted: Readonly<Record<string, number>>
  readonly updated: readonly Update[]
}

export interface Update {
  readonly table: string
  readonly key: string
  /** Each column, and what it held before. */
  readonly before: Readonly<Record<string, string>>
}

export interface Bare {
  readonly seconds: number
  /** CPU seconds of the database. */
  readonly cpu: number
}

/** The new rows alone, into tables with the same indexes that nothing checks; in one transaction. */
export function insertBare(cluster: Cluster, url: string, written: Written): Promise<Bare> {
  return writeCopies(cluster, url, { ...written, updated: [] }, 'unchecked')
}

/** The new rows alone, into tables as they are: with the same indexes, foreign keys and triggers; in one transaction. */
export function insertChecked(cluster: Cluster, url: string, written: Written): Promise<Bare> {
  return writeCopies(cluster, url, { ...written, updated: [] }, 'checked')
}

/** All that was written, into tables with the same indexes, foreign keys, triggers and room; in one transaction. */
export function writeBare(cluster: Cluster, url: string, written: Written): Promise<Bare> {
  return writeCopies(cluster, url, written, 'whole')
}

function writeCopies(
  cluster: Cluster,
  url: string,
  { inserted, updated }: Written,
  prefix: 'unchecked' | 'checked' | 'whole',
): Promise<Bare> {
  const copyOf = (table: string) => `${prefix}_${table}`
  return withClient(url, async (client) => {
    for (const table of [...Object.keys(inserted), ...updated.map((one) => one.table)]) {
      await client.query(`create table ${copyOf(table)} (like ${table} including all)`)
      if (prefix !== 'unchecked') await copyRules(client, table, copyOf(table))
    }
    for (const { table, before } of updated) {
      await client.query(`insert into ${copyOf(table)} select * from ${table}`)
      const old = Object.entries(before).map(([column, value]) => `${column} = ${value}`)
      await client.query(`update ${copyOf(table)} set ${old.join(', ')}`)
      // Without the room that this very statement needed.
      await client.query(`vacuum full analyze ${copyOf(table)}`)
    }
    await client.query('checkpoint')
    const before = familyCpuSeconds(cluster.pid)
    const { seconds } = await timed(async () => {
      await client.query('begin')
      for (const [table, rows] of Object.entries(inserted)) {
        const { rowCount } = await client.query(
          `insert into ${copyOf(table)} select * from ${table}`,
        )
        if (rowCount !== rows) throw new Error(`${table} holds ${rowCount} rows, not ${rows}`)
      }
      for (const { table, key, before: columns } of updated) {
        const values = Object.keys(columns).map((column) => `${column} = it.${column}`)
        await client.query(
          `update ${copyOf(table)} copy set ${values.join(', ')} from ${table} it where it.${key} = copy.${key}`,
        )
      }
      await client.query('commit')
    })
    return { seconds, cpu: familyCpuSeconds(cluster.pid) - before }
  })
}

/** What a copy of a table's columns and indexes lacks. */
async function copyRules(client: pg.Client, table: string, copy: string): Promise<void> {
  const { rows } = await client.query<{ rule: string }>(
    `select format('alter table ${copy} set (%s)', option) as rule
     from pg_class, unnest(reloptions) option where oid = $1::regclass
     union all
     select format('alter table ${copy} add %s', pg_get_constraintdef(oid))
     from pg_constraint where conrelid = $1::regclass and contype = 'f'
     union all
     select replace(pg_get_triggerdef(oid), ' ON public.${table} ', ' ON public.${copy} ')
     from pg_trigger where tgrelid = $1::regclass and not tgisinternal`,
    [table],
  )
  for (const { rule } of rows) await client.query(rule)
}
