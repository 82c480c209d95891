// Writes an invoice with its lines, the credit that pays them and the marks on what they charge.

import { type Amount, formatAmount, zero } from '../engine/amount.ts'
import type { Charge } from '../engine/charge.ts'
import { formatInstant } from '../engine/instant.ts'
import { invoiceTotals, type LineFigures, type LineTerms } from '../engine/invoice.ts'
import type { Settlement } from '../engine/settle.ts'
import type { RecordValues } from '../entities/change.ts'
import type { Billable } from '../storage/billables.ts'
import { insertInvoicedPeriod, markBilled, markPaid } from '../storage/billed.ts'
import { findAddressee, findPaymentTerm, reserveInvoiceId } from '../storage/invoices.ts'
import type { Work } from './call.ts'
import { writeLineUses } from './charge-invoice-line.ts'
import { advanceInvoicedPeriod, type FeePeriod } from './due-fees.ts'
import { releasePaidSales } from './invoice-payment.ts'
import { insertNew } from './new-record.ts'
import { entityNamed } from './wallet-access.ts'

export interface DraftLine {
  readonly item: Billable
  /** Of a contract. */
  readonly period: FeePeriod | undefined
  /** Before credit, in minor units of the currency. */
  readonly amount: Amount
  readonly terms: LineTerms
  readonly figures: LineFigures
  readonly isHidden: boolean
  /** What universal credit was asked to pay, and what it pays. */
  readonly charge?: Charge
  readonly settlement?: Settlement
}

interface NewInvoice {
  readonly coworkerId: number
  /** The wallets that are held. */
  readonly wallets: readonly number[]
  readonly lines: readonly DraftLine[]
  readonly sparesCredit: boolean
}

const day = 86_400_000

export async function writeInvoice(work: Work, invoice: NewInvoice): Promise<void> {
  const id = await reserveInvoiceId(work.executor)
  const number = `INV-${String(id).padStart(5, '0')}`
  const totals = invoiceTotals(invoice.lines.map((line) => line.figures))
  await insertNew(
    work,
    entityNamed(work, 'CoworkerInvoice'),
    await invoiceValues(work, invoice, number, totals),
    { id },
  )
  for (const [index, line] of invoice.lines.entries()) {
    await writeInvoiceLine(work, invoice, { id, number }, line, index + 1)
  }
  // What credit has paid in full needs no money, so nothing waits for it.
  if (totals.total > 0) return
  await markPaid(work.executor, id, true)
  await releasePaidSales(work, id)
}

async function invoiceValues(
  work: Work,
  { coworkerId, lines, sparesCredit }: NewInvoice,
  number: string,
  totals: { readonly total: Amount; readonly tax: Amount },
): Promise<RecordValues> {
  const [first] = lines
  const addressee = await findAddressee(work.executor, coworkerId)
  if (!first || !addressee) throw new Error('an invoice of nothing or to nobody')
  const { item } = first
  const periods = lines.flatMap((line) => line.period ?? [])
  const isPaid = totals.total <= 0
  return {
    ...addressee,
    CoworkerId: coworkerId,
    BusinessId: item.businessId,
    InvoiceNumber: number,
    CurrencyId: item.currencyId,
    DueDate: work.now + (await findPaymentTerm(work.executor, item.businessId)) * day,
    InvoiceFromDate: periods.length > 0 ? Math.min(...periods.map(({ start }) => start)) : null,
    InvoiceToDate: periods.length > 0 ? Math.max(...periods.map(({ end }) => end)) : null,
    DiscountAmount: lines.reduce((sum, line) => (sum + line.item.discount) as Amount, zero),
    TotalAmount: totals.total,
    TaxAmount: totals.tax,
    PaidAmount: zero,
    ReceivedAmount: zero,
    CreditedAmount: zero,
    RefundedAmount: zero,
    Paid: isPaid,
    PaidOn: isPaid ? work.now : null,
    DoNotApplyCreditAutomatically: sparesCredit,
  }
}

async function writeInvoiceLine(
  work: Work,
  invoice: NewInvoice,
  { id, number }: { readonly id: number; readonly number: string },
  line: DraftLine,
  position: number,
): Promise<void> {
  const { item, settlement, charge } = line
  const credit = settlement?.covered ?? zero
  const values = {
    ...lineLabels(item),
    CoworkerInvoiceId: id,
    Description: descriptionOf(line),
    DisplayAs: item.displayAs,
    Quantity: item.quantity,
    UnitPrice: item.unitPrice,
    SubTotal: line.figures.subTotal,
    TaxAmount: line.figures.tax,
    TaxRate: line.terms.taxRate,
    TaxCategoryName: item.taxName,
    DiscountAmount: item.discount,
    SaleDate: item.soldOn,
    FinancialAccountCode: item.accountCode,
    FinancialAccountName: item.accountName,
    IssuedByUniqueId: item.businessUniqueId,
    Position: position,
    IsHidden: line.isHidden,
    IsUniversalCredit: credit > 0,
    CreditAmount: credit,
    PurchaseOrder: item.purchaseOrder,
  }
  const lineId = await insertNew(work, entityNamed(work, 'CoworkerInvoiceLine'), values, {
    charge_kind: item.kind,
    charge_coworker_id: item.coworkerId,
    charge_business_id: item.businessId,
    charged_id: item.chargedId,
    charge_amount: formatAmount(line.amount),
    includes_tax: line.terms.includesTax,
  })
  if (settlement && charge && settlement.uses.length > 0) {
    const { coworkerId, wallets } = invoice
    const description = values.Description
    const paid = { lineId, coworkerId, wallets, description, charge, settlement, reference: null }
    await writeLineUses(work, paid)
  }
  await markBilled(work.executor, item, { id, number, credit, now: work.now })
  if (item.source === 'Plan' && line.period) {
    await insertInvoicedPeriod(work.executor, {
      coworkerId: item.coworkerId,
      contractId: item.id,
      start: line.period.start,
      lineId,
    })
    await advanceInvoicedPeriod(work, item.id, line.period.start)
  }
}

function descriptionOf({ item, period }: DraftLine): string {
  const days = period
    ? `, ${formatInstant(period.start).slice(0, 10)} to ${formatInstant(period.end).slice(0, 10)}`
    : ''
  return `${item.name}${days}`
}

/** Members of the line that say where it comes from. */
function lineLabels(item: Billable): RecordValues {
  switch (item.source) {
    case 'Plan':
    case 'SignUp':
      return { CoworkerContractUniqueId: item.contractUniqueId, TariffName: item.name }
    case 'ContractProduct':
      return { CoworkerContractUniqueId: item.contractUniqueId, CoworkerProductName: item.name }
    case 'Booking':
      return {
        BookingUniqueId: item.bookingUniqueId,
        CoworkerExtraServiceUniqueId: item.uniqueId,
        ExtraServiceUniqueId: item.rateUniqueId,
        CoworkerExtraServiceName: item.name,
      }
    case 'Ticket':
      return { EventAttendeeUniqueId: item.uniqueId, EventAttendeeProductName: item.name }
    case 'Product':
      return { CoworkerProductUniqueId: item.uniqueId, CoworkerProductName: item.name }
    case 'Pass':
      return { CoworkerTimePassUniqueId: item.uniqueId, CoworkerTimePassName: item.name }
    case 'Charge':
      return { CoworkerChargeUniqueId: item.uniqueId, BookingUniqueId: item.bookingUniqueId }
  }
}
