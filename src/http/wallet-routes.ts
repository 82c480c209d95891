// Wallets: balance, statement, quote, spend, release, adjust (design 5).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Body } from '../entities/change.ts'
import { toJson } from '../entities/wire-json.ts'
import { Failure } from '../failure.ts'
import { adjust } from '../operations/adjust.ts'
import type { Service, Work } from '../operations/call.ts'
import { type Outcome, perform } from '../operations/perform.ts'
import { readBalances, readStatement, statementColumns } from '../operations/read-statement.ts'
import { readWallet } from '../operations/read-wallet.ts'
import { release } from '../operations/release.ts'
import { quote, spend } from '../operations/spend.ts'
import type { StatementPaging } from '../storage/statements.ts'
import { successEnvelope } from './envelope.ts'
import { readDirection } from './list-query.ts'
import { readPaging } from './paging.ts'
import { QueryReader } from './query-values.ts'
import { bodyOf, sendJson } from './record-routes.ts'
import { mostCsvRows, sendCsv, sendPage, wantsCsv } from './send-list.ts'
import { callOf, lookingAgain, writeCallOf } from './session.ts'

type WalletOperation = (work: Work, coworkerId: number, body: Body) => Promise<Outcome>

export function walletRoutes(app: FastifyInstance, service: Service): void {
  app.get('/api/wallets/:CoworkerId', async (request, reply) => {
    const reader = new QueryReader(request.query)
    const at = reader.instant('at')
    reader.finish()
    const wallet = await readWallet(service, callOf(request), coworkerIdOf(request), at)
    return sendJson(reply, wallet)
  })
  app.get('/api/wallets/:CoworkerId/statement', (request, reply) =>
    sendStatement(service, request, reply),
  )
  app.get('/api/wallets/:CoworkerId/balances', async (request, reply) => {
    const reader = new QueryReader(request.query)
    const span = spanIn(request, reader)
    reader.finish()
    return sendJson(reply, toJson(await readBalances(service, callOf(request), span)))
  })
  const post = (name: string, operation: WalletOperation) => {
    app.post(`/api/wallets/:CoworkerId/${name}`, async (request, reply) => {
      const outcome = await perform(service, writeCallOf(request), (work) =>
        operation(work, coworkerIdOf(request), bodyOf(request)),
      )
      return sendJson(reply, successEnvelope(outcome))
    })
  }
  app.post('/api/wallets/:CoworkerId/quote', async (request, reply) => {
    const id = coworkerIdOf(request)
    const outcome = await quote(service, writeCallOf(request), id, bodyOf(request))
    return sendJson(reply, successEnvelope(outcome))
  })
  const spendUrl = '/api/wallets/:CoworkerId/spend'
  app.post(spendUrl, { config: { looksAgain: true, hasLine: true } }, async (request, reply) => {
    const outcome = await lookingAgain(service, request, (call) =>
      spend(service, call, coworkerIdOf(request), bodyOf(request)),
    )
    return sendJson(reply, successEnvelope(outcome))
  })
  post('release', release)
  post('adjust', adjust)
}

function coworkerIdOf(request: FastifyRequest): number {
  const { CoworkerId: id } = request.params as { CoworkerId: string }
  if (!/^\d{1,15}$/.test(id))
    throw new Failure('not-found', `There is no Coworker with the Id ${id}.`)
  return Number(id)
}

const movementKinds = ['Grant', 'Use', 'Return', 'Adjust', 'Edit', 'Void', 'Expire']

function spanIn(request: FastifyRequest, reader: QueryReader) {
  return {
    coworkerId: coworkerIdOf(request),
    from: reader.instant('from'),
    to: reader.instant('to'),
  }
}

const statementSize = 100

async function sendStatement(service: Service, request: FastifyRequest, reply: FastifyReply) {
  const reader = new QueryReader(request.query)
  const page = {
    ...readPaging(reader.query, statementSize, reader.errors),
    orderBy: 'OccurredOn',
    descending: readDirection(reader.text('dir'), reader.errors),
  }
  const span = {
    ...spanIn(request, reader),
    kinds: reader.choices('Kind', movementKinds),
    creditId: reader.integer('CoworkerBookingCreditId'),
    reference: reader.text('Reference'),
  }
  const isCsv = wantsCsv(request, reader)
  reader.finish()
  const read = (part: StatementPaging) => readStatement(service, callOf(request), span, part)
  if (isCsv) {
    const whole = await read({ ...page, limit: mostCsvRows, offset: 0 })
    return sendCsv(reply, `statement-${span.coworkerId}`, whole, statementColumns)
  }
  const { rows, totalItems } = await read(page)
  return sendPage(reply, page, rows, totalItems)
}
