// Brings the schema up to date: plain SQL files in order, each in a transaction whose first act claims its number.

import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { Failure } from '../failure.ts'
import { type Database, type Executor, runScript } from './database.ts'

const folder = new URL('../../migrations/', import.meta.url)

interface Migration {
  readonly version: number
  readonly name: string
}

async function listMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort()
  return names.map((name) => ({ version: Number(name.slice(0, 4)), name }))
}

/** Applies what is missing and answers the names of it. Refuses a schema that is newer than this program. */
export async function migrate(database: Database): Promise<readonly string[]> {
  const migrations = await listMigrations()
  const newest = migrations.at(-1)?.version ?? 0
  const applied = await appliedVersions(database.executor)
  const unknown = Math.max(0, ...applied)
  if (unknown > newest) {
    throw new Failure(
      'conflict',
      `The database has schema version ${unknown}, this Deskbank knows versions up to ${newest}. ` +
        'Start a newer Deskbank, or restore a backup made before the upgrade.',
    )
  }
  const done: string[] = []
  for (const migration of migrations) {
    if (await database.transaction((transaction) => apply(transaction, migration))) {
      done.push(migration.name)
    }
  }
  return done
}

async function appliedVersions(executor: Executor): Promise<number[]> {
  const { rows } = await sql<{ exists: boolean }>`
    select to_regclass('schema_migration') is not null as exists`.execute(executor)
  if (!rows[0]?.exists) return []
  const versions = await sql<{ version: number }>`select version from schema_migration`.execute(
    executor,
  )
  return versions.rows.map((row) => row.version)
}

// Any number will do, as long as every process uses the same.
const lockKey = 4_400_001

async function apply(transaction: Executor, migration: Migration): Promise<boolean> {
  // Migrations of another process take as long as they take.
  await sql`set local lock_timeout = 0`.execute(transaction)
  await sql`select pg_advisory_xact_lock(${lockKey})`.execute(transaction)
  await sql`
    create table if not exists schema_migration (
      version    integer primary key,
      name       text not null,
      applied_on timestamptz not null default now()
    )`.execute(transaction)
  const claimed = await sql`
    insert into schema_migration (version, name)
    values (${migration.version}, ${migration.name})
    on conflict do nothing
    returning version`.execute(transaction)
  if (claimed.rows.length === 0) return false
  await runScript(transaction, await readFile(new URL(migration.name, folder), 'utf8'))
  return true
}
