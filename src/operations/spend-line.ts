// Quotes and spends that name a line of an invoice: the charging of that line by universal credit (design 5). The price is
// the line's, and whoever asks again gets the first answer until all of it was given back.

import { minorUnit, minus } from '../engine/amount.ts'
import { settle } from '../engine/settle.ts'
import { decimal, toJson } from '../entities/wire-json.ts'
import { invalidField } from '../failure.ts'
import { findLine, type InvoiceFacts, type LineFacts, readInvoice } from '../storage/invoices.ts'
import { findAnswer } from '../storage/settlements.ts'
import type { Work } from './call.ts'
import { chargeOfLine, writeLineUses } from './charge-invoice-line.ts'
import { requireChargedLocations, requireQuotedLocations } from './charged-things.ts'
import type { SpendTerms } from './charges.ts'
import { priceOfLine, writeLineCredit } from './invoice-figures.ts'
import { holdWallets } from './ledger.ts'
import type { NamedRecord } from './named-records.ts'
import { type Outcome, outcomeOf } from './perform.ts'
import { requireCover } from './require-cover.ts'
import { settlementWire } from './settlement-wire.ts'
import { loadFacts, reachOf } from './wallet-facts.ts'

const property = 'Charges[0].CoworkerInvoiceLineId'

/** What a spend with the same body would do now, or has done. */
export async function quoteLine(
  work: Work,
  coworkerId: number,
  named: NamedRecord,
): Promise<Outcome> {
  const found = await findOwnLine(work, coworkerId, named)
  requireQuotedLocations(work.actor, coworkerId, [found.invoice])
  const before = await findAnswer(work.executor, coworkerId, named.id)
  const value =
    before ?? toJson(settlementWire((await planLine(work, coworkerId, found)).settlement, []))
  return outcomeOf(work, 'Quoted; nothing was used.', value)
}

/** Pays the line as far as universal credit may, and taxes what is left. Refuses a wrong `Amount` and changes nothing. */
export async function spendLine(
  work: Work,
  coworkerId: number,
  named: NamedRecord,
  terms: SpendTerms,
): Promise<Outcome> {
  const { invoice: seen } = await findOwnLine(work, coworkerId, named)
  requireChargedLocations(work.actor, [seen])
  const wallets = [...(await reachOf(work, coworkerId)).tiers.keys()]
  await holdWallets(work, wallets)
  const found = await findOwnLine(work, coworkerId, named)
  const before = await findAnswer(work.executor, coworkerId, named.id)
  if (before !== undefined) return outcomeOf(work, 'Spent.', before)
  const { charge, settlement } = await planLine(work, coworkerId, found)
  requireCover(terms.isToBeCovered, settlement)
  const { line, invoice } = found
  const answer = await writeLineUses(work, {
    lineId: line.id,
    coworkerId,
    description: line.description,
    charge,
    settlement,
    reference: terms.reference,
    wallets,
  })
  const credit = minus(priceOfLine(line), settlement.remainder)
  await writeLineCredit(work, invoice, line, credit)
  return outcomeOf(work, 'Spent.', answer)
}

interface OwnLine {
  readonly line: LineFacts
  readonly invoice: InvoiceFacts
  /** What names the line, as it was sent. */
  readonly given: unknown
}

async function findOwnLine(work: Work, coworkerId: number, named: NamedRecord): Promise<OwnLine> {
  const line = await findLine(work.executor, named.id)
  const invoice = line && (await readInvoice(work.executor, line.invoiceId))
  if (!line || invoice?.coworkerId !== coworkerId) {
    throw invalidField(
      property,
      'names no line of an invoice of this customer',
      named.charge[named.member],
    )
  }
  const price = priceOfLine(line)
  const given = named.charge[named.member]
  if (named.amount === undefined || named.amount === price) return { line, invoice, given }
  throw invalidField(
    'Charges[0].Amount',
    `must be ${toJson(decimal(price))}, which is what it costs, or be left out`,
    named.charge.Amount,
  )
}

async function planLine(work: Work, coworkerId: number, { line, invoice, given }: OwnLine) {
  const objection = objectionTo(line, invoice)
  if (line.kind === null || objection) throw invalidField(property, objection ?? '', given)
  const charge = chargeOfLine({
    kind: line.kind,
    amount: minus(priceOfLine(line), line.credit),
    businessId: line.businessId ?? invoice.businessId,
    currencyCode: invoice.currencyCode,
    chargedId: line.chargedId,
    now: work.now,
  })
  const facts = await loadFacts(work, coworkerId, await reachOf(work, coworkerId), work.now)
  const circumstances = { ...facts.circumstances, minorUnit: minorUnit(invoice.decimals) }
  return { charge, settlement: settle([charge], facts.credits, circumstances) }
}

function objectionTo(line: LineFacts, invoice: InvoiceFacts): string | undefined {
  if (line.kind === null) {
    return 'was charged where it was sold: name its BookingId or EventAttendeeId'
  }
  if (invoice.isVoid) return 'is on a void invoice'
  if (invoice.isCreditNote) return 'is on a credit note'
  return invoice.isPaid ? 'is on an invoice that is paid' : undefined
}
