// Giving back what a charge used (invariant I9); `settle.test.ts` has the worked examples.

import { describe, expect, test } from 'vitest'
import { unwind, usedByAll } from '../../src/engine/unwind.ts'
import { money } from './worlds.ts'

const use = (useId: number, rank: number, used: number) => ({
  useId,
  creditId: 100 + useId,
  rank,
  used: money(used),
})

const returned = (uses: readonly ReturnType<typeof use>[], amount: number) =>
  unwind(uses, money(amount))?.map((one) => [one.useId, one.amount / 10_000, one.used / 10_000])

describe('a return', () => {
  test('of everything gives back every use, the last one first', () => {
    expect(returned([use(1, 1, 20), use(2, 2, 30), use(3, 3, 5)], 55)).toEqual([
      [3, 5, 0],
      [2, 30, 0],
      [1, 20, 0],
    ])
  })
  test('of no more than the last use held leaves the others alone', () => {
    expect(returned([use(2, 2, 30), use(1, 1, 20)], 30)).toEqual([[2, 30, 0]])
    expect(returned([use(2, 2, 30), use(1, 1, 20)], 10)).toEqual([[2, 10, 20]])
  })
  test('of the smallest amount is a return', () => {
    expect(returned([use(1, 1, 20)], 0.0001)).toEqual([[1, 0.0001, 19.9999]])
  })
  test('passes over a use of which nothing is left', () => {
    expect(returned([use(1, 1, 20), use(2, 2, 0), use(3, 3, 5)], 10)).toEqual([
      [3, 5, 0],
      [1, 5, 15],
    ])
  })
  test('of uses with the same rank, from two charges, begins with the later one', () => {
    expect(returned([use(7, 1, 20), use(9, 1, 20), use(8, 1, 20)], 50)).toEqual([
      [9, 20, 0],
      [8, 20, 0],
      [7, 10, 10],
    ])
  })
  test('of nothing gives nothing back', () => {
    expect(returned([use(1, 1, 20)], 0)).toEqual([])
    expect(usedByAll([])).toBe(0)
  })
  test('of more than is used is refused, and leaves the list as it was', () => {
    const uses = [use(1, 1, 20), use(2, 2, 30)]
    expect(returned(uses, 50.0001)).toBeUndefined()
    expect(returned(uses, 50)).toHaveLength(2)
    expect(uses.map(({ useId }) => useId)).toEqual([1, 2])
  })
})
