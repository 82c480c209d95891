// One connection for many statements: their order, and what becomes of those behind one that fails.

import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Database, type Executor, openDatabase } from '../../src/storage/database.ts'
import { isConnectionLost, isLockTimeout, sqlState } from '../../src/storage/database-errors.ts'
import { makeCredit, makeCustomer, makeLocation } from '../support/space.ts'
import { isPostgres, openWorld, runOnServer, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** A statement that is sent as the application sends its own; answers a column. */
async function ask<T>(executor: Executor, statement: ReturnType<typeof sql<{ value: T }>>) {
  const compiled = statement.compile(executor)
  const { rows } = await executor.getExecutor().executeQuery<{ value: T }>(compiled)
  return rows[0]?.value
}

const one = (lane: Database['lane'], statement: ReturnType<typeof sql<{ value: number }>>) =>
  lane((executor) => ask(executor, statement))

test('answers each of those who came together', async () => {
  const { lane } = world.service.database
  const answers = [1, 2, 3].map((value) => one(lane, sql`select ${value}::int as value`))
  expect(await Promise.all(answers)).toEqual([1, 2, 3])
})

test('one that fails is nobody else’s failure', async () => {
  const { lane } = world.service.database
  const answers = await Promise.allSettled([
    one(lane, sql`select 1 as value`),
    one(lane, sql`select 1 / ${0}::int as value`),
    one(lane, sql`select 3 as value`),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(sqlState((answers[1] as PromiseRejectedResult).reason)).toBe('22012')
})

describe.runIf(isPostgres)('on PostgreSQL', () => {
  let database: Database
  beforeEach(async () => {
    database = await openDatabase({ engine: 'postgres', url: world.url ?? '' })
  })
  afterEach(() => database.close())

  const backend = sql<{ value: number }>`select pg_backend_pid() as value`
  const after = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

  test('one connection serves all who come while somebody is at work, in order and without waiting in between', async () => {
    const ended: string[] = []
    const note = (name: string) => () => ended.push(name)
    const slow = one(database.lane, sql`select pg_backend_pid() as value from pg_sleep(0.2)`)
    const quick = one(database.lane, backend)
    slow.then(note('slow'))
    quick.then(note('quick'))
    const elsewhere = database.batches
    await ask(elsewhere, backend).then(note('elsewhere'))
    expect(await quick).toBe(await slow)
    expect(ended).toEqual(['elsewhere', 'slow', 'quick'])
  })

  test('the connection goes back when nobody is at work any more', async () => {
    await Promise.all([one(database.lane, backend), one(database.lane, backend)])
    await after(0)
    expect(database.connections()).toMatchObject({ busy: 0, waiting: 0 })
  })

  test('of a connection that ends all at work on it hear, and whoever comes then gets another', async () => {
    const { lane } = database
    const ended = [sql<{ value: number }>`select 1 as value from pg_sleep(20)`, backend].map(
      (statement) => one(lane, statement),
    )
    const heard = Promise.allSettled(ended)
    await expect
      .poll(async () => {
        const hit = sql<{ value: boolean }>`select pg_terminate_backend(pid) as value
          from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`
        return ask(database.executor, hit)
      })
      .toBe(true)
    for (const answer of await heard) {
      expect(answer.status).toBe('rejected')
      expect(isConnectionLost((answer as PromiseRejectedResult).reason)).toBe(true)
    }
    expect(await one(lane, backend)).toBeGreaterThan(0)
    await after(0)
    expect(database.connections()).toMatchObject({ busy: 0, waiting: 0 })
  })

  test('a database that cannot be reached is said to everybody, and asked again the next time', async () => {
    const gone = await openDatabase({ engine: 'postgres', url: world.url ?? '' })
    await runOnServer(
      process.env.TEST_DATABASE_URL ?? '',
      `alter database "${new URL(world.url ?? '').pathname.slice(1)}" allow_connections false`,
    )
    try {
      const answers = await Promise.allSettled([one(gone.lane, backend), one(gone.lane, backend)])
      expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    } finally {
      await runOnServer(
        process.env.TEST_DATABASE_URL ?? '',
        `alter database "${new URL(world.url ?? '').pathname.slice(1)}" allow_connections true`,
      )
    }
    expect(await one(gone.lane, backend)).toBeGreaterThan(0)
    await gone.close()
  })

  test('one that ended while it lay idle is not used again', async () => {
    const first = await one(database.lane, backend)
    await after(0)
    const { idle } = database.connections()
    await sql`select pg_terminate_backend(${first}::int)`.execute(world.service.database.executor)
    await expect.poll(() => database.connections().idle).toBe(idle - 1)
    expect(await one(database.lane, backend)).not.toBe(first)
  })

  test('a lock is given up before anybody else does: everybody behind would wait as well', async () => {
    const count = sql<{ value: number }>`select count(*)::int as value from business`
    const ended: string[] = []
    let elsewhere: Promise<unknown> | undefined
    await database.transaction(async (transaction) => {
      await sql`lock table business in access exclusive mode`.execute(transaction)
      elsewhere = ask(database.batches, count).finally(() => ended.push('elsewhere'))
      await expect(one(database.lane, count)).rejects.toSatisfy(isLockTimeout)
      expect(await one(database.lane, backend)).toBeGreaterThan(0)
      expect(ended).toEqual([])
    })
    await elsewhere
  })
})

describe.runIf(isPostgres)('spends', () => {
  const customers: number[] = []
  const backend = sql<{ value: number }>`select pg_backend_pid() as value`

  const spend = (customer: number | undefined) =>
    world.ask('POST', `/api/wallets/${customer}/spend`, {
      body: { Charges: [{ Kind: 'Booking', Amount: 1 }] },
    })
  const pause = () => new Promise((done) => setTimeout(done, 20))

  beforeAll(async () => {
    const location = await makeLocation(world)
    for (let count = 0; count < 2; count += 1) {
      const customer = await makeCustomer(world, location)
      const credit = { TotalCredit: 10, CaneBeUsedForBookings: true }
      await makeCredit(world, location, customer, credit)
      customers.push(customer)
      // Remembered from here on.
      await spend(customer)
      await spend(customer)
    }
  })

  test('of a wallet that somebody holds keep only those waiting who go with them', async () => {
    const [held, other] = customers
    const holder = await openDatabase({ engine: 'postgres', url: world.url ?? '' })
    let waiting: ReturnType<typeof spend> | undefined
    await holder.transaction(async (transaction) => {
      await sql`select from wallet where coworker_id = ${held} for update`.execute(transaction)
      let isAnswered = false
      waiting = spend(held)
      void waiting.then(() => {
        isAnswered = true
      })
      await pause()
      expect((await spend(other)).status).toBe(200)
      expect(isAnswered).toBe(false)
    })
    expect((await waiting)?.status).toBe(200)
    await holder.close()
  })

  test('that come before the first on a new connection was planned there are done as well', async () => {
    const { lane, executor } = world.service.database
    // Whoever held a wallet had it forgotten: only what is remembered goes down the lane.
    for (const customer of [...customers, ...customers]) await spend(customer)
    const pid = await lane((connection) => ask(connection, backend))
    await sql`select pg_terminate_backend(${pid}::int)`.execute(executor)
    await expect
      .poll(() => lane((connection) => ask(connection, backend)).catch(() => pid))
      .not.toBe(pid)
    const holder = await openDatabase({ engine: 'postgres', url: world.url ?? '' })
    const waiting: ReturnType<typeof spend>[] = []
    await holder.transaction(async (transaction) => {
      await sql`lock table wallet in access exclusive mode`.execute(transaction)
      for (const customer of customers) {
        waiting.push(spend(customer))
        await pause()
      }
      // Until the lane has given up.
      await new Promise((done) => setTimeout(done, 200))
    })
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200])
    await holder.close()
  })
})
