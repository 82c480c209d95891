// A negative invoice: what it takes back, line by line (domain J10, S13).

import { negated, zero } from '../engine/amount.ts'
import { invoiceTotals, type LineFigures } from '../engine/invoice.ts'
import type { RecordValues } from '../entities/change.ts'
import { addCredited, type InvoiceFacts, reserveInvoiceId } from '../storage/invoices.ts'
import { findRecord } from '../storage/records.ts'
import { unrestrictedReading, type Work } from './call.ts'
import { insertNew } from './new-record.ts'
import { entityNamed } from './wallet-access.ts'

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

export interface NoteLine extends LineFigures {
  readonly lineId: number
}

/** What it takes back is positive here and negative on the note; the invoice remembers how much that was. */
export async function writeCreditNote(
  work: Work,
  invoice: InvoiceFacts,
  lines: readonly NoteLine[],
  isNotApplied: boolean,
): Promise<void> {
  const owner = entityNamed(work, 'CoworkerInvoice')
  const original = await findRecord(work.executor, unrestrictedReading(work, owner), invoice.id)
  if (!original) throw new Error(`invoice ${invoice.id} vanished while it was credited`)
  const id = await reserveInvoiceId(work.executor)
  const { total, tax } = invoiceTotals(lines)
  const values = {
    ...Object.fromEntries(copied.map((name) => [name, original[name] ?? null])),
    InvoiceNumber: `CN-${String(id).padStart(5, '0')}`,
    DueDate: work.now,
    TotalAmount: negated(total),
    TaxAmount: negated(tax),
    DiscountAmount: zero,
    CreditNote: true,
    OriginalInvoiceGuid: invoice.uniqueId,
    DoNotApplyCreditAutomatically: isNotApplied,
  }
  await insertNew(work, owner, values, { id })
  for (const line of lines) await writeNoteLine(work, id, line.lineId, line)
  await addCredited(work.executor, invoice.uniqueId, total)
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
