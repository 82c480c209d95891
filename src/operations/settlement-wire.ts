// Settlements and sequences as answers carry them.

import type { Refusal, Settlement, Use } from '../engine/settle.ts'
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
    Uses: usesWire(settlement.uses, useIds),
    Refused: refusedWire(settlement.refused),
  }
}

export function usesWire(uses: readonly Use[], useIds: readonly number[]): Wire {
  return uses.map((use, index) =>
    useWire({
      ...use,
      id: useIds[index],
      used: decimal(use.amount),
      remaining: decimal(use.remaining),
    }),
  )
}

/** A use as answers carry it; its id once there is one. */
export function useWire(use: {
  readonly id: number | undefined
  readonly creditId: number
  readonly coworkerId: number
  readonly used: Wire
  readonly remaining: Wire
  readonly chargeIndex: number
}): Wire {
  return {
    CoworkerBookingCreditUseHistoryId: use.id,
    CoworkerBookingCreditId: use.creditId,
    CoworkerId: use.coworkerId,
    CreditUsed: use.used,
    RemainingCredit: use.remaining,
    ChargeIndex: use.chargeIndex,
  }
}

/** Why each credit that paid nothing did not. */
export function refusedWire(refused: readonly Refusal[]): Wire {
  return refused.map(refusalWire)
}

export function refusalWire(refusal: Refusal): Wire {
  return {
    CoworkerBookingCreditId: refusal.creditId,
    ChargeIndex: refusal.chargeIndex,
    Reasons: refusal.reasons.map(({ code, message }) => ({ Code: code, Message: message })),
  }
}

/** The sequence of each wallet, as answers carry them. */
export function sequencesWire(sequences: ReadonlyMap<number, number>): Wire {
  return [...sequences].map(([id, sequence]) => ({ CoworkerId: id, Sequence: sequence }))
}
