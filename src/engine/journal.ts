// How a journal goes on: numbers without gaps, and a time that never runs backwards.

import type { MovementKind } from './wallet.ts'

/** The last that a wallet has seen. */
export interface JournalEnd {
  readonly sequence: number
  /** Epoch milliseconds; null before the first movement. */
  readonly recordedAt: number | null
}

/** A movement that is to be appended; instants in epoch milliseconds. */
export interface Coming {
  readonly coworkerId: number
  /** Its credit, as `creditKey` names it. */
  readonly credit: string
  readonly kind: MovementKind
  readonly now: number
  /** When it counts, where that is not now. */
  readonly occurredAt?: number | undefined
}

/** Where a movement stands; instants in epoch milliseconds. */
export interface Place {
  readonly sequence: number
  readonly recordedAt: number
  readonly occurredAt: number
}

export interface Continuation {
  /** The place of the next movement. Throws for a wallet that is not among the ends. */
  readonly append: (coming: Coming) => Place
  /** The ends of the wallets that were appended to. */
  readonly ends: ReadonlyMap<number, JournalEnd>
}

/** Whether a movement counts no earlier than whatever its credit has seen: asked for `lastOccurred`. */
export function isBackdated({ kind, now, occurredAt = now }: Omit<Coming, 'credit'>): boolean {
  return occurredAt !== now && kind !== 'Grant'
}

/**
 * A wallet's time never runs backwards, whatever the clocks of the processes that write to it say and whoever was first to
 * ask: what happens now is recorded no earlier than what was recorded before it. What counts from an earlier instant, as a
 * booking that ended does, counts after whatever the same credit has seen. So the last movement by an instant is the last by
 * sequence, too, and what it left is what there was. `lastOccurred` says when the last movement of a credit counts, by
 * `creditKey`, where something is backdated.
 */
export function continueJournals(
  before: ReadonlyMap<number, JournalEnd>,
  lastOccurred: ReadonlyMap<string, number> = new Map(),
): Continuation {
  const ends = new Map<number, JournalEnd>()
  const occurred = new Map(lastOccurred)
  const append = (coming: Coming): Place => {
    const { coworkerId, credit, now } = coming
    const end = ends.get(coworkerId) ?? before.get(coworkerId)
    if (!end) throw new Error(`customer ${coworkerId} has no wallet`)
    const recordedAt = Math.max(now, end.recordedAt ?? now)
    const asked = coming.occurredAt ?? now
    const said = asked === now ? recordedAt : asked
    const occurredAt = isBackdated(coming) ? Math.max(said, occurred.get(credit) ?? said) : said
    const sequence = end.sequence + 1
    ends.set(coworkerId, { sequence, recordedAt })
    occurred.set(credit, occurredAt)
    return { sequence, recordedAt, occurredAt }
  }
  return { append, ends }
}
