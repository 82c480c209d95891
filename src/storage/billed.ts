// The marks of an invoice on what it charges, made by a bill run and taken away when the invoice is void.

import { sql } from 'kysely'
import { type Amount, formatAmount } from '../engine/amount.ts'
import type { Billable } from './billables.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

/** Notes that an item is on an invoice. Contracts are marked by the period (`insertInvoicedPeriod`). */
export async function markBilled(
  executor: Executor,
  item: Pick<Billable, 'source' | 'id' | 'coworkerId'>,
  invoice: {
    readonly id: number
    readonly number: string
    readonly credit: Amount
    readonly now: number
  },
): Promise<void> {
  const now = timestamp(invoice.now)
  switch (item.source) {
    case 'Booking':
      await sql`
        update coworker_extra_service set invoiced = true, invoice_date = ${now}
        where coworker_id = ${item.coworkerId} and id = ${item.id}`.execute(executor)
      break
    case 'Ticket':
      await sql`
        update event_attendee set invoiced = true, coworker_invoice_id = ${invoice.id},
          coworker_invoice_number = ${invoice.number}
        where id = ${item.id}`.execute(executor)
      break
    case 'Product':
      await sql`
        update coworker_product
        set invoiced = true, invoiced_on = ${now}, coworker_invoice_id = ${invoice.id},
          coworker_invoice_number = ${invoice.number}, credit_amount = ${formatAmount(invoice.credit)}::numeric
        where id = ${item.id}`.execute(executor)
      break
    case 'Pass':
      await sql`
        update coworker_time_pass set invoiced = true, invoice_date = ${now}
        where id = ${item.id}`.execute(executor)
      break
    case 'Charge':
      await sql`
        update charge set invoiced = true, invoiced_on = ${now} where id = ${item.id}`.execute(
        executor,
      )
      break
    default:
  }
}

export interface InvoicedPeriod {
  readonly coworkerId: number
  readonly contractId: number
  readonly start: number
}

export async function insertInvoicedPeriod(
  executor: Executor,
  period: InvoicedPeriod & { readonly lineId: number },
): Promise<void> {
  await sql`
    insert into invoiced_period (coworker_id, contract_id, period_start, coworker_invoice_line_id)
    values (${period.coworkerId}, ${period.contractId}, ${timestamp(period.start)}, ${period.lineId})`.execute(
    executor,
  )
}

/** The starts of the periods of a contract that are on an invoice already. */
export async function listInvoicedPeriods(
  executor: Executor,
  contract: { readonly id: number; readonly coworkerId: number },
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ start: number }>`
    select period_start as start from invoiced_period
    where coworker_id = ${contract.coworkerId} and contract_id = ${contract.id}`.execute(executor)
  return new Set(rows.map((row) => row.start))
}

export interface BillingState {
  readonly invoicedPeriod: number | null
  /** How many periods are billed at once (domain D2). */
  readonly cycles: number
}

export async function readBillingState(
  executor: Executor,
  contractId: number,
): Promise<BillingState | undefined> {
  const { rows } = await sql<BillingState>`
    select k.invoiced_period as "invoicedPeriod",
      case when k.invoice_advanced_cycles then least(greatest(coalesce(t.advance_invoice_cycles, 1), 1), 120)
        else 1 end::bigint as cycles
    from coworker_contract k join tariff t on t.id = k.tariff_id
    where k.id = ${contractId}`.execute(executor)
  return rows[0]
}

/** The period that the next invoice covers. */
export async function writeInvoicedPeriod(
  executor: Executor,
  contractId: number,
  start: number | null,
): Promise<void> {
  const instant = start === null ? sql`null` : timestamp(start)
  await sql`
    update coworker_contract set invoiced_period = ${instant} where id = ${contractId}`.execute(
    executor,
  )
}

/** The sales on an invoice and whose they are; those whose invoice it is by what callers wrote on them, too. */
export async function listInvoicedSales(
  executor: Executor,
  invoiceId: number,
): Promise<readonly { readonly id: number; readonly coworkerId: number }[]> {
  const { rows } = await sql<{ id: number; coworkerId: number }>`
    select id, coworker_id as "coworkerId" from coworker_product
    where coworker_invoice_id = ${invoiceId} order by id`.execute(executor)
  return rows
}

/** Sales and tickets know whether the invoice they are on is paid. */
export async function markPaid(executor: Executor, invoiceId: number, isPaid: boolean) {
  await sql`
    update coworker_product set coworker_invoice_paid = ${isPaid}
    where coworker_invoice_id = ${invoiceId}`.execute(executor)
  await sql`
    update event_attendee set coworker_invoice_paid = ${isPaid}
    where coworker_invoice_id = ${invoiceId}`.execute(executor)
}

/**
 * Opens again what an invoice charged, so that the next bill run finds it; but for sales that stay closed because what
 * they released was taken back.
 */
export async function reopenBilled(
  executor: Executor,
  invoiceId: number,
  closedSales: readonly number[],
): Promise<void> {
  const on = (member: string) => sql`unique_id in (
    select ${sql.ref(member)} from coworker_invoice_line where coworker_invoice_id = ${invoiceId})`
  await sql`
    update coworker_product
    set invoiced = false, invoiced_on = null, coworker_invoice_id = null, coworker_invoice_number = null,
      coworker_invoice_paid = false, credit_amount = 0
    where coworker_invoice_id = ${invoiceId} and not id = any(${[...closedSales]}::bigint[])`.execute(
    executor,
  )
  await sql`
    update event_attendee
    set invoiced = false, coworker_invoice_id = null, coworker_invoice_number = null, coworker_invoice_paid = false
    where ${on('event_attendee_unique_id')}`.execute(executor)
  await sql`
    update coworker_extra_service set invoiced = false, invoice_date = null
    where automatically_added and ${on('coworker_extra_service_unique_id')}`.execute(executor)
  await sql`
    update coworker_time_pass set invoiced = false, invoice_date = null
    where ${on('coworker_time_pass_unique_id')}`.execute(executor)
  await sql`
    update charge set invoiced = false, invoiced_on = null
    where ${on('coworker_charge_unique_id')}`.execute(executor)
  await sql`
    update coworker_contract k set invoiced_period = least(k.invoiced_period, p.start)
    from (select contract_id, min(period_start) as start from invoiced_period
      where coworker_invoice_line_id in (select id from coworker_invoice_line where coworker_invoice_id = ${invoiceId})
      group by contract_id) p
    where k.id = p.contract_id`.execute(executor)
  await sql`
    delete from invoiced_period where coworker_invoice_line_id in (
      select id from coworker_invoice_line where coworker_invoice_id = ${invoiceId})`.execute(
    executor,
  )
}
