// What a quote shows and a spend does: the same plan (design 3.8, I15).

import type { Charge } from '../engine/charge.ts'
import { type Settlement, settle } from '../engine/settle.ts'
import { decimal, utc, type Wire } from '../entities/wire-json.ts'
import { type AskedCharge, completeCharge } from './charges.ts'
import { settlementWire } from './settlement-wire.ts'
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
  const standard = { businessId: facts.holder.businessId, now }
  const charges = asked.map((charge, index) =>
    completeCharge(charge, `Charges[${index}]`, standard, facts.locations),
  )
  return { asked, charges, settlement: settle(charges, facts.credits, facts.circumstances) }
}

/** Why the settlement came out as it did, as it is stored with it. */
export function explanationOf({ charges, settlement }: SpendPlan): Wire {
  return {
    Charges: charges.map((charge) => ({
      Kind: charge.kind,
      Amount: decimal(charge.amount),
      ServiceTime: utc(charge.serviceTime),
      BusinessId: charge.businessId,
      CurrencyCode: charge.currencyCode,
    })),
    ...settlementWire(settlement, []),
  }
}
