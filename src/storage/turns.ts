// Work that only one caller at a time does, whichever process it is in: what is due to everybody.

import { type Kysely, sql } from 'kysely'
import type { DatabaseLocation } from '../config.ts'

export interface Turns {
  /** Answers undefined, with nothing done, when another one is at it. */
  readonly alone: <T>(run: () => Promise<T>) => Promise<T | undefined>
  /** Waits until nobody else is at it. Not to be called from within either of the two: it would wait for itself. */
  readonly inTurn: <T>(run: () => Promise<T>) => Promise<T>
}

export function turnsOn<Tables>(
  executor: Kysely<Tables>,
  engine: DatabaseLocation['engine'],
): Turns {
  // Callers in this process stand in line here, so that they never take more than one connection for waiting.
  let last: Promise<unknown> = Promise.resolve()
  let inLine = 0
  const queued = <T>(run: () => Promise<T>): Promise<T> => {
    inLine += 1
    const turn = last.then(run).finally(() => {
      inLine -= 1
    })
    last = turn.catch(() => {})
    return turn
  }
  // An embedded database has one process.
  const isShared = engine === 'postgres'
  return {
    alone: async (run) => {
      if (inLine > 0) return undefined
      return queued(() => (isShared ? lockedIfFree(executor, run) : run()))
    },
    inTurn: (run) => queued(() => (isShared ? locked(executor, run) : run())),
  }
}

// Any number that nothing else locks. The lock is the session's, so it ends with the connection however the process dies.
const turnLock = 4_400_002

function lockedIfFree<T, Tables>(
  executor: Kysely<Tables>,
  run: () => Promise<T>,
): Promise<T | undefined> {
  return executor.connection().execute(async (connection) => {
    const { rows } = await sql<{ isHeld: boolean }>`
      select pg_try_advisory_lock(${turnLock}) as "isHeld"`.execute(connection)
    return rows[0]?.isHeld ? unlockingAfter(connection, run) : undefined
  })
}

function locked<T, Tables>(executor: Kysely<Tables>, run: () => Promise<T>): Promise<T> {
  return executor.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${turnLock})`.execute(connection)
    return unlockingAfter(connection, run)
  })
}

async function unlockingAfter<T, Tables>(
  connection: Kysely<Tables>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run()
  } finally {
    // A connection that broke meanwhile has let go by itself; what was done stays done.
    await sql`select pg_advisory_unlock(${turnLock})`.execute(connection).catch(() => {})
  }
}
