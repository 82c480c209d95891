// Giving back what a charge used: recorded uses, latest rank first, never planned anew (invariant I9).

import { type Amount, least, minus, plus, zero } from './amount.ts'

export interface RecordedUse {
  readonly useId: number
  readonly creditId: number
  readonly rank: number
  /** What is still used of it. */
  readonly used: Amount
}

export interface Return {
  readonly useId: number
  readonly creditId: number
  readonly amount: Amount
  /** What stays used. */
  readonly used: Amount
}

/** What was still used, altogether. */
export function usedByAll(uses: readonly RecordedUse[]): Amount {
  return uses.reduce((sum, use) => plus(sum, use.used), zero)
}

/** Returns `amount` of the uses in reverse rank; undefined when less than that is used. */
export function unwind(
  uses: readonly RecordedUse[],
  amount: Amount,
): readonly Return[] | undefined {
  if (amount > usedByAll(uses)) return undefined
  const returns: Return[] = []
  let open = amount
  for (const use of [...uses].sort(
    (left, right) => right.rank - left.rank || right.useId - left.useId,
  )) {
    const given = least(open, use.used)
    if (given <= 0) continue
    returns.push({
      useId: use.useId,
      creditId: use.creditId,
      amount: given,
      used: minus(use.used, given),
    })
    open = minus(open, given)
  }
  return returns
}
