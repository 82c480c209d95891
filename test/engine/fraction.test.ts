// What rates and ratios make of amounts (domain S23).

import { expect, test } from 'vitest'
import { compared, fractionOf, inUnits, raised, times } from '../../src/engine/fraction.ts'
import { money } from './worlds.ts'

const penny = money(0.01)

test('a third, three times, is the whole', () => {
  const third = fractionOf(money(10), 1, 3)
  expect(inUnits(third, penny)).toBe(money(3.33))
  expect(inUnits(times(third, 3, 1), penny)).toBe(money(10))
  expect(compared(times(third, 3, 1), fractionOf(money(10)))).toBe(0)
})

test('fractions are less or more by less than an amount can say', () => {
  const sixth = fractionOf(money(0.0001), 1, 6)
  const seventh = fractionOf(money(0.0001), 1, 7)
  expect(compared(seventh, sixth)).toBeLessThan(0)
  expect(compared(sixth, seventh)).toBeGreaterThan(0)
})

test('S23 half a unit is rounded up, and what is less is not', () => {
  const twoThirds = fractionOf(money(0.01), 2, 3)
  expect(inUnits(raised(twoThirds, money(1)), penny)).toBe(money(1.01))
  expect(inUnits(times(twoThirds, 3, 4), penny)).toBe(penny)
  expect(inUnits(times(twoThirds, 299, 400), penny)).toBe(0)
})
