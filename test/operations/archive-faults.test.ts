// What is no whole archive, or no empty database, is refused in words, and the database is left as it was.

import { Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import { ensureAdministrator } from '../../src/operations/first-administrator.ts'
import { checkArchive } from '../../src/operations/import-archive.ts'
import { verify } from '../../src/operations/verify.ts'
import { listArchivedTables } from '../../src/storage/archive.ts'
import { type Database, runScript } from '../../src/storage/database.ts'
import { migrate, migrateWithin, newestVersion } from '../../src/storage/migrate.ts'
import {
  archiveOf,
  archiveWith,
  contentOf,
  linesOf,
  loadInto,
  openEmpty,
  rowsOf,
} from '../support/archive.ts'
import { lookup, makeCredit, makeCustomer, makeLocation, makeUse, paths } from '../support/space.ts'
import { administrator } from '../support/template.ts'
import { type Copy, isPostgres, openWorld, openWorldOn } from '../support/world.ts'

// Every import makes the whole schema, which takes a while on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

let archive: Buffer
let target: Copy
let database: Database

beforeAll(async () => {
  const world = await openWorld()
  const location = await makeLocation(world)
  const customer = await makeCustomer(world, location)
  await makeUse(world, await makeCredit(world, location, customer), 2.5)
  archive = await archiveOf(world.service.database)
  await world.close()
  target = await openEmpty(isPostgres ? 'postgres' : 'pglite')
  database = target.database
}, 120_000)
// A new PGlite takes seconds, a new schema nothing.
beforeEach(() => runScript(database.executor, 'drop schema public cascade; create schema public'))
afterAll(async () => {
  await database.close()
  await target.drop()
})

/** Everything the schema is made of, and how many rows there are. */
async function shapeOf(of: Database): Promise<unknown> {
  const { rows: shape } = await sql`
    select 'column' as what, table_name || '.' || column_name || ' ' || data_type || coalesce(column_default, '') ||
      is_nullable || coalesce(identity_generation, '') as name
    from information_schema.columns where table_schema = current_schema()
    union all
    select 'constraint', conrelid::regclass || '.' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where connamespace = current_schema()::regnamespace and contype <> 'n'
    union all
    select 'index', pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = current_schema()::regnamespace
    union all
    select 'trigger', pg_get_triggerdef(t.oid) from pg_trigger t where not t.tgisinternal
    union all
    select 'routine', p.oid::regprocedure || md5(p.prosrc) from pg_proc p
    where p.pronamespace = current_schema()::regnamespace
    order by 1, 2`.execute(of.executor)
  return shape
}

const tables = async () =>
  (
    await sql`select table_name from information_schema.tables where table_schema = current_schema()`.execute(
      database.executor,
    )
  ).rows.length

/** The archive with other text in it, and a checksum that does not know. */
const altered = (from: string, to: string) => {
  const text = gunzipSync(archive).toString('utf8')
  expect(text).toContain(from)
  return gzipSync(text.replace(from, to))
}

/** The same with a checksum that fits. */
const rewritten = (change: (lines: string[]) => readonly string[], more = 0) =>
  archiveWith(
    change([...linesOf(archive).slice(0, -1)]),
    JSON.parse(linesOf(archive).at(-1) as string).rows + more,
  )

async function expectRefused(file: Buffer, message: string | RegExp): Promise<void> {
  await expect(loadInto(database, file)).rejects.toMatchObject({
    name: 'Failure',
    message: expect.stringMatching(message),
  })
  expect(await tables()).toBe(0)
}

test('an archive that is cut off anywhere is refused, and leaves nothing behind', async () => {
  const text = gunzipSync(archive)
  const share = (whole: Buffer, part: number) => whole.subarray(0, Math.floor(whole.length * part))
  for (const part of [0.4, 0.999]) {
    await expectRefused(
      share(archive, part),
      /^The archive is cut off or was altered: it ends too early\./,
    )
    // Compressed anew, so that only its own lines can tell.
    await expectRefused(gzipSync(share(text, part)), /^The archive is cut off or was altered: /)
  }
  const withoutFoot = linesOf(archive)
    .slice(0, -1)
    .map((line) => `${line}\n`)
  await expectRefused(gzipSync(withoutFoot.join('')), /^The archive is cut off or was altered: /)
  await expectRefused(gzipSync(text.subarray(0, -1)), /it ends too early/)
})

test('an archive that was altered anywhere is refused, and leaves nothing behind', async () => {
  await expectRefused(
    altered('"credit_used":2.5000', '"credit_used":2.0000'),
    'its checksum is another',
  )
  await expectRefused(altered('"nextId":2}', '"nextId":1}'), 'its checksum is another')
  await expectRefused(
    altered('"credit_used":2.5000', '"credit_used":2.5,000'),
    /^The archive is cut off or was altered: the database does not take it/,
  )
  const bytes = Buffer.from(archive)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 0xff
  await expectRefused(bytes, /^The archive is cut off or was altered: /)
  await expectRefused(
    gzipSync(`${gunzipSync(archive)}{"id":1}\n`),
    /^The archive is cut off or was altered: /,
  )
})

test('what does not begin as an archive is none', async () => {
  for (const text of ['', 'CoworkerId,TotalCredit\n1,2\n', '{"rows":1}\n{}\n', '[1]\n']) {
    await expectRefused(
      gzipSync(text),
      /^The file is no archive of Deskbank: it does not begin like one\./,
    )
  }
  await expectRefused(
    Buffer.from('CoworkerId\n'),
    /^The file is no archive of Deskbank: it cannot be decompressed\./,
  )
})

test('an archive whose rows contradict each other is refused, though its checksum fits', async () => {
  const without = (start: string) =>
    rewritten((lines) => {
      const at = lines.findIndex((line) => line.includes(start))
      const [head = '', ...rest] = lines.filter((_, index) => index !== at)
      const counts = JSON.parse(head)
      counts.rows.coworker -= 1
      return [JSON.stringify(counts), ...rest]
    }, -1)
  await expectRefused(without(`"email":"Customer`), /violates foreign key constraint/)
  await expectRefused(
    rewritten((lines) =>
      lines.map((line) => line.replace('"remaining_credit":97.5', '"remaining_credit":-97.5')),
    ),
    /violates check constraint/,
  )
  await expectRefused(
    rewritten((lines) =>
      lines.map((line) => line.replace('"resource_type_id"', '"resource_kind_id"')),
    ),
    /has other columns at this schema version/,
  )
})

test('an archive of a newer schema, or of a newer format, is refused by naming both', async () => {
  const newest = await newestVersion()
  const head = (change: object) =>
    rewritten(([first = '', ...rest]) => [
      JSON.stringify({ ...JSON.parse(first), ...change }),
      ...rest,
    ])
  await expectRefused(
    head({ schema: newest + 1 }),
    `^The archive has schema version ${newest + 1}, this Deskbank knows versions up to ${newest}\\. Import it with a newer Deskbank\\.$`,
  )
  await expectRefused(
    head({ format: 2 }),
    /^The archive has format 2, this Deskbank reads formats up to 1\. Import it with a newer Deskbank\.$/,
  )
})

test('an archive is checked without a database, and a bad one found', async () => {
  let read = 0
  const check = (file: Buffer) =>
    checkArchive(Readable.from([file]), {
      onProgress: (done) => {
        read = done
      },
    })
  const head = await check(archive)
  expect(head).toMatchObject({ archive: 'deskbank', format: 1, schema: await newestVersion() })
  expect(head.rows).toMatchObject({
    coworker: 1,
    coworker_booking_credit_use_history: 1,
    credit_movement: 2,
  })
  expect(read).toBe(Object.values(head.rows).reduce((sum, count) => sum + count, 0))
  await expect(check(altered('"credit_used":2.5000', '"credit_used":2.0000'))).rejects.toThrow(
    'its checksum is another',
  )
})

describe('the database', () => {
  test('may have been migrated already; what comes of it is the schema that migrations make', async () => {
    await migrate(database)
    const shape = await shapeOf(database)
    await loadInto(database, archive)
    expect(await shapeOf(database)).toEqual(shape)
    expect(contentOf(await archiveOf(database))).toBe(contentOf(archive))
    expect(await migrate(database)).toEqual([])
  })

  test('may not have anything in it, and keeps it then', async () => {
    await loadInto(database, archive)
    const before = contentOf(await archiveOf(database))
    await expect(loadInto(database, archive)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(
        /^An archive is imported into an empty database, and this one is not: \w+ has rows\. Nothing was changed\./,
      ),
    })
    expect(contentOf(await archiveOf(database))).toBe(before)
  })

  test('may not be the one of something else', async () => {
    await sql`create table recipe (name text)`.execute(database.executor)
    await expect(loadInto(database, archive)).rejects.toThrow(
      "it has the table recipe, which is not Deskbank's",
    )
    expect(await tables()).toBe(1)
    await expect(archiveOf(database)).rejects.toThrow(
      'The database has no tables of Deskbank, so there is nothing to export.',
    )
  })

  test('that a newer Deskbank has migrated takes no archive and gives none', async () => {
    await migrate(database)
    await sql`insert into schema_migration (version, name) values (9999, 'from the future')`.execute(
      database.executor,
    )
    const newer = /^The database has schema version 9999, this Deskbank knows versions up to \d+\./
    await expect(loadInto(database, archive)).rejects.toMatchObject({
      message: expect.stringMatching(newer),
    })
    await expect(archiveOf(database)).rejects.toMatchObject({
      message: expect.stringMatching(newer),
    })
  })
})

const stamps = 'gen_random_uuid(), now(), now()'

/** One customer, one credit and one use of it, as the schema of version 9 had them. */
const older = `
insert into business (id, name, web_address, country_id, currency_id, simple_time_zone_id, unique_id, created_on, updated_on)
values (4, 'Riverside', 'riverside', ${lookup.country}, ${lookup.pounds}, ${lookup.london}, ${stamps});
insert into coworker (id, full_name, email, businesses, invoicing_business_id, country_id, simple_time_zone_id, active,
  unique_id, created_on, updated_on)
values (7, 'Ada Brook', 'ada@example.com', '{4}', 4, ${lookup.country}, ${lookup.london}, true, ${stamps});
insert into wallet (coworker_id, sequence) values (7, 2);
insert into coworker_booking_credit (id, coworker_id, business_id, description, remaining_credit, total_credit, unique_id,
  created_on, updated_on)
values (11, 7, 4, 'Welcome', 12.5, 20, ${stamps});
insert into coworker_booking_credit_use_history (id, coworker_booking_credit_id, credit_used, unique_id, created_on,
  updated_on, coworker_id, used_by_id)
values (13, 11, 7.5, ${stamps}, 7, 7);
insert into credit_movement (coworker_id, sequence, unit, coworker_booking_credit_id, kind, amount, remaining, use_id,
  occurred_at, recorded_at, made_by)
values (7, 1, 'Money', 11, 'Grant', 20, 20, null, now(), now(), 'ada@example.com'),
  (7, 2, 'Money', 11, 'Use', -7.5, 12.5, 13, now(), now(), 'ada@example.com');`

test('an archive of an older schema is loaded at its own and then migrated', async () => {
  await database.transaction((transaction) => migrateWithin(transaction, 9))
  await runScript(database.executor, older)
  const old = await archiveOf(database)
  expect(JSON.parse(linesOf(old)[0] as string)).toMatchObject({
    schema: 9,
    rows: { credit_movement: 2 },
  })
  await runScript(database.executor, 'drop schema public cascade; create schema public')
  await migrate(database)
  const shape = await shapeOf(database)
  const copy = await openEmpty(isPostgres ? 'postgres' : 'pglite')
  // One that is migrated already is taken back to where the archive was.
  await migrate(copy.database)
  await loadInto(copy.database, old)
  expect(await shapeOf(copy.database)).toEqual(shape)
  expect(await migrate(copy.database)).toEqual([])

  const service = { database: copy.database, catalog }
  await ensureAdministrator(service, administrator.email, administrator.password)
  const world = await openWorldOn(copy)
  const wallet = (await world.ask('GET', '/api/wallets/7')).body
  expect(wallet.Credits).toMatchObject([{ Id: 11, TotalCredit: 20, RemainingCredit: 12.5 }])
  expect((await world.ask('GET', paths.uses)).body).toMatchObject({ TotalItems: 1 })
  expect(await verify(service, { repair: false, after: 0, onProgress: () => {} })).toEqual([])
  await world.close()
})

// An embedded database has one connection, so nobody writes meanwhile.
test.runIf(isPostgres)('an archive is of one instant, whatever is written meanwhile', async () => {
  await loadInto(database, archive)
  const before = rowsOf(await archiveOf(database))
  const writing: Promise<unknown>[] = []
  const onProgress = () => {
    // Between two tables: the first ones are read, the last ones are not.
    writing.push(
      sql`insert into user_role (name, unique_id, created_on, updated_on)
        values ('Late', gen_random_uuid(), now(), now())`.execute(database.executor),
    )
  }
  // Numbers of records are given out for good, whatever becomes of whoever took them.
  const during = rowsOf(await archiveOf(database, onProgress))
  expect(writing.length).toBeGreaterThan(10)
  await Promise.all(writing)
  expect(during).toEqual(before)
  expect(rowsOf(await archiveOf(database))).toHaveLength(before.length + writing.length)
})

test('every table has a key to be ordered by, and columns whose values JSON carries unharmed', async () => {
  await migrate(database)
  const known = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and not table_name = any(array[
      'access_token', 'refresh_token', 'spent_refresh_token', 'schema_migration', 'catalogue_version', 'record_count'])
    order by table_name collate "C"`.execute(database.executor)
  const archived = await listArchivedTables(database.executor)
  expect(archived.map(({ name }) => name)).toEqual(known.rows.map(({ name }) => name))
  for (const { name, key } of archived) expect(key.length, name).toBeGreaterThan(0)
  const { rows: types } = await sql<{ type: string }>`
    select distinct format_type(a.atttypid, null) as type
    from pg_attribute a join pg_class t on t.oid = a.attrelid
    where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      and t.relname <> 'record_count'
    order by 1`.execute(database.executor)
  // JSON in JSON would lose its nulls.
  expect(types.map(({ type }) => type)).toEqual([
    'bigint',
    'bigint[]',
    'boolean',
    'double precision',
    'integer',
    'numeric',
    'text',
    'text[]',
    'timestamp with time zone',
    'uuid',
  ])
})
