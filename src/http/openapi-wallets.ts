// Wallets and the sandbox in the description of the API.

import {
  creditSchema,
  instant,
  integer,
  type Json,
  list,
  object,
  ref,
  sequenceMembers,
} from './openapi-wallet-schemas.ts'

const coworkerId: Json = {
  name: 'CoworkerId',
  in: 'path',
  required: true,
  description: 'The customer whose wallet it is.',
  schema: integer,
}

const instantQuery = (name: string, description: string): Json => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string', format: 'date-time' },
})

const failures = {
  '400': ref('responses', 'Invalid'),
  '401': ref('responses', 'Unauthenticated'),
  '403': ref('responses', 'Forbidden'),
  '404': ref('responses', 'NotFound'),
  '429': ref('responses', 'Throttled'),
}

const json = (schema: Json): Json => ({ 'application/json': { schema } })

function post(name: string, summary: string, role: string, body: string, value: Json): Json {
  return {
    post: {
      operationId: `${name}Wallet`,
      tags: ['Wallets'],
      summary,
      description: `Needs the role ${role}, or a full administrator.`,
      parameters: [coworkerId, ref('parameters', 'idempotencyKey')],
      requestBody: { required: true, content: json(ref('schemas', body)) },
      responses: {
        '200': {
          description: 'Done; the result in `Value`.',
          content: json({ allOf: [ref('schemas', 'Written'), object({ Value: value })] }),
        },
        ...failures,
        '409': ref('responses', 'Conflict'),
      },
    },
  }
}

const useCreate = 'CoworkerBookingCreditUseHistory-Create'

const page: Json = {
  allOf: [ref('schemas', 'Page'), object({ Records: list(ref('schemas', 'StatementRow')) })],
}

export const walletPaths: Json = {
  '/api/wallets/{CoworkerId}': {
    get: {
      operationId: 'getWallet',
      tags: ['Wallets'],
      summary: 'What a customer can spend, now or as of an instant',
      description: 'Needs the role CoworkerBookingCredit-Read; members read their own.',
      parameters: [coworkerId, instantQuery('at', 'As of this instant.')],
      responses: {
        '200': { description: 'The wallet.', content: json(ref('schemas', 'Wallet')) },
        ...failures,
      },
    },
  },
  '/api/wallets/{CoworkerId}/statement': {
    get: {
      operationId: 'getStatement',
      tags: ['Wallets'],
      summary: 'Every movement with who, why and what was left',
      description:
        'Needs the role CoworkerBookingCredit-Read; members read their own. CSV by Accept or format=csv.',
      parameters: [
        coworkerId,
        instantQuery('from', 'Included.'),
        instantQuery('to', 'Not included.'),
        ref('parameters', 'page'),
        ref('parameters', 'size'),
        {
          name: 'format',
          in: 'query',
          description: 'csv for the whole as CSV.',
          schema: { type: 'string' },
        },
      ],
      responses: {
        '200': {
          description: 'One page, oldest first; 100 rows unless told otherwise.',
          content: { ...json(page), 'text/csv': { schema: { type: 'string' } } },
        },
        ...failures,
      },
    },
  },
  '/api/wallets/{CoworkerId}/quote': post(
    'quote',
    'What a spend would use, and why not each other credit',
    'CoworkerBookingCredit-Read',
    'Charges',
    ref('schemas', 'Settlement'),
  ),
  '/api/wallets/{CoworkerId}/spend': post(
    'spend',
    'Pay charges from credit',
    useCreate,
    'Spend',
    ref('schemas', 'Settlement'),
  ),
  '/api/wallets/{CoworkerId}/release': post(
    'release',
    'Give back what a charge used',
    useCreate,
    'Release',
    ref('schemas', 'Released'),
  ),
  '/api/wallets/{CoworkerId}/adjust': post(
    'adjust',
    'Correct one credit, with a reason',
    'CoworkerBookingCredit-Edit',
    'Adjust',
    {
      ...creditSchema,
      properties: { ...(creditSchema.properties as Json), ...sequenceMembers },
    },
  ),
  '/api/sandbox/clock': {
    get: {
      operationId: 'readClock',
      tags: ['Service'],
      summary: 'What counts as now in a sandbox',
      description: 'For full administrators of a server with DESKBANK_SANDBOX=true.',
      responses: {
        '200': { description: 'The clock.', content: json(object({ Now: instant })) },
        ...failures,
      },
    },
    post: {
      operationId: 'moveClock',
      tags: ['Service'],
      summary: 'Move the clock of a sandbox forward',
      description: 'Everything due until then is done first. From then on the clock stands.',
      requestBody: {
        required: true,
        content: json(object({ Now: { type: 'string', format: 'date-time' } }, ['Now'])),
      },
      responses: {
        '200': { description: 'Moved.', content: json(ref('schemas', 'Written')) },
        ...failures,
      },
    },
  },
  '/api/sandbox/reset': {
    post: {
      operationId: 'resetSandbox',
      tags: ['Service'],
      summary: 'Empty a sandbox but for its users',
      description: 'The demo is filled with its sample space again. Real time counts from then on.',
      responses: {
        '200': { description: 'Reset.', content: json(ref('schemas', 'Written')) },
        ...failures,
      },
    },
  },
}
