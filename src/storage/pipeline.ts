// Statements that do not wait for each other's answers: each trip to the database costs more than most statements do.

import { CompiledQuery, type Kysely } from 'kysely'

/**
 * Runs statements that are started together one behind the other, without waiting in between; each begins when the one
 * before it has ended. For a transaction, or a connection of one's own.
 */
export function pipelined<Tables, T>(
  connected: Kysely<Tables>,
  run: (pipeline: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  const inner = connected.getExecutor()
  return inner.provideConnection((connection) => {
    // A transaction would let them wait for one another here. A statement asks for no more than an executor.
    const pipeline = inner.withConnectionProvider({
      provideConnection: (consumer) => consumer(connection),
    })
    return run({ getExecutor: () => pipeline } as unknown as Kysely<Tables>)
  })
}

/** Sends the commit right behind the statements that `last` starts at once, and answers when both are done. */
export type Finish = <T>(last: () => Promise<T>) => Promise<T>

// The statements of a pipeline are few and always the same: a plan for each, kept, rather than one for every list of ids.
// Each looks up what it needs by an index; a plan made while a table was small would walk through all of it ever after.
const begin = [
  'begin',
  'set local plan_cache_mode = force_generic_plan',
  'set local enable_seqscan = off',
  'set local jit = off',
].join('; ')

/**
 * One transaction in as few trips as its questions allow: `begin` leaves with what is started first, `commit` with what is
 * started last. Commits without `finish` as well. Rolls back when anything fails.
 */
export function transactPipelined<Tables, T>(
  database: Kysely<Tables>,
  run: (transaction: Kysely<Tables>, finish: Finish) => Promise<T>,
): Promise<T> {
  return database.connection().execute((connection) =>
    pipelined(connection, async (pipeline) => {
      const begun = command(pipeline, begin)
      // Whatever is wrong with it is wrong with all that follows; that nobody listens yet is no reason to end the process.
      begun.catch(() => {})
      let isFinished = false
      try {
        const result = await run(pipeline, async (last) => {
          isFinished = true
          const [answer] = await Promise.all([last(), command(pipeline, 'commit')])
          return answer
        })
        if (!isFinished) await command(pipeline, 'commit')
        return result
      } catch (error) {
        // A connection that is gone has rolled back.
        await command(pipeline, 'rollback').catch(() => {})
        throw error
      }
    }),
  )
}

function command<Tables>(pipeline: Kysely<Tables>, text: string): Promise<unknown> {
  return pipeline.getExecutor().executeQuery(CompiledQuery.raw(text))
}
