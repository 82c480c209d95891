// Who was behind a token at the last look. A spend believes it only until its transaction has looked again, so that asking
// who is calling costs no trip to the database of its own. Nothing else believes it at all.

import type { Database, Executor } from '../storage/database.ts'
import { type FoundUser, findUsersByTokens, type KnownToken } from '../storage/sessions.ts'
import type { Actor, Call } from './call.ts'

interface RememberedActor {
  readonly actor: Actor
  readonly remembered: KnownToken
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
  found: { readonly user: FoundUser; readonly actor: Actor } | undefined,
): void {
  const memory = memoryOf(database)
  if (!found) {
    memory.delete(tokenHash)
    return
  }
  if (memory.size >= mostRemembered) memory.clear()
  const { fingerprint } = found.user
  memory.set(tokenHash, { actor: found.actor, remembered: { tokenHash, fingerprint } })
}

export function rememberedActor(
  database: Database,
  tokenHash: string,
): RememberedActor | undefined {
  return memoryOf(database).get(tokenHash)
}

/** The tokens that calls rely on, each once. */
export function reliedOn(calls: readonly Call[]): readonly KnownToken[] {
  return [...new Set(calls.flatMap(({ remembered }) => remembered ?? []))]
}

/** The calls whose actor is not as remembered any more; to be asked in the transaction that relies on it. */
export async function changedActors(
  executor: Executor,
  calls: readonly Call[],
): Promise<ReadonlySet<Call>> {
  const hashes = new Set(reliedOn(calls).map(({ tokenHash }) => tokenHash))
  if (hashes.size === 0) return new Set()
  const users = await findUsersByTokens(executor, [...hashes], Date.now())
  return new Set(
    calls.filter(
      ({ remembered }) =>
        remembered && users.get(remembered.tokenHash)?.fingerprint !== remembered.fingerprint,
    ),
  )
}
