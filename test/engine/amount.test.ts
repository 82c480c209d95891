import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Amount,
  formatAmount,
  greatest,
  largestAmount,
  least,
  minorUnit,
  minus,
  negated,
  parseAmount,
  plus,
  scaled,
  scaledUp,
  unitsOf,
  wholeUnits,
  zero,
} from '../../src/engine/amount.ts'

const amounts = fc
  .oneof(fc.maxSafeInteger(), fc.integer({ min: -20_000, max: 20_000 }))
  .map((tenThousandths) => plus(zero, tenThousandths as Amount))

describe('an amount is read from', () => {
  test.each<[string, string | number, number]>([
    ['a whole number', 20, 200_000],
    ['a whole number as text', '20', 200_000],
    ['a fraction', 0.25, 2_500],
    ['a fraction without a zero before the point', '.25', 2_500],
    ['a point without a fraction behind it', '20.', 200_000],
    ['the smallest amount', '0.0001', 1],
    ['a negative amount', '-1.5', -15_000],
    ['an amount with a plus', '+1.5', 15_000],
    ['text with blanks around it', '  1.5 ', 15_000],
    ['leading zeros', '0001.5', 15_000],
    ['trailing zeros', '1.500000000000', 15_000],
    ['a small number that JavaScript writes with an exponent', 1e-7, 0],
    ['an exponent', '1.5e2', 1_500_000],
    ['a capital exponent with a plus', '1.5E+2', 1_500_000],
    ['a negative exponent', '15000e-4', 15_000],
    ['an exponent that brings a tiny fraction back', '0.0000000001e10', 10_000],
    ['zero with any exponent', '0e999', 0],
    ['the largest amount', '900719925474.0991', largestAmount],
    ['the largest amount below zero', '-900719925474.0991', -largestAmount],
    ['a float that is no decimal fraction', 0.1 + 0.2, 3_000],
  ])('%s', (_, input, expected) => {
    expect(parseAmount(input)).toBe(expected)
  })

  test.each<[string, number]>([
    ['0.00005', 1],
    ['0.00004999999', 0],
    ['1.00005', 10_001],
    ['1.23455', 12_346],
    ['-0.00005', -1],
    ['-1.23455', -12_346],
    ['-1.23454', -12_345],
    ['0.00015', 2],
    ['0.00025', 3],
    ['5e-5', 1],
    ['4e-5', 0],
    ['1e-999', 0],
  ])('more than four decimals, rounded half away from zero: %s', (input, expected) => {
    expect(parseAmount(input)).toBe(expected)
  })

  test('zero never carries a sign', () => {
    for (const input of ['-0', '-0.00', '-0.00001', -0]) {
      expect(Object.is(parseAmount(input), 0), String(input)).toBe(true)
    }
    expect(Object.is(negated(zero), 0)).toBe(true)
  })
})

describe('no amount is read from', () => {
  test.each<[string, string | number]>([
    ['nothing', ''],
    ['blanks', '   '],
    ['a point alone', '.'],
    ['a sign alone', '-'],
    ['two signs', '--1'],
    ['two points', '1.2.3'],
    ['a thousands separator', '1,000'],
    ['a decimal comma', '1,5'],
    ['a currency', '£20'],
    ['words', 'twenty'],
    ['a blank inside', '1 0'],
    ['hexadecimal', '0x10'],
    ['an exponent alone', 'e5'],
    ['an exponent without digits', '1e'],
    ['an exponent with a fraction', '1e1.5'],
    ['digits of another script', '٢٠'],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['the word Infinity', 'Infinity'],
    ['one ten-thousandth more than the largest amount', '900719925474.0992'],
    ['one ten-thousandth less than the smallest amount', '-900719925474.0992'],
    ['what rounds up beyond the largest amount', '900719925474.09915'],
    ['a number far too large', 1e21],
    ['an exponent far too large', '1e999'],
    ['an exponent nobody writes', '1e1000000000'],
  ])('%s', (_, input) => {
    expect(parseAmount(input)).toBeUndefined()
  })

  test('a text of any length is answered at once, so that nobody stops the server with one', () => {
    // A pattern that backtracks, or arithmetic on all these digits, would outlast the time a test has.
    const digits = '1'.repeat(200_000)
    expect(parseAmount(`${digits}x`)).toBeUndefined()
    expect(parseAmount(digits)).toBeUndefined()
    expect(parseAmount(`0.${digits}`)).toBeUndefined()
    expect(parseAmount(`${digits}.${digits}`)).toBeUndefined()
    expect(parseAmount(`${' '.repeat(200_000)}1 x`)).toBeUndefined()
  })

  test('more than a thousand characters', () => {
    expect(parseAmount('1'.padStart(1_000, '0'))).toBe(10_000)
    expect(parseAmount('1'.padStart(1_001, '0'))).toBeUndefined()
  })

  test('any text that is no decimal number', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/\d/.test(text))
        expect(parseAmount(text)).toBeUndefined()
      }),
    )
  })
})

describe('an amount is written', () => {
  test.each<[string, number, string]>([
    ['with a fraction, however whole', 200_000, '20.0'],
    ['without trailing zeros', 2_500, '0.25'],
    ['with zeros inside its fraction', 10_050, '1.005'],
    ['to the last ten-thousandth', 1, '0.0001'],
    ['as zero', 0, '0.0'],
    ['below zero', -15_000, '-1.5'],
    ['just below zero', -1, '-0.0001'],
    ['at its largest', largestAmount, '900719925474.0991'],
    ['just below a large whole number', largestAmount - 992, '900719925473.9999'],
  ])('%s', (_, amount, expected) => {
    expect(formatAmount(amount as Amount)).toBe(expected)
  })

  test('so that reading it again answers the same amount', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseAmount(formatAmount(amount))).toBe(amount)
      }),
    )
  })

  test('so that a JSON reader, whose numbers are floats, reads up to 549 billion exactly', () => {
    // From 2^39 on, the fourth decimal is finer than a double is.
    const floats = amounts.filter((amount) => Math.abs(amount) <= 2 ** 39 * 10_000)
    fc.assert(
      fc.property(floats, (amount) => {
        expect(parseAmount(Number(formatAmount(amount)))).toBe(amount)
      }),
    )
  })

  test('as the shortest decimal with a fraction', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(formatAmount(amount)).toMatch(/^-?(0|[1-9]\d*)\.(0|\d{0,3}[1-9])$/)
      }),
    )
  })
})

test('extra decimals move an amount by at most half a ten-thousandth, and a half moves it away from zero', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.nat({ max: 1_000_000 }),
      fc.nat({ max: 9_999 }),
      fc.stringMatching(/^\d{1,20}$/),
      (isNegative, whole, fraction, extra) => {
        const text = `${isNegative ? '-' : ''}${whole}.${String(fraction).padStart(4, '0')}${extra}`
        const magnitude = whole * 10_000 + fraction + (extra >= '5' ? 1 : 0)
        expect(parseAmount(text)).toBe(isNegative && magnitude > 0 ? -magnitude : magnitude)
      },
    ),
  )
})

test('adding and taking away are exact and undo each other', () => {
  const halves = amounts.filter((amount) => Math.abs(amount) <= largestAmount / 2)
  fc.assert(
    fc.property(halves, halves, (left, right) => {
      expect(minus(plus(left, right), right)).toBe(left)
      expect(plus(left, negated(left))).toBe(zero)
    }),
  )
})

test('units of time credit are whole amounts', () => {
  expect(formatAmount(wholeUnits(90))).toBe('90.0')
  expect(unitsOf(wholeUnits(90))).toBe(90)
})

test('of two amounts one is the least and the other the greatest', () => {
  const [one, two] = [wholeUnits(1), wholeUnits(2)]
  expect([least(one, two), least(two, one), least(two, two)]).toEqual([one, one, two])
  expect([greatest(one, two), greatest(two, one), greatest(one, one)]).toEqual([two, two, one])
})

describe('a share of an amount', () => {
  const [cent, unit] = [100 as Amount, 10_000 as Amount]
  test.each<[string, number, number, number, Amount, number, number]>([
    ['that comes out even', 300, 2, 3, cent, 200, 200],
    ['just below half a hundredth', 149, 1, 1, cent, 100, 200],
    ['of half a hundredth', 150, 1, 1, cent, 200, 200],
    ['just above a hundredth', 101, 1, 1, cent, 100, 200],
    ['of one hundredth', 100, 1, 1, cent, 100, 100],
    ['of less than half a unit', 4_999, 1, 1, unit, 0, 10_000],
    ['of a third', 10_000, 1, 3, 1 as Amount, 3_333, 3_334],
    ['of two thirds', 10_000, 2, 3, 1 as Amount, 6_667, 6_667],
    ['of nothing', 0, 2, 3, cent, 0, 0],
    ['of a large amount', largestAmount, 7, 7, 1 as Amount, largestAmount, largestAmount],
  ])('%s is rounded half up, or up', (_, amount, numerator, denominator, to, half, up) => {
    expect(scaled(amount as Amount, numerator, denominator, to)).toBe(half)
    expect(scaledUp(amount as Amount, numerator, denominator, to)).toBe(up)
  })
  test('is rounded to a ten-thousandth when nothing else is said', () => {
    expect(scaled(1 as Amount, 1, 2)).toBe(1)
    expect(scaled(1 as Amount, 1, 3)).toBe(0)
    expect(scaled(largestAmount, 10n ** 30n, 10n ** 30n)).toBe(largestAmount)
  })
})

test.each([
  [0, 10_000],
  [2, 100],
  [3, 10],
  [4, 1],
  [5, 1],
])('the smallest amount of a currency with %d decimals is %d ten-thousandths', (decimals, unit) => {
  expect(minorUnit(decimals)).toBe(unit)
})
