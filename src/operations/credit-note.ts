// COWORKER_INVOICE_CANCEL: a negative invoice that takes an invoice back, wholly or in part (domain J10, S11).

import {
  type Amount,
  formatAmount,
  minorUnit,
  minus,
  negated,
  plus,
  zero,
} from '../engine/amount.ts'
import { type LineFigures, shareOf } from '../engine/invoice.ts'
import type { RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import { addCredited, type InvoiceFacts, listLines, reserveInvoiceId } from '../storage/invoices.ts'
import { findRecord } from '../storage/records.ts'
import { unrestrictedReading, type Work } from './call.ts'
import { holdInvoice, type Note, refusal, returnCredit, takeBackSales } from './invoice-commands.ts'
import { insertNew } from './new-record.ts'
import { entityNamed } from './wallet-access.ts'

export interface CreditOptions {
  /** With tax; all that is not credited yet unless it is given. */
  readonly amount: Amount | undefined
  readonly isPreview: boolean
  /** Stored on the note, for whoever applies it. */
  readonly isNotApplied: boolean
  /** Credit as well; otherwise money only (domain S11). */
  readonly returnsCredit: boolean
}

/** Credits an invoice. Once all of it is, what it sold and is not used goes as well. */
export async function creditInvoice(
  work: Work,
  owner: Entity,
  id: number,
  options: CreditOptions,
): Promise<Note> {
  const invoice = await holdInvoice(work, owner, id)
  if (invoice.isVoid) throw refusal(invoice, 'is void')
  if (invoice.isCreditNote) throw refusal(invoice, 'is a credit note itself')
  const open = minus(invoice.total, invoice.credited)
  if (open <= 0) throw refusal(invoice, 'has nothing left to credit')
  const amount = options.amount ?? open
  if (amount <= 0 || amount > open) {
    throw refusal(invoice, `can be credited up to ${formatAmount(open)}`)
  }
  if (options.isPreview) return `${formatAmount(amount)} would be credited.`
  await writeCreditNote(work, invoice, amount, options)
  await addCredited(work.executor, invoice.uniqueId, amount)
  const taken = amount === open ? await takeBackSales(work, id, 'invoice credited') : undefined
  if (options.returnsCredit) await returnCredit(work, id, 'invoice credited')
  return taken?.note
}

// What the note takes over from the invoice.
const copied = [
  'CoworkerId',
  'BusinessId',
  'CurrencyId',
  'BillToName',
  'BillToAddress',
  'BillToCity',
  'BillToPostCode',
  'BillToPhone',
  'BillToFax',
  'BillToState',
  'BillToCountryId',
  'BillToBankAccount',
  'BillToTaxIDNumber',
  'PurchaseOrder',
  'InvoiceFromDate',
  'InvoiceToDate',
]

async function writeCreditNote(
  work: Work,
  invoice: InvoiceFacts,
  amount: Amount,
  { isNotApplied }: CreditOptions,
): Promise<void> {
  const owner = entityNamed(work, 'CoworkerInvoice')
  const original = await findRecord(work.executor, unrestrictedReading(work, owner), invoice.id)
  if (!original) throw new Error(`invoice ${invoice.id} vanished while it was credited`)
  const lines = await listLines(work.executor, invoice.id)
  const parts = partsOf(lines, amount, invoice.total, minorUnit(invoice.decimals))
  const id = await reserveInvoiceId(work.executor)
  const tax = parts.reduce((sum, part) => plus(sum, part.tax), zero)
  const values = {
    ...Object.fromEntries(copied.map((name) => [name, original[name] ?? null])),
    InvoiceNumber: `CN-${String(id).padStart(5, '0')}`,
    DueDate: work.now,
    TotalAmount: negated(amount),
    TaxAmount: negated(tax),
    DiscountAmount: zero,
    CreditNote: true,
    OriginalInvoiceGuid: invoice.uniqueId,
    DoNotApplyCreditAutomatically: isNotApplied,
  }
  await insertNew(work, owner, values, { id })
  for (const [index, line] of lines.entries()) {
    const part = parts[index]
    if (part) await writeNoteLine(work, id, line.id, part)
  }
}

/** What the note takes back of each line; the last one carries what rounding leaves. */
function partsOf(
  lines: readonly LineFigures[],
  amount: Amount,
  total: Amount,
  unit: Amount,
): readonly LineFigures[] {
  const parts = lines.map((line) => ({
    subTotal: shareOf(line.subTotal, amount, total, unit),
    tax: shareOf(line.tax, amount, total, unit),
  }))
  const sum = parts.reduce((all, part) => plus(all, plus(part.subTotal, part.tax)), zero)
  const last = parts.length - 1
  return parts.map((part, index) =>
    index === last ? { ...part, subTotal: plus(part.subTotal, minus(amount, sum)) } : part,
  )
}

const copiedOfLines = [
  'Description',
  'DisplayAs',
  'TaxCategoryName',
  'Quantity',
  'TaxRate',
  'TariffName',
  'CoworkerProductName',
  'CoworkerTimePassName',
  'CoworkerExtraServiceName',
  'EventAttendeeProductName',
  'FinancialAccountCode',
  'FinancialAccountName',
  'IssuedByUniqueId',
  'Position',
  'IsHidden',
  'PurchaseOrder',
]

async function writeNoteLine(
  work: Work,
  invoiceId: number,
  lineId: number,
  part: LineFigures,
): Promise<void> {
  const owner = entityNamed(work, 'CoworkerInvoiceLine')
  const original = await findRecord(work.executor, unrestrictedReading(work, owner), lineId)
  if (!original) throw new Error(`line ${lineId} vanished while it was credited`)
  const values: RecordValues = {
    ...Object.fromEntries(copiedOfLines.map((name) => [name, original[name] ?? null])),
    CoworkerInvoiceId: invoiceId,
    UnitPrice: negated(part.subTotal),
    SubTotal: negated(part.subTotal),
    TaxAmount: negated(part.tax),
    CreditAmount: zero,
    CancelledCoworkerInvoiceLineUniqueId: original.UniqueId ?? null,
  }
  await insertNew(work, owner, values)
}
