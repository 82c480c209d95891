// Reports: what is outstanding and what was lost (design 5).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Amount, wholeUnits } from '../engine/amount.ts'
import { amountKind, choiceKind } from '../entities/kinds.ts'
import type { Service, Work } from '../operations/call.ts'
import { findingCodes, healthColumns, readHealth, severities } from '../operations/read-health.ts'
import { policyColumns, readPolicies } from '../operations/read-policies.ts'
import {
  type Report,
  type ReportPage,
  readBreakage,
  readLiability,
  reportColumns,
} from '../operations/read-reports.ts'
import {
  type GrantQuestion,
  grantColumns,
  readUpcomingGrants,
} from '../operations/upcoming-grants.ts'
import { type Interval, intervals } from '../storage/reports.ts'
import { standardSize } from './paging.ts'
import { type ListPage, QueryReader } from './query-values.ts'
import { type Read, readFor } from './read.ts'
import { mostCsvRows, sendCsv, sendPage, wantsCsv } from './send-list.ts'
import { callOf } from './session.ts'

export function reportRoutes(app: FastifyInstance, service: Service): void {
  const read = (request: FastifyRequest) => readFor(service, request)
  app.get('/api/reports/liability', (request, reply) =>
    sendReport(read(request), request, reply, 'liability', liability),
  )
  app.get('/api/reports/breakage', (request, reply) =>
    sendReport(read(request), request, reply, 'breakage', breakage),
  )
  app.get('/api/reports/upcoming-grants', (request, reply) =>
    sendGrants(read(request), request, reply),
  )
  app.get('/api/reports/policies', (request, reply) => sendPolicies(read(request), request, reply))
  app.get('/api/reports/health', (request, reply) => sendHealth(read(request), request, reply))
}

const mostGrants = 120

/** One page of as many grants as were asked for: beyond it there are always more. */
async function sendGrants(read: Read, request: FastifyRequest, reply: FastifyReply) {
  const reader = new QueryReader(request.query)
  const count = reader.integer('count') ?? 12
  if (count < 1 || count > mostGrants) reader.refuse('count', `must be 1 to ${mostGrants}`, count)
  const question: GrantQuestion = {
    contractId: reader.integer('CoworkerContractId'),
    tariffId: reader.integer('TariffId'),
    moneyOfferId: reader.integer('TariffBookingCreditId'),
    timeOfferId: reader.integer('TariffExtraServiceId'),
    count,
    draft: {
      renewal: reader.value('ServiceRenewalTime', choiceKind('eTimeSpanWeekMonth')),
      amount: readDraftAmount(reader),
      name: reader.text('Name'),
    },
    contract: {
      startsAt: reader.instant('StartDate'),
      billingDay: reader.integer('BillingDay'),
      quantity: reader.integer('Quantity'),
    },
  }
  refuseOutside(reader, 'BillingDay', question.contract.billingDay, 31)
  refuseOutside(reader, 'Quantity', question.contract.quantity, 10_000)
  const isCsv = wantsCsv(request, reader)
  reader.finish()
  const rows = await read((work) => readUpcomingGrants(work, question))
  if (isCsv) return sendCsv(reply, 'upcoming-grants', { rows }, grantColumns)
  const page = { pageNumber: 1, limit: count, offset: 0, orderBy: 'ValidFrom', descending: false }
  return sendPage(reply, page, rows, rows.length)
}

/** The amount of an offer by any of its names: of money, of time, or as it will stand on the credit. */
function readDraftAmount(reader: QueryReader): Amount | undefined {
  const money =
    reader.value<Amount>('TotalCredit', amountKind) ?? reader.value<Amount>('Credit', amountKind)
  const uses = reader.integer('UsesIncluded')
  return money ?? (uses === undefined ? undefined : wholeUnits(uses))
}

function refuseOutside(reader: QueryReader, name: string, value: number | undefined, most: number) {
  if (value !== undefined && (value < 1 || value > most)) {
    reader.refuse(name, `must be 1 to ${most}`, value)
  }
}

/** All of them on one page, unless a smaller one is asked for. */
async function sendPolicies(read: Read, request: FastifyRequest, reply: FastifyReply) {
  const reader = new QueryReader(request.query)
  const page = { ...reader.paging(100), orderBy: 'Name', descending: false }
  const businessId = reader.integer('BusinessId')
  const isCsv = wantsCsv(request, reader)
  reader.finish()
  const rows = await read((work) => readPolicies(work, businessId))
  if (isCsv) {
    const cells = rows.map((row) => ({ ...row, Allowed: (row.Allowed as string[]).join(' ') }))
    return sendCsv(reply, 'policies', { rows: cells }, policyColumns)
  }
  return sendPage(reply, page, rows.slice(page.offset, page.offset + page.limit), rows.length)
}

async function sendHealth(read: Read, request: FastifyRequest, reply: FastifyReply) {
  const reader = new QueryReader(request.query)
  const page = { ...reader.paging(standardSize), orderBy: 'Severity', descending: false }
  const question = {
    businessIds: reader.ids('BusinessId'),
    codes: reader.choices('Code', findingCodes),
    severities: reader.choices('Severity', severities),
  }
  const isCsv = wantsCsv(request, reader)
  reader.finish()
  if (isCsv) {
    const whole = { limit: mostCsvRows, offset: 0 }
    const found = await read((work) => readHealth(work, question, whole))
    return sendCsv(reply, 'health', found, healthColumns)
  }
  const { rows, totalItems } = await read((work) => readHealth(work, question, page))
  return sendPage(reply, page, rows, totalItems)
}

/** Reads its own parameters, and answers how to read a page of the report. `now` in epoch milliseconds. */
type ReportReader = (
  now: number,
  reader: QueryReader,
) => (work: Work, page: ReportPage) => Promise<Report>

async function sendReport(
  read: Read,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  report: ReportReader,
) {
  const reader = new QueryReader(request.query)
  const page: ListPage<(typeof reportColumns)[number]> = reader.page(
    standardSize,
    reportColumns,
    'Period',
  )
  const readPage = report(callOf(request).now, reader)
  const isCsv = wantsCsv(request, reader)
  reader.finish()
  if (isCsv) {
    const whole = { ...page, limit: mostCsvRows, offset: 0 }
    return sendCsv(reply, name, await read((work) => readPage(work, whole)), reportColumns)
  }
  const { rows, totalItems, totals } = await read((work) => readPage(work, page))
  return sendPage(reply, page, rows, totalItems, totals)
}

const liability: ReportReader = (now, reader) => {
  const at = reader.instant('at')
  const interval = reader.choice('interval', intervals)
  const to = reader.instant('to') ?? at ?? now
  const from = reader.instant('from')
  if (interval !== undefined && from === undefined) {
    reader.refuse('from', 'is a required field with interval: the start of the series', null)
  }
  const span = { from: from ?? to, to }
  refuseWrongSpan(reader, span, interval)
  const series = interval === undefined ? undefined : { ...span, interval }
  const businessIds = reader.ids('BusinessId')
  return (work, page) => readLiability(work, { at: at ?? now, series, businessIds }, page)
}

const breakage: ReportReader = (now, reader) => {
  const from = reader.instant('from')
  const interval = reader.choice('interval', intervals)
  const span = { from: from ?? earliest, to: reader.instant('to') ?? now + 1 }
  if (from !== undefined) refuseWrongSpan(reader, span, undefined)
  const businessIds = reader.ids('BusinessId')
  return (work, page) => readBreakage(work, { ...span, interval, businessIds }, page)
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
