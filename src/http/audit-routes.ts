// GET /api/audit: who signed in, and who changed what. An addition of ours.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Service } from '../operations/call.ts'
import { type AuditFilter, auditCells, auditColumns, readAudit } from '../operations/read-audit.ts'
import { auditKinds, auditOutcomes } from '../storage/audit-trail.ts'
import { readDirection } from './list-query.ts'
import { standardSize } from './paging.ts'
import { QueryReader } from './query-values.ts'
import { type Read, readFor } from './read.ts'
import { mostCsvRows, sendCsv, sendPage, wantsCsv } from './send-list.ts'

export function auditRoutes(app: FastifyInstance, service: Service): void {
  app.get('/api/audit', (request, reply) => sendAudit(readFor(service, request), request, reply))
}

/** The newest first unless told otherwise. */
async function sendAudit(read: Read, request: FastifyRequest, reply: FastifyReply) {
  const reader = new QueryReader(request.query)
  const page = {
    ...reader.paging(standardSize),
    orderBy: 'OccurredOn',
    descending: readDirection(reader.text('dir') ?? 'desc', reader.errors),
  }
  const filter: AuditFilter = {
    ...page,
    kinds: reader.choices('Kind', auditKinds),
    outcomes: reader.choices('Outcome', auditOutcomes),
    userId: reader.integer('UserId'),
    madeBy: reader.text('By'),
    address: reader.text('Address'),
    entity: reader.text('Entity'),
    recordId: reader.integer('RecordId'),
    from: reader.instant('from'),
    to: reader.instant('to'),
  }
  const isCsv = wantsCsv(request, reader)
  reader.finish()
  if (!isCsv) {
    const { rows, totalItems } = await read((work) => readAudit(work, filter))
    return sendPage(reply, page, rows, totalItems)
  }
  const whole = { ...filter, limit: mostCsvRows, offset: 0 }
  const { rows, totalItems } = await read((work) => readAudit(work, whole))
  return sendCsv(reply, 'audit', { rows: rows.map(auditCells), totalItems }, auditColumns)
}
