// The one seam to the database. Beyond it nothing knows whether PostgreSQL or PGlite answers.

import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  sql,
  type TransactionBuilder,
} from 'kysely'
import type { DatabaseLocation } from '../config.ts'
import { Failure } from '../failure.ts'
import { isConnectionEnded, isConnectionLost, isPassing } from './database-errors.ts'
import { createLane, type Lane } from './lane.ts'
import { openPglite } from './pglite.ts'
import { type Finish, type PipelineKind, transactPipelined } from './pipeline.ts'
import { openPostgres } from './postgres.ts'
import { type Turns, turnsOn } from './turns.ts'

/** Runs statements: the database itself, or one transaction of it. */
export type Executor = Kysely<Tables>

/** Statements are derived or written by hand, so Kysely need not know the tables. */
type Tables = Record<string, Record<string, unknown>>

export interface Database extends Turns {
  readonly engine: DatabaseLocation['engine']
  readonly executor: Executor
  /**
   * Commits what `run` did, or nothing of it. A deadlock, a serialisation failure and a connection that breaks under
   * way are tried again; one that breaks at the commit is not, because nobody knows whether there was one.
   */
  readonly transaction: <T>(run: (transaction: Executor) => Promise<T>) => Promise<T>
  /**
   * The same for a change of a few records, whose statements look for rows by their ids: planned once, and not each time for
   * the ids at hand, which takes longer than the statement itself. A connection that breaks once `finish` was called is not
   * tried again.
   */
  readonly change: <T>(run: (transaction: Executor, finish: Finish) => Promise<T>) => Promise<T>
  /**
   * A transaction in as few trips to the database as `run` lets it (`pipeline.ts`): what it starts together leaves together. A
   * connection that breaks once `finish` was called is not tried again.
   */
  readonly pipeline: <T>(run: (transaction: Executor, finish: Finish) => Promise<T>) => Promise<T>
  /**
   * The connections of batches, for statements that stand for themselves: each is done, or not, with its own commit, and one
   * whose connection breaks may have been.
   */
  readonly batches: Executor
  /**
   * For such statements that hardly ever wait for a lock: on one connection for all, each behind those that were started before,
   * without waiting for their answers (`lane.ts`). Waits a tenth of a second for a lock, where there is more than one connection.
   */
  readonly lane: Lane<Tables>
  /** Runs statements that write nothing and find a few rows by an index, on the connections of glances. */
  readonly lookUp: <T>(run: (executor: Executor) => Promise<T>) => Promise<T>
  /** Runs statements that all see the database as it is at one instant, and that write nothing. */
  readonly snapshot: <T>(run: (transaction: Executor) => Promise<T>) => Promise<T>
  /** The same in one trip to the database: what `run` starts at once is all it may ask. */
  readonly view: <T>(run: (transaction: Executor) => Promise<T>) => Promise<T>
  /** A view on connections of its own, by statements that find what they ask for by an index. */
  readonly glance: <T>(run: (transaction: Executor) => Promise<T>) => Promise<T>
  readonly connections: () => Connections
  readonly close: () => Promise<void>
}

/** How busy the connections are. */
export interface Connections {
  readonly busy: number
  readonly idle: number
  readonly waiting: number
}

/** Opens a database that answers, or says in one sentence why it does not. */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  if (location.engine === 'pglite') return databaseOn(await openPglite(location.folder), 'pglite')
  const { url } = location
  const database = databaseOn(openPostgres(url, 'usual'), 'postgres', {
    batches: openPostgres(url, 'batches'),
    lane: openPostgres(url, 'lane'),
    glances: openPostgres(url, 'glances'),
  })
  try {
    await ping(database.executor)
    return database
  } catch (error) {
    await database.close()
    throw new Failure(
      'busy',
      `The database in the setting DATABASE_URL does not answer: ${reasonOf(error)}.`,
    )
  }
}

// A host with several addresses fails once for each, and the error of all of them has no message.
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}

/** Pools of their own: what goes in batches, and who only glances, waits behind no list and no report. */
interface OwnPools {
  readonly batches: PostgresPool
  readonly lane: PostgresPool
  readonly glances: PostgresPool
}

/** The same on pools that somebody else opened; on one for everything unless told otherwise. */
export function databaseOn(
  pool: PostgresPool,
  engine: DatabaseLocation['engine'],
  own: OwnPools = { batches: pool, lane: pool, glances: pool },
): Database {
  const pools = [...new Set([pool, own.batches, own.lane, own.glances])]
  const executors = new Map(pools.map((one) => [one, executorOn(one)]))
  const [executor, batches, lane, glances] = [pool, own.batches, own.lane, own.glances].map((one) =>
    executors.get(one),
  ) as [Executor, Executor, Executor, Executor]
  return {
    engine,
    executor,
    transaction: (run) => retriedTransaction(executor.transaction(), run),
    change: (run) => retriedPipeline(executor, 'change', run),
    pipeline: (run) => retriedPipeline(batches, 'write', run),
    batches,
    lane: createLane(lane),
    lookUp: (run) =>
      retried((attempt) => {
        attempt.isUnderWay = true
        return run(glances)
      }),
    snapshot: (run) =>
      retriedTransaction(
        executor.transaction().setIsolationLevel('repeatable read').setAccessMode('read only'),
        run,
        { mayCommit: false },
      ),
    view: (run) => viewOn(executor, run),
    glance: (run) => viewOn(glances, run),
    ...turnsOn(executor, engine),
    connections: () => sumOf(pools.map(connectionsOf)),
    close: async () => {
      await Promise.all([...executors.values()].map((one) => one.destroy()))
    },
  }
}

function executorOn(pool: PostgresPool): Executor {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

function sumOf(parts: readonly Connections[]): Connections {
  const sum = (count: (one: Connections) => number) =>
    parts.reduce((total, one) => total + count(one), 0)
  return {
    busy: sum((one) => one.busy),
    idle: sum((one) => one.idle),
    waiting: sum((one) => one.waiting),
  }
}

/** An embedded database has one connection and does not count. */
function connectionsOf(pool: PostgresPool & Partial<PoolCounts>): Connections {
  const { totalCount = 1, idleCount = 1, waitingCount = 0 } = pool
  return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount }
}

interface PoolCounts {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
}

// Under load a record may move again and again while its next editor waits; somebody gets ahead every time.
const attempts = 10

interface Attempt {
  isUnderWay: boolean
  isCommitting: boolean
}

/**
 * Tries again what certainly left nothing behind. A connection that breaks at the commit leaves that open, and where none
 * could be had, others wait for one too.
 */
async function retried<T>(run: (attempt: Attempt) => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    const attempt = { isUnderWay: false, isCommitting: false }
    try {
      return await run(attempt)
    } catch (error) {
      const isUndone = isPassing(error) || isUndoneBy(error, attempt)
      if (!isUndone || count === attempts) throw error
    }
  }
}

/** Until the commit nothing is done; what breaks before the first statement was a connection that lay idle, not the database. */
function isUndoneBy(error: unknown, { isUnderWay, isCommitting }: Attempt): boolean {
  if (isCommitting) return false
  return isUnderWay ? isConnectionLost(error) : isConnectionEnded(error)
}

function retriedTransaction<T>(
  transaction: TransactionBuilder<Tables>,
  run: (one: Executor) => Promise<T>,
  { mayCommit } = { mayCommit: true },
): Promise<T> {
  return retried((attempt) =>
    transaction.execute(async (one) => {
      attempt.isUnderWay = true
      const result = await run(one)
      // What only reads leaves nothing in doubt.
      attempt.isCommitting = mayCommit
      return result
    }),
  )
}

function viewOn<T>(executor: Executor, run: (transaction: Executor) => Promise<T>): Promise<T> {
  return retriedPipeline(executor, 'view', (transaction, finish) => finish(() => run(transaction)))
}

function retriedPipeline<T>(
  executor: Executor,
  kind: PipelineKind,
  run: (transaction: Executor, finish: Finish) => Promise<T>,
): Promise<T> {
  const mayCommit = kind !== 'view'
  return retried((attempt) =>
    transactPipelined(executor, kind, async (transaction, finish) => {
      attempt.isUnderWay = true
      const result = await run(transaction, (last) => {
        attempt.isCommitting = mayCommit
        return finish(last)
      })
      attempt.isCommitting = mayCommit
      return result
    }),
  )
}

/** Several statements without parameters, as a migration has them. */
export async function runScript(executor: Executor, script: string): Promise<void> {
  await executor.executeQuery(CompiledQuery.raw(script))
}

/** Answers when the database does. */
async function ping(executor: Executor): Promise<void> {
  await sql`select 1`.execute(executor)
}

/** Whether it answers but takes no changes, as a standby. */
export async function isReadOnly(executor: Executor): Promise<boolean> {
  const { rows } = await sql<{ isReadOnly: boolean }>`
    select current_setting('transaction_read_only') = 'on' as "isReadOnly"`.execute(executor)
  return rows[0]?.isReadOnly === true
}
