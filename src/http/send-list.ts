// Lists that are no records': a page in the envelope of every list, or the whole as CSV.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { toJson, type Wire } from '../entities/wire-json.ts'
import { invalidField } from '../failure.ts'
import { csvOf } from './csv.ts'
import { listEnvelope } from './list-envelope.ts'
import type { ListPage, QueryReader } from './query-values.ts'
import { sendJson } from './record-routes.ts'

/** By `format=csv` or by the header Accept (design 5). */
export function wantsCsv(request: FastifyRequest, reader: QueryReader): boolean {
  const format = reader.choice('format', ['csv', 'json'])
  return format === undefined
    ? (request.headers.accept?.includes('text/csv') ?? false)
    : format === 'csv'
}

/** About as many lines as a spreadsheet takes. */
export const mostCsvRows = 1_000_000

export type Row = Readonly<Record<string, Wire>>

/** The whole list. Fails with 400 where there is more of it than was read: a list that is cut off looks whole. */
export function sendCsv(
  reply: FastifyReply,
  name: string,
  {
    rows,
    totalItems = rows.length,
  }: { readonly rows: readonly Row[]; readonly totalItems?: number },
  columns: readonly string[],
): FastifyReply {
  if (totalItems > rows.length) {
    throw invalidField(
      'format',
      `csv takes ${mostCsvRows} rows at most, and there are ${totalItems}: narrow the list`,
      'csv',
    )
  }
  reply.header('content-disposition', `attachment; filename="${name}.csv"`)
  return reply.type('text/csv; charset=utf-8').send(csvOf(rows, columns))
}

export function sendPage(
  reply: FastifyReply,
  page: ListPage<string>,
  rows: readonly Row[],
  totalItems: number,
  totals?: readonly Row[],
): FastifyReply {
  const envelope = listEnvelope(
    { page, pageNumber: page.pageNumber },
    { records: rows.map((row) => toJson(row)), totalItems },
  )
  if (totals === undefined) return sendJson(reply, envelope)
  return sendJson(reply, `{"Totals":${toJson(totals)},${envelope.slice(1)}`)
}
