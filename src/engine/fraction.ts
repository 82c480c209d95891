// What rates and ratios make of amounts, exact until it is rounded: rounding what was rounded already is a penny off
// wherever the first rounding ends on a half (domain S23).

import { type Amount, scaled } from './amount.ts'

/** Ten-thousandths of a currency unit. The denominator is above 0; nobody shortens it. */
export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** `amount` x `numerator` / `denominator`. */
export function fractionOf(amount: Amount, numerator = 1, denominator = 1): Fraction {
  return times({ numerator: BigInt(amount), denominator: 1n }, numerator, denominator)
}

/** `fraction` x `numerator` / `denominator`. */
export function times(fraction: Fraction, numerator: number, denominator: number): Fraction {
  return {
    numerator: fraction.numerator * BigInt(numerator),
    denominator: fraction.denominator * BigInt(denominator),
  }
}

export function raised(fraction: Fraction, by: Amount): Fraction {
  const { numerator, denominator } = fraction
  return { numerator: numerator + BigInt(by) * denominator, denominator }
}

/** Below 0 where `left` is less, 0 where both are the same, above 0 where it is more. */
export function compared(left: Fraction, right: Fraction): number {
  return Number(left.numerator * right.denominator - right.numerator * left.denominator)
}

/** The fraction as an amount, rounded half up to a multiple of `unit` ten-thousandths. */
export function inUnits({ numerator, denominator }: Fraction, unit: Amount): Amount {
  return scaled(1 as Amount, numerator, denominator, unit)
}
