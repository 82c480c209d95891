// Loads long histories: indexes and foreign keys are taken away first and come back afterwards, because keeping them up
// row by row takes many times as long.

import type pg from 'pg'
import { query, withClient } from '../system/cluster.ts'

const tables = [
  'coworker_booking_credit_use_history',
  'credit_movement',
  'coworker_booking_credit',
  'coworker',
]

export async function loadHistory(url: string, scripts: readonly string[]): Promise<void> {
  await withClient(url, async (client) => {
    // What is loaded is right by construction, and `deskbank verify` looks at it afterwards.
    await client.query(`set session_replication_role = replica; set synchronous_commit = off;
      set maintenance_work_mem = '512MB'`)
    const indexes = await plainIndexes(client)
    for (const { name } of indexes) await client.query(`drop index ${name}`)
    for (const script of scripts) await client.query(script)
    for (const { definition } of indexes) await client.query(definition)
    await client.query('call recount_records()')
  })
  await query(url, 'vacuum analyze')
  await query(url, 'checkpoint')
}

/** Indexes that no constraint needs. */
async function plainIndexes(client: pg.Client) {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select quote_ident(c.relname) as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
    where t.relname = any($1) and not i.indisunique
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`,
    [tables],
  )
  return rows
}
