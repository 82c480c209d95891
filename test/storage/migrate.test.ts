import { readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Database, runScript } from '../../src/storage/database.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { openTwoConnections } from '../support/database.ts'
import { isPostgres, openWorld, type World } from '../support/world.ts'

const folder = new URL('../../migrations/', import.meta.url)
const files = (await readdir(folder)).sort()

async function appliedTo(database: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from schema_migration order by version`.execute(database.executor)
  return rows.map((row) => row.name)
}

async function tablesOf(database: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() order by table_name`.execute(database.executor)
  return rows.map((row) => row.name)
}

test('migrations are numbered from 1 without a gap', () => {
  expect(files.map((name) => name.slice(0, 5))).toEqual(
    files.map((_, index) => `${String(index + 1).padStart(4, '0')}_`),
  )
})

describe('an empty database', () => {
  let world: World
  let database: Database

  beforeAll(async () => {
    world = await openWorld()
    database = world.service.database
  })
  // A new PGlite takes seconds, a new schema nothing.
  beforeEach(() => runScript(database.executor, 'drop schema public cascade; create schema public'))
  afterAll(() => world.close())

  test('is brought up to date once, and after that there is nothing to do', async () => {
    expect(await migrate(database)).toEqual(files)
    const tables = await tablesOf(database)
    expect(tables).toContain('credit_movement')
    expect(await migrate(database)).toEqual([])
    expect(await appliedTo(database)).toEqual(files)
    expect(await tablesOf(database)).toEqual(tables)
  })

  test('that has a table in the way keeps nothing of the migration that failed, and is tried again', async () => {
    await sql`create table wallet (mine text)`.execute(database.executor)
    await expect(migrate(database)).rejects.toThrow('relation "wallet" already exists')
    const failed = files.findIndex((name) => name.includes('ledger'))
    expect(await appliedTo(database)).toEqual(files.slice(0, failed))
    expect(await tablesOf(database)).not.toContain('credit_movement')
    await sql`drop table wallet`.execute(database.executor)
    expect(await migrate(database)).toEqual(files.slice(failed))
  })

  test('that a newer Deskbank has migrated is refused in words, and stays as it is', async () => {
    await migrate(database)
    const newer = files.length + 7
    await sql`insert into schema_migration (version, name) values (${newer}, 'from the future')`.execute(
      database.executor,
    )
    const before = await tablesOf(database)
    await expect(migrate(database)).rejects.toMatchObject({
      kind: 'conflict',
      message:
        `The database has schema version ${newer}, this Deskbank knows versions up to ${files.length}. ` +
        'Start a newer Deskbank, or restore a backup made before the upgrade.',
    })
    expect(await tablesOf(database)).toEqual(before)
  })
})

test.runIf(isPostgres)('two processes that start at once apply each migration once', async () => {
  const { one, other, close } = await openTwoConnections()
  try {
    const [first, second] = await Promise.all([migrate(one), migrate(other)])
    expect([...first, ...second].sort()).toEqual(files)
    expect(await appliedTo(one)).toEqual(files)
  } finally {
    await close()
  }
})
