// Which credits pay which charges, how much of each, and why each other credit does not. Preview and commit are this
// one function (design 3.8).

import { type Amount, least, minus, plus, scaled, zero } from './amount.ts'
import type { Charge } from './charge.ts'
import { burnOrder, type Credit } from './credit.ts'
import { type Circumstances, objections, type Reason } from './terms.ts'

export interface Use {
  readonly creditId: number
  readonly coworkerId: number
  readonly chargeIndex: number
  /** 1 for the credit that was taken first; releases go backwards. */
  readonly rank: number
  readonly amount: Amount
  readonly remaining: Amount
}

export interface Refusal {
  readonly creditId: number
  readonly chargeIndex: number
  readonly reasons: readonly Reason[]
}

export interface SettledCharge {
  /** In the money of the charge, not in units of a credit price. */
  readonly covered: Amount
  readonly remainder: Amount
}

export interface Settlement {
  readonly uses: readonly Use[]
  readonly refused: readonly Refusal[]
  readonly charges: readonly SettledCharge[]
  readonly covered: Amount
  readonly remainder: Amount
}

interface SettlingCircumstances extends Circumstances {
  readonly minorUnit: Amount
  /** Credits that the charges used before they changed: the first to be used again (domain S13). */
  readonly usedBefore?: ReadonlySet<number>
}

/** Charges are settled in the order given; what one takes, the next does not find. */
export function settle(
  charges: readonly Charge[],
  credits: readonly Credit[],
  circumstances: SettlingCircumstances,
): Settlement {
  /** What is left of the credits that were used. */
  const left = new Map<number, Amount>()
  const uses: Use[] = []
  const refused: Refusal[] = []
  const settled = charges.map((charge, chargeIndex) => {
    let open = whole(charge)
    let rank = 0
    for (const credit of [...credits].sort(burnOrder(charge, circumstances.usedBefore))) {
      const remainingNow = left.get(credit.id)
      const now = remainingNow === undefined ? credit : { ...credit, remaining: remainingNow }
      const reasons = objections(now, charge, circumstances)
      if (reasons.length > 0 || open.isPaid) {
        refused.push({
          creditId: credit.id,
          chargeIndex,
          reasons: reasons.length > 0 ? reasons : [notNeeded],
        })
        continue
      }
      const { amount, after } = pay(open, now, circumstances.minorUnit)
      open = after
      // What is left to pay may be less than the currency can express.
      if (amount === 0) continue
      const remaining = minus(now.remaining, amount)
      rank += 1
      uses.push({
        creditId: credit.id,
        coworkerId: credit.coworkerId,
        chargeIndex,
        rank,
        amount,
        remaining,
      })
      left.set(credit.id, remaining)
    }
    const remainder = moneyOf(open, circumstances.minorUnit)
    return { covered: minus(charge.amount, remainder), remainder }
  })
  return {
    uses,
    refused,
    charges: settled,
    covered: settled.reduce((sum, one) => plus(sum, one.covered), zero),
    remainder: settled.reduce((sum, one) => plus(sum, one.remainder), zero),
  }
}

/** Kept answers say it by its code alone: other words here are other words in answers of before. */
export const notNeeded = {
  code: 'NotNeeded',
  message: 'The charge was paid before its turn came.',
} as const satisfies Reason

/**
 * What is still to be paid of a charge, as an exact fraction of it: credits at the credit price and credits at the
 * normal price pay on different scales (domain S22).
 */
interface Open {
  readonly charge: Charge
  readonly numerator: bigint
  readonly denominator: bigint
  /** A credit price took part, so money amounts are rounded to what the currency can pay. */
  readonly isRatio: boolean
  readonly isPaid: boolean
}

function whole(charge: Charge): Open {
  return { charge, numerator: 1n, denominator: 1n, isRatio: false, isPaid: charge.amount <= 0 }
}

function moneyOf(open: Open, minorUnit: Amount): Amount {
  if (open.isPaid) return zero
  const unit = open.isRatio ? minorUnit : (1 as Amount)
  return scaled(open.charge.amount, open.numerator, open.denominator, unit)
}

function pay(open: Open, credit: Credit, minorUnit: Amount): { amount: Amount; after: Open } {
  const { charge } = open
  const creditPrice = credit.usesCreditPrice ? charge.creditAmount : undefined
  const price = creditPrice !== undefined && creditPrice > 0 ? creditPrice : charge.amount
  const isRatio = open.isRatio || price !== charge.amount
  const unit = isRatio ? minorUnit : (1 as Amount)
  const isUntouched = open.numerator === open.denominator
  const cost = isUntouched ? price : scaled(price, open.numerator, open.denominator, unit)
  const amount = least(cost, credit.remaining)
  if (amount === cost) return { amount, after: { ...open, isPaid: true } }
  // a/b - amount/price. A cost that was rounded up is paid by what it exceeded the exact one with, too.
  const numerator = open.numerator * BigInt(price) - BigInt(amount) * open.denominator
  if (numerator <= 0n) return { amount, after: { ...open, isPaid: true } }
  return {
    amount,
    after: {
      charge,
      numerator,
      denominator: open.denominator * BigInt(price),
      isRatio,
      isPaid: false,
    },
  }
}
