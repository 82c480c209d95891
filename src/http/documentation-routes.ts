// The description of the API for people (/docs) and for machines (/openapi.json).

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { Service } from '../operations/call.ts'
import { openApiDocument } from './openapi.ts'

export async function documentationRoutes(app: FastifyInstance, service: Service): Promise<void> {
  const document = openApiDocument(service.catalog)
  app.get('/openapi.json', async () => document)
  await app.register(swagger, {
    mode: 'static',
    specification: { document: document as never },
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
}
