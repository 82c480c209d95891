// One migrated database a run, copied for every test file: a dump for PGlite, a template database for PostgreSQL.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { catalog } from '../../src/entities/catalog.ts'
import { ensureAdministrator } from '../../src/operations/first-administrator.ts'
import { type Database, databaseOn, openDatabase } from '../../src/storage/database.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { poolOf } from '../../src/storage/pglite.ts'

export const administrator = { email: 'admin@example.com', password: 'correct horse battery' }

declare module 'vitest' {
  interface ProvidedContext {
    /** The file of the PGlite dump; empty when the suite runs on PostgreSQL. */
    dump: string
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
  const folder = await mkdtemp(join(tmpdir(), 'deskbank-test-'))
  const pglite = await PGlite.create()
  const database = databaseOn(
    poolOf(pglite, async () => {}),
    'pglite',
  )
  await prepare(database)
  const dump = await pglite.dumpDataDir('none')
  await database.close()
  const file = join(folder, 'template.tar')
  await writeFile(file, Buffer.from(await dump.arrayBuffer()))
  project.provide('dump', file)
  project.provide('template', '')
  return () => rm(folder, { recursive: true, force: true })
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
  project.provide('dump', '')
  project.provide('template', template)
  return () => run(`drop database ${template} with (force)`)
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
