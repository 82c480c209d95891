// The order in which credits are used (domain I1, S7, S13), one criterion at a time: each pair differs in it and, against
// it, in everything that counts less.

import { describe, expect, test } from 'vitest'
import type { Charge } from '../../src/engine/charge.ts'
import { burnOrder, type Credit, type Terms } from '../../src/engine/credit.ts'
import { at, charge, credit, universalTerms } from './worlds.ts'

type Given = Partial<Omit<Credit, 'terms'>> & { readonly terms?: Partial<Terms> }

/** The places of the credits in what was given, in burn order. */
function order(given: readonly Given[], asked?: Charge, usedBefore?: readonly number[]): number[] {
  const credits = given.map((one, index) => credit(10, { id: index + 1, ...one }))
  const inOrder = [...credits].sort(burnOrder(asked, usedBefore && new Set(usedBefore)))
  const backwards = [...credits].reverse().sort(burnOrder(asked, usedBefore && new Set(usedBefore)))
  expect(backwards).toEqual(inOrder)
  return inOrder.map(({ id }) => id)
}

const early = at('2026-06-01T00:00:00Z')
const late = at('2026-07-01T00:00:00Z')

describe('of two credits goes first', () => {
  test('what the charge used before it changed', () => {
    expect(order([{ tier: 0, origin: 'Plan' }, { tier: 2 }], charge(5), [2])).toEqual([2, 1])
  })
  test('the member’s own, then the paying customer’s, then another member’s', () => {
    expect(
      order([{ tier: 2, origin: 'Plan' }, { tier: 1, origin: 'Product' }, { tier: 0 }]),
    ).toEqual([3, 2, 1])
  })
  test('plan, product, manual', () => {
    expect(
      order([
        { origin: 'Manual', expiresAt: early },
        { origin: 'Product', expiresAt: late },
        { origin: 'Plan' },
      ]),
    ).toEqual([3, 2, 1])
  })
  test('the one that expires first, and never last', () => {
    const narrow = { forBookings: true, forEvents: false }
    const wide = { forBookings: true, forEvents: true }
    expect(
      order([
        { terms: narrow },
        { expiresAt: late, terms: narrow },
        { expiresAt: early, terms: wide },
      ]),
    ).toEqual([3, 2, 1])
  })
  test('the one with fewer purposes', () => {
    expect(
      order(
        [
          { terms: { ...universalTerms, forBookings: true, forEvents: true, productIds: [1] } },
          { terms: { ...universalTerms, forEvents: true, productIds: [1] } },
          { terms: { ...universalTerms, forBookings: true } },
          { terms: { ...universalTerms } },
        ],
        charge(5, { kind: 'Product', productId: 1 }),
      ),
    ).toEqual([4, 2, 3, 1])
    const both = { forBookings: true, forEvents: true }
    expect(order([{ terms: { ...both, isUniversal: true } }, { terms: both }])).toEqual([2, 1])
  })
  test('the older one, by the first instant at which it is valid', () => {
    expect(
      order([
        { validFrom: late, createdAt: early - 1 },
        { createdAt: late - 1 },
        { validFrom: early, createdAt: late },
      ]),
    ).toEqual([3, 2, 1])
  })
  test('the one with the lower id, when nothing else tells them apart', () => {
    expect(order([{ id: 9 }, { id: 3 }, { id: 5 }])).toEqual([3, 5, 9])
  })
})

describe('a credit whose list names the charge goes before an open one', () => {
  const older = { validFrom: early }
  test.each<[Charge['kind'], Partial<Terms>]>([
    ['Booking', { resourceTypeIds: [10] }],
    ['Event', { eventCategoryIds: [10] }],
    ['Product', { productIds: [10] }],
    ['Pass', { passIds: [10] }],
    ['Plan', { tariffIds: [10] }],
  ])('%s', (kind, listed) => {
    const open = { validFrom: early - 1 }
    expect(order([open, { ...older, terms: listed }], charge(5, { kind }))).toEqual([2, 1])
    // Neither a list of something else nor, without a charge, any list at all makes a difference.
    expect(order([open, { ...older, terms: listed }], charge(5, { kind: 'Other' }))).toEqual([1, 2])
    expect(order([open, { ...older, terms: listed }])).toEqual([1, 2])
  })
})
