// What a quote and a spend say: what each charge costs, which credits pay, and why the others do not. It is kept with a spend as
// rows of values, a quarter as long as the answer, which follows from it whenever somebody asks again.

import { formatAmount, zero } from '../engine/amount.ts'
import { formatInstant } from '../engine/instant.ts'
import { notNeeded } from '../engine/settle.ts'
import type { Reason, ReasonCode } from '../engine/terms.ts'
import { jsonText, toJson, type Wire } from '../entities/wire-json.ts'
import type { SpendPlan } from './plan-spend.ts'
import { refusalWire, useWire } from './settlement-wire.ts'

/** Amounts are texts: JSON leaves open how exact its numbers are. */
export type Explanation = readonly [
  covered: string,
  remainder: string,
  charges: readonly ExplainedCharge[],
  uses: readonly ExplainedUse[],
  refused: readonly ExplainedRefusal[],
]

/** With the last sequence of the wallet itself, if anything was taken from it, and of each that was taken from. */
export type ExplainedSpend = readonly [
  ...Explanation,
  sequence: number | null,
  sequences: readonly (readonly [coworkerId: number, sequence: number])[],
]

type ExplainedCharge = readonly [
  kind: string,
  amount: string,
  serviceTime: string,
  businessId: number,
  currencyCode: string,
  covered: string,
  remainder: string,
]

type ExplainedUse = readonly [
  /** None before it is written. */
  id: number | null,
  creditId: number,
  coworkerId: number,
  used: string,
  remaining: string,
  chargeIndex: number,
]

type ExplainedRefusal = readonly [
  creditId: number,
  chargeIndex: number,
  ...reasons: (typeof notNeeded.code | readonly [ReasonCode, string])[],
]

/** Pure. There are no ids before the uses are written. */
export function explain(
  { charges, settlement }: SpendPlan,
  useIds: readonly number[],
): Explanation {
  return [
    formatAmount(settlement.covered),
    formatAmount(settlement.remainder),
    charges.map((charge, index) => [
      charge.kind,
      formatAmount(charge.amount),
      formatInstant(charge.serviceTime),
      charge.businessId,
      charge.currencyCode,
      formatAmount(settlement.charges[index]?.covered ?? zero),
      formatAmount(settlement.charges[index]?.remainder ?? zero),
    ]),
    settlement.uses.map((use, index) => [
      useIds[index] ?? null,
      use.creditId,
      use.coworkerId,
      formatAmount(use.amount),
      formatAmount(use.remaining),
      use.chargeIndex,
    ]),
    settlement.refused.map(({ creditId, chargeIndex, reasons }) => [
      creditId,
      chargeIndex,
      ...reasons.map(shortened),
    ]),
  ]
}

/** The answer of a quote. */
export function explanationWire([covered, remainder, charges, uses, refused]:
  | Explanation
  | ExplainedSpend): Record<string, Wire> {
  return {
    Covered: jsonText(covered),
    Remainder: jsonText(remainder),
    Charges: charges.map(chargeWire),
    Uses: uses.map(([id, creditId, coworkerId, used, remaining, chargeIndex]) =>
      useWire({
        id: id ?? undefined,
        creditId,
        coworkerId,
        used: jsonText(used),
        remaining: jsonText(remaining),
        chargeIndex,
      }),
    ),
    Refused: refused.map(([creditId, chargeIndex, ...reasons]) =>
      refusalWire({ creditId, chargeIndex, reasons: reasons.map(inFull) }),
    ),
  }
}

/** The answer of a spend as JSON text. */
export function spendAnswer(spend: ExplainedSpend): string {
  const [, , , , , sequence, sequences] = spend
  return toJson(
    Object.assign(explanationWire(spend), {
      Sequence: sequence,
      Sequences: sequences.map(([id, last]) => ({ CoworkerId: id, Sequence: last })),
    }),
  )
}

/** The same from what was kept of it as JSON text: in earlier versions the answer itself. */
export function keptAnswer(kept: string): string {
  return kept.startsWith('[') ? spendAnswer(JSON.parse(kept)) : kept
}

function chargeWire([
  kind,
  amount,
  serviceTime,
  businessId,
  currencyCode,
  covered,
  remainder,
]: ExplainedCharge): Wire {
  return {
    Kind: kind,
    Amount: jsonText(amount),
    ServiceTime: serviceTime,
    BusinessId: businessId,
    CurrencyCode: currencyCode,
    Covered: jsonText(covered),
    Remainder: jsonText(remainder),
  }
}

// Every credit that comes behind those that paid says this one, in the same words.
function shortened(reason: Reason): ExplainedRefusal[2] {
  return reason === notNeeded ? notNeeded.code : [reason.code, reason.message]
}

function inFull(reason: ExplainedRefusal[2]): Reason {
  return typeof reason === 'string' ? notNeeded : { code: reason[0], message: reason[1] }
}
