// Keeps lines and invoices in step with the credit that pays them (domain G5, G6).

import {
  type Amount,
  formatAmount,
  greatest,
  isCountable,
  largestAmount,
  least,
  minorUnit,
  minus,
  plus,
  zero,
} from '../engine/amount.ts'
import { invoiceTotals, lineAmount, lineFigures } from '../engine/invoice.ts'
import { invalidField } from '../failure.ts'
import { markPaid } from '../storage/billed.ts'
import {
  findLine,
  type InvoiceFacts,
  type LineFacts,
  listLines,
  listPaidLines,
  lockInvoice,
  writeLine,
  writeTotals,
} from '../storage/invoices.ts'
import { forgetAnswers } from '../storage/settlements.ts'
import type { Work } from './call.ts'
import { releasePaidSales } from './invoice-payment.ts'

/** The price of a line before credit; of a line that no bill run wrote, what its figures say. */
export function priceOfLine(line: LineFacts): Amount {
  return line.amount ?? lineAmount(line, line.credit, line.includesTax)
}

/** Writes what credit pays of a line now, with the tax on what is left, and what the invoice comes to. */
export async function writeLineCredit(
  work: Work,
  invoice: InvoiceFacts,
  line: LineFacts,
  credit: Amount,
): Promise<void> {
  const amount = priceOfLine(line)
  const figures = lineFigures(amount, credit, line, minorUnit(invoice.decimals))
  await writeLine(work.executor, { id: line.id, amount, credit, ...figures })
  await writeInvoiceTotals(work, invoice)
}

/** A net amount is within bounds, and what the invoice comes to with it and its tax need not be. */
export function refuseUncountable(figures: readonly Amount[], attempted: unknown = null): void {
  if (figures.every(isCountable)) return
  const most = formatAmount(largestAmount)
  throw invalidField(
    'SubTotal',
    `makes an invoice that comes to more than can be counted, which with tax is at most ${most}`,
    attempted,
  )
}

/** An invoice is paid when as much was received as it comes to; what waited for that is released. */
export async function writeInvoiceTotals(work: Work, invoice: InvoiceFacts): Promise<void> {
  const totals = invoiceTotals(await listLines(work.executor, invoice.id))
  refuseUncountable([totals.total, totals.tax])
  const isPaid = totals.total <= invoice.received
  await writeTotals(work.executor, { id: invoice.id, ...totals, isPaid, now: work.now })
  await markPaid(work.executor, invoice.id, isPaid)
  if (isPaid && !invoice.isPaid) await releasePaidSales(work, invoice.id)
}

/**
 * Takes returned credit off the lines it had paid; a negative amount puts it on. Uses that somebody posted by hand stand
 * on no line. Callers hold the wallets; a void invoice stays as it was issued.
 */
export async function returnToLines(
  work: Work,
  returns: readonly { readonly useId: number; readonly amount: Amount }[],
): Promise<void> {
  const paid = await listPaidLines(
    work.executor,
    returns.map((one) => one.useId),
  )
  for (const lineId of new Set(paid.map((one) => one.lineId))) {
    const uses = paid.filter((one) => one.lineId === lineId).map((one) => one.useId)
    const returned = returns
      .filter((one) => uses.includes(one.useId))
      .reduce((sum, one) => plus(sum, one.amount), zero)
    const found = await findLine(work.executor, lineId)
    const invoice = found && (await lockInvoice(work.executor, found.invoiceId))
    const line = await findLine(work.executor, lineId)
    if (!invoice || !line || invoice.isVoid) continue
    const credit = least(greatest(minus(line.credit, returned), zero), priceOfLine(line))
    await writeLineCredit(work, invoice, line, credit)
    if (credit === 0) await forgetAnswers(work.executor, invoice.coworkerId, lineId)
  }
}
