// The money of invoice lines: what is left after credit, with tax on the remainder (domain G5, G6, G8, W27, W32).

import { type Amount, minus, negated, plus, scaled, zero } from './amount.ts'

/** How the price of a line is typed and taxed. */
export interface LineTerms {
  /** In percent: 20.0000 is 20 %. */
  readonly taxRate: Amount
  readonly includesTax: boolean
}

export interface LineFigures {
  /** Without tax, after credit. */
  readonly subTotal: Amount
  readonly tax: Amount
}

// 100 % in ten-thousandths.
const whole = 1_000_000 as Amount

/**
 * The net amount and the tax of a line. `amount` is its price and `credit` what credit pays of it, both on the basis on which
 * prices are typed; each figure is rounded to the currency's minor unit, so that the sum of lines is the invoice.
 */
export function lineFigures(
  amount: Amount,
  credit: Amount,
  { taxRate, includesTax }: LineTerms,
  minorUnit: Amount,
): LineFigures {
  const remainder = rounded(minus(amount, credit), 1, 1, minorUnit)
  if (!includesTax) {
    return { subTotal: remainder, tax: rounded(remainder, taxRate, whole, minorUnit) }
  }
  const subTotal = rounded(remainder, whole, whole + taxRate, minorUnit)
  return { subTotal, tax: minus(remainder, subTotal) }
}

/** The price of a line whose figures were written by hand: the other way round. */
export function lineAmount(figures: LineFigures, credit: Amount, includesTax: boolean): Amount {
  return plus(includesTax ? plus(figures.subTotal, figures.tax) : figures.subTotal, credit)
}

export function invoiceTotals(lines: readonly LineFigures[]): {
  readonly total: Amount
  readonly tax: Amount
} {
  return lines.reduce(
    (sum, line) => ({
      total: plus(sum.total, plus(line.subTotal, line.tax)),
      tax: plus(sum.tax, line.tax),
    }),
    { total: zero, tax: zero },
  )
}

/** A share of an amount as a credit note takes it back. */
export function shareOf(amount: Amount, part: Amount, of: Amount, minorUnit: Amount): Amount {
  return of === 0 ? zero : rounded(amount, part, of, minorUnit)
}

/** What a discount, in percent, leaves of a price, as the currency can express it: rounded once (domain G9, S23). */
export function discountedPrice(
  amount: Amount,
  discountPercent: Amount,
  minorUnit: Amount,
): Amount {
  return rounded(amount, minus(whole, discountPercent), whole, minorUnit)
}

// Half up by size, so that what is taken back is the same as what was charged.
function rounded(amount: Amount, numerator: number, denominator: number, unit: Amount): Amount {
  return amount < 0
    ? negated(scaled(negated(amount), numerator, denominator, unit))
    : scaled(amount, numerator, denominator, unit)
}
