// COWORKER_INVOICE_CANCEL: a negative invoice that takes an invoice back, wholly or in part (domain J10, S11).

import { type Amount, formatAmount, minorUnit, minus, plus, zero } from '../engine/amount.ts'
import { type LineFigures, shareOf } from '../engine/invoice.ts'
import type { Entity } from '../entities/entity.ts'
import { listLines } from '../storage/invoices.ts'
import type { Work } from './call.ts'
import { holdInvoice, type Note, refusal, returnCredit, takeBackSales } from './invoice-commands.ts'
import { writeCreditNote } from './write-credit-note.ts'

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
  const lines = await listLines(work.executor, id)
  const parts = partsOf(lines, amount, invoice.total, minorUnit(invoice.decimals))
  const taken = parts.map((part, index) => ({ ...part, lineId: lines[index]?.id ?? 0 }))
  await writeCreditNote(work, invoice, taken, options.isNotApplied)
  const sales = amount === open ? await takeBackSales(work, id, 'invoice credited') : undefined
  if (options.returnsCredit) await returnCredit(work, id, 'invoice credited')
  return sales?.note
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
