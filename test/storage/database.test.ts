// Opening a database, and what becomes of transactions and connections that fail.

import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { DatabaseLocation } from '../../src/config.ts'
import { Failure } from '../../src/failure.ts'
import { type Database, type Executor, openDatabase } from '../../src/storage/database.ts'
import { openTwoConnections } from '../support/database.ts'
import { withFolder } from '../support/folder.ts'
import { withDatabase } from '../support/template.ts'
import { isPostgres, openWorld } from '../support/world.ts'

/** The sentence that opening this database fails with. */
async function refusal(location: DatabaseLocation): Promise<string> {
  const error: unknown = await openDatabase(location).then(
    (database) => database.close(),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Failure)
  return (error as Failure).message
}

const server = (url: string): DatabaseLocation => ({ engine: 'postgres', url })

describe('a PostgreSQL that cannot be reached is named in one sentence', () => {
  test.each<[string, string, RegExp]>([
    [
      'an address that is none',
      'postgres://[bad',
      /^.*DATABASE_URL does not answer: Invalid URL\.$/,
    ],
    [
      'a server that does not run',
      'postgres://somebody:secret@127.0.0.1:1/deskbank',
      /^.*DATABASE_URL does not answer: connect ECONNREFUSED 127\.0\.0\.1:1\.$/,
    ],
    [
      'a host that does not exist',
      'postgres://somebody:secret@nowhere.invalid/deskbank',
      /^.*DATABASE_URL does not answer: getaddrinfo \w+ nowhere\.invalid\.$/,
    ],
  ])('%s', async (_, url, sentence) => {
    const message = await refusal(server(url))
    expect(message).toMatch(sentence)
    expect(message).not.toContain('secret')
  })

  test.runIf(isPostgres)('a database that the server does not have', async () => {
    const url = withDatabase(process.env.TEST_DATABASE_URL ?? '', 'no_such_database')
    expect(await refusal(server(url))).toBe(
      'The database in the setting DATABASE_URL does not answer: database "no_such_database" does not exist.',
    )
  })
})

test('a data folder that cannot be one is named in one sentence', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'file')
    await writeFile(file, 'in the way')
    expect(await refusal({ engine: 'pglite', folder: join(file, 'data') })).toMatch(
      /^The data folder .*data cannot be opened: ENOTDIR: .*\.$/,
    )
    expect(await refusal({ engine: 'pglite', folder: file })).toMatch(
      /^The data folder .*file cannot be opened: EEXIST: .*\.$/,
    )
  }))

test('a folder that has files of somebody else is refused before anything is written to it', () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, 'thesis.txt'), 'mine')
    expect(await refusal({ engine: 'pglite', folder })).toBe(
      `The folder ${folder} is not empty and no data folder of Deskbank: it has thesis.txt. Name an empty or a new one ` +
        'with DATABASE_URL=pglite:<folder>.',
    )
    expect(await readdir(folder)).toEqual(['thesis.txt'])
  }))

const note = (executor: Executor, id: number) =>
  sql`insert into note values (${id})`.execute(executor)

async function notes(executor: Executor): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`select id from note order by id`.execute(executor)
  return rows.map(({ id }) => id)
}

/** With a table `note`. */
async function withNotes(run: (database: Database) => Promise<void>): Promise<void> {
  const { service, close } = await openWorld()
  const { database } = service
  try {
    await sql`create table note (id integer primary key)`.execute(database.executor)
    await run(database)
  } finally {
    await close()
  }
}

describe.each(['transaction', 'change', 'pipeline'] as const)('a %s', (kind) => {
  test('that fails leaves nothing behind, and the connection goes on', () =>
    withNotes(async (database) => {
      const twice = database[kind](async (transaction) => {
        await note(transaction, 1)
        await note(transaction, 1)
      })
      await expect(twice).rejects.toMatchObject({ code: '23505' })
      await database[kind]((transaction) => note(transaction, 2))
      expect(await notes(database.executor)).toEqual([2])
    }))
})

describe.each(['change', 'pipeline'] as const)('a %s whose last statements are known', (kind) => {
  test('commits them all, or none', () =>
    withNotes(async (database) => {
      const both = (first: number, second: number) =>
        database[kind](async (transaction, finish) => {
          await note(transaction, first)
          await finish(() => note(transaction, second))
        })
      await both(1, 2)
      await expect(both(3, 1)).rejects.toMatchObject({ code: '23505' })
      expect(await notes(database.executor)).toEqual([1, 2])
    }))

  test('takes none after them', () =>
    withNotes(async (database) => {
      const late = database[kind](async (transaction, finish) => {
        await finish(() => note(transaction, 1))
        await note(transaction, 2)
      })
      await expect(late).rejects.toThrow('after the end of its transaction')
      expect(await notes(database.executor)).toEqual([1])
    }))

  test('takes none after it failed', () =>
    withNotes(async (database) => {
      let goOn = () => {}
      const failed = new Promise<void>((resolve) => {
        goOn = resolve
      })
      let late: Promise<unknown> = Promise.resolve()
      const broken = database[kind](async (transaction) => {
        late = failed.then(() => note(transaction, 2))
        await note(transaction, 1)
        throw new Error('never mind')
      })
      await expect(broken).rejects.toThrow('never mind')
      goOn()
      await expect(late).rejects.toThrow('after the end of its transaction')
      expect(await notes(database.executor)).toEqual([])
    }))
})

describe.each(['snapshot', 'view', 'glance'] as const)('a %s', (kind) => {
  test('writes nothing', () =>
    withNotes(async (database) => {
      const written = database[kind]((transaction) => note(transaction, 1))
      await expect(written).rejects.toMatchObject({ code: '25006' })
    }))

  test.runIf(isPostgres)('does not see what others write while it reads', async () => {
    const { one, other, close } = await openTwoConnections()
    try {
      await sql`create table note (id integer primary key)`.execute(one.executor)
      let isOver = false
      const isAmidst = async () => {
        const { rows } = await sql`
          select from pg_stat_activity
          where datname = current_database() and query like '%pg_sleep%' and state = 'active' and pid <> pg_backend_pid()`.execute(
          other.executor,
        )
        return isOver || rows.length > 0
      }
      const seen = one[kind]((transaction) =>
        Promise.all([
          notes(transaction),
          sql`select pg_sleep(0.2)`.execute(transaction),
          notes(transaction),
        ]),
      ).finally(() => {
        isOver = true
      })
      while (!(await isAmidst())) {}
      await note(other.executor, 1)
      const [before, , after] = await seen
      expect([before, after, await notes(one.executor)]).toEqual([[], [], [1]])
    } finally {
      await close()
    }
  })
})

test('a view takes no statement that waited for the answer of another', () =>
  withNotes(async (database) => {
    const later = database.view(async (transaction) => {
      await notes(transaction)
      return notes(transaction)
    })
    await expect(later).rejects.toThrow('after the end of its transaction')
  }))

test.runIf(isPostgres)('two transactions that lock each other out both come through', async () => {
  const { one, other, close } = await openTwoConnections()
  try {
    await sql`create table account (id integer primary key, moves integer default 0)`.execute(
      one.executor,
    )
    await sql`insert into account (id) values (1), (2)`.execute(one.executor)
    // Both hold their first row before either asks for its second; a repeated attempt waits for nobody.
    let holding = 0
    let meet = () => {}
    const met = new Promise<void>((resolve) => {
      meet = resolve
    })
    let attempts = 0
    const move = (database: typeof one, first: number, second: number) =>
      database.transaction(async (transaction) => {
        attempts += 1
        await sql`update account set moves = moves + 1 where id = ${first}`.execute(transaction)
        holding += 1
        if (holding === 2) meet()
        await met
        await sql`update account set moves = moves + 1 where id = ${second}`.execute(transaction)
      })
    await Promise.all([move(one, 1, 2), move(other, 2, 1)])
    // The one that gives way may be quick enough to lock its first row again before the other gets it.
    expect(attempts).toBeGreaterThanOrEqual(3)
    const { rows } = await sql`select moves from account order by id`.execute(one.executor)
    expect(rows).toEqual([{ moves: 2 }, { moves: 2 }])
  } finally {
    await close()
  }
})

test.runIf(isPostgres)('a connection that the server ends while idle is replaced', async () => {
  const { one, other, close } = await openTwoConnections()
  try {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(
      one.executor,
    )
    await sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(other.executor)
    // What was in flight when the connection ended may fail; what comes after it may not.
    await sql`select 1`.execute(one.executor).catch(() => {})
    const after = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(one.executor)
    expect(after.rows[0]?.pid).not.toBe(rows[0]?.pid)
  } finally {
    await close()
  }
})

describe.runIf(isPostgres)('a connection that breaks', () => {
  /** Runs a transaction and ends its connection at the first attempt, before or after its only statement. */
  const broken = async (when: 'under way' | 'at the commit') => {
    const { one, other, close } = await openTwoConnections()
    try {
      await sql`create table note (id integer)`.execute(one.executor)
      let attempts = 0
      const written = one.transaction(async (transaction) => {
        attempts += 1
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(
          transaction,
        )
        const end = () => sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`
        if (attempts === 1 && when === 'under way') await end().execute(other.executor)
        await sql`insert into note values (1)`.execute(transaction)
        if (attempts === 1 && when === 'at the commit') await end().execute(other.executor)
      })
      const [{ status }] = await Promise.allSettled([written])
      const { rows } = await sql`select id from note`.execute(one.executor)
      return { status, attempts, notes: rows.length }
    } finally {
      await close()
    }
  }
  test('under way is replaced, and the transaction done once', async () => {
    expect(await broken('under way')).toEqual({ status: 'fulfilled', attempts: 2, notes: 1 })
  })
  test('at the commit fails, because nobody knows whether there was one', async () => {
    expect(await broken('at the commit')).toEqual({ status: 'rejected', attempts: 1, notes: 0 })
  })
})

/** Something under way until it is told to finish. */
function work() {
  let finish = () => {}
  const held = new Promise<void>((resolve) => {
    finish = resolve
  })
  let started = () => {}
  const running = new Promise<void>((resolve) => {
    started = resolve
  })
  const run = async () => {
    started()
    await held
    return 'first'
  }
  return { run, running, finish: () => finish() }
}

describe.runIf(isPostgres)('several processes', () => {
  test('run the schedule one at a time, and the next one once the first is done', async () => {
    const { one: first, other: second, close } = await openTwoConnections()
    const { run, running, finish } = work()
    const one = first.alone(run)
    await running
    expect(await second.alone(async () => 'second')).toBeUndefined()
    finish()
    expect(await one).toBe('first')
    expect(await second.alone(async () => 'second')).toBe('second')
    await close()
  })
  test.each(['alone', 'inTurn'] as const)(
    'get what was done %s on a connection that broke meanwhile, and the next one begins',
    async (way) => {
      const { one: first, other: second, close } = await openTwoConnections()
      const done = first[way](async () => {
        const { rows } = await sql`
          select pg_terminate_backend(pid, 5000) from pg_locks join pg_database on pg_database.oid = database
          where locktype = 'advisory' and datname = current_database()`.execute(second.executor)
        return rows.length
      })
      expect(await done).toBe(1)
      expect(await second.alone(async () => 'second')).toBe('second')
      expect(await first.alone(async () => 'third')).toBe('third')
      await close()
    },
  )
  test('wait for their turn where the work has to be done', async () => {
    const { one: first, other: second, close } = await openTwoConnections()
    const { run, running, finish } = work()
    const order: string[] = []
    const one = first.alone(run).then((said) => order.push(String(said)))
    await running
    // More than there are connections: only one of them is taken for waiting.
    const others = Array.from({ length: 12 }, (_, index) =>
      second.inTurn(async () => {
        await sql`select 1`.execute(second.executor)
        order.push(String(index))
      }),
    )
    await sql`select 1`.execute(second.executor)
    expect(order).toEqual([])
    finish()
    await Promise.all([one, ...others])
    expect(order).toEqual(['first', ...others.map((_, index) => String(index))])
    await close()
  })
})

test('in one process, too, the schedule steps back and the rest wait, whatever became of those before', async () => {
  const world = await openWorld()
  const { database } = world.service
  const { run, running, finish } = work()
  const one = database.inTurn(run)
  await running
  const failing = database.inTurn(async () => Promise.reject(new Error('no luck')))
  const other = database.inTurn(async () => 'second')
  expect(await database.alone(async () => 'third')).toBeUndefined()
  finish()
  expect(await one).toBe('first')
  await expect(failing).rejects.toThrow('no luck')
  expect(await other).toBe('second')
  expect(await database.alone(async () => 'third')).toBe('third')
  await world.close()
})
