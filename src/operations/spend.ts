// Quote and spend: the same plan, once without and once with writing it down (design 3.8, I15).

import { type Amount, negated } from '../engine/amount.ts'
import type { Charge } from '../engine/charge.ts'
import { type Settlement, settle, type Use } from '../engine/settle.ts'
import type { Body } from '../entities/change.ts'
import { decimal, toJson, utc, type Wire } from '../entities/wire-json.ts'
import { insertSettlement } from '../storage/settlements.ts'
import { readSequences } from '../storage/wallets.ts'
import { requireLocation } from './access.ts'
import type { Work } from './call.ts'
import { quoteRecord, spendRecord } from './charge-record.ts'
import { type AskedCharge, completeCharge, readCharges } from './charges.ts'
import { settleDue } from './due-work.ts'
import { type HeldWallets, holdWallets, record } from './ledger.ts'
import { readNamedRecord } from './named-records.ts'
import { insertNew } from './new-record.ts'
import { type Outcome, outcomeOf } from './perform.ts'
import { requireCover } from './require-cover.ts'
import { sequencesWire, settlementWire } from './settlement-wire.ts'
import { textIn } from './text-in.ts'
import { entityNamed, requireWallet } from './wallet-access.ts'
import { loadFacts, reachOf } from './wallet-facts.ts'

interface Plan {
  /** Every wallet that was locked, by the id of its customer. */
  readonly wallets: readonly number[]
  readonly asked: readonly AskedCharge[]
  readonly charges: readonly Charge[]
  readonly settlement: Settlement
}

/** What a spend with the same body would do now. */
export async function quote(work: Work, coworkerId: number, body: Body): Promise<Outcome> {
  await requireWallet(work, coworkerId, {
    entity: 'CoworkerBookingCredit',
    verb: 'Read',
    isOpenToMembers: true,
  })
  const named = readNamedRecord(body)
  const asked = named ? [] : readCharges(body)
  await settleDue(work, coworkerId)
  if (named) return quoteRecord(work, coworkerId, named)
  const held = new Map<number, number>()
  const plan = await planFor(work, coworkerId, asked, async () => held)
  return outcomeOf(work, 'Quoted; nothing was used.', toJson(settlementWire(plan.settlement, [])))
}

/** Settles the charges and writes uses, movements and the explanation, or refuses and writes nothing. */
export async function spend(work: Work, coworkerId: number, body: Body): Promise<Outcome> {
  await requireWallet(work, coworkerId, {
    entity: 'CoworkerBookingCreditUseHistory',
    verb: 'Create',
    isOpenToMembers: false,
  })
  const named = readNamedRecord(body)
  const asked = named ? [] : readCharges(body)
  await settleDue(work, coworkerId)
  if (named) return spendRecord(work, coworkerId, named, body)
  const plan = await planFor(work, coworkerId, asked, (ids) => holdWallets(work, ids))
  requireChargeLocations(work, plan)
  requireCover(body, plan.settlement)
  const useIds = await writeUses(work, coworkerId, body, plan)
  const sequences = await readSequences(work.executor, plan.wallets)
  const value: Wire = {
    ...settlementWire(plan.settlement, useIds),
    Sequence: sequences.get(coworkerId) ?? null,
    Sequences: sequencesWire(sequences),
  }
  return outcomeOf(work, 'Spent.', toJson(value))
}

async function planFor(
  work: Work,
  coworkerId: number,
  asked: readonly AskedCharge[],
  hold: (coworkerIds: readonly number[]) => Promise<HeldWallets>,
): Promise<Plan> {
  const reach = await reachOf(work, coworkerId)
  // Balances are read after the locks are held; whatever was read before must not be used (R2).
  const wallets = [...reach.tiers.keys()].sort((left, right) => left - right)
  await hold(wallets)
  const since = Math.min(work.now, ...asked.map((charge) => charge.serviceTime ?? work.now))
  const facts = await loadFacts(work, coworkerId, reach, since)
  const standard = { businessId: facts.holder.businessId, now: work.now }
  const charges = asked.map((charge, index) =>
    completeCharge(charge, `Charges[${index}]`, standard, facts.locations),
  )
  return {
    wallets,
    asked,
    charges,
    settlement: settle(charges, facts.credits, facts.circumstances),
  }
}

// Credit may come from another location; what it pays for must be at one of the user's own.
function requireChargeLocations(work: Work, plan: Plan): void {
  plan.charges.forEach((charge, index) => {
    requireLocation(work.actor, [charge.businessId], `Charges[${index}]`)
  })
}

async function writeUses(
  work: Work,
  coworkerId: number,
  body: Body,
  plan: Plan,
): Promise<readonly number[]> {
  const settlementId = await insertSettlement(work.executor, {
    coworkerId,
    reference: textIn(body, 'Reference') ?? null,
    bookingId: null,
    explanation: toJson(explanationOf(plan)),
    by: work.actor.email,
    now: work.now,
  })
  const owner = entityNamed(work, 'CoworkerBookingCreditUseHistory')
  const ids: number[] = []
  for (const use of plan.settlement.uses) {
    const values = {
      CoworkerBookingCreditId: use.creditId,
      CreditUsed: use.amount,
      Description: plan.asked[use.chargeIndex]?.description ?? null,
    }
    const columns = {
      coworker_id: use.coworkerId,
      used_by_id: coworkerId,
      settlement_id: settlementId,
      charge_index: use.chargeIndex,
      rank: use.rank,
    }
    ids.push(await insertNew(work, owner, values, columns))
  }
  await record(
    work,
    plan.settlement.uses.map((use, index) => entryOf(use, ids[index] ?? 0)),
  )
  return ids
}

function entryOf(use: Use, useId: number) {
  return {
    unit: 'Money' as const,
    coworkerId: use.coworkerId,
    creditId: use.creditId,
    kind: 'Use' as const,
    amount: negated(use.amount),
    useId,
    property: 'Charges',
    attempted: null,
  }
}

function explanationOf({ charges, settlement }: Plan): Wire {
  return {
    Charges: charges.map((charge) => ({
      Kind: charge.kind,
      Amount: decimal(charge.amount as Amount),
      ServiceTime: utc(charge.serviceTime),
      BusinessId: charge.businessId,
      CurrencyCode: charge.currencyCode,
    })),
    ...settlementWire(settlement, []),
  }
}
