// For whatever keeps the service running: is it alive, is it ready.

import type { FastifyInstance } from 'fastify'
import { Failure } from '../failure.ts'
import type { Service } from '../operations/call.ts'
import { ping } from '../storage/database.ts'

export function healthRoutes(app: FastifyInstance, service: Service): void {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (request) => {
    try {
      await ping(service.database.executor)
    } catch (error) {
      request.log.warn(error)
      throw new Failure('busy', 'The database does not answer.', { retryAfterSeconds: 5 })
    }
    return { status: 'ready' }
  })
}
