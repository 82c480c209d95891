// Invoices and their lines: whom they go to, what they add up to, and the marks they leave on what they charge.

import { type RawBuilder, sql } from 'kysely'
import { type Amount, formatAmount } from '../engine/amount.ts'
import type { ChargeKind } from '../engine/charge.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

/** The customer as an invoice addresses them. What nobody has said is a dash, because an invoice needs it. */
export interface Addressee {
  readonly BillToName: string
  readonly BillToAddress: string
  readonly BillToCity: string
  readonly BillToPostCode: string
  readonly BillToState: string | null
  readonly BillToPhone: string | null
  readonly BillToCountryId: number
  readonly PurchaseOrder: string | null
}

export async function findAddressee(
  executor: Executor,
  coworkerId: number,
): Promise<Addressee | undefined> {
  const { rows } = await sql<Addressee>`
    select coalesce(nullif(trim(billing_name), ''), nullif(trim(company_name), ''), full_name) as "BillToName",
      coalesce(nullif(trim(address), ''), '-') as "BillToAddress",
      coalesce(nullif(trim(city_name), ''), '-') as "BillToCity",
      coalesce(nullif(trim(post_code), ''), '-') as "BillToPostCode", state as "BillToState",
      coalesce(mobile_phone, land_line) as "BillToPhone",
      coalesce(billing_country_id, country_id) as "BillToCountryId", purchase_order as "PurchaseOrder"
    from coworker where id = ${coworkerId}`.execute(executor)
  return rows[0]
}

/** The days a location gives for payment. */
export async function findPaymentTerm(executor: Executor, businessId: number): Promise<number> {
  const { rows } = await sql<{ days: number | null }>`
    select default_payment_term as days from business where id = ${businessId}`.execute(executor)
  return Math.min(Math.max(rows[0]?.days ?? 0, 0), 3_650)
}

export interface InvoiceFacts {
  readonly id: number
  readonly uniqueId: string
  readonly number: string
  readonly coworkerId: number
  readonly businessId: number
  readonly currencyCode: string
  readonly decimals: number
  readonly total: Amount
  readonly tax: Amount
  readonly received: Amount
  readonly credited: Amount
  readonly isPaid: boolean
  readonly isVoid: boolean
  readonly isRefunded: boolean
  readonly isCreditNote: boolean
  /** Of a credit note: the invoice that it credits. */
  readonly originalUniqueId: string | null
}

/** The invoice, held until the transaction ends. */
export async function lockInvoice(
  executor: Executor,
  id: number,
): Promise<InvoiceFacts | undefined> {
  await sql`select id from coworker_invoice where id = ${id} for update`.execute(executor)
  return readInvoice(executor, id)
}

export async function readInvoice(
  executor: Executor,
  id: number,
): Promise<InvoiceFacts | undefined> {
  const { rows } = await sql<InvoiceFacts>`
    select i.id, i.unique_id as "uniqueId", i.invoice_number as number, i.coworker_id as "coworkerId",
      i.business_id as "businessId", y.code as "currencyCode", y.decimals, i.total_amount as total,
      i.tax_amount as tax, coalesce(i.received_amount, 0)::numeric(19,4) as received,
      coalesce(i.credited_amount, 0)::numeric(19,4) as credited, i.paid as "isPaid", i.void as "isVoid",
      i.refunded as "isRefunded", i.credit_note as "isCreditNote",
      i.original_invoice_guid as "originalUniqueId"
    from coworker_invoice i join currency y on y.id = i.currency_id
    where i.id = ${id}`.execute(executor)
  return rows[0]
}

export interface LineFacts {
  readonly id: number
  readonly invoiceId: number
  readonly subTotal: Amount
  readonly tax: Amount
  readonly taxRate: Amount
  readonly credit: Amount
  /** Null for lines that universal credit does not pay. */
  readonly kind: Exclude<ChargeKind, 'Booking' | 'Event'> | null
  readonly businessId: number | null
  readonly chargedId: number | null
  /** The price before credit; null for lines that no bill run wrote. */
  readonly amount: Amount | null
  readonly includesTax: boolean
  readonly description: string
}

const lineColumns = sql`
  id, coworker_invoice_id as "invoiceId", sub_total as "subTotal", tax_amount as tax, tax_rate as "taxRate",
  credit_amount as credit, charge_kind as kind, charge_business_id as "businessId", charged_id as "chargedId",
  charge_amount as amount, coalesce(includes_tax, false) as "includesTax", description`

export async function listLines(
  executor: Executor,
  invoiceId: number,
): Promise<readonly LineFacts[]> {
  const { rows } = await sql<LineFacts>`
    select ${lineColumns} from coworker_invoice_line
    where coworker_invoice_id = ${invoiceId} order by position, id`.execute(executor)
  return rows
}

export async function findLine(executor: Executor, id: number): Promise<LineFacts | undefined> {
  const { rows } = await sql<LineFacts>`
    select ${lineColumns} from coworker_invoice_line where id = ${id}`.execute(executor)
  return rows[0]
}

const chargedBy = {
  Booking: sql`coworker_extra_service_unique_id`,
  Ticket: sql`event_attendee_unique_id`,
} as const

/** The line that charges a booking or a ticket, on an invoice that stands: neither void nor refunded. */
export async function findChargeLine(
  executor: Executor,
  source: keyof typeof chargedBy,
  uniqueId: string,
): Promise<LineFacts | undefined> {
  const { rows } = await sql<LineFacts>`
    select ${lineColumns} from coworker_invoice_line
    where ${chargedBy[source]} = ${uniqueId} and coworker_invoice_id in (
      select id from coworker_invoice where not void and not refunded and not credit_note)
    order by id desc limit 1`.execute(executor)
  return rows[0]
}

/** The lines that some uses paid, as far as the service made the uses. */
export async function listPaidLines(
  executor: Executor,
  useIds: readonly number[],
): Promise<readonly { readonly useId: number; readonly lineId: number }[]> {
  const { rows } = await sql<{ useId: number; lineId: number }>`
    select id as "useId", coworker_invoice_line_id as "lineId" from coworker_booking_credit_use_history
    where id = any(${[...useIds]}::bigint[]) and coworker_invoice_line_id is not null and settlement_id is not null
    order by id`.execute(executor)
  return rows
}

export interface LineWrite {
  readonly id: number
  readonly amount: Amount
  readonly credit: Amount
  readonly subTotal: Amount
  readonly tax: Amount
}

export async function writeLine(executor: Executor, line: LineWrite): Promise<void> {
  await sql`
    update coworker_invoice_line
    set charge_amount = ${formatAmount(line.amount)}::numeric, credit_amount = ${formatAmount(line.credit)}::numeric,
      is_universal_credit = ${line.credit > 0}, sub_total = ${formatAmount(line.subTotal)}::numeric,
      tax_amount = ${formatAmount(line.tax)}::numeric
    where id = ${line.id}`.execute(executor)
}

/**
 * What the invoice adds up to, and whether it is paid: when as much was received as it comes to. One that credit has
 * paid in full needs no money.
 */
export async function writeTotals(
  executor: Executor,
  invoice: {
    readonly id: number
    readonly total: Amount
    readonly tax: Amount
    readonly isPaid: boolean
    readonly now: number
  },
): Promise<void> {
  await sql`
    update coworker_invoice
    set total_amount = ${formatAmount(invoice.total)}::numeric, tax_amount = ${formatAmount(invoice.tax)}::numeric,
      paid = ${invoice.isPaid}, paid_on = case when ${invoice.isPaid} then coalesce(paid_on, ${timestamp(invoice.now)}) end
    where id = ${invoice.id}`.execute(executor)
}

/** Marks that only the service makes. */
export async function markInvoice(
  executor: Executor,
  id: number,
  mark: 'void' | 'refunded',
  now: number,
): Promise<void> {
  const marks: Record<typeof mark, RawBuilder<unknown>> = {
    void: sql`void = true`,
    refunded: sql`refunded = true, refunded_on = ${timestamp(now)}`,
  }
  await sql`update coworker_invoice set ${marks[mark]} where id = ${id}`.execute(executor)
  if (mark === 'refunded') {
    await sql`
      update coworker_invoice_line set refunded = true, refunded_on = ${timestamp(now)}
      where coworker_invoice_id = ${id}`.execute(executor)
  }
}

/** Adds to what credit notes have taken back of an invoice; a negative amount when a note goes. */
export async function addCredited(
  executor: Executor,
  uniqueId: string,
  amount: Amount,
): Promise<void> {
  await sql`
    update coworker_invoice set credited_amount = coalesce(credited_amount, 0) + ${formatAmount(amount)}::numeric
    where unique_id = ${uniqueId}`.execute(executor)
}

export async function deleteInvoice(executor: Executor, id: number): Promise<void> {
  await sql`delete from coworker_invoice_line where coworker_invoice_id = ${id}`.execute(executor)
  await sql`delete from coworker_invoice where id = ${id}`.execute(executor)
}

/** The id that the next invoice gets, so that its number can be made of it. */
export async function reserveInvoiceId(executor: Executor): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('coworker_invoice', 'id')) as id`.execute(executor)
  return rows[0]?.id ?? 0
}
