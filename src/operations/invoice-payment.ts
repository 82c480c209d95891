// What payment of an invoice sets free (domain B4, Q1; design 5).

import { listInvoicedSales } from '../storage/billed.ts'
import type { Work } from './call.ts'
import { activateWhenReady } from './sell-product.ts'

/** Sales that waited for this invoice release what they promise; those that have done so are passed over (R5). */
export async function releasePaidSales(work: Work, invoiceId: number): Promise<void> {
  for (const sale of await listInvoicedSales(work.executor, invoiceId)) {
    await activateWhenReady(work, sale.id)
  }
}
