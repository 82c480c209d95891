import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { burnOrder } from '../../src/engine/credit.ts'
import { settle } from '../../src/engine/settle.ts'
import { objections } from '../../src/engine/terms.ts'
import { unwind, usedByAll } from '../../src/engine/unwind.ts'
import {
  annex,
  at,
  boardroom,
  charge,
  circumstances,
  credit,
  dublin,
  meetingRoom,
  money,
  settled,
  universalTerms,
} from './worlds.ts'

describe('settling a charge', () => {
  test('W13 covers a part and leaves the rest to money', () => {
    const only = credit(15)
    expect(settled([charge(40)], [only])).toMatchObject({ paid: [[only.id, 15]], remainder: 25 })
  })
  test('W14 takes plan credit before credit by hand, even when that expires first', () => {
    const plan = credit(30, { origin: 'Plan', expiresAt: at('2026-06-01T00:00:00Z') })
    const manual = credit(50, { expiresAt: at('2026-05-20T00:00:00Z') })
    expect(settled([charge(60)], [manual, plan]).paid).toEqual([
      [plan.id, 30],
      [manual.id, 30],
    ])
  })
  test('W15 takes the narrower credit first, and before that the one that expires first', () => {
    const until = at('2026-06-30T00:00:00Z')
    const anyRoom = credit(40, { expiresAt: until })
    const thisRoom = credit(40, { expiresAt: until, terms: { resourceTypeIds: [meetingRoom] } })
    expect(settled([charge(50)], [anyRoom, thisRoom]).paid).toEqual([
      [thisRoom.id, 40],
      [anyRoom.id, 10],
    ])
    const sooner = { ...anyRoom, expiresAt: at('2026-06-15T00:00:00Z') }
    expect(settled([charge(50)], [thisRoom, sooner]).paid).toEqual([
      [sooner.id, 40],
      [thisRoom.id, 10],
    ])
  })
  test('W16 judges a booking by when it takes place', () => {
    const january = credit(80, { expiresAt: at('2026-02-01T00:00:00Z') })
    const booking = charge(40, { serviceTime: at('2026-02-05T09:00:00Z') })
    const answer = settled([booking], [january], '2026-01-25T00:00:00Z')
    expect(answer).toMatchObject({ paid: [], remainder: 40 })
    expect(answer.reasons(january.id)).toEqual(['Expired'])
  })
  test('W18 does not pay another resource type', () => {
    const other = credit(100, { terms: { resourceTypeIds: [boardroom] } })
    const answer = settled([charge(20)], [other])
    expect(answer).toMatchObject({ paid: [], remainder: 20 })
    expect(answer.reasons(other.id)).toEqual(['OtherResourceType'])
  })
  test('W19 pays events only with the flag, and only of its categories', () => {
    const ticket = (category: number) => charge(15, { kind: 'Event', eventCategoryIds: [category] })
    const bookingsOnly = credit(100)
    expect(settled([ticket(1)], [bookingsOnly]).reasons(bookingsOnly.id)).toEqual(['NotForEvents'])
    const workshops = credit(100, { terms: { forEvents: true, eventCategoryIds: [1] } })
    expect(settled([ticket(2)], [workshops]).reasons(workshops.id)).toEqual(['OtherEventCategory'])
    expect(settled([ticket(1)], [workshops]).paid).toEqual([[workshops.id, 15]])
  })
  test.each([
    { left: 100, paid: 60, remainder: 0 },
    { left: 45, paid: 45, remainder: 20 },
  ])(
    'W21 pays the credit price: $left left pays $paid, $remainder in money',
    ({ left, ...expected }) => {
      const units = credit(left, { usesCreditPrice: true })
      const booking = charge(80, { creditAmount: money(60), resourceTypeId: boardroom })
      const answer = settled([booking], [units])
      expect(answer.paid).toEqual([[units.id, expected.paid]])
      expect(answer.remainder).toBe(expected.remainder)
    },
  )
  test('credits on both price scales pay shares of the same charge', () => {
    const units = credit(30, { usesCreditPrice: true, origin: 'Plan' })
    const plain = credit(100)
    const booking = charge(80, { creditAmount: money(60) })
    expect(settled([booking], [units, plain])).toMatchObject({
      paid: [
        [units.id, 30],
        [plain.id, 40],
      ],
      covered: 80,
      remainder: 0,
    })
  })
  test('W23 an opted-out booking uses no money credit', () => {
    const open = credit(100)
    const answer = settled([charge(20, { isOptedOut: true })], [open])
    expect(answer.reasons(open.id)).toEqual(['BookingOptedOut'])
  })
  test('W30 the last instant is not part of the validity', () => {
    const july = credit(100, {
      validFrom: at('2026-07-01T04:00:00Z'),
      expiresAt: at('2026-08-01T04:00:00Z'),
    })
    const booking = (time: string) => charge(40, { serviceTime: at(time) })
    expect(settled([booking('2026-08-01T03:00:00Z')], [july]).remainder).toBe(0)
    expect(settled([booking('2026-08-01T04:00:00Z')], [july]).remainder).toBe(40)
  })
  test('W33 lists of a universal credit restrict their own kind only', () => {
    const universal = credit(100, { terms: { ...universalTerms, productIds: [1] } })
    const line = (kind: 'Product' | 'Pass', id: number, amount: number) =>
      charge(amount, { kind, productId: id, passId: id })
    expect(
      settled([line('Product', 1, 30), line('Product', 2, 40), line('Pass', 7, 10)], [universal]),
    ).toMatchObject({
      covered: 40,
      remainder: 40,
    })
  })
  test.each([
    { left: 80, flag: false, products: [], remainder: 165 },
    { left: 260, flag: true, products: [], remainder: 0 },
    { left: 260, flag: false, products: [], remainder: 0 },
    { left: 260, flag: false, products: [1], remainder: 15 },
  ])('W32 universal $left, charges $flag, products $products leaves $remainder', (row) => {
    const universal = credit(row.left, {
      terms: { ...universalTerms, forCharges: row.flag, productIds: row.products },
    })
    const lines = [
      charge(200, { kind: 'Plan', tariffId: 5 }),
      charge(30, { kind: 'Product', productId: 1 }),
      charge(15, { kind: 'Other' }),
    ]
    expect(settled(lines, [universal]).remainder).toBe(row.remainder)
  })
  test('W34 a universal credit does not pay bookings by itself', () => {
    const universal = credit(100, { terms: universalTerms })
    expect(settled([charge(20)], [universal]).reasons(universal.id)).toEqual(['NotForBookings'])
  })
  test('W47 own credit first, then the paying customer’s, and that for bookings only', () => {
    const own = credit(20)
    const shared = credit(100, { coworkerId: 2, tier: 1, sharedFor: 'Bookings', origin: 'Plan' })
    expect(settled([charge(50)], [shared, own]).paid).toEqual([
      [own.id, 20],
      [shared.id, 30],
    ])
    const product = charge(50, { kind: 'Product', productId: 1 })
    expect(settled([product], [shared]).reasons(shared.id)).toContain('NotShared')
  })
  test('W53 is spent at its location and the ones below, in its currency', () => {
    const ofRiverside = credit(100)
    expect(settled([charge(20, { businessId: annex })], [ofRiverside]).remainder).toBe(0)
    const abroad = charge(20, { businessId: dublin, currencyCode: 'EUR' })
    expect(settled([abroad], [ofRiverside]).reasons(ofRiverside.id)).toEqual([
      'OtherCurrency',
      'OtherLocation',
    ])
    const ofAnnex = credit(100, { businessId: annex })
    expect(settled([charge(20)], [ofAnnex]).reasons(ofAnnex.id)).toEqual(['OtherLocation'])
  })
  test('F7 the holder must be on a listed plan, and of plans only listed ones are payable', () => {
    const plan = { tariffId: 5, from: at('2026-01-01T00:00:00Z'), until: undefined, pauses: [] }
    const listed = { terms: { ...universalTerms, tariffIds: [5] } }
    const off = credit(100, listed)
    const on = credit(100, { ...listed, holder: { isSuspended: false, plans: [plan] } })
    expect(settled([charge(10, { kind: 'Other' })], [off]).reasons(off.id)).toEqual([
      'HolderNotOnPlan',
    ])
    expect(settled([charge(10, { kind: 'Plan', tariffId: 5 })], [on]).remainder).toBe(0)
    expect(settled([charge(10, { kind: 'Plan', tariffId: 6 })], [on]).reasons(on.id)).toEqual([
      'OtherPlan',
    ])
  })
  test('S4 and S25 plan credit ends with its contract and rests while that is frozen', () => {
    const booking = charge(10, { serviceTime: at('2026-05-10T09:00:00Z') })
    const ended = credit(10, {
      origin: 'Plan',
      contract: { endsAt: at('2026-05-10T09:00:00Z'), pauses: [] },
    })
    expect(settled([booking], [ended]).reasons(ended.id)).toEqual(['ContractEnded'])
    const pause = { from: at('2026-05-01T00:00:00Z'), until: at('2026-06-01T00:00:00Z') }
    const frozen = credit(10, { origin: 'Plan', contract: { endsAt: undefined, pauses: [pause] } })
    expect(settled([booking], [frozen]).reasons(frozen.id)).toEqual(['Frozen'])
  })
  test('says of each use whose credit it was, in which order, and what it left', () => {
    const own = credit(30, { origin: 'Plan' })
    const shared = credit(100, { coworkerId: 2, tier: 1 })
    const { uses, refused, charges, covered, remainder } = settle(
      [charge(50), charge(10), charge(200)],
      [shared, own],
      circumstances,
    )
    const [ofOwn, ofShared] = [
      { creditId: own.id, coworkerId: 1 },
      { creditId: shared.id, coworkerId: 2 },
    ]
    expect(uses).toEqual([
      { ...ofOwn, chargeIndex: 0, rank: 1, amount: money(30), remaining: 0 },
      { ...ofShared, chargeIndex: 0, rank: 2, amount: money(20), remaining: money(80) },
      { ...ofShared, chargeIndex: 1, rank: 1, amount: money(10), remaining: money(70) },
      { ...ofShared, chargeIndex: 2, rank: 1, amount: money(70), remaining: 0 },
    ])
    const nothingLeft = { code: 'NothingLeft', message: 'Nothing is left of 30.0.' }
    expect(refused).toEqual([
      { creditId: own.id, chargeIndex: 1, reasons: [nothingLeft] },
      { creditId: own.id, chargeIndex: 2, reasons: [nothingLeft] },
    ])
    expect(charges).toEqual([
      { covered: money(50), remainder: 0 },
      { covered: money(10), remainder: 0 },
      { covered: money(70), remainder: money(130) },
    ])
    expect([covered, remainder]).toEqual([money(130), money(130)])
  })
  test('says of a credit whose turn did not come that it was not needed, and of another why not', () => {
    const [first, second] = [credit(50), credit(50)]
    const other = credit(50, { terms: { forBookings: false } })
    const { refused } = settle([charge(50)], [first, second, other], circumstances)
    expect(refused.map(({ creditId, reasons }) => [creditId, ...reasons])).toEqual([
      [other.id, { code: 'NotForBookings', message: 'It may not pay bookings.' }],
      [second.id, { code: 'NotNeeded', message: 'The charge was paid before its turn came.' }],
    ])
  })
  test('S13 takes what the charge used before it changed first', () => {
    const [plan, manual] = [credit(50, { origin: 'Plan' }), credit(50)]
    const { uses } = settle([charge(60)], [plan, manual], {
      ...circumstances,
      usedBefore: new Set([manual.id]),
    })
    expect(uses.map(({ creditId, amount }) => [creditId, amount])).toEqual([
      [manual.id, money(50)],
      [plan.id, money(10)],
    ])
  })
  test.each([
    ['a credit without it pays the normal price', false, money(60), 80],
    ['a charge without it is paid at the normal price', true, undefined, 80],
    ['one of nothing is none', true, money(0), 80],
    ['the smallest one counts', true, money(0.01), 0.01],
  ])('of a credit price: %s', (_, usesCreditPrice, creditAmount, paid) => {
    const only = credit(100, { usesCreditPrice })
    expect(settled([charge(80, { creditAmount })], [only])).toMatchObject({
      paid: [[only.id, paid]],
      remainder: 0,
    })
  })
  test('S22 what several credits at the credit price leave is charged at its share, to the penny', () => {
    const credits = [7, 5, 9].map((left) => credit(left, { usesCreditPrice: true }))
    const asked = charge(100, { creditAmount: money(30) })
    expect(settled([asked], credits)).toMatchObject({ covered: 70, remainder: 30 })
    expect(settled([asked], credits.slice(0, 2))).toMatchObject({ covered: 40, remainder: 60 })
    expect(settled([asked], credits.slice(0, 1))).toMatchObject({
      covered: 23.33,
      remainder: 76.67,
    })
  })
  test('S22 credit at the normal price after one at the credit price pays whole pennies', () => {
    const units = credit(10, { usesCreditPrice: true, origin: 'Plan' })
    const plain = credit(100)
    const asked = charge(100, { creditAmount: money(30) })
    expect(settled([asked], [units, plain])).toMatchObject({
      paid: [
        [units.id, 10],
        [plain.id, 66.67],
      ],
      remainder: 0,
    })
    const little = { ...plain, remaining: money(66.66) }
    expect(settled([asked], [units, little])).toMatchObject({ remainder: 0.01 })
  })
  test('what is exact to four decimals stays so at the normal price', () => {
    const [first, second] = [credit(0.0001), credit(0.0333)]
    expect(settled([charge(0.0335)], [first, second])).toMatchObject({
      paid: [
        [first.id, 0.0001],
        [second.id, 0.0333],
      ],
      remainder: 0.0001,
    })
  })
  test('the smallest charge is paid, at the normal price and at the smallest credit price', () => {
    const least = 0.0001
    const [plain, units] = [credit(1), credit(1, { usesCreditPrice: true })]
    expect(settled([charge(least)], [plain]).paid).toEqual([[plain.id, least]])
    const cheap = charge(50, { creditAmount: money(least) })
    expect(settled([cheap], [units])).toMatchObject({ paid: [[units.id, least]], remainder: 0 })
  })
  test('a ten-thousandth that nobody pays is left to money', () => {
    expect(settled([charge(0.0002)], [credit(0.0001)])).toMatchObject({ remainder: 0.0001 })
  })
  test('the last ten-thousandth of a charge is paid by whichever credit is next', () => {
    const [first, second] = [credit(0.0001), credit(1)]
    expect(settled([charge(0.0334)], [first, second]).paid).toEqual([
      [first.id, 0.0001],
      [second.id, 0.0333],
    ])
  })
  test('what is left of a charge and is less than its currency can express uses no credit', () => {
    const units = credit(99.99, { usesCreditPrice: true, origin: 'Plan' })
    const plain = credit(1)
    const penny = charge(0.01, { creditAmount: money(100) })
    const answer = settled([penny], [units, plain])
    expect(answer).toMatchObject({ paid: [[units.id, 99.99]], covered: 0.01, remainder: 0 })
    expect(answer.reasons(plain.id)).toEqual([])
  })
  test('S22 a whole charge takes its credit price to the last decimal', () => {
    const units = credit(100, { usesCreditPrice: true })
    const asked = charge(80, { creditAmount: money(10.0055) })
    expect(settled([asked], [units])).toMatchObject({ paid: [[units.id, 10.0055]], remainder: 0 })
  })
  // Of the credit price 1, 0.3334 or 0.6667 is left: to the penny 0.33 or 0.67.
  test.each([
    ['rounded down, is paid by that', 0.6666, 1, 0.33],
    ['rounded up, is paid by that', 0.3333, 1, 0.67],
    [
      'rounded up, is paid by a credit that holds less, and as much as there really is',
      0.3333,
      0.668,
      0.668,
    ],
    ['rounded up, is paid by a credit that holds exactly what there is', 0.3333, 0.6667, 0.6667],
  ])('S22 what is left at the credit price, %s', (_, taken, held, paid) => {
    const [first, second, third] = [taken, held, 1].map((left) =>
      credit(left, { usesCreditPrice: true }),
    )
    if (!first || !second || !third) throw new Error('three credits were made')
    const asked = charge(1_000, { creditAmount: money(1) })
    const answer = settled([asked], [first, second, third])
    expect(answer).toMatchObject({ covered: 1_000, remainder: 0 })
    expect(answer.paid).toEqual([
      [first.id, taken],
      [second.id, paid],
    ])
    expect(answer.reasons(third.id)).toEqual(['NotNeeded'])
  })
  test('a charge of less than nothing is covered without a use', () => {
    expect(settled([charge(-5)], [credit(10)])).toMatchObject({ paid: [], remainder: 0 })
  })
  test('a charge of nothing is covered without a use', () => {
    const only = credit(10)
    const answer = settled([charge(0)], [only])
    expect(answer).toMatchObject({ paid: [], remainder: 0 })
    expect(answer.reasons(only.id)).toEqual(['NotNeeded'])
  })
})

const creditArbitrary = fc
  .record({
    cents: fc.integer({ min: 0, max: 20_000 }),
    origin: fc.constantFrom('Plan', 'Product', 'Manual' as const),
    usesCreditPrice: fc.boolean(),
    expiresInDays: fc.option(fc.integer({ min: -20, max: 40 }), { nil: undefined }),
    types: fc.subarray([meetingRoom, boardroom]),
    tier: fc.constantFrom(0, 1, 2 as const),
  })
  .map(({ cents, origin, usesCreditPrice, expiresInDays, types, tier }) =>
    credit(cents / 100, {
      origin,
      usesCreditPrice,
      tier,
      expiresAt:
        expiresInDays === undefined
          ? undefined
          : at('2026-05-10T09:00:00Z') + expiresInDays * 86_400_000,
      terms: { resourceTypeIds: types },
    }),
  )

const chargeArbitrary = fc
  .record({
    cents: fc.integer({ min: 0, max: 30_000 }),
    creditCents: fc.option(fc.integer({ min: 1, max: 30_000 }), { nil: undefined }),
    type: fc.constantFrom(meetingRoom, boardroom),
  })
  .map(({ cents, creditCents, type }) =>
    charge(cents / 100, {
      resourceTypeId: type,
      creditAmount: creditCents === undefined ? undefined : money(creditCents / 100),
    }),
  )

describe('laws of settling', () => {
  const worlds = [
    fc.array(chargeArbitrary, { maxLength: 4 }),
    fc.array(creditArbitrary, { maxLength: 6 }),
  ] as const

  test('covered and remainder make up each charge, and no credit gives more than it holds', () => {
    fc.assert(
      fc.property(...worlds, (charges, credits) => {
        const { uses, charges: settledCharges } = settle(charges, credits, circumstances)
        settledCharges.forEach((one, index) => {
          expect(one.covered + one.remainder).toBe(charges[index]?.amount)
          expect(one.remainder).toBeGreaterThanOrEqual(0)
          expect(one.covered).toBeGreaterThanOrEqual(0)
        })
        for (const { id, remaining } of credits) {
          const taken = uses
            .filter((use) => use.creditId === id)
            .reduce((sum, use) => sum + use.amount, 0)
          expect(taken).toBeLessThanOrEqual(remaining)
        }
        expect(uses.every((use) => use.amount > 0)).toBe(true)
      }),
    )
  })
  test('I12 the order in which credits are given does not matter', () => {
    fc.assert(
      fc.property(...worlds, (charges, credits) => {
        const backwards = settle(charges, [...credits].reverse(), circumstances)
        expect(backwards).toEqual(settle(charges, credits, circumstances))
      }),
    )
  })
  test('I8 the shares of a charge make up what is covered, and nothing is left in a credit that comes before one that pays', () => {
    fc.assert(
      fc.property(...worlds, (charges, credits) => {
        const { uses, charges: settledCharges } = settle(charges, credits, circumstances)
        const left = new Map(credits.map((one) => [one.id, one.remaining as number]))
        charges.forEach((one, index) => {
          const shares = uses.filter((use) => use.chargeIndex === index)
          const inOrder = [...credits].sort(burnOrder(one))
          const last = inOrder.findLastIndex(({ id }) => shares.some((use) => use.creditId === id))
          for (const use of shares)
            left.set(use.creditId, (left.get(use.creditId) ?? 0) - use.amount)
          const isOpen = (settledCharges[index]?.remainder ?? 0) > 0
          inOrder.forEach((credit, rank) => {
            const pays = objections(credit, one, circumstances).length === 0
            // Less than a hundredth cannot be spent at a credit price.
            if (pays && (rank < last || isOpen)) expect(left.get(credit.id)).toBeLessThan(100)
          })
          if (credits.every((credit) => !credit.usesCreditPrice)) {
            expect(shares.reduce((sum, use) => sum + use.amount, 0)).toBe(
              settledCharges[index]?.covered,
            )
          }
        })
      }),
    )
  })
  test('I16 a credit pays or is refused, once for each charge, and pays only without an objection', () => {
    fc.assert(
      fc.property(...worlds, (charges, credits) => {
        const { uses, refused } = settle(charges, credits, circumstances)
        charges.forEach((one, index) => {
          for (const { id, ...facts } of credits) {
            const used = uses.filter((use) => use.creditId === id && use.chargeIndex === index)
            const refusals = refused.filter(
              (item) => item.creditId === id && item.chargeIndex === index,
            )
            expect(used.length + refusals.length).toBeLessThanOrEqual(1)
            if (used.length > 0)
              expect(objections({ id, ...facts }, one, circumstances)).toEqual([])
          }
        })
      }),
    )
  })
})

describe('giving back', () => {
  const uses = [
    { useId: 1, creditId: 1, rank: 1, used: money(20) },
    { useId: 2, creditId: 2, rank: 2, used: money(30) },
  ]
  test('I9 returns the latest rank first, so that what stays used is a prefix', () => {
    expect(unwind(uses, money(35))).toEqual([
      { useId: 2, creditId: 2, amount: money(30), used: money(0) },
      { useId: 1, creditId: 1, amount: money(5), used: money(15) },
    ])
  })
  test('never returns more than was used', () => {
    expect(unwind(uses, money(50.01))).toBeUndefined()
    expect(usedByAll(uses)).toBe(money(50))
  })
})
