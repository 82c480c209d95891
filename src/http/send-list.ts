// Lists that are no records': a page in the envelope of every list, or the whole as CSV.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { toJson, type Wire } from '../entities/wire-json.ts'
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

export const mostCsvRows = 1_000_000

export type Row = Readonly<Record<string, Wire>>

export function sendCsv(
  reply: FastifyReply,
  name: string,
  rows: readonly Row[],
  columns: readonly string[],
): FastifyReply {
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
