// Voiding, refunding and erasing invoices: what each does to credit, to what the invoice charged and to what it sold
// (domain J10, J11, S11).

import { type Amount, formatAmount } from '../engine/amount.ts'
import type { Entity } from '../entities/entity.ts'
import { Failure } from '../failure.ts'
import { listInvoicedSales, reopenBilled } from '../storage/billed.ts'
import {
  addCredited,
  deleteInvoice,
  type InvoiceFacts,
  listLines,
  lockInvoice,
  markInvoice,
} from '../storage/invoices.ts'
import { findRecord, locationsOf } from '../storage/records.ts'
import { requireLocation } from './access.ts'
import { readingFor, unrestrictedReading, type Work } from './call.ts'
import { holdWallets } from './ledger.ts'
import { listLineUses, returnLineUses } from './return-line-uses.ts'
import { takeBackSold } from './sell-product.ts'

/** What a command has to say beside that it was run. */
export type Note = string | undefined

/** The invoice as the caller may see it, held with every wallet that it has touched. */
export async function holdInvoice(work: Work, owner: Entity, id: number): Promise<InvoiceFacts> {
  const record = await findRecord(work.executor, readingFor(work, owner), id)
  if (!record) throw new Failure('not-found', `There is no ${owner.name} with the Id ${id}.`)
  const locations = await locationsOf(work.executor, unrestrictedReading(work, owner), id)
  requireLocation(work.actor, locations, `This ${owner.name}`)
  const sales = await listInvoicedSales(work.executor, id)
  const uses = await usesOn(work, id)
  await holdWallets(work, [
    record.CoworkerId as number,
    ...sales.map((sale) => sale.coworkerId),
    ...uses.map((use) => use.coworkerId),
  ])
  const invoice = await lockInvoice(work.executor, id)
  if (!invoice) throw new Failure('not-found', `There is no ${owner.name} with the Id ${id}.`)
  return invoice
}

async function usesOn(work: Work, invoiceId: number) {
  const lines = await listLines(work.executor, invoiceId)
  return listLineUses(
    work,
    lines.map((line) => line.id),
  )
}

/**
 * Keeps the invoice and flags it: universal credit goes back, bookings keep theirs, and what it charged may be billed
 * again. One that credit paid in full has taken no money, so it can be voided; voiding twice changes nothing.
 */
export async function voidInvoice(work: Work, owner: Entity, id: number): Promise<Note> {
  const invoice = await holdInvoice(work, owner, id)
  if (invoice.isVoid) return undefined
  if (invoice.isPaid && invoice.received !== 0) {
    throw refusal(invoice, 'is paid. Refund or credit it instead')
  }
  if (invoice.isCreditNote) throw refusal(invoice, 'is a credit note. Delete it instead')
  if (invoice.credited !== 0) throw refusal(invoice, 'has a credit note. Delete that first')
  const note = await undo(work, invoice, 'invoice voided')
  await markInvoice(work.executor, id, 'void', work.now)
  return note
}

/** Credit back, sales taken back, everything else open again. */
async function undo(work: Work, invoice: InvoiceFacts, reason: string): Promise<Note> {
  await returnCredit(work, invoice.id, reason)
  const { closed, note } = await takeBackSales(work, invoice.id, reason)
  await reopenBilled(work.executor, invoice.id, closed)
  return note
}

/** Cancels what is left of credit that sales on the invoice released. Those sales stay closed; used parts are reported. */
export async function takeBackSales(
  work: Work,
  invoiceId: number,
  reason: string,
): Promise<{ readonly closed: readonly number[]; readonly note: Note }> {
  const closed: number[] = []
  const notes: string[] = []
  for (const sale of await listInvoicedSales(work.executor, invoiceId)) {
    const taken = await takeBackSold(work, sale, reason)
    if (taken.length > 0) closed.push(sale.id)
    for (const { creditId, used } of taken) {
      if (used > 0) notes.push(`${formatAmount(used)} of credit ${creditId} had been used.`)
    }
  }
  return { closed, note: notes.length > 0 ? notes.join(' ') : undefined }
}

/** Gives back universal credit when the operator asks for it. The lines stay as they were issued. */
export async function returnCredit(work: Work, invoiceId: number, reason: string): Promise<void> {
  await returnLineUses(work, await usesOn(work, invoiceId), reason)
}

export interface RefundOptions {
  /** All of it unless it is given. */
  readonly amount: Amount | undefined
  readonly isPreview: boolean
  /** Credit as well; otherwise money only (domain S11). */
  readonly returnsCredit: boolean
}

/** Marks a paid invoice refunded. Money only, unless credit is asked for; what it sold and is not used goes. */
export async function refundInvoice(
  work: Work,
  owner: Entity,
  id: number,
  { amount, isPreview, returnsCredit }: RefundOptions,
): Promise<Note> {
  const invoice = await holdInvoice(work, owner, id)
  if (invoice.isVoid) throw refusal(invoice, 'is void')
  if (invoice.isRefunded) throw refusal(invoice, 'has been refunded already')
  if (!invoice.isPaid || invoice.received <= 0) {
    throw refusal(invoice, 'is not paid, so there is nothing to refund')
  }
  const refunded = amount ?? invoice.received
  if (refunded <= 0 || refunded > invoice.received) {
    throw refusal(invoice, `can be refunded up to ${formatAmount(invoice.received)}`)
  }
  if (isPreview) return `${formatAmount(refunded)} would be refunded.`
  const isWhole = refunded === invoice.received
  const taken = isWhole ? await takeBackSales(work, id, 'invoice refunded') : undefined
  if (returnsCredit) await returnCredit(work, id, 'invoice refunded')
  await markInvoice(work.executor, id, 'refunded', work.now)
  return taken?.note
}

/** Erases the invoice. What money has paid must be refunded first; what was not is undone as by voiding. */
export async function eraseInvoice(work: Work, owner: Entity, id: number): Promise<Note> {
  const invoice = await holdInvoice(work, owner, id)
  const { isPaid, isRefunded, isVoid, isCreditNote, originalUniqueId } = invoice
  if (isPaid && invoice.received > 0 && !isRefunded && !isVoid) {
    throw refusal(invoice, 'is paid. Refund it before it is deleted')
  }
  if (invoice.credited !== 0) throw refusal(invoice, 'has a credit note. Delete that first')
  const isOpen = !isVoid && !isRefunded && !isCreditNote
  const note = isOpen ? await undo(work, invoice, 'invoice deleted') : undefined
  // A note is worth less than nothing, so what was credited goes down.
  if (isCreditNote && originalUniqueId) {
    await addCredited(work.executor, originalUniqueId, invoice.total)
  }
  await deleteInvoice(work.executor, id)
  return note
}

export function refusal(invoice: InvoiceFacts, why: string): Failure {
  return new Failure('refused', `Invoice ${invoice.number} ${why}.`)
}
