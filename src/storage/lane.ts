// One connection for many: what is sent on it is done in the order in which it was sent, each statement as soon as the one
// before it has ended. On connections of their own statements would take the processor from each other and all end late, with
// nobody to answer before and nothing to do for the database afterwards.

import type { Kysely } from 'kysely'
import { pipelined } from './pipeline.ts'

/** Runs statements that stand for themselves; one that fails does not concern those behind it. */
export type Lane<Tables> = <T>(use: (executor: Kysely<Tables>) => Promise<T>) => Promise<T>

interface Shared<Tables> {
  readonly executor: Promise<Kysely<Tables>>
  readonly release: () => void
  users: number
}

/** Takes a connection of the pool when somebody begins and nobody else is at work, and gives it back after the last. */
export function createLane<Tables>(pool: Kysely<Tables>): Lane<Tables> {
  let current: Shared<Tables> | undefined
  return async (use) => {
    current ??= share(pool)
    const shared = current
    shared.users += 1
    try {
      return await use(await shared.executor)
    } finally {
      shared.users -= 1
      // All on a connection that breaks hear of it at once, so the next one begins on another.
      if (shared.users === 0) {
        current = undefined
        shared.release()
      }
    }
  }
}

function share<Tables>(pool: Kysely<Tables>): Shared<Tables> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const executor = new Promise<Kysely<Tables>>((resolve, reject) => {
    pipelined(pool, async (connection) => {
      resolve(connection)
      await released
    }).catch(reject)
  })
  return { executor, release, users: 0 }
}
