// Reports: what is outstanding and what was lost (design 5).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Service, Work } from '../operations/call.ts'
import {
  type Report,
  type ReportPage,
  readBreakage,
  readLiability,
  reportColumns,
} from '../operations/read-reports.ts'
import { type Interval, intervals } from '../storage/reports.ts'
import { standardSize } from './paging.ts'
import { type ListPage, QueryReader } from './query-values.ts'
import { mostCsvRows, sendCsv, sendPage, wantsCsv } from './send-list.ts'
import { callOf } from './session.ts'

export function reportRoutes(app: FastifyInstance, service: Service): void {
  const workFor = (request: FastifyRequest): Work => ({
    ...callOf(request),
    catalog: service.catalog,
    executor: service.database.executor,
  })
  app.get('/api/reports/liability', (request, reply) =>
    sendReport(workFor(request), request, reply, 'liability', liability),
  )
  app.get('/api/reports/breakage', (request, reply) =>
    sendReport(workFor(request), request, reply, 'breakage', breakage),
  )
}

/** Reads its own parameters, and answers how to read a page of the report. */
type ReportReader = (work: Work, reader: QueryReader) => (page: ReportPage) => Promise<Report>

async function sendReport(
  work: Work,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  read: ReportReader,
) {
  const reader = new QueryReader(request.query)
  const page: ListPage<(typeof reportColumns)[number]> = reader.page(
    standardSize,
    reportColumns,
    'Period',
  )
  const readPage = read(work, reader)
  const isCsv = wantsCsv(request, reader)
  reader.finish()
  if (isCsv) {
    const { rows } = await readPage({ ...page, limit: mostCsvRows, offset: 0 })
    return sendCsv(reply, name, rows, reportColumns)
  }
  const { rows, totalItems, totals } = await readPage(page)
  return sendPage(reply, page, rows, totalItems, totals)
}

const liability: ReportReader = (work, reader) => {
  const at = reader.instant('at')
  const interval = reader.choice('interval', intervals)
  const to = reader.instant('to') ?? at ?? work.now
  const from = reader.instant('from')
  if (interval !== undefined && from === undefined) {
    reader.refuse('from', 'is a required field with interval: the start of the series', null)
  }
  const span = { from: from ?? to, to }
  refuseWrongSpan(reader, span, interval)
  const series = interval === undefined ? undefined : { ...span, interval }
  const businessIds = reader.ids('BusinessId')
  return (page) => readLiability(work, { at: at ?? work.now, series, businessIds }, page)
}

const breakage: ReportReader = (work, reader) => {
  const from = reader.instant('from')
  const interval = reader.choice('interval', intervals)
  const span = { from: from ?? earliest, to: reader.instant('to') ?? work.now + 1 }
  if (from !== undefined) refuseWrongSpan(reader, span, undefined)
  const businessIds = reader.ids('BusinessId')
  return (page) => readBreakage(work, { ...span, interval, businessIds }, page)
}

// Before any credit there was.
const earliest = Date.parse('0001-01-01T00:00:00Z')

const mostPeriods = 400
const shortest: Readonly<Record<Interval, number>> = {
  Day: 1,
  Week: 7,
  Month: 28,
  Quarter: 90,
  Year: 365,
}
const dayMilliseconds = 24 * 3_600_000

function refuseWrongSpan(
  reader: QueryReader,
  { from, to }: { readonly from: number; readonly to: number },
  interval: Interval | undefined,
): void {
  if (from > to) reader.refuse('to', 'must not be before from', reader.text('to') ?? null)
  if (interval === undefined) return
  if ((to - from) / dayMilliseconds / shortest[interval] > mostPeriods) {
    reader.refuse('interval', `makes more than ${mostPeriods} periods; take a longer one`, interval)
  }
}
