// The money of invoice lines (domain G5, G6, G8).

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Amount, negated } from '../../src/engine/amount.ts'
import {
  discountedPrice,
  invoiceTotals,
  lineAmount,
  lineFigures,
  shareOf,
} from '../../src/engine/invoice.ts'
import { money } from './worlds.ts'

const penny = money(0.01)
const yen = money(1)
const twenty = money(20)

const line = (
  amount: number,
  credit: number,
  given: { readonly taxRate?: Amount; readonly includesTax?: boolean; readonly unit?: Amount } = {},
) => {
  const { taxRate = twenty, includesTax = false, unit = penny } = given
  const { subTotal, tax } = lineFigures(
    money(amount),
    money(credit),
    { taxRate, includesTax },
    unit,
  )
  return [subTotal / 10_000, tax / 10_000]
}

describe('a line of an invoice', () => {
  test.each<[string, number, number, Parameters<typeof line>[2], number[]]>([
    ['adds tax to a price without it', 100, 0, {}, [100, 20]],
    ['is exact in large sums', 10_000_000, 0, {}, [10_000_000, 2_000_000]],
    [
      'is exact in large sums with tax, too',
      12_000_000,
      0,
      { includesTax: true },
      [10_000_000, 2_000_000],
    ],
    ['W27 taxes what credit leaves', 100, 40, {}, [60, 12]],
    ['takes the tax out of a price with it', 120, 0, { includesTax: true }, [100, 20]],
    ['W27 takes it out of what credit leaves', 120, 60, { includesTax: true }, [50, 10]],
    ['has none where the rate is nothing', 50, 0, { taxRate: money(0) }, [50, 0]],
    ['has none where credit pays everything', 50, 50, {}, [0, 0]],
    ['rounds half a penny of tax up', 0.12, 0, { taxRate: money(12.5) }, [0.12, 0.02]],
    ['rounds less than half down', 0.11, 0, { taxRate: money(12.5) }, [0.11, 0.01]],
    ['rounds its remainder before it is taxed', 10.006, 0, { taxRate: money(50) }, [10.01, 5.01]],
    ['knows currencies without decimals', 99, 0, { taxRate: money(10), unit: yen }, [99, 10]],
    [
      'gives the tax what rounding leaves of a price with tax',
      10,
      0,
      { includesTax: true },
      [8.33, 1.67],
    ],
    ['takes back what it charged', -0.12, 0, { taxRate: money(12.5) }, [-0.12, -0.02]],
    ['takes back a price with tax', -10, 0, { includesTax: true }, [-8.33, -1.67]],
  ])('%s', (_, amount, credit, given, expected) => {
    expect(line(amount, credit, given)).toEqual(expected)
  })

  test('I8 whatever is charged, its taking back is the same below zero', () => {
    const cents = fc.integer({ min: 1, max: 1_000_000 }).map((one) => (one * 100) as Amount)
    const rates = fc.integer({ min: 0, max: 400_000 }).map((one) => one as Amount)
    fc.assert(
      fc.property(cents, rates, fc.boolean(), (amount, taxRate, includesTax) => {
        const charged = lineFigures(amount, money(0), { taxRate, includesTax }, penny)
        const back = lineFigures(negated(amount), money(0), { taxRate, includesTax }, penny)
        expect(back).toEqual({ subTotal: negated(charged.subTotal), tax: negated(charged.tax) })
        if (includesTax) expect(charged.subTotal + charged.tax).toBe(amount)
      }),
    )
  })
})

test('the price of a line written by hand is its figures and what credit paid', () => {
  const figures = { subTotal: money(50), tax: money(10) }
  expect(lineAmount(figures, money(40), false)).toBe(money(90))
  expect(lineAmount(figures, money(40), true)).toBe(money(100))
})

test('an invoice is the sum of its lines, tax included', () => {
  const lines = [
    { subTotal: money(50), tax: money(10) },
    { subTotal: money(-20), tax: money(-4) },
    { subTotal: money(0.5), tax: money(0.1) },
  ]
  expect(invoiceTotals(lines)).toEqual({ total: money(36.6), tax: money(6.1) })
  expect(invoiceTotals([])).toEqual({ total: 0, tax: 0 })
})

describe('a share of an amount', () => {
  test.each([
    ['is as large as its part', 90, 1, 3, 30],
    ['is rounded half up', 0.05, 1, 2, 0.03],
    ['of what was taken back is rounded by its size', -0.05, 1, 2, -0.03],
    ['of nothing is nothing', 90, 1, 0, 0],
    ['of one ten-thousandth is a share like any other', 90, 0.0001, 0.0001, 90],
  ])('%s', (_, amount, part, of, expected) => {
    expect(shareOf(money(amount), money(part), money(of), penny)).toBe(money(expected))
  })
  test('is rounded by its size however small it is', () => {
    const least = money(0.0001)
    expect(shareOf(least, money(1), money(2), least)).toBe(least)
    expect(shareOf(negated(least), money(1), money(2), least)).toBe(negated(least))
  })
})

describe('S23 a price is what its currency can express', () => {
  test.each<[string, number, number, Amount, number]>([
    ['half up', 1.005, 0, penny, 1.01],
    ['down where it is less', 1.0049, 0, penny, 1],
    ['without decimals', 1.5, 0, yen, 2],
    ['half up by its size', -1.005, 0, penny, -1.01],
    ['after the discount', 200, 12.5, penny, 175],
    ['after the discount: 32.33495', 48.5, 33.33, penny, 32.33],
    ['after the discount: 32.33495, taken back', -48.5, 33.33, penny, -32.33],
    ['after a discount of all of it', 48.5, 100, penny, 0],
  ])('%s', (_, amount, percent, unit, expected) => {
    expect(discountedPrice(money(amount), money(percent), unit)).toBe(money(expected))
  })
})
