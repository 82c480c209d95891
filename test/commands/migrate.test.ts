import { readdir } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Database, runScript } from '../../src/storage/database.ts'
import { lockMigrations, migrateWithin, readKnownVersion } from '../../src/storage/migrate.ts'
import { signInAt } from '../support/client.ts'
import { endPrograms, run, serve, start } from '../support/program.ts'
import { makeEmptyStore, makeStore, type Store } from '../support/store.ts'
import { administrator } from '../support/template.ts'
import { isPostgres } from '../support/world.ts'

// Programs take seconds to start on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

const files = (await readdir(new URL('../../migrations/', import.meta.url))).sort()

let store: Store | undefined

afterEach(async () => {
  await endPrograms()
  await store?.drop()
  store = undefined
})

test('deskbank migrate says what it applied, that there was nothing to do, or why it must not', async () => {
  store = await makeEmptyStore()
  const settings = { DATABASE_URL: store.url }
  expect(await run(['migrate'], settings)).toMatchObject({
    code: 0,
    out: `Applied ${files.join(', ')}.\n`,
    err: '',
  })
  expect(await run(['migrate'], settings)).toMatchObject({
    code: 0,
    out: 'The schema is up to date.\n',
    err: '',
  })

  const database = await store.open()
  await sql`insert into schema_migration (version, name) values (9999, 'from the future')`.execute(
    database.executor,
  )
  await database.close()
  expect(await run(['migrate'], settings)).toMatchObject({
    code: 1,
    out: '',
    err:
      `The database has schema version 9999, this Deskbank knows versions up to ${files.length}. ` +
      'Start a newer Deskbank, or restore a backup made before the upgrade.\n',
  })
})

test('a migration that fails says why and what was applied before it, and is tried again later', async () => {
  store = await makeEmptyStore()
  const settings = { DATABASE_URL: store.url }
  const database = await store.open()
  await runScript(database.executor, 'create table wallet (mine text)')
  await database.close()
  const failed = files.findIndex((name) => name.includes('ledger'))
  expect(await run(['migrate'], settings)).toMatchObject({
    code: 1,
    out: '',
    err:
      `The migration ${files[failed]} failed, and nothing of it was kept: relation "wallet" already exists. ` +
      `Applied before it: ${files.slice(0, failed).join(', ')}.\n`,
  })
  const again = await store.open()
  expect(await readKnownVersion(again.executor)).toBe(failed)
  await runScript(again.executor, 'drop table wallet')
  await again.close()
  expect(await run(['migrate'], settings)).toMatchObject({
    code: 0,
    out: `Applied ${files.slice(failed).join(', ')}.\n`,
  })
})

test('two processes that migrate at once apply each migration once, or the second one is told to wait', async () => {
  store = await makeEmptyStore()
  const settings = { DATABASE_URL: store.url }
  const both = await Promise.all([run(['migrate'], settings), run(['migrate'], settings)])
  const done = both.filter(({ code }) => code === 0)
  expect(done.length).toBeGreaterThan(0)
  const applied = done.flatMap(({ out }) => out.match(/\d{4}_\w+\.sql/g) ?? [])
  expect(applied.sort()).toEqual(files)
  // A data folder has one process at a time.
  for (const { err } of both.filter(({ code }) => code !== 0))
    expect(err).toMatch(/ is in use by another Deskbank process\./)
  if (isPostgres) expect(done.length).toBe(2)
})

// One process has an embedded database to itself.
describe.runIf(isPostgres)('a database in use', () => {
  /** A database that has yet to be given the version of the catalogue, with somebody in the middle of a change to a location. */
  async function withWriter(
    meanwhile: (database: Database, settings: { DATABASE_URL: string }) => Promise<void>,
  ): Promise<void> {
    store = await makeEmptyStore()
    const database = await store.open()
    await database.transaction((transaction) => migrateWithin(transaction, 10))
    await meanwhile(database, { DATABASE_URL: store.url })
    await database.close()
  }

  const isWaiting = async (database: Database) => {
    const { rows } = await sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query ilike '%create trigger catalogue_version%'`.execute(
      database.executor,
    )
    return rows.length > 0
  }

  const change = (executor: Database['executor']) =>
    sql`update currency set name = 'Crown' where id = 3005`.execute(executor)

  test('is migrated when whoever is writing has finished, and nothing is lost', () =>
    withWriter(async (database, settings) => {
      let migrating: ReturnType<typeof run> | undefined
      await database.transaction(async (transaction) => {
        await change(transaction)
        migrating = run(['migrate'], settings)
        while (!(await isWaiting(database))) await wait(50)
      })
      expect(await migrating).toMatchObject({
        code: 0,
        out: `Applied ${files.slice(10).join(', ')}.\n`,
      })
      const { rows } = await sql`select name from currency where id = 3005`.execute(
        database.executor,
      )
      expect(rows).toEqual([{ name: 'Crown' }])
    }))

  test('keeps nothing of a migration that is killed halfway, and the next one finishes', () =>
    withWriter(async (database, settings) => {
      await database.transaction(async (transaction) => {
        await change(transaction)
        const migrating = start(['migrate'], settings)
        while (!(await isWaiting(database))) await wait(50)
        migrating.process.kill('SIGKILL')
        expect((await migrating.ended).signal).toBe('SIGKILL')
      })
      expect(await readKnownVersion(database.executor)).toBe(10)
      expect(await run(['migrate'], settings)).toMatchObject({
        code: 0,
        out: `Applied ${files.slice(10).join(', ')}.\n`,
      })
    }))

  test('that is up to date is left alone, and its server goes on', async () => {
    store = await makeStore()
    const settings = { DATABASE_URL: store.url }
    const { address } = await serve(settings)
    const client = await signInAt(address, administrator)
    expect(await run(['migrate'], settings)).toMatchObject({
      code: 0,
      out: 'The schema is up to date.\n',
    })
    expect((await client.get('/api/auth/me')).status).toBe(200)
  })

  test('that is up to date waits for nobody who migrates', async () => {
    store = await makeStore()
    const settings = { DATABASE_URL: store.url }
    const database = await store.open()
    await database.transaction(async (transaction) => {
      await lockMigrations(transaction)
      expect(await run(['migrate'], settings)).toMatchObject({
        code: 0,
        out: 'The schema is up to date.\n',
      })
    })
    await database.close()
  })
})
