// One migrated database a run, copied for every test file: a data folder for PGlite, a template database for PostgreSQL.

import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { catalog } from '../../src/entities/catalog.ts'
import { ensureAdministrator } from '../../src/operations/first-administrator.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { makeDataFolder } from './data-folder.ts'
import { makeFolder, removeFolder } from './folder.ts'

export const administrator = { email: 'admin@example.com', password: 'correct horse battery' }

declare module 'vitest' {
  interface ProvidedContext {
    /** The migrated data folder of PGlite; empty when the suite runs on PostgreSQL. */
    migrated: string
    /** A data folder without a table, likewise. */
    unmigrated: string
    /** The name of the template database; empty when the suite runs on PGlite. */
    template: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.TEST_DATABASE_URL
  return url ? setupPostgres(project, url) : setupPglite(project)
}

/** Brings a database up to date and makes its administrator. */
export async function prepare(database: Database): Promise<void> {
  await migrate(database)
  await ensureAdministrator({ database, catalog }, administrator.email, administrator.password)
}

async function setupPglite(project: TestProject) {
  const folder = await makeFolder()
  const unmigrated = join(folder, 'unmigrated')
  await makeDataFolder(unmigrated, undefined, dropTemplates)
  const migrated = join(folder, 'migrated')
  await makeDataFolder(migrated, unmigrated, prepare)
  project.provide('migrated', migrated)
  project.provide('unmigrated', unmigrated)
  project.provide('template', '')
  return () => removeFolder(folder)
}

/** Two thirds of the files belong to databases that nobody connects to, and every copy would have them. */
async function dropTemplates({ executor }: Database): Promise<void> {
  await sql`update pg_database set datistemplate = false`.execute(executor)
  for (const name of ['template0', 'template1']) {
    await sql`drop database ${sql.id(name)}`.execute(executor)
  }
}

async function setupPostgres(project: TestProject, url: string) {
  const template = `deskbank_template_${process.pid}`
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await run(`create database ${template}`)
  const database = await openDatabase({ engine: 'postgres', url: withDatabase(url, template) })
  await prepare(database)
  await database.close()
  project.provide('migrated', '')
  project.provide('unmigrated', '')
  project.provide('template', template)
  return () => run(`drop database ${template} with (force)`)
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
