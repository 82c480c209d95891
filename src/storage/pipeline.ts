// Statements that do not wait for each other's answers: each trip to the database costs more than most statements do.

import { CompiledQuery, type DatabaseConnection, type Kysely } from 'kysely'

/**
 * For statements that find a few rows by their ids, and are always the same: a plan for each, kept, rather than one for every
 * list of ids. A plan that is kept knows neither the ids nor how large a table will be, so it uses an index wherever there is one.
 */
export const settingsOfFew = [
  'plan_cache_mode = force_generic_plan',
  'enable_seqscan = off',
  'jit = off',
]

/**
 * Runs statements that are started together one behind the other, without waiting in between; each begins when the one
 * before it has ended. For a transaction, or on a connection that nobody else is given until `run` is done.
 */
export function pipelined<Tables, T>(
  connected: Kysely<Tables>,
  run: (pipeline: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  return connected
    .getExecutor()
    .provideConnection((connection) => run(onConnection(connected, connection)))
}

/** Statements on one connection; `before` is called as each of them starts. */
function onConnection<Tables>(
  connected: Kysely<Tables>,
  connection: DatabaseConnection,
  before: () => void = () => {},
): Kysely<Tables> {
  // A transaction would let them wait for one another here. A statement asks for no more than an executor.
  const pipeline = connected.getExecutor().withConnectionProvider({
    provideConnection: (consumer) => {
      before()
      return consumer(connection)
    },
  })
  return { getExecutor: () => pipeline } as unknown as Kysely<Tables>
}

/**
 * Sends the commit right behind the statements that `last` starts at once, and answers when all are done. None may follow:
 * it would be outside of the transaction.
 */
export type Finish = <T>(last: () => Promise<T>) => Promise<T>

/** How a transaction of a pipeline begins: one that writes, one that also keeps its plans, one that sees a single instant. */
const begins = {
  write: 'begin',
  change: ['begin', ...settingsOfFew.map((one) => `set local ${one}`)].join('; '),
  view: 'begin isolation level repeatable read read only',
}

export type PipelineKind = keyof typeof begins

/**
 * One transaction in as few trips as its questions allow: `begin` leaves with what is started first, `commit` with what is
 * started last. Commits without `finish` as well. Rolls back when anything fails.
 */
export function transactPipelined<Tables, T>(
  database: Kysely<Tables>,
  kind: PipelineKind,
  run: (transaction: Kysely<Tables>, finish: Finish) => Promise<T>,
): Promise<T> {
  return database
    .connection()
    .execute((connected) =>
      connected
        .getExecutor()
        .provideConnection((connection) => transactOn(connected, connection, begins[kind], run)),
    )
}

async function transactOn<Tables, T>(
  connected: Kysely<Tables>,
  connection: DatabaseConnection,
  begin: string,
  run: (transaction: Kysely<Tables>, finish: Finish) => Promise<T>,
): Promise<T> {
  const session = onConnection(connected, connection)
  const begun = command(session, begin)
  // Whatever is wrong with it is wrong with all that follows; that nobody listens yet is no reason to end the process.
  begun.catch(() => {})
  let isFinished = false
  const transaction = onConnection(connected, connection, () => {
    if (isFinished) throw new Error('a statement came after the end of its transaction')
  })
  try {
    const result = await run(transaction, async (last) => {
      const answer = last()
      isFinished = true
      const [value] = await Promise.all([answer, command(session, 'commit')])
      return value
    })
    if (!isFinished) {
      isFinished = true
      await command(session, 'commit')
    }
    return result
  } catch (error) {
    isFinished = true
    // A connection that is gone has rolled back.
    await command(session, 'rollback').catch(() => {})
    throw error
  }
}

function command<Tables>(pipeline: Kysely<Tables>, text: string): Promise<unknown> {
  return pipeline.getExecutor().executeQuery(CompiledQuery.raw(text))
}
