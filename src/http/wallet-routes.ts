// Wallets: balance, statement, quote, spend, release, adjust (design 5).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Body } from '../entities/change.ts'
import { instantKind, integerKind } from '../entities/kinds.ts'
import { toJson, type Wire } from '../entities/wire-json.ts'
import { Failure, type FieldError, invalid, invalidField } from '../failure.ts'
import { adjust } from '../operations/adjust.ts'
import type { Service, Work } from '../operations/call.ts'
import { settleDueBeforeReading } from '../operations/due-work.ts'
import { type Outcome, perform } from '../operations/perform.ts'
import { readBalances, readStatement } from '../operations/read-statement.ts'
import { readWallet } from '../operations/read-wallet.ts'
import { release } from '../operations/release.ts'
import { quote, spend } from '../operations/spend.ts'
import { csvOf } from './csv.ts'
import { successEnvelope } from './envelope.ts'
import { listEnvelope } from './list-envelope.ts'
import { readDirection } from './list-query.ts'
import { type Query, readPaging } from './paging.ts'
import { bodyOf, sendJson } from './record-routes.ts'
import { callOf, writeCallOf } from './session.ts'

type WalletOperation = (work: Work, coworkerId: number, body: Body) => Promise<Outcome>

export function walletRoutes(app: FastifyInstance, service: Service): void {
  const workFor = (request: FastifyRequest): Work => ({
    ...callOf(request),
    catalog: service.catalog,
    executor: service.database.executor,
  })
  const settleDue = (request: FastifyRequest) =>
    settleDueBeforeReading(service, callOf(request), coworkerIdOf(request))
  app.get('/api/wallets/:CoworkerId', async (request, reply) => {
    const at = instantIn(request, 'at')
    await settleDue(request)
    return sendJson(reply, await readWallet(workFor(request), coworkerIdOf(request), at))
  })
  app.get('/api/wallets/:CoworkerId/statement', async (request, reply) => {
    await settleDue(request)
    return sendStatement(workFor(request), request, reply)
  })
  app.get('/api/wallets/:CoworkerId/balances', async (request, reply) => {
    const span = spanIn(request)
    await settleDue(request)
    return sendJson(reply, toJson(await readBalances(workFor(request), span)))
  })
  const post = (name: string, operation: WalletOperation) => {
    app.post(`/api/wallets/:CoworkerId/${name}`, async (request, reply) => {
      const outcome = await perform(service, writeCallOf(request), (work) =>
        operation(work, coworkerIdOf(request), bodyOf(request)),
      )
      return sendJson(reply, successEnvelope(outcome))
    })
  }
  post('quote', quote)
  post('spend', spend)
  post('release', release)
  post('adjust', adjust)
}

function coworkerIdOf(request: FastifyRequest): number {
  const { CoworkerId: id } = request.params as { CoworkerId: string }
  if (!/^\d{1,15}$/.test(id))
    throw new Failure('not-found', `There is no Coworker with the Id ${id}.`)
  return Number(id)
}

function queryOf(request: FastifyRequest): Query {
  return request.query as Query
}

/** An instant in the query; a wrong one is told (design 5). */
function instantIn(request: FastifyRequest, name: string): number | undefined {
  const [text] = [queryOf(request)[name]].flat()
  if (text === undefined || text === '') return undefined
  const parsed = instantKind.parse(text)
  if ('problem' in parsed) throw invalidField(name, parsed.problem, text)
  return parsed.value as number
}

function spanIn(request: FastifyRequest) {
  return {
    coworkerId: coworkerIdOf(request),
    from: instantIn(request, 'from'),
    to: instantIn(request, 'to'),
  }
}

/** `Kind`, once or several times, and `CoworkerBookingCreditId`. */
function filtersIn(request: FastifyRequest) {
  const kinds = valuesIn(request, 'kind').map((kind) => kind.toLowerCase())
  const wrong = kinds.find((kind) => !movementKinds.includes(kind))
  if (wrong !== undefined) {
    throw invalidField('Kind', `must be one of ${movementNames.join(', ')}`, wrong)
  }
  const [id] = valuesIn(request, 'coworkerbookingcreditid')
  const parsed = id === undefined ? { value: undefined } : integerKind.parse(id)
  if ('problem' in parsed) throw invalidField('CoworkerBookingCreditId', parsed.problem, id)
  return {
    kinds: kinds.length > 0 ? kinds : undefined,
    creditId: parsed.value as number | undefined,
  }
}

const movementNames = ['Grant', 'Use', 'Return', 'Adjust', 'Edit', 'Void', 'Expire']
const movementKinds = movementNames.map((name) => name.toLowerCase())

function valuesIn(request: FastifyRequest, name: string): readonly string[] {
  const [, value] =
    Object.entries(queryOf(request)).find(([key]) => key.toLowerCase() === name) ?? []
  return [value ?? []].flat().filter((text) => text !== '')
}

function isDescending(request: FastifyRequest): boolean {
  const errors: FieldError[] = []
  const descending = readDirection(valuesIn(request, 'dir')[0], errors)
  if (errors.length > 0) throw invalid(errors)
  return descending
}

const statementSize = 100
const mostCsvRows = 1_000_000

async function sendStatement(work: Work, request: FastifyRequest, reply: FastifyReply) {
  const span = { ...spanIn(request), ...filtersIn(request) }
  const descending = isDescending(request)
  const [format] = [queryOf(request).format].flat()
  if (format === 'csv' || request.headers.accept?.includes('text/csv')) {
    const { rows } = await readStatement(work, span, { limit: mostCsvRows, offset: 0, descending })
    reply.header('content-disposition', `attachment; filename="statement-${span.coworkerId}.csv"`)
    return reply.type('text/csv; charset=utf-8').send(csvOf(rows))
  }
  const paging = readPaging(queryOf(request), statementSize)
  const { rows, totalItems } = await readStatement(work, span, { ...paging, descending })
  const page = { ...paging, orderBy: 'OccurredOn', descending }
  const records = rows.map((row: Wire) => toJson(row))
  return sendJson(
    reply,
    listEnvelope({ page, pageNumber: paging.pageNumber }, { records, totalItems }),
  )
}
