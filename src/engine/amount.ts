// Amounts of credit: exact integers of ten-thousandths, never floats in between (domain S23).

/** Ten-thousandths of a currency unit, or of a unit of time credit. Always a safe integer. */
export type Amount = number & { readonly amount: unique symbol }

const DIGITS = 4
const SCALE = 10_000

/** The largest amount that stays exact: 900,719,925,474.0991. */
export const largestAmount = Number.MAX_SAFE_INTEGER as Amount

/** The largest of whole units. */
export const largestWhole = (largestAmount - (largestAmount % SCALE)) as Amount

export const zero = 0 as Amount

/** False of what arithmetic on amounts came to beyond the largest: it is no amount any more. */
export function isCountable(amount: Amount): boolean {
  return Math.abs(amount) <= largestAmount
}

const decimalPattern = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d{1,3}))?$/i

// Nobody writes longer numbers, and arithmetic on a megabyte of digits would stop the server.
const longestText = 1_000

/**
 * Reads a decimal number or its text. More than four decimals are rounded half up, away from zero.
 * Undefined when it is no number or too large to stay exact.
 */
export function parseAmount(input: number | string): Amount | undefined {
  const text = String(input)
  const match = text.length > longestText ? null : decimalPattern.exec(text.trim())
  if (!match) return undefined
  const [, sign, whole = '', behind = '', alone = '', exponent = '0'] = match
  const fraction = behind + alone
  const shift = DIGITS + Number(exponent) - fraction.length
  const magnitude = shiftedHalfUp(BigInt(whole + fraction), shift)
  if (magnitude > largestAmount) return undefined
  return (sign === '-' && magnitude !== 0n ? -Number(magnitude) : Number(magnitude)) as Amount
}

function shiftedHalfUp(digits: bigint, shift: number): bigint {
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  return (digits * 2n + divisor) / (divisor * 2n)
}

/** Decimal text that always carries a fraction, as amounts travel on the wire: `10.0`, `0.25`. */
export function formatAmount(amount: Amount): string {
  if (amount % SCALE === 0) return `${amount / SCALE}.0`
  const magnitude = Math.abs(amount)
  const whole = Math.trunc(magnitude / SCALE)
  const fraction = String(magnitude % SCALE)
    .padStart(DIGITS, '0')
    .replace(/0{1,3}$/, '')
  return `${amount < 0 ? '-' : ''}${whole}.${fraction}`
}

/** A whole number of units as an amount. */
export function wholeUnits(units: number): Amount {
  return (units * SCALE) as Amount
}

/** The units of an amount that is known to be whole, as time credit always is. */
export function unitsOf(amount: Amount): number {
  return amount / SCALE
}

export function plus(left: Amount, right: Amount): Amount {
  return (left + right) as Amount
}

export function minus(left: Amount, right: Amount): Amount {
  return (left - right) as Amount
}

export function negated(amount: Amount): Amount {
  return (0 - amount) as Amount
}

export function least(left: Amount, right: Amount): Amount {
  return left < right ? left : right
}

export function greatest(left: Amount, right: Amount): Amount {
  return left > right ? left : right
}

/** `amount` x `numerator` / `denominator`, rounded half up to a multiple of `unit` ten-thousandths (domain S23). */
export function scaled(
  amount: Amount,
  numerator: number | bigint,
  denominator: number | bigint,
  unit: Amount = 1 as Amount,
): Amount {
  const exact = BigInt(amount) * BigInt(numerator)
  const divisor = BigInt(denominator) * BigInt(unit)
  return Number(((exact * 2n + divisor) / (divisor * 2n)) * BigInt(unit)) as Amount
}

/** `amount` x `numerator` / `denominator`, rounded up to a multiple of `unit` ten-thousandths (domain S2). */
export function scaledUp(
  amount: Amount,
  numerator: number,
  denominator: number,
  unit: Amount,
): Amount {
  const exact = BigInt(amount) * BigInt(numerator)
  const divisor = BigInt(denominator) * BigInt(unit)
  return Number(((exact + divisor - 1n) / divisor) * BigInt(unit)) as Amount
}

/** The smallest amount of a currency, such as 0.01 for one with two decimals. */
export function minorUnit(decimals: number): Amount {
  return (SCALE / 10 ** Math.min(decimals, DIGITS)) as Amount
}
