// Who was behind a token at the last look. A spend believes it only until its transaction has looked again, so that asking
// who is calling costs no trip to the database of its own. Nothing else believes it at all.

import type { Database, Executor } from '../storage/database.ts'
import { findUsersByTokens, type UserRow } from '../storage/sessions.ts'
import type { Actor, Call, Remembered } from './call.ts'

interface RememberedActor {
  readonly actor: Actor
  readonly remembered: Remembered
}

/** Who is calling is not who it was thought to be: to be found out, and tried again. */
export class ActorChanged extends Error {}

const mostRemembered = 1_000
const memories = new WeakMap<Database, Map<string, RememberedActor>>()

function memoryOf(database: Database): Map<string, RememberedActor> {
  const known = memories.get(database)
  if (known) return known
  const memory = new Map<string, RememberedActor>()
  memories.set(database, memory)
  return memory
}

/** Keeps what a look-up found; nobody found is forgotten. */
export function remember(
  database: Database,
  tokenHash: string,
  found: { readonly user: UserRow; readonly actor: Actor } | undefined,
): void {
  const memory = memoryOf(database)
  if (!found) {
    memory.delete(tokenHash)
    return
  }
  if (memory.size >= mostRemembered) memory.clear()
  memory.set(tokenHash, { actor: found.actor, remembered: { tokenHash, user: found.user } })
}

export function rememberedActor(
  database: Database,
  tokenHash: string,
): RememberedActor | undefined {
  return memoryOf(database).get(tokenHash)
}

/** The calls whose actor is not as remembered any more; to be asked in the transaction that relies on it. */
export async function changedActors(
  executor: Executor,
  calls: readonly Call[],
): Promise<ReadonlySet<Call>> {
  const relying = calls.filter((call) => call.remembered !== undefined)
  const hashes = new Set(relying.flatMap(({ remembered }) => remembered?.tokenHash ?? []))
  if (hashes.size === 0) return new Set()
  const users = await findUsersByTokens(executor, [...hashes], Date.now())
  const texts = new Map([...users].map(([hash, user]) => [hash, JSON.stringify(user)]))
  const verdicts = new Map<Remembered, boolean>()
  const isChanged = (remembered: Remembered): boolean => {
    const known = verdicts.get(remembered)
    if (known !== undefined) return known
    const verdict = texts.get(remembered.tokenHash) !== JSON.stringify(remembered.user)
    verdicts.set(remembered, verdict)
    return verdict
  }
  return new Set(relying.filter(({ remembered }) => remembered && isChanged(remembered)))
}
