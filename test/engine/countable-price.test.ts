// A price beyond what can be counted is cut, and so is every share of it.

import { expect, test } from 'vitest'
import { type Amount, largestAmount, largestWhole, zero } from '../../src/engine/amount.ts'
import { countablePrice } from '../../src/engine/countable-price.ts'
import { fractionOf } from '../../src/engine/fraction.ts'
import { type Price, priceOfRest } from '../../src/engine/price.ts'

const penny = 100 as Amount
const huge = { numerator: BigInt(largestAmount) * 1_000n, denominator: 1n }
const dear: Price = {
  amount: Number(huge.numerator) as Amount,
  creditAmount: undefined,
  rateId: 1,
  exact: { amount: huge, creditAmount: undefined },
}

test('a price that can be counted stays as it is', () => {
  const exact = { amount: fractionOf(penny), creditAmount: undefined }
  const price = { amount: penny, creditAmount: undefined, rateId: 1, exact }
  expect(countablePrice(price, zero)).toBe(price)
})

test('one that cannot is what can be counted, beside the products', () => {
  expect(countablePrice(dear, zero).amount).toBe(largestWhole)
  expect(countablePrice(dear, penny).amount).toBe(largestWhole - penny)
})

test('half of it is half of what was cut', () => {
  const cut = countablePrice(dear, zero)
  expect(priceOfRest(cut, 60, 30, penny).amount).toBe(largestWhole / 2)
})
