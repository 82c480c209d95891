// Why a credit may not pay, in the words that are answered (invariant I16); `settle.test.ts` has the worked examples.

import { describe, expect, test } from 'vitest'
import type { Charge } from '../../src/engine/charge.ts'
import type { Credit, HeldPlan } from '../../src/engine/credit.ts'
import { type Circumstances, isSpendableAt, isWithin, objections } from '../../src/engine/terms.ts'
import { annex, at, boardroom, charge, circumstances, credit, universalTerms } from './worlds.ts'

const noon = at('2026-05-10T12:00:00Z')
const second = 1_000

/** What is said against it, `now` being noon. */
const against = (given: Parameters<typeof credit>[1], asked: Partial<Charge> = {}, left = 100) =>
  objections(credit(left, given), charge(20, { serviceTime: noon, ...asked }), {
    ...circumstances,
    now: noon,
  }).map(({ code, message }) => `${code}: ${message}`)

const holding = (plan: Partial<HeldPlan>): Credit['holder'] => ({
  isSuspended: false,
  plans: [{ tariffId: 5, from: noon - 60 * second, until: undefined, pauses: [], ...plan }],
})

describe('a booking is not paid', () => {
  test.each<[string, Parameters<typeof credit>[1], Partial<Charge>, string]>([
    [
      'when it opted out',
      {},
      { isOptedOut: true },
      'BookingOptedOut: The booking does not use booking credit.',
    ],
    [
      'by credit for something else, whatever its list of resource types',
      { terms: { forBookings: false, resourceTypeIds: [boardroom] } },
      {},
      'NotForBookings: It may not pay bookings.',
    ],
    [
      'by credit for other resource types',
      { terms: { resourceTypeIds: [boardroom, 12] } },
      {},
      'OtherResourceType: It pays resource types 11, 12, not 10.',
    ],
    [
      'by credit for some resource types when its own is not known',
      { terms: { resourceTypeIds: [boardroom] } },
      { resourceTypeId: undefined },
      'OtherResourceType: It pays resource types 11, not an unknown one.',
    ],
    [
      'before its credit is valid',
      { validFrom: noon + 1 },
      {},
      'NotYetValid: It is valid from 2026-05-10T12:00:00Z, which is after 2026-05-10T12:00:00Z.',
    ],
    [
      'once its credit has expired',
      { expiresAt: noon },
      {},
      'Expired: It expired at 2026-05-10T12:00:00Z, which is not after 2026-05-10T12:00:00Z.',
    ],
    [
      'once the contract of its credit has ended',
      { contract: { endsAt: noon, pauses: [] } },
      {},
      'ContractEnded: The contract that granted it ended at 2026-05-10T12:00:00Z.',
    ],
    [
      'while that contract is frozen',
      { contract: { endsAt: undefined, pauses: [{ from: noon, until: noon + 1 }] } },
      {},
      'Frozen: The contract that granted it is frozen at 2026-05-10T12:00:00Z.',
    ],
    [
      'from the credit of somebody who is suspended',
      { holder: { isSuspended: true, plans: [] } },
      {},
      'HolderSuspended: Its holder, or whoever would use it, is suspended or archived.',
    ],
    [
      'in another currency',
      { currencyCode: 'EUR' },
      {},
      'OtherCurrency: It is in EUR, the charge in GBP.',
    ],
    [
      'at a location that does not belong to the one of the credit',
      { businessId: annex },
      {},
      'OtherLocation: Location 2 issued it, and location 1 does not belong to that.',
    ],
    [
      'for somebody who is not on a plan that is listed',
      { terms: { tariffIds: [5, 6] } },
      {},
      'HolderNotOnPlan: Its holder is on none of the plans 5, 6 at 2026-05-10T12:00:00Z.',
    ],
  ])('%s', (_, given, asked, expected) => {
    expect(against(given, asked)).toEqual([expected])
  })

  test('by a credit of which nothing is left', () => {
    expect(against({}, {}, 0)).toEqual(['NothingLeft: Nothing is left of 0.0.'])
    expect(against({}, {}, 0.0001)).toEqual([])
  })
})

describe('a booking is paid', () => {
  test.each<[string, Parameters<typeof credit>[1]]>([
    ['from the first instant of its credit', { validFrom: noon }],
    ['until the last', { expiresAt: noon + 1 }],
    ['as long as its contract runs', { contract: { endsAt: noon + 1, pauses: [] } }],
    [
      'at the end of a pause and before the next',
      {
        contract: {
          endsAt: undefined,
          pauses: [
            { from: noon - 9, until: noon },
            { from: noon + 1, until: noon + 9 },
          ],
        },
      },
    ],
    [
      'with a list that names its resource type among others',
      { terms: { resourceTypeIds: [boardroom, 10] } },
    ],
    ['with credit that a team shares for bookings', { sharedFor: 'Bookings' }],
    ['by who is on a listed plan', { terms: { tariffIds: [6, 5] }, holder: holding({}) }],
    [
      'from the instant on at which that begins',
      { terms: { tariffIds: [5] }, holder: holding({ from: noon }) },
    ],
    ['until it ends', { terms: { tariffIds: [5] }, holder: holding({ until: noon + 1 }) }],
    [
      'after its pause',
      {
        terms: { tariffIds: [5] },
        holder: holding({ pauses: [{ from: noon - 9, until: noon }] }),
      },
    ],
  ])('%s', (_, given) => {
    expect(against(given)).toEqual([])
  })
})

describe('the plan of a holder does not count', () => {
  test.each<[string, Partial<HeldPlan>]>([
    ['when it is another one', { tariffId: 6 }],
    ['before it begins', { from: noon + 1 }],
    ['once it has ended', { until: noon }],
    ['in a pause', { pauses: [{ from: noon - 9, until: noon + 1 }] }],
  ])('%s', (_, plan) => {
    expect(against({ terms: { tariffIds: [5] }, holder: holding(plan) })).toEqual([
      'HolderNotOnPlan: Its holder is on none of the plans 5 at 2026-05-10T12:00:00Z.',
    ])
  })
})

describe('an event', () => {
  const event = (...eventCategoryIds: number[]) => ({ kind: 'Event' as const, eventCategoryIds })
  test.each<[string, Parameters<typeof credit>[1], Partial<Charge>, string[]]>([
    [
      'is not paid by credit for something else, whatever its list of categories',
      { terms: { forEvents: false, eventCategoryIds: [1] } },
      event(2),
      ['NotForEvents: It may not pay events.'],
    ],
    [
      'is not paid by credit for other categories',
      { terms: { forEvents: true, eventCategoryIds: [1, 2] } },
      event(3, 4),
      ['OtherEventCategory: It pays event categories 1, 2, not 3, 4.'],
    ],
    [
      'without a category is not paid by credit for some',
      { terms: { forEvents: true, eventCategoryIds: [1] } },
      event(),
      ['OtherEventCategory: It pays event categories 1, not events without one.'],
    ],
    [
      'is paid when one of its categories is listed',
      { terms: { forEvents: true, eventCategoryIds: [1, 2] } },
      event(3, 2),
      [],
    ],
    ['is paid by a credit without a list', { terms: { forEvents: true } }, event(), []],
    [
      'is judged by when it is bought, not by when it takes place',
      { terms: { forEvents: true }, expiresAt: noon + 1 },
      { ...event(), serviceTime: noon + 99 * second },
      [],
    ],
    [
      'is not paid with credit that a team shares for bookings',
      { terms: { forEvents: true }, sharedFor: 'Bookings' },
      event(),
      ['NotShared: The team shares it for bookings only.'],
    ],
  ])('%s', (_, given, asked, expected) => {
    expect(against(given, asked)).toEqual(expected)
  })
})

describe('what is neither a booking nor an event', () => {
  const universal = (terms: Partial<Credit['terms']> = {}) => ({
    terms: { ...universalTerms, ...terms },
    holder: holding({}),
  })
  test.each<[string, Parameters<typeof credit>[1], Partial<Charge>, string[]]>([
    [
      'is not paid by booking credit, and nothing else is said',
      { terms: { productIds: [1] } },
      { kind: 'Product', productId: 2 },
      ['NotUniversal: It is no universal credit, so it pays bookings and events at most.'],
    ],
    [
      'and another product than those listed is not paid',
      universal({ productIds: [1, 2] }),
      { kind: 'Product', productId: 3 },
      ['OtherProduct: It pays products 1, 2, not 3.'],
    ],
    [
      'and a product that is not known is not paid with a list',
      universal({ productIds: [1] }),
      { kind: 'Product' },
      ['OtherProduct: It pays products 1, not an unknown one.'],
    ],
    [
      'and another pass than those listed is not paid',
      universal({ passIds: [1, 2] }),
      { kind: 'Pass', passId: 3 },
      ['OtherPass: It pays passes 1, 2, not 3.'],
    ],
    [
      'and a pass that is not known is not paid with a list',
      universal({ passIds: [1] }),
      { kind: 'Pass' },
      ['OtherPass: It pays passes 1, not an unknown one.'],
    ],
    [
      'and another plan than those listed is not paid',
      universal({ tariffIds: [5, 6] }),
      { kind: 'Plan', tariffId: 7 },
      ['OtherPlan: It pays plans 5, 6, not 7.'],
    ],
    [
      'and a plan that is not known is not paid with a list',
      universal({ tariffIds: [5] }),
      { kind: 'Plan' },
      ['OtherPlan: It pays plans 5, not an unknown one.'],
    ],
    [
      'and other charges are not paid by credit for certain products',
      universal({ productIds: [1] }),
      { kind: 'Other' },
      [
        'NotForCharges: It is limited to certain products or passes and does not apply to other charges.',
      ],
    ],
    [
      'and other charges are not paid by credit for certain passes',
      universal({ passIds: [1] }),
      { kind: 'Other' },
      [
        'NotForCharges: It is limited to certain products or passes and does not apply to other charges.',
      ],
    ],
    [
      'and other charges are paid when it says so',
      universal({ productIds: [1], passIds: [1], forCharges: true }),
      { kind: 'Other' },
      [],
    ],
    [
      'and a list of plans limits no other charges',
      universal({ tariffIds: [5] }),
      { kind: 'Other' },
      [],
    ],
    [
      'and a product is paid whatever passes and plans are listed',
      universal({ passIds: [1], tariffIds: [5] }),
      { kind: 'Product', productId: 3 },
      [],
    ],
    [
      'and a pass is paid whatever products and plans are listed',
      universal({ productIds: [1], tariffIds: [5] }),
      { kind: 'Pass', passId: 3 },
      [],
    ],
    [
      'and a plan is paid whatever products and passes are listed',
      universal({ productIds: [1], passIds: [1] }),
      { kind: 'Plan', tariffId: 7 },
      [],
    ],
  ])('%s', (_, given, asked, expected) => {
    expect(against(given, asked)).toEqual(expected)
  })
})

test('everything that is said against a credit is said at once, in the same order', () => {
  const everything = against(
    {
      terms: { forBookings: false, tariffIds: [5] },
      currencyCode: 'EUR',
      businessId: annex,
      validFrom: noon + 1,
      expiresAt: noon - 1,
      contract: { endsAt: noon, pauses: [{ from: noon, until: noon + 1 }] },
      holder: { isSuspended: true, plans: [] },
    },
    { isOptedOut: true },
    0,
  )
  expect(everything.map((text) => text.split(':')[0])).toEqual([
    'BookingOptedOut',
    'NotForBookings',
    'OtherCurrency',
    'OtherLocation',
    'HolderNotOnPlan',
    'NothingLeft',
    'NotYetValid',
    'Expired',
    'ContractEnded',
    'Frozen',
    'HolderSuspended',
  ])
})

test.each<[Circumstances['spendableAt'], boolean[]]>([
  ['OwnLocation', [true, false, false]],
  ['OwnLocationAndChildren', [true, true, false]],
  ['WholeNetwork', [true, true, true]],
])(
  'S12 with %s a credit is spent at its location, the one below, the one above: %o',
  (spendableAt, expected) => {
    const riverside = 1
    const where = { ...circumstances, spendableAt }
    expect([
      isSpendableAt(riverside, riverside, where),
      isSpendableAt(riverside, annex, where),
      isSpendableAt(annex, riverside, where),
    ]).toEqual(expected)
  },
)

test('a span has its first instant and not its last', () => {
  expect([4, 5, 9, 10].map((instant) => isWithin(instant, { from: 5, until: 10 }))).toEqual([
    false,
    true,
    true,
    false,
  ])
})
