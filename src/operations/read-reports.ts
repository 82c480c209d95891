// What is outstanding and what was lost unused, by location, plan and origin, with totals per currency.

import type { Amount } from '../engine/amount.ts'
import { decimal, type Wire } from '../entities/wire-json.ts'
import {
  type BreakageQuery,
  type LiabilityQuery,
  listBreakage,
  listLiability,
  type ReportRow,
} from '../storage/reports.ts'
import { requireRole } from './access.ts'
import type { Work } from './call.ts'
import { entityNamed } from './wallet-access.ts'

export const reportColumns = [
  'Period',
  'BusinessId',
  'BusinessName',
  'CurrencyCode',
  'Origin',
  'TariffId',
  'TariffName',
  'ProductId',
  'ProductName',
  'Amount',
  'Credits',
] as const

export type ReportColumn = (typeof reportColumns)[number]

export interface ReportPage {
  readonly orderBy: ReportColumn
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
}

export interface Report {
  readonly rows: readonly Readonly<Record<ReportColumn, Wire>>[]
  readonly totalItems: number
  readonly totals: readonly Readonly<Record<string, Wire>>[]
}

/** Outstanding credit at an instant, from the journal: what had occurred until then, whatever was recorded since. */
export async function readLiability(
  work: Work,
  query: Omit<LiabilityQuery, 'locations'>,
  page: ReportPage,
): Promise<Report> {
  const locations = reportLocations(work)
  return reportOf(await listLiability(work.executor, { ...query, locations }), page)
}

/** Credit that was lost unused from `from` until `to`, and never what has not happened yet. */
export async function readBreakage(
  work: Work,
  query: Omit<BreakageQuery, 'locations'>,
  page: ReportPage,
): Promise<Report> {
  const locations = reportLocations(work)
  const to = Math.min(query.to, work.now + 1)
  return reportOf(await listBreakage(work.executor, { ...query, to, locations }), page)
}

/** Fails without the role; answers the locations the caller may see. */
function reportLocations(work: Work): Work['actor']['locations'] {
  requireRole(work.actor, entityNamed(work, 'CoworkerBookingCredit'), ['List'])
  return work.actor.locations
}

function reportOf(all: readonly ReportRow[], page: ReportPage): Report {
  const rows = all.map((row) => ({ row, wire: rowWire(row) }))
  const sign = page.descending ? -1 : 1
  // Stable, so within one value rows stay in the order of the report: location, origin, plan, product.
  rows.sort(
    (left, right) =>
      sign * compare(left.row[fields[page.orderBy]], right.row[fields[page.orderBy]]),
  )
  return {
    rows: rows.slice(page.offset, page.offset + page.limit).map(({ wire }) => wire),
    totalItems: all.length,
    totals: totalsOf(all),
  }
}

const fields: Readonly<Record<ReportColumn, keyof ReportRow>> = {
  Period: 'period',
  BusinessId: 'businessId',
  BusinessName: 'businessName',
  CurrencyCode: 'currencyCode',
  Origin: 'origin',
  TariffId: 'tariffId',
  TariffName: 'tariffName',
  ProductId: 'productId',
  ProductName: 'productName',
  Amount: 'amount',
  Credits: 'credits',
}

/** Nothing comes before something. */
function compare(left: string | number | null, right: string | number | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null)
  return left < right ? -1 : left > right ? 1 : 0
}

function rowWire(row: ReportRow): Record<ReportColumn, Wire> {
  return {
    Period: row.period,
    BusinessId: row.businessId,
    BusinessName: row.businessName,
    CurrencyCode: row.currencyCode,
    Origin: row.origin,
    TariffId: row.tariffId,
    TariffName: row.tariffName,
    ProductId: row.productId,
    ProductName: row.productName,
    Amount: decimal(row.amount as Amount),
    Credits: row.credits,
  }
}

/** One for each currency; of a series, one for each period and currency, because balances of two days add up to nothing. */
function totalsOf(rows: readonly ReportRow[]): readonly Record<string, Wire>[] {
  const totals = new Map<string, { row: ReportRow; amount: number; credits: number }>()
  for (const row of rows) {
    const key = `${row.period} ${row.currencyCode}`
    const total = totals.get(key) ?? { row, amount: 0, credits: 0 }
    totals.set(key, {
      row,
      amount: total.amount + row.amount,
      credits: total.credits + row.credits,
    })
  }
  return [...totals.entries()]
    .sort(([left], [right]) => compare(left, right))
    .map(([, { row, amount, credits }]) => ({
      ...(row.period === null ? {} : { Period: row.period }),
      CurrencyCode: row.currencyCode,
      Amount: decimal(amount as Amount),
      Credits: credits,
    }))
}
