// Numbers that look random and are the same at every start: a linear congruential generator (Numerical Recipes).

export interface Chance {
  /** A whole number from 0 up to, but not including, `end`. */
  readonly below: (end: number) => number
  readonly between: (first: number, last: number) => number
  readonly pick: <T>(list: readonly T[]) => T
  /** True in that many of a hundred cases. */
  readonly percent: (share: number) => boolean
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const below = (end: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    // The upper bits are the ones that mix well.
    return Math.floor((state / 4_294_967_296) * end)
  }
  return {
    below,
    between: (first, last) => first + below(last - first + 1),
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    percent: (share) => below(100) < share,
  }
}
