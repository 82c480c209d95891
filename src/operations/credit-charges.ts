// Credits what a booking was invoiced at, because it costs less by now or nothing any more (domain S13).

import { type Amount, least, minorUnit, minus, plus, zero } from '../engine/amount.ts'
import { type LineFigures, lineFigures } from '../engine/invoice.ts'
import { type BookingCharge, writeChargePrice } from '../storage/booking-charges.ts'
import { findChargeLine, lockInvoice } from '../storage/invoices.ts'
import type { Work } from './call.ts'
import { writeCreditNote } from './write-credit-note.ts'

/** Takes `amount` off what was invoiced, latest charge first, with a credit note for each. On the basis of typed prices. */
export async function creditCharges(
  work: Work,
  charges: readonly BookingCharge[],
  amount: Amount,
): Promise<void> {
  let open = amount
  for (const charge of [...charges].reverse()) {
    const part = least(open, charge.price)
    if (part <= 0) continue
    await creditCharge(work, charge, part)
    await writeChargePrice(work.executor, { ...charge, price: minus(charge.price, part) })
    open = minus(open, part)
  }
}

/** Credits an amount with the tax it bore; never more than the invoice has left to credit. */
async function creditCharge(work: Work, charge: BookingCharge, amount: Amount): Promise<void> {
  const line = await findChargeLine(work.executor, charge.uniqueId)
  const invoice = line && (await lockInvoice(work.executor, line.invoiceId))
  if (!line || !invoice) return
  const figures = lineFigures(amount, zero, line, minorUnit(invoice.decimals))
  const part = atMost(figures, minus(invoice.total, invoice.credited))
  if (plus(part.subTotal, part.tax) <= 0) return
  await writeCreditNote(work, invoice, [{ ...part, lineId: line.id }], false)
}

function atMost(figures: LineFigures, open: Amount): LineFigures {
  if (plus(figures.subTotal, figures.tax) <= open) return figures
  const tax = least(figures.tax, open)
  return { subTotal: minus(open, tax), tax }
}
