// Settlements and sequences as answers carry them.

import type { Refusal, Settlement } from '../engine/settle.ts'
import { decimal, type Wire } from '../entities/wire-json.ts'

/** The answer of quote and spend; ids stand in it once there are any. */
export function settlementWire(
  settlement: Settlement,
  useIds: readonly number[],
): Record<string, Wire> {
  return {
    Covered: decimal(settlement.covered),
    Remainder: decimal(settlement.remainder),
    Charges: settlement.charges.map((charge) => ({
      Covered: decimal(charge.covered),
      Remainder: decimal(charge.remainder),
    })),
    Uses: settlement.uses.map((use, index) => ({
      CoworkerBookingCreditUseHistoryId: useIds[index],
      CoworkerBookingCreditId: use.creditId,
      CoworkerId: use.coworkerId,
      CreditUsed: decimal(use.amount),
      RemainingCredit: decimal(use.remaining),
      ChargeIndex: use.chargeIndex,
    })),
    Refused: refusedWire(settlement.refused),
  }
}

/** Why each credit that paid nothing did not. */
export function refusedWire(refused: readonly Refusal[]): Wire {
  return refused.map((refusal) => ({
    CoworkerBookingCreditId: refusal.creditId,
    ChargeIndex: refusal.chargeIndex,
    Reasons: refusal.reasons.map(({ code, message }) => ({ Code: code, Message: message })),
  }))
}

/** The sequence of each wallet, as answers carry them. */
export function sequencesWire(sequences: ReadonlyMap<number, number>): Wire {
  return [...sequences].map(([id, sequence]) => ({ CoworkerId: id, Sequence: sequence }))
}
