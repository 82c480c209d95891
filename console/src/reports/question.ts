// What a report is asked for.

import type { Page } from '../api/types.ts'
import { dayAfter, instantOf } from '../shared/dates.ts'

export interface ReportRow {
  readonly Period: string | null
  readonly BusinessId: number
  readonly BusinessName: string
  readonly CurrencyCode: string
  readonly Origin: 'Plan' | 'Product' | 'Manual'
  readonly TariffId: number | null
  readonly TariffName: string | null
  readonly ProductId: number | null
  readonly ProductName: string | null
  readonly Amount: number
  readonly Credits: number
}

export interface Report extends Page<ReportRow> {
  readonly Totals: readonly {
    readonly CurrencyCode: string
    readonly Amount: number
    readonly Credits: number
  }[]
}

export interface Question {
  readonly of: 'liability' | 'breakage'
  readonly by: 'location' | 'plan' | 'origin'
  readonly interval: 'Day' | 'Week' | 'Month' | 'Quarter'
  /** `YYYY-MM-DD`, or empty for a year back and for now. */
  readonly from: string
  readonly to: string
  readonly businessId: string
}

/** Where the question is asked: the time zone, and what the server counts as now. */
export interface Here {
  readonly zone: string | null | undefined
  readonly now: string
}

const yearMilliseconds = 365 * 86_400_000

/** The whole series of the picture. */
export function seriesPath(question: Question, here: Here): string {
  const query = spanOf(question, here)
  query.set('interval', question.interval)
  query.set('size', '1000')
  return `/api/reports/${question.of}?${query}`
}

/** One page of what it is made of: at the end of the span, or over all of it. */
export function reportPath(question: Question, here: Here, page: string): string {
  const query = question.of === 'breakage' ? spanOf(question, here) : new URLSearchParams()
  if (question.of === 'liability' && question.to !== '') {
    query.set('at', instantOf(dayAfter(question.to), here.zone))
  }
  if (question.businessId !== '') query.set('BusinessId', question.businessId)
  query.set('orderBy', 'Amount')
  query.set('dir', 'desc')
  query.set('page', page)
  return `/api/reports/${question.of}?${query}`
}

function spanOf({ from, to, businessId }: Question, { zone, now }: Here): URLSearchParams {
  const end = Date.parse(to === '' ? now : to)
  const first = from || new Date(end - yearMilliseconds).toISOString().slice(0, 10)
  const query = new URLSearchParams({ from: instantOf(first, zone) })
  if (to !== '') query.set('to', instantOf(dayAfter(to), zone))
  if (businessId !== '') query.set('BusinessId', businessId)
  return query
}

const origins = { Plan: 'From plans', Product: 'From products', Manual: 'By hand' } as const

export function originOf(row: ReportRow): string {
  return origins[row.Origin]
}

/** What a row is counted under in the picture. */
export function groupOf(row: ReportRow, by: Question['by']): string {
  if (by === 'location') return row.BusinessName
  return by === 'origin' ? originOf(row) : sourceOf(row)
}

export function sourceOf(row: ReportRow): string {
  return row.TariffName ?? row.ProductName ?? originOf(row)
}
