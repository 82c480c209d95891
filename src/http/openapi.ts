// The OpenAPI 3.1 description, worked out from the entities (openapi.json is this document, checked in).

import type { Catalog } from '../entities/catalog.ts'
import type { Entity } from '../entities/entity.ts'
import { rowFields } from '../entities/json.ts'
import { pathsOf } from './openapi-paths.ts'
import { membersSchema, recordSchema } from './openapi-records.ts'
import { fixedPaths, sharedComponents } from './openapi-shared.ts'
import { walletPaths, walletSchemas } from './openapi-wallets.ts'

type Json = Readonly<Record<string, unknown>>

export function openApiDocument(catalog: Catalog): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Deskbank',
      version: '0.1.0',
      summary: 'The open-source credit bank for coworking spaces.',
      description:
        'Credits, what they may pay, their uses, and the records around them. Compatible with the Nexudus REST API for credits.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
    security: [{ bearer: [] }, { basic: [] }],
    tags: [
      { name: 'Identity', description: 'Signing in and who is signed in.' },
      { name: 'Service', description: 'The service itself.' },
      { name: 'Wallets', description: 'What customers can spend, and spending it.' },
      ...catalog.entities.map((owner) => ({ name: owner.plural, description: owner.description })),
    ],
    paths: {
      ...fixedPaths,
      ...walletPaths,
      ...Object.assign({}, ...catalog.entities.map((owner) => pathsOf(catalog, owner))),
    },
    components: {
      ...sharedComponents,
      schemas: {
        ...sharedComponents.schemas,
        ...walletSchemas,
        ...Object.assign({}, ...catalog.entities.map((owner) => schemasOf(catalog, owner))),
      },
    },
  }
}

function canWrite(owner: Entity): boolean {
  return owner.operations.includes('create') || owner.operations.includes('update')
}

function schemasOf(catalog: Catalog, owner: Entity): Json {
  return {
    [owner.name]: recordSchema(catalog, owner, Object.keys(owner.fields)),
    [`${owner.name}Row`]: recordSchema(catalog, owner, rowFields(owner)),
    ...(canWrite(owner) ? { [`${owner.name}Members`]: membersSchema(owner) } : {}),
  }
}
