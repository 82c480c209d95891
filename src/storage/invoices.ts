// Invoices and their lines: whom they go to, what they add up to, and the marks they leave on what they charge.

import { sql } from 'kysely'
import type { Executor } from './database.ts'

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

/** The id that the next invoice gets, so that its number can be made of it. */
export async function reserveInvoiceId(executor: Executor): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('coworker_invoice', 'id')) as id`.execute(executor)
  return rows[0]?.id ?? 0
}
