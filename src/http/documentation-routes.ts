// The description of the API for people (/docs) and for machines (/openapi.json).

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { Service } from '../operations/call.ts'
import { openApiDocument } from './openapi.ts'

// Everything the page needs comes from here. It does not ask for upgrades to https, which would leave it blank on a plain
// address other than that of the machine itself.
const contentSecurityPolicy = {
  'default-src': ["'self'"],
  'base-uri': ["'self'"],
  'font-src': ["'self'", 'data:'],
  'frame-ancestors': ["'none'"],
  'img-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'script-src': ["'self'"],
  'script-src-attr': ["'none'"],
  'style-src': ["'self'", "'unsafe-inline'"],
}

export async function documentationRoutes(app: FastifyInstance, service: Service): Promise<void> {
  const document = openApiDocument(service.catalog)
  app.get('/openapi.json', async () => document)
  await app.register(swagger, {
    mode: 'static',
    specification: { document: document as never },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: contentSecurityPolicy,
    theme: {
      title: 'Deskbank API',
      // The bar is for choosing among descriptions, and there is one.
      css: [{ filename: 'deskbank.css', content: '.swagger-ui .topbar { display: none }' }],
    },
    uiConfig: {
      docExpansion: 'none',
      filter: true,
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
      validatorUrl: null,
    },
  })
}
