// deskbank export and deskbank import of an archive as those who run them see them: files, pipes, and processes that die.

import { spawn } from 'node:child_process'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { archiveOf, archiveWith, contentOf, linesOf } from '../support/archive.ts'
import { signInAt } from '../support/client.ts'
import { withFolder } from '../support/folder.ts'
import { endPrograms, follow, type Program, run, serve, start } from '../support/program.ts'
import { makeEmptyStore, makeStore, type Store } from '../support/store.ts'
import { administrator } from '../support/template.ts'
import { isPostgres } from '../support/world.ts'

// Programs take seconds to start on a machine with other things to do.
vi.setConfig({ testTimeout: 240_000 })

const stores: Store[] = []

afterEach(async () => {
  await endPrograms()
  for (const store of stores.splice(0)) await store.drop()
})

async function keep(made: Promise<Store>): Promise<Store> {
  const store = await made
  stores.push(store)
  return store
}

const deskbank = ({ url }: Store, ...words: readonly string[]) => run(words, { DATABASE_URL: url })

async function contentIn(store: Store): Promise<string> {
  const database = await store.open()
  try {
    return contentOf(await archiveOf(database))
  } finally {
    await database.close()
  }
}

test('a file is written for its owner alone, replaced only when told to, and goes into an empty database', () =>
  withFolder(async (folder) => {
    const from = await keep(makeStore())
    const file = join(folder, 'copy.gz')
    const said = /^Exported \d+ rows of \d+ tables to .*copy\.gz, \d+ bytes\.\n$/
    const first = await deskbank(from, 'export', file)
    expect(first).toMatchObject({ code: 0, err: '', out: expect.stringMatching(said) })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    // Nothing of the way there is left.
    expect(await readdir(folder)).toEqual(['copy.gz'])

    const before = await stat(file)
    expect(await deskbank(from, 'export', file)).toMatchObject({
      code: 1,
      out: '',
      err: `${file} is there already; --force replaces it.\n`,
    })
    expect((await stat(file)).ino).toBe(before.ino)
    expect(await deskbank(from, 'export', file, '--force')).toMatchObject({ code: 0 })
    expect((await stat(file)).ino).not.toBe(before.ino)
    expect(await deskbank(from, 'export', folder)).toMatchObject({
      code: 1,
      err: `${folder} is no file.\n`,
    })
    expect(await deskbank(from, 'export', join(folder, 'no', 'copy.gz'))).toMatchObject({
      code: 1,
      err: `${join(folder, 'no', 'copy.gz')} cannot be written: ENOENT.\n`,
    })
    expect(await deskbank(from, 'export')).toMatchObject({ code: 2 })

    const to = await keep(makeEmptyStore())
    const whole =
      /\d+ rows of \d+ tables, exported on .*Z by Deskbank \d+\.\d+\.\d+ at schema version \d+/
    expect(await deskbank(to, 'import', file, '--check')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(
        `^The archive is whole: ${whole.source}\\. Nothing was changed\\.\n$`,
      ),
    })
    expect(await deskbank(to, 'import', file)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(`^Imported ${whole.source}\\.\n$`),
    })
    expect(await deskbank(to, 'verify')).toMatchObject({ code: 0 })
    expect(await deskbank(to, 'import', file)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^An archive is imported into an empty database, and this one is not: /,
      ),
    })
    const { address } = await serve({ DATABASE_URL: to.url })
    await signInAt(address, administrator)
  }))

const entry = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

test('a pipe takes everything from one database to the other', async () => {
  const from = await keep(makeStore())
  const to = await keep(makeEmptyStore())
  const command = `DATABASE_URL="$1" "$3" "$4" export - | DATABASE_URL="$2" "$3" "$4" import -`
  const words = ['-c', command, 'sh', from.url, to.url, process.execPath, entry]
  const { code, out, err } = await follow(spawn('sh', words, { env: { PATH: process.env.PATH } }))
    .ended
  expect({ code, err, out }).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/^Imported \d+ rows of \d+ tables, /),
  })
  expect(await contentIn(to)).toBe(await contentIn(from))
})

test('what is no archive, or half of one, is said in a sentence, and the database stays empty', () =>
  withFolder(async (folder) => {
    const store = await keep(makeEmptyStore())
    const file = join(folder, 'other.gz')
    await writeFile(file, gzipSync('CoworkerId,BusinessId,TotalCredit\n1,1,5\n'))
    const none = 'The file is no archive of Deskbank: it does not begin like one.\n'
    expect(await deskbank(store, 'import', file)).toMatchObject({ code: 1, out: '', err: none })
    expect(await deskbank(store, 'import', file, '--check')).toMatchObject({
      code: 1,
      out: '',
      err: none,
    })
    expect(await deskbank(store, 'export', join(folder, 'copy.gz'))).toMatchObject({
      code: 1,
      out: '',
      err: 'The database has no tables of Deskbank, so there is nothing to export.\n',
    })
    expect(await readdir(folder)).toEqual(['other.gz'])
  }))

/** As large as it takes to be in the middle of it for a while. */
const manyRows = 200_000

async function largeArchive(): Promise<Buffer> {
  const from = await keep(makeStore())
  const database = await from.open()
  const [head = '', ...lines] = linesOf(await archiveOf(database)).slice(0, -1)
  await database.close()
  const { rows, ...about } = JSON.parse(head)
  const country = lines.findIndex((line) => line.startsWith('{"table":"country"'))
  const pattern = JSON.parse(lines[country + 1] as string)
  const more = Array.from({ length: manyRows }, (_, index) =>
    JSON.stringify({ ...pattern, id: 100_000 + index, name: `Elsewhere ${index}` }),
  )
  rows.country += manyRows
  const total = Object.values<number>(rows).reduce((sum, count) => sum + count, 0)
  const [before, after] = [lines.slice(0, country + 1), lines.slice(country + 1)]
  return archiveWith([JSON.stringify({ ...about, rows }), ...before, ...more, ...after], total)
}

/** Whether rows are on their way into the database: what an import writes last is not there yet, what it writes first is. */
async function isLoading(store: Store): Promise<boolean> {
  if (isPostgres) {
    const database = await store.open()
    const { rows } = await sql`
      select from pg_stat_activity
      where datname = current_database() and state = 'active' and query ilike '%insert into "country"%'
        and pid <> pg_backend_pid()`.execute(database.executor)
    await database.close()
    return rows.length > 0
  }
  // No table of an unused database is half as large.
  return (await largestFile(store.url.replace('pglite:', ''))) > 5_000_000
}

async function largestFile(folder: string): Promise<number> {
  const base = join(folder, 'base')
  const names = await readdir(base, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(base, name)).catch(() => undefined))?.size ?? 0),
  )
  return Math.max(0, ...sizes)
}

async function until(program: Program, is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) {
    if (program.process.exitCode !== null)
      throw new Error(`it ended too early: ${program.written()}`)
    await wait(20)
  }
}

test('a process that is killed amid an import leaves an empty database, and amid an export no file', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'large.gz')
    await writeFile(file, await largeArchive())
    const store = await keep(makeEmptyStore())
    const killed = start(['import', file], { DATABASE_URL: store.url })
    await until(killed, () => isLoading(store))
    killed.process.kill('SIGKILL')
    expect((await killed.ended).signal).toBe('SIGKILL')
    expect(await deskbank(store, 'export', join(folder, 'none.gz'))).toMatchObject({
      code: 1,
      err: 'The database has no tables of Deskbank, so there is nothing to export.\n',
    })

    // The same once more, to its end.
    expect(await deskbank(store, 'import', file)).toMatchObject({ code: 0, err: '' })
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const target = join(folder, `${signal}.gz`)
      const parts = async () =>
        (await readdir(folder)).filter((name) => name.startsWith(`${signal}.gz`))
      const exporting = start(['export', target], { DATABASE_URL: store.url })
      await until(exporting, async () => (await parts()).length > 0)
      exporting.process.kill(signal)
      expect((await exporting.ended).signal).toBe(signal)
      // Whoever is asked to end clears up.
      expect(await parts()).toEqual(
        signal === 'SIGTERM' ? [] : [expect.stringMatching(/^SIGKILL\.gz\.\w{8}\.part$/)],
      )
    }
  }))

test('a server goes on while everything is exported, where the database has more than one process', () =>
  withFolder(async (folder) => {
    const store = await keep(makeStore())
    const { address } = await serve({ DATABASE_URL: store.url })
    const client = await signInAt(address, administrator)
    const ended = await deskbank(store, 'export', join(folder, 'copy.gz'))
    if (isPostgres) expect(ended).toMatchObject({ code: 0, err: '' })
    else
      expect(ended).toMatchObject({
        code: 1,
        err: expect.stringMatching(/ is in use by another Deskbank process\./),
      })
    expect(await readdir(folder)).toEqual(isPostgres ? ['copy.gz'] : [])
    expect((await client.get('/api/auth/me')).status).toBe(200)
  }))
