// For whatever keeps the service running: is it alive, is it ready.

import type { FastifyInstance } from 'fastify'
import { Failure } from '../failure.ts'
import type { Service } from '../operations/call.ts'
import { isReadOnly } from '../storage/database.ts'

export function healthRoutes(app: FastifyInstance, service: Service): void {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (request) => {
    try {
      if (await service.database.lookUp(isReadOnly)) {
        throw new Error(
          'The database takes no changes at present: a standby, or set to be read only.',
        )
      }
    } catch (error) {
      request.log.warn(error)
      throw new Failure('busy', 'The database does not answer, or takes no changes.', {
        retryAfterSeconds: 5,
      })
    }
    return { status: 'ready' }
  })
}
