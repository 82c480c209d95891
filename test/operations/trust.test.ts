// When what is remembered is worth planning on.

import { expect, test } from 'vitest'
import { createTrust } from '../../src/operations/trust.ts'

/** How many batches go by before the next that may plan on what is remembered. */
function passed(trust: ReturnType<typeof createTrust>): number {
  for (let count = 0; ; count += 1) if (trust.isWorthwhile()) return count
}

test('is there at first, and as long as nothing proves wrong', () => {
  const trust = createTrust()
  expect(passed(trust)).toBe(0)
  trust.held()
  expect(passed(trust)).toBe(0)
})

test('is withdrawn for twice as long with every disappointment, within bounds', () => {
  const trust = createTrust()
  const pauses = Array.from({ length: 9 }, () => {
    trust.broke()
    return passed(trust)
  })
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 64])
})

test('comes back by half with every success', () => {
  const trust = createTrust()
  for (let times = 0; times < 4; times += 1) {
    trust.broke()
    passed(trust)
  }
  trust.held()
  trust.held()
  expect(passed(trust)).toBe(0)
  trust.broke()
  expect(passed(trust)).toBe(4)
})

test('is withdrawn once for all who were under way when it broke', () => {
  const trust = createTrust()
  for (let batches = 0; batches < 4; batches += 1) trust.broke()
  expect(passed(trust)).toBe(1)
  trust.broke()
  expect(passed(trust)).toBe(2)
})
