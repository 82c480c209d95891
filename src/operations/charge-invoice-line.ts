// Pays lines of invoices from universal credit and writes down how, so that asking again gets the first answer
// (domain F3, F4, H8; design 5).

import { type Amount, negated } from '../engine/amount.ts'
import type { Charge } from '../engine/charge.ts'
import type { Settlement } from '../engine/settle.ts'
import { decimal, toJson, type Wire } from '../entities/wire-json.ts'
import type { Billable } from '../storage/billables.ts'
import { insertSettlement, writeAnswer } from '../storage/settlements.ts'
import { readSequences } from '../storage/wallets.ts'
import type { Work } from './call.ts'
import { type Entry, record } from './ledger.ts'
import { insertNew } from './new-record.ts'
import { sequencesWire, settlementWire } from './settlement-wire.ts'
import { entityNamed } from './wallet-access.ts'

export interface PaidLine {
  readonly lineId: number
  /** The customer whose invoice it is. */
  readonly coworkerId: number
  readonly description: string
  readonly charge: Charge
  /** Of this charge alone. */
  readonly settlement: Settlement
  readonly reference: string | null
  /** The wallets that were held. */
  readonly wallets: readonly number[]
}

/** What universal credit sees in a line that it may pay. */
export function chargeOfLine(line: {
  readonly kind: NonNullable<Billable['kind']>
  readonly amount: Amount
  readonly businessId: number
  readonly currencyCode: string
  readonly chargedId: number | null
  readonly now: number
}): Charge {
  const { kind, chargedId } = line
  const named = (of: Charge['kind']) => (kind === of ? (chargedId ?? undefined) : undefined)
  return {
    kind,
    amount: line.amount,
    creditAmount: undefined,
    serviceTime: line.now,
    businessId: line.businessId,
    currencyCode: line.currencyCode,
    resourceTypeId: undefined,
    eventCategoryIds: [],
    productId: named('Product'),
    passId: named('Pass'),
    tariffId: named('Plan'),
    isOptedOut: false,
  }
}

/** What one charge of several came to. */
export function settlementOf(all: Settlement, index: number): Settlement {
  const one = all.charges[index]
  if (!one) throw new Error(`no charge ${index} in a settlement`)
  const isIts = (part: { readonly chargeIndex: number }) => part.chargeIndex === index
  return {
    uses: all.uses.filter(isIts).map((use) => ({ ...use, chargeIndex: 0 })),
    refused: all.refused.filter(isIts).map((refusal) => ({ ...refusal, chargeIndex: 0 })),
    charges: [one],
    covered: one.covered,
    remainder: one.remainder,
  }
}

/** Writes the uses of one line, their movements and the answer. Answers that as JSON text. */
export async function writeLineUses(work: Work, paid: PaidLine): Promise<string> {
  const { settlement } = paid
  const settlementId = await insertSettlement(work.executor, {
    coworkerId: paid.coworkerId,
    reference: paid.reference,
    bookingId: null,
    invoiceLineId: paid.lineId,
    explanation: toJson({
      Charges: [{ Kind: paid.charge.kind, Amount: decimal(paid.charge.amount) }],
      ...settlementWire(settlement, []),
    }),
    by: work.actor.email,
    now: work.now,
  })
  const owner = entityNamed(work, 'CoworkerBookingCreditUseHistory')
  const entries: Entry[] = []
  for (const use of settlement.uses) {
    const values = {
      CoworkerBookingCreditId: use.creditId,
      CoworkerInvoiceLineId: paid.lineId,
      CreditUsed: use.amount,
      Description: paid.description,
    }
    const columns = {
      coworker_id: use.coworkerId,
      used_by_id: paid.coworkerId,
      settlement_id: settlementId,
      charge_index: use.chargeIndex,
      rank: use.rank,
    }
    const useId = await insertNew(work, owner, values, columns)
    entries.push({
      unit: 'Money',
      coworkerId: use.coworkerId,
      creditId: use.creditId,
      kind: 'Use',
      useId,
      amount: negated(use.amount),
      property: 'CoworkerInvoiceLineId',
      attempted: paid.lineId,
    })
  }
  await record(work, entries)
  const useIds = entries.map((entry) => entry.useId ?? 0)
  const answer = toJson(await answerOf(work, paid, useIds))
  await writeAnswer(work.executor, { coworkerId: paid.coworkerId, id: settlementId, answer })
  return answer
}

async function answerOf(work: Work, paid: PaidLine, useIds: readonly number[]): Promise<Wire> {
  const sequences = await readSequences(work.executor, paid.wallets)
  return {
    ...settlementWire(paid.settlement, useIds),
    Sequence: sequences.get(paid.coworkerId) ?? null,
    Sequences: sequencesWire(sequences),
  }
}
