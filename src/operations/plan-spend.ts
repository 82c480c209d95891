// What a quote shows and a spend does: the same plan (design 3.8, I15).

import type { Charge } from '../engine/charge.ts'
import { type Settlement, settle } from '../engine/settle.ts'
import { type AskedCharge, completeCharge } from './charges.ts'
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
