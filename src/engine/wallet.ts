// The pure wallet: what a journal of movements makes of each credit. It replays and it judges; it never writes.

import { type Amount, minus, plus, zero } from './amount.ts'

/** Why a balance moved (design 3.2). */
export type MovementKind = 'Grant' | 'Use' | 'Return' | 'Adjust' | 'Edit' | 'Void'

/** Money credit and time credit share one journal; ids are unique within a unit only. */
export type Unit = 'Money' | 'Time'

export interface Movement {
  readonly sequence: number
  readonly unit: Unit
  readonly creditId: number
  readonly kind: MovementKind
  /** Signed: what the credit gained. */
  readonly amount: Amount
  /** What the credit held once this movement had happened. */
  readonly remaining: Amount
}

/** A difference between what the journal says and what it should say. */
export interface Discrepancy {
  readonly sequence: number
  readonly problem: string
}

export interface Replay {
  /** What is left of each credit, by `creditKey`. */
  readonly remaining: ReadonlyMap<string, Amount>
  readonly discrepancies: readonly Discrepancy[]
}

export function creditKey(unit: Unit, creditId: number): string {
  return `${unit} ${creditId}`
}

/**
 * Replays the movements of one wallet in order of sequence (invariants I1, I3, I14): no gap, no duplicate, never below
 * zero, and every recorded balance equal to the one the movements before it make.
 */
export function replay(movements: readonly Movement[]): Replay {
  const remaining = new Map<string, Amount>()
  const discrepancies: Discrepancy[] = []
  movements.forEach((movement, index) => {
    const report = (problem: string) => {
      discrepancies.push({ sequence: movement.sequence, problem })
    }
    if (movement.sequence !== index + 1) report(`expected sequence ${index + 1}`)
    const key = creditKey(movement.unit, movement.creditId)
    if (movement.kind === 'Grant' && remaining.has(key)) report('a credit is granted once')
    const left = plus(remaining.get(key) ?? zero, movement.amount)
    if (left < 0) report('a credit never holds less than nothing')
    if (left !== movement.remaining) report(`recorded ${movement.remaining}, replayed ${left}`)
    remaining.set(key, left)
  })
  return { remaining, discrepancies }
}

/** What has been used of a credit: its total less what is left (domain S15). */
export function usedOf(total: Amount, remaining: Amount): Amount {
  return minus(total, remaining)
}
