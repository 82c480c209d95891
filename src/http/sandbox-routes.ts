// The sandbox: a clock that can be moved, and data that can be reset (design 5).

import type { FastifyInstance } from 'fastify'
import { moveClock, readBusinessClock, resetSandbox } from '../operations/business-clock.ts'
import type { Service } from '../operations/call.ts'
import { successEnvelope } from './envelope.ts'
import { bodyOf, sendJson } from './record-routes.ts'
import { callOf } from './session.ts'

export function sandboxRoutes(app: FastifyInstance, service: Service): void {
  app.get('/api/sandbox/clock', async (request, reply) =>
    sendJson(reply, await readBusinessClock(service, callOf(request))),
  )
  app.post('/api/sandbox/clock', async (request, reply) =>
    sendJson(reply, successEnvelope(await moveClock(service, callOf(request), bodyOf(request)))),
  )
  app.post('/api/sandbox/reset', async (request, reply) =>
    sendJson(reply, successEnvelope(await resetSandbox(service, callOf(request)))),
  )
}
