// Room for those who come: the database answers a few requests at a time, and the others wait. When more wait than it can
// serve soon, and have for a while, whoever comes is told so at once (503) and not after many seconds.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Service } from '../operations/call.ts'
import { busy, createLine } from '../operations/line.ts'
import { hasRoomToSpend } from '../operations/spend.ts'

/** How many requests may always be at work or wait; of those that take long, fewer. */
const bearable = { usual: 512, slow: 128 }
/** Milliseconds from which on requests count as slow: what they wait for each other is in it. */
const slowness = 5_000
/** How much the last request counts against those before it. */
const freshness = 0.05

/**
 * For all routes that are registered here afterwards. Spends wait in a line of their own, which knows how fast it is
 * served. A request counts while it is worked on, not while it is sent or received: a slow caller takes nobody's place.
 */
export function keepRoom(app: FastifyInstance, service: Service): void {
  const line = createLine()
  const begun = new WeakMap<FastifyRequest, number>()
  let underWay = 0
  let usual = 0

  const begin = (request: FastifyRequest) => {
    begun.set(request, performance.now())
    underWay += 1
  }
  const pause = (request: FastifyRequest) => {
    const since = begun.get(request)
    if (since === undefined) return
    begun.delete(request)
    underWay -= 1
    usual += (performance.now() - since - usual) * freshness
  }
  const end = (request: FastifyRequest) => {
    pause(request)
    if (underWay > 0) return
    usual = 0
    line.rest()
  }

  // Before anything is asked of the database, were it only who the caller is.
  app.addHook('onRequest', (request, _reply, done) => {
    if (isSpend(request)) return done(hasRoomToSpend(service) ? undefined : busy())
    if (!line.admits(underWay, usual > slowness ? bearable.slow : bearable.usual)) {
      return done(busy())
    }
    begin(request)
    done()
  })
  // The caller is known, and sends a body, or does not.
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    pause(request)
    done()
  })
  app.addHook('preHandler', (request, reply, done) => {
    if (isSpend(request)) return done()
    begin(request)
    // Somebody who has gone is not answered.
    reply.raw.once('close', () => end(request))
    done()
  })
  app.addHook('onSend', (request, _reply, _payload, done) => {
    if (!isSpend(request)) end(request)
    done()
  })
}

function isSpend(request: FastifyRequest): boolean {
  return request.routeOptions.config.hasLine === true
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether those who wait for the route stand in a line of their own. */
    hasLine?: boolean
  }
}
