// Credits what a booking or a ticket was invoiced at, because it costs less by now or nothing any more (domain J9, S13).

import { type Amount, least, minorUnit, minus, plus, zero } from '../engine/amount.ts'
import { type LineFigures, lineFigures } from '../engine/invoice.ts'
import { type BookingCharge, writeChargePrice } from '../storage/booking-charges.ts'
import { findChargeLine, type LineFacts, lockInvoice } from '../storage/invoices.ts'
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

/** Credits an amount with the tax it bore. */
async function creditCharge(work: Work, charge: BookingCharge, amount: Amount): Promise<void> {
  const line = await findChargeLine(work.executor, 'Booking', charge.uniqueId)
  if (!line) return
  await creditLine(work, line, (unit) => lineFigures(amount, zero, line, unit))
}

/** Credits what a ticket was invoiced at, because it or its event is cancelled (domain J9, S11). */
export async function creditTicket(work: Work, uniqueId: string): Promise<void> {
  const line = await findChargeLine(work.executor, 'Ticket', uniqueId)
  if (line) await creditLine(work, line, () => line)
}

/** Never more than the invoice has left to credit. */
async function creditLine(
  work: Work,
  line: LineFacts,
  figuresOf: (minorUnit: Amount) => LineFigures,
): Promise<void> {
  const invoice = await lockInvoice(work.executor, line.invoiceId)
  if (!invoice) return
  const figures = figuresOf(minorUnit(invoice.decimals))
  const { subTotal, tax } = atMost(figures, minus(invoice.total, invoice.credited))
  if (plus(subTotal, tax) <= 0) return
  await writeCreditNote(work, invoice, [{ subTotal, tax, lineId: line.id }], false)
}

function atMost(figures: LineFigures, open: Amount): LineFigures {
  if (plus(figures.subTotal, figures.tax) <= open) return figures
  const tax = least(figures.tax, open)
  return { subTotal: minus(open, tax), tax }
}
