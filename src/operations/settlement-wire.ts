// Settlements and sequences as answers carry them. What every spend is answered with is written as JSON text at once: values of
// the wire in between would be a third of all garbage.

import { formatAmount } from '../engine/amount.ts'
import type { Refusal, Settlement } from '../engine/settle.ts'
import type { Reason } from '../engine/terms.ts'
import { decimal, jsonText, toJson, type Wire } from '../entities/wire-json.ts'

/** What the charge of a record answers; ids stand in it once there are any. */
export function settlementWire(
  settlement: Settlement,
  useIds: readonly number[],
): Record<string, Wire> {
  const uses = settlement.uses.map(
    ({ creditId, coworkerId, amount, remaining, chargeIndex }, index) =>
      useText(
        useIds[index],
        creditId,
        coworkerId,
        formatAmount(amount),
        formatAmount(remaining),
        chargeIndex,
      ),
  )
  return {
    Covered: decimal(settlement.covered),
    Remainder: decimal(settlement.remainder),
    Charges: settlement.charges.map((charge) => ({
      Covered: decimal(charge.covered),
      Remainder: decimal(charge.remainder),
    })),
    Uses: jsonText(`[${uses.join()}]`),
    Refused: refusedWire(settlement.refused),
  }
}

/** A use as JSON text, its amounts written already; its id once there is one. */
export function useText(
  id: number | undefined,
  creditId: number,
  coworkerId: number,
  used: string,
  remaining: string,
  chargeIndex: number,
): string {
  const known = id === undefined ? '' : `"CoworkerBookingCreditUseHistoryId":${id},`
  return `{${known}"CoworkerBookingCreditId":${creditId},"CoworkerId":${coworkerId},"CreditUsed":${used},"RemainingCredit":${remaining},"ChargeIndex":${chargeIndex}}`
}

/** Why each credit that paid nothing did not. */
export function refusedWire(refused: readonly Refusal[]): Wire {
  const texts = refused.map(({ creditId, chargeIndex, reasons }) =>
    refusalText(creditId, chargeIndex, reasonsText(reasons)),
  )
  return jsonText(`[${texts.join()}]`)
}

export function refusalText(creditId: number, chargeIndex: number, reasons: string): string {
  return `{"CoworkerBookingCreditId":${creditId},"ChargeIndex":${chargeIndex},"Reasons":${reasons}}`
}

export function reasonsText(reasons: readonly Reason[]): string {
  return toJson(reasons.map(({ code, message }) => ({ Code: code, Message: message })))
}

/** The sequence of each wallet, as answers carry them. */
export function sequencesWire(sequences: Iterable<readonly [number, number]>): Wire {
  return jsonText(sequencesText([...sequences]))
}

export function sequencesText(sequences: readonly (readonly [number, number])[]): string {
  const texts = sequences.map((one) => `{"CoworkerId":${one[0]},"Sequence":${one[1]}}`)
  return `[${texts.join()}]`
}
