// What changes of invoices and their lines by hand do: payment sets sales free, figures add up, credit goes back
// (domain B4, G5, S11; design 5).

import {
  type Amount,
  formatAmount,
  greatest,
  least,
  minorUnit,
  minus,
  zero,
} from '../engine/amount.ts'
import { type LineFigures, lineAmount, lineFigures } from '../engine/invoice.ts'
import { usedByAll } from '../engine/unwind.ts'
import type { Body, RecordValues } from '../entities/change.ts'
import { flagKind } from '../entities/kinds.ts'
import { Failure, invalidField } from '../failure.ts'
import { listInvoicedSales, markPaid } from '../storage/billed.ts'
import { findLine, type LineFacts, lockInvoice, readInvoice } from '../storage/invoices.ts'
import type { Work } from './call.ts'
import type { Completion, Consequence, Draft } from './consequence.ts'
import { idIn } from './id-in.ts'
import { priceOfLine, refuseUncountable, writeInvoiceTotals } from './invoice-figures.ts'
import { releasePaidSales } from './invoice-payment.ts'
import { listLineUses, returnLineUses } from './return-line-uses.ts'

export const invoiceConsequence: Consequence = {
  // Sales of others may have been put on it by hand; what they release is theirs.
  wallets: async (work, before, body) => {
    const sales = await Promise.all(
      idIn(before?.Id).map((id) => listInvoicedSales(work.executor, id)),
    )
    const owners = sales.flat().map((sale) => sale.coworkerId)
    return [...[before?.CoworkerId, body.CoworkerId].flatMap(idIn), ...owners]
  },
  complete: async (work, { before, values, body }) => {
    if (!before) return {}
    refuseOtherCustomer(before, values, body)
    const said = flagKind.parse(body.Paid ?? false)
    const isPaid = values.PaidOn !== null || ('value' in said && said.value === true)
    if (before.Paid === true || !isPaid) return {}
    if (before.Void === true) {
      throw invalidField('PaidOn', 'cannot be set: the invoice is void', body.PaidOn)
    }
    const amount = before.TotalAmount ?? 0
    const paid = { Paid: true, PaidOn: values.PaidOn ?? work.now }
    return { values: { ...paid, PaidAmount: amount, ReceivedAmount: amount } }
  },
  changed: async (work, { before, after }) => {
    if (before.Paid === true || after.Paid !== true) return
    const id = before.Id as number
    await markPaid(work.executor, id, true)
    await releasePaidSales(work, id)
  },
}

function refuseOtherCustomer(before: RecordValues, values: RecordValues, body: Body): void {
  if (before.CoworkerId === values.CoworkerId) return
  throw invalidField(
    'CoworkerId',
    'cannot change: the invoice charges what this customer bought',
    body.CoworkerId,
  )
}

export const invoiceLineConsequence: Consequence = {
  wallets: async (work, before) => {
    const invoices = await Promise.all(
      idIn(before?.CoworkerInvoiceId).map((id) => readInvoice(work.executor, id)),
    )
    const uses = await listLineUses(work, idIn(before?.Id))
    return [
      ...invoices.flatMap((invoice) => (invoice ? [invoice.coworkerId] : [])),
      ...uses.map((use) => use.coworkerId),
    ]
  },
  complete: completeLine,
  changed: async (work, { before, after }) => {
    const uses = await listLineUses(work, idIn(before.Id))
    const less = minus(before.CreditAmount as Amount, after.CreditAmount as Amount)
    if (uses.length > 0 && less > 0) await returnLineUses(work, uses, 'line changed', less)
    const invoice = await lockInvoice(work.executor, before.CoworkerInvoiceId as number)
    if (invoice && !invoice.isVoid) await writeInvoiceTotals(work, invoice)
  },
}

/** Less credit is credit returned; a new net amount or rate is taxed anew unless the tax is written, too (domain G5). */
async function completeLine(work: Work, { before, values, body }: Draft): Promise<Completion> {
  if (!before) return {}
  if (before.CoworkerInvoiceId !== values.CoworkerInvoiceId) {
    throw invalidField(
      'CoworkerInvoiceId',
      'cannot change: a line stays on its invoice',
      body.CoworkerInvoiceId,
    )
  }
  const line = await findLine(work.executor, before.Id as number)
  const invoice = line && (await readInvoice(work.executor, line.invoiceId))
  if (!line || !invoice) return {}
  const used = usedByAll(await listLineUses(work, [line.id]))
  const credit = creditOf(line, used, values, body.CreditAmount)
  const figures = figuresOf(line, values, credit, used > 0, minorUnit(invoice.decimals))
  const price = priceAfter(line, figures, credit, used)
  refuseUncountable([figures.tax, price], body.SubTotal)
  refuseClosed(line, credit, figures, invoice.isVoid && used > 0)
  return {
    values: {
      CreditAmount: credit,
      SubTotal: figures.subTotal,
      TaxAmount: figures.tax,
      ...(used > 0 ? { IsUniversalCredit: credit > 0 } : {}),
    },
    columns: { charge_amount: formatAmount(price) },
  }
}

function creditOf(line: LineFacts, used: Amount, values: RecordValues, given: unknown): Amount {
  if (used === 0) return writtenCredit(line, values, given)
  // Credit is not given back because a PUT does not mention it.
  const credit = given === undefined || given === null ? line.credit : values.CreditAmount
  const after = credit as Amount
  if (after > line.credit || after < 0) {
    throw invalidField(
      'CreditAmount',
      `must be 0 to ${formatAmount(line.credit)}, which is what credit has paid; a spend that names the line pays more`,
      given,
    )
  }
  if (minus(line.credit, after) > used) {
    throw invalidField(
      'CreditAmount',
      `cannot be lowered by more than is used: ${formatAmount(used)}`,
      given,
    )
  }
  return after
}

/** A figure of somebody else's stays as it is written, as long as it is a part of the price. */
function writtenCredit(line: LineFacts, values: RecordValues, given: unknown): Amount {
  const credit = values.CreditAmount as Amount
  const written = { subTotal: values.SubTotal as Amount, tax: values.TaxAmount as Amount }
  const price = greatest(priceOfLine(line), lineAmount(written, zero, line.includesTax))
  const most = greatest(price, zero)
  if (credit === line.credit || (credit >= 0 && credit <= most)) return credit
  throw invalidField(
    'CreditAmount',
    `must be 0 to ${formatAmount(most)}, which is the price of the line`,
    given,
  )
}

/** The price of a line with new figures. Credit that is only written on it makes it no dearer. */
function priceAfter(line: LineFacts, figures: LineFigures, credit: Amount, used: Amount): Amount {
  const price = lineAmount(figures, credit, line.includesTax)
  const isSame = figures.subTotal === line.subTotal && figures.tax === line.tax
  return isSame && used === 0 ? least(priceOfLine(line), price) : price
}

function figuresOf(
  line: LineFacts,
  values: RecordValues,
  credit: Amount,
  isEngines: boolean,
  unit: Amount,
) {
  const written = { subTotal: values.SubTotal as Amount, tax: values.TaxAmount as Amount }
  const taxRate = values.TaxRate as Amount
  const isNewNet = written.subTotal !== line.subTotal
  if (written.tax !== line.tax) return written
  if (isEngines && !isNewNet && (credit !== line.credit || taxRate !== line.taxRate)) {
    return lineFigures(priceOfLine(line), credit, { ...line, taxRate }, unit)
  }
  if (!isNewNet && taxRate === line.taxRate) return written
  const terms = { taxRate, includesTax: false }
  return lineFigures(written.subTotal, 0 as Amount, terms, unit)
}

function refuseClosed(
  line: LineFacts,
  credit: Amount,
  figures: { readonly subTotal: Amount; readonly tax: Amount },
  isClosed: boolean,
): void {
  const isSame =
    credit === line.credit && figures.subTotal === line.subTotal && figures.tax === line.tax
  if (!isClosed || isSame) return
  throw new Failure('invalid', 'The invoice is void, so its lines stay as they are.')
}
