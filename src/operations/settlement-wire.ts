// Settlements and sequences as answers carry them.

import type { Refusal, Settlement, Use } from '../engine/settle.ts'
import type { Reason } from '../engine/terms.ts'
import { decimal, type Wire } from '../entities/wire-json.ts'

/** What the charge of a record answers; ids stand in it once there are any. */
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

function usesWire(uses: readonly Use[], useIds: readonly number[]): Wire {
  return uses.map(({ creditId, coworkerId, amount, remaining, chargeIndex }, index) =>
    useWire(useIds[index], creditId, coworkerId, decimal(amount), decimal(remaining), chargeIndex),
  )
}

/** A use as answers carry it, those of before as well; its id once there is one. */
export function useWire(
  id: number | undefined,
  creditId: number,
  coworkerId: number,
  used: Wire,
  remaining: Wire,
  chargeIndex: number,
): Wire {
  return {
    CoworkerBookingCreditUseHistoryId: id,
    CoworkerBookingCreditId: creditId,
    CoworkerId: coworkerId,
    CreditUsed: used,
    RemainingCredit: remaining,
    ChargeIndex: chargeIndex,
  }
}

/** Why each credit that paid nothing did not. */
export function refusedWire(refused: readonly Refusal[]): Wire {
  return refused.map(({ creditId, chargeIndex, reasons }) =>
    refusalWire(creditId, chargeIndex, reasonsWire(reasons)),
  )
}

export function refusalWire(creditId: number, chargeIndex: number, reasons: Wire): Wire {
  return { CoworkerBookingCreditId: creditId, ChargeIndex: chargeIndex, Reasons: reasons }
}

export function reasonsWire(reasons: readonly Reason[]): Wire {
  return reasons.map(({ code, message }) => ({ Code: code, Message: message }))
}

/** The sequence of each wallet, as answers carry them. */
export function sequencesWire(sequences: Iterable<readonly [number, number]>): Wire {
  return [...sequences].map(([id, sequence]) => ({ CoworkerId: id, Sequence: sequence }))
}
