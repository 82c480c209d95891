// Room for those who come: the database answers a few requests at a time, and the others wait. When more wait than it can
// serve soon, and have for a while, whoever comes is told so at once (503), in a flood 200 ms later, and not after many seconds.

import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Body } from '../entities/change.ts'
import type { Service } from '../operations/call.ts'
import { busy, createLine } from '../operations/line.ts'
import { namesRecord } from '../operations/named-records.ts'
import { hasRoomToSpend } from '../operations/spend.ts'
import { createTurn } from '../operations/turn.ts'
import { failureEnvelope, statusOf } from './envelope.ts'
import { ofData } from './protective-headers.ts'

/** How many requests may always be at work or wait; of those that take long, fewer. */
const bearable = { usual: 512, slow: 128 }
/** Milliseconds from which on requests count as slow: what they wait for each other is in it. */
const slowness = 5_000
/** How much the last request counts against those before it. */
const freshness = 0.05
/**
 * Milliseconds after which those hear of it who are sent away late in a long turn of the event loop. A few thousand who ask again as
 * soon as they are answered would otherwise leave no time for anybody who was let in.
 */
const restBeforeAnswer = 200
/** How many may wait for that. Who sends one request behind the other without waiting for answers could fill the memory with them. */
const mostResting = 10_000

/**
 * Sends spends away that their line, which knows how fast it is served, has no room for; answers how many that were so far.
 * Of a flood most are sent away, and whatever is done for them is taken from those who are served: so they get the answer
 * of every such failure, but made once, and the framework never hears of them.
 */
export function sendSpendsAway(server: Server, hasRoom: () => boolean): () => number {
  const failure = busy()
  const body = failureEnvelope(failure)
  const headers = {
    ...ofData,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'retry-after': String(failure.retryAfterSeconds),
  }
  const served = server.listeners('request') as RequestListener[]
  let away = 0
  let resting = 0
  const turn = createTurn()
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    // Once the server stops, the framework says so.
    if (!isSpendAt(request) || !server.listening || hasRoom()) {
      for (const serve of served) serve(request, response)
      return
    }
    away += 1
    const answer = () => response.writeHead(statusOf[failure.kind], headers).end(body)
    if (!turn.isLong() || resting === mostResting) return answer()
    resting += 1
    setTimeout(() => {
      resting -= 1
      answer()
    }, restBeforeAnswer)
  })
  return () => away
}

// A spend that is written in another way, or comes by another address that is listened to, is sent away by `keepRoom`.
function isSpendAt({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && /^\/api\/wallets\/\d+\/spend\/?$/i.test(url)
}

/**
 * For all routes that are registered here afterwards; spends that go in batches have a line of their own. A request counts
 * while it is worked on, not while it is sent or received: a slow caller takes nobody's place.
 */
export function keepRoom(app: FastifyInstance, service: Service): void {
  const line = createLine()
  let underWay = 0
  let usual = 0

  const begin = (request: FastifyRequest) => {
    request.begunAt = performance.now()
    underWay += 1
  }
  // A spend that goes in a batch never began here, so there is nothing to end.
  const pause = (request: FastifyRequest) => {
    const { begunAt } = request
    if (begunAt === undefined) return
    request.begunAt = undefined
    underWay -= 1
    usual += (performance.now() - begunAt - usual) * freshness
  }
  const end = (request: FastifyRequest) => {
    pause(request)
    if (underWay === 0) usual = 0
  }

  const admits = () => line.admits(underWay, usual > slowness ? bearable.slow : bearable.usual)

  app.decorateRequest('begunAt', undefined)
  app.decorateRequest('hasLine', false)
  // Before anything is asked of the database, were it only who the caller is.
  app.addHook('onRequest', (request, _reply, done) => {
    request.hasLine = request.routeOptions.config.hasLine === true
    if (request.hasLine) return done(hasRoomToSpend(service) ? undefined : busy())
    if (!admits()) return done(busy())
    begin(request)
    done()
  })
  // The caller is known, and sends a body, or does not.
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    pause(request)
    done()
  })
  app.addHook('preHandler', (request, reply, done) => {
    if (goesInBatch(request)) return done()
    // Only its body says that it goes with the others.
    if (request.hasLine && !admits()) return done(busy())
    begin(request)
    // Somebody who has gone is not answered.
    reply.raw.once('close', () => end(request))
    done()
  })
  app.addHook('onSend', (request, _reply, _payload, done) => {
    end(request)
    done()
  })
}

/** What names a record is charged there, one at a time. */
function goesInBatch(request: FastifyRequest): boolean {
  return request.hasLine && !namesRecord((request.body ?? {}) as Body)
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Since when it is worked on, while it is; milliseconds of a clock that never goes back. */
    begunAt?: number | undefined
    /** As its route says: to ask the route makes an object of all its options each time. */
    hasLine: boolean
  }
  interface FastifyContextConfig {
    /** Whether those who wait for the route stand in a line of their own. */
    hasLine?: boolean
  }
}
