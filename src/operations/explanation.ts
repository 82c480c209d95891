// What a quote and a spend say: what each charge costs, which credits pay, and why the others do not. It is kept with a spend as
// rows of values, a quarter to a third as long as the answer, which follows from it whenever somebody asks again: what is changed
// here, or in the wording of what it uses, changes answers of before.

import { formatAmount, zero } from '../engine/amount.ts'
import { formatInstant } from '../engine/instant.ts'
import { notNeeded } from '../engine/settle.ts'
import type { Reason, ReasonCode } from '../engine/terms.ts'
import type { SpendPlan } from './plan-spend.ts'
import { reasonsText, refusalText, sequencesText, useText } from './settlement-wire.ts'

/** Amounts are texts: JSON leaves open how exact its numbers are. */
export type Explanation = readonly [
  covered: string,
  remainder: string,
  charges: readonly ExplainedCharge[],
  /** The fourth, where a release by reference finds what was used (storage/settlements.ts). */
  uses: readonly ExplainedUse[],
  refused: readonly ExplainedRefusal[],
]

/** With the last sequence of the wallet itself, if anything was taken from it, and of each that was taken from. */
export type ExplainedSpend = readonly [
  explanation: Explanation,
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
  id: number | undefined,
  creditId: number,
  coworkerId: number,
  used: string,
  remaining: string,
  chargeIndex: number,
]

type ExplainedRefusal = readonly [
  creditId: number,
  chargeIndex: number,
  reasons: readonly ExplainedReason[],
]

type ExplainedReason = typeof notNeeded.code | readonly [ReasonCode, string]

// Every credit that comes behind those that paid says this one, in the same words.
const onlyNotNeeded: ExplainedRefusal[2] = [notNeeded.code]
const notNeededText = reasonsText([notNeeded])

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
      useIds[index],
      use.creditId,
      use.coworkerId,
      formatAmount(use.amount),
      formatAmount(use.remaining),
      use.chargeIndex,
    ]),
    settlement.refused.map(({ creditId, chargeIndex, reasons }) => [
      creditId,
      chargeIndex,
      reasons[0] === notNeeded
        ? onlyNotNeeded
        : reasons.map(({ code, message }) => [code, message]),
    ]),
  ]
}

// What follows runs for every spend: members are named by their place, because taking rows apart by pattern walks through each of
// them as through a list of any kind.

/** The answer of a quote as JSON text. */
export function quoteAnswer(explanation: Explanation): string {
  return `{${membersOf(explanation)}}`
}

/** The answer of a spend as JSON text. */
export function spendAnswer(spend: ExplainedSpend): string {
  return `{${membersOf(spend[0])},"Sequence":${spend[1]},"Sequences":${sequencesText(spend[2])}}`
}

/** The same from what was kept of it as JSON text: in earlier versions the answer itself. */
export function keptAnswer(kept: string): string {
  return kept.startsWith('[') ? spendAnswer(JSON.parse(kept)) : kept
}

function membersOf(explanation: Explanation): string {
  const charges = explanation[2].map(chargeText).join()
  const uses = explanation[3].map(explainedUseText).join()
  const refused = explanation[4].map(explainedRefusalText).join()
  return `"Covered":${explanation[0]},"Remainder":${explanation[1]},"Charges":[${charges}],"Uses":[${uses}],"Refused":[${refused}]`
}

function chargeText(charge: ExplainedCharge): string {
  return `{"Kind":${JSON.stringify(charge[0])},"Amount":${charge[1]},"ServiceTime":${JSON.stringify(charge[2])},"BusinessId":${charge[3]},"CurrencyCode":${JSON.stringify(charge[4])},"Covered":${charge[5]},"Remainder":${charge[6]}}`
}

function explainedUseText(use: ExplainedUse): string {
  return useText(use[0], use[1], use[2], use[3], use[4], use[5])
}

function explainedRefusalText(refusal: ExplainedRefusal): string {
  return refusalText(
    refusal[0],
    refusal[1],
    refusal[2] === onlyNotNeeded ? notNeededText : reasonsText(refusal[2].map(inFull)),
  )
}

function inFull(reason: ExplainedReason): Reason {
  return typeof reason === 'string' ? notNeeded : { code: reason[0], message: reason[1] }
}
