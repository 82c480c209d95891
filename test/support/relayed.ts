// A service that finds its database through a line that can be broken. PGlite has none, so on PostgreSQL only.

import { openDatabase } from '../../src/storage/database.ts'
import { Relay } from './relay.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

export interface Relayed {
  readonly world: World
  readonly relay: Relay
  /** The same service beside the line. */
  readonly beside: Pick<World, 'service'>
  readonly close: () => Promise<void>
}

export async function openRelayed(options: WorldOptions = {}): Promise<Relayed> {
  const relay = await Relay.to(process.env.TEST_DATABASE_URL ?? '')
  const world = await openWorld({ ...options, through: (url) => relay.addressOf(url) })
  const database = await openDatabase({ engine: 'postgres', url: world.url ?? '' })
  return {
    world,
    relay,
    beside: { service: { ...world.service, database } },
    close: async () => {
      await database.close()
      await world.close()
      await relay.close()
    },
  }
}

/** Bytes that ask for a commit, and those that say that it was done. */
export const commit = { asked: 'commit\0', done: 'COMMIT\0' } as const

/** Asks, and breaks every line to the database at the commit: when that has arrived and was done, or before it arrives. */
export async function breakAtCommit<T>(
  relay: Relay,
  { isDone, before = async () => {} }: { isDone: boolean; before?: () => Promise<unknown> },
  ask: () => Promise<T>,
): Promise<T> {
  const held = relay.hold(commit.asked)
  const answer = ask()
  const { deliver } = await held
  await before()
  if (isDone) await deliver(commit.done)
  relay.cutAll()
  return answer
}
