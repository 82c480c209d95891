// The OpenAPI 3.1 description, worked out from the entities (openapi.json is this document, checked in).

import type { Catalog } from '../entities/catalog.ts'
import type { Entity } from '../entities/entity.ts'
import { auditPaths, auditSchemas } from './openapi-audit.ts'
import type { Json } from './openapi-parts.ts'
import { pathsOf } from './openapi-paths.ts'
import { enumSchemas, recordSchemas } from './openapi-records.ts'
import { reportPaths, reportSchemas } from './openapi-reports.ts'
import { servicePaths, serviceSchemas } from './openapi-service.ts'
import { sharedComponents, sharedSchemas } from './openapi-shared.ts'
import { walletSchemas } from './openapi-wallet-schemas.ts'
import { walletPaths } from './openapi-wallets.ts'

const guide = `Credits, what they may pay, their uses, and the records around them. Compatible with the Nexudus REST API for credits.

**Sign in** with Authorize above, or send \`grant_type=password&username=…&password=…\` to POST /api/token and the token as
\`Authorization: Bearer …\` from then on.

**Records** come in collections. GET lists them by page, with a filter for every member; GET with an id has the lists and
whatever else a row leaves out. POST creates. PUT replaces the whole record, so get it first. PATCH changes what it names.
Lists of ids have three forms: the plain one replaces, \`Added…\` adds, \`Removed…\` removes.

**Every wrong value is told at once**, by the name of its member. Booleans, numbers and lists are also taken as text, named
numbers by name, and names of filters in any case. As in the Nexudus API, members and filters that do not exist are passed over
without a word, so a misspelt filter narrows nothing.

**Repeat safely** by sending an \`Idempotency-Key\` with a write: the same key and body answer the first result again.

**Wallets** answer what a customer can spend, why a credit cannot, and what a charge would use before it is made.`

/** What most readers come for; the rest follows by folder and name. */
const first = [
  'CoworkerBookingCredit',
  'CoworkerBookingCreditUseHistory',
  'TariffBookingCredit',
  'ProductBookingCredit',
  'CoworkerExtraService',
  'CoworkerExtraServiceUseHistory',
]

export function openApiDocument(catalog: Catalog): Json {
  const entities = inOrderOfInterest(catalog)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Deskbank',
      version: '0.1.0',
      summary: 'The open-source credit bank for coworking spaces.',
      description: guide,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
    security: [{ signIn: [] }, { bearer: [] }, { basic: [] }],
    tags: [
      { name: 'Identity', description: 'Signing in and who is signed in.' },
      { name: 'Wallets', description: 'What a customer holds, and what may be paid from it.' },
      {
        name: 'Reports',
        description: 'What is owed to customers, what was lost, what comes next.',
      },
      ...entities.map((owner) => ({ name: owner.plural, description: owner.description })),
      { name: 'Audit', description: 'Who signed in, and who changed what.' },
      { name: 'Sandbox', description: 'A clock to move and data to reset, where that is allowed.' },
      { name: 'Service', description: 'The service itself.' },
    ],
    paths: {
      ...servicePaths,
      ...walletPaths,
      ...reportPaths,
      ...auditPaths,
      ...Object.assign({}, ...entities.map((owner) => pathsOf(catalog, owner))),
    },
    components: {
      ...sharedComponents,
      schemas: {
        ...sharedSchemas,
        ...serviceSchemas,
        ...walletSchemas,
        ...reportSchemas,
        ...auditSchemas,
        ...Object.assign({}, ...entities.map((owner) => recordSchemas(catalog, owner))),
        ...enumSchemas(catalog),
      },
    },
  }
}

function inOrderOfInterest(catalog: Catalog): readonly Entity[] {
  const leading = first.map((name) => catalog.named(name)).filter((owner) => owner !== undefined)
  return [...leading, ...catalog.entities.filter((owner) => !leading.includes(owner))]
}
