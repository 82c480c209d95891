// What can be counted of a price: a rate and a length are each within bounds, and what they come to need not be.

import { type Amount, greatest, largestAmount, largestWhole, least, minus, zero } from './amount.ts'
import { fractionOf } from './fraction.ts'
import type { Price } from './price.ts'

/** The very price as long as it can be counted together with the products of its booking, else what can be. */
export function countablePrice(price: Price, products: Amount): Price {
  const extras = greatest(products, zero)
  const credit = price.creditAmount ?? zero
  if (price.amount <= minus(largestAmount, extras) && credit <= largestAmount) return price
  const amount = least(price.amount, minus(largestWhole, extras))
  const creditAmount = price.creditAmount && least(credit, largestWhole)
  // What time credit leaves of it is a share of what was cut.
  const exact = {
    amount: fractionOf(amount),
    creditAmount: creditAmount === undefined ? undefined : fractionOf(creditAmount),
  }
  return { ...price, amount, creditAmount, exact }
}
