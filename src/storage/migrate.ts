// Brings the schema up to date: plain SQL files in order, each in a transaction whose first act claims its number.

import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { Failure } from '../failure.ts'
import { type Database, type Executor, runScript } from './database.ts'
import { sqlState } from './database-errors.ts'

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
  const applied = new Set(await readKnownVersions(database.executor))
  const missing = (await listMigrations()).filter(({ version }) => !applied.has(version))
  const done: string[] = []
  for (const migration of missing) {
    const isApplied = await database
      .transaction((transaction) => apply(transaction, migration))
      .catch((error: unknown) => {
        throw inWords(error, migration, done)
      })
    if (isApplied) done.push(migration.name)
  }
  return done
}

/** The same as a part of a transaction, up to a version. */
export async function migrateWithin(
  transaction: Executor,
  version = Number.POSITIVE_INFINITY,
): Promise<void> {
  for (const migration of await listMigrations()) {
    if (migration.version <= version) await apply(transaction, migration)
  }
}

/** Until the transaction ends, nobody else migrates. */
export async function lockMigrations(transaction: Executor): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockKey})`.execute(transaction)
}

export async function newestVersion(): Promise<number> {
  return (await listMigrations()).at(-1)?.version ?? 0
}

/** The version of the schema, 0 where nothing has been migrated; refuses one that is newer than this program. */
export async function readKnownVersion(executor: Executor): Promise<number> {
  return Math.max(0, ...(await readKnownVersions(executor)))
}

/** What has been applied; refuses a schema that is newer than this program. */
async function readKnownVersions(executor: Executor): Promise<readonly number[]> {
  const newest = await newestVersion()
  const versions = await appliedVersions(executor)
  const version = Math.max(0, ...versions)
  if (version <= newest) return versions
  throw new Failure(
    'conflict',
    `The database has schema version ${version}, this Deskbank knows versions up to ${newest}. ` +
      'Start a newer Deskbank, or restore a backup made before the upgrade.',
  )
}

/** What the database has against a migration is for whoever runs the database to know; a bug would be none of theirs. */
function inWords(error: unknown, { name }: Migration, done: readonly string[]): unknown {
  if (!(error instanceof Error) || !/^[0-9A-Z]{5}$/.test(sqlState(error) ?? '')) return error
  const before = done.length === 0 ? '' : ` Applied before it: ${done.join(', ')}.`
  return new Failure(
    'conflict',
    `The migration ${name} failed, and nothing of it was kept: ${error.message}.${before}`,
  )
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
  await lockMigrations(transaction)
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
