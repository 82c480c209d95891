// What a quote shows and a spend does: the same plan (design 3.8, I15).

import { zero } from '../engine/amount.ts'
import type { Charge } from '../engine/charge.ts'
import { type Settlement, settle } from '../engine/settle.ts'
import { decimal, utc, type Wire } from '../entities/wire-json.ts'
import { type AskedCharge, completeCharge } from './charges.ts'
import { refusedWire, usesWire } from './settlement-wire.ts'
import type { WalletFacts } from './wallet-facts.ts'

export interface SpendPlan {
  readonly asked: readonly AskedCharge[]
  readonly charges: readonly Charge[]
  readonly settlement: Settlement
}

/** Pure: what the charges would take from the credits that were read. */
export function planSpend(
  facts: WalletFacts,
  asked: readonly AskedCharge[],
  now: number,
): SpendPlan {
  const standard = { businessId: facts.businessId, now }
  const charges = asked.map((charge, index) =>
    completeCharge(charge, `Charges[${index}]`, standard, facts.locations),
  )
  return { asked, charges, settlement: settle(charges, facts.credits, facts.circumstances) }
}

/** The answer of quote and spend, which is also the explanation that is stored; ids stand in it once there are any. */
export function planWire(
  { charges, settlement }: SpendPlan,
  useIds: readonly number[],
): Record<string, Wire> {
  return {
    Covered: decimal(settlement.covered),
    Remainder: decimal(settlement.remainder),
    Charges: charges.map((charge, index) => ({
      Kind: charge.kind,
      Amount: decimal(charge.amount),
      ServiceTime: utc(charge.serviceTime),
      BusinessId: charge.businessId,
      CurrencyCode: charge.currencyCode,
      Covered: decimal(settlement.charges[index]?.covered ?? zero),
      Remainder: decimal(settlement.charges[index]?.remainder ?? zero),
    })),
    Uses: usesWire(settlement.uses, useIds),
    Refused: refusedWire(settlement.refused),
  }
}
