// Routes that are no record’s: signing in, who is signed in, the named lists, the sandbox, whether it is alive.

import {
  idSchema,
  instant,
  type Json,
  json,
  object,
  query,
  ref,
  responses,
  schema,
  text,
  written,
} from './openapi-parts.ts'

export const serviceSchemas: Json = {
  Tokens: object({
    access_token: text,
    token_type: { type: 'string', const: 'bearer' },
    expires_in: { type: 'integer', description: 'Seconds.' },
    refresh_token: { type: 'string', description: 'Good for one use.' },
  }),
  SignedIn: object({
    Id: idSchema,
    FullName: text,
    Email: text,
    Active: { type: 'boolean' },
    IsAdmin: { type: 'boolean' },
    APIAccess: { type: 'boolean' },
    CoworkerId: { type: ['integer', 'null'], description: 'The customer this user is.' },
    Businesses: { type: 'array', items: idSchema, description: 'Empty: every location.' },
    Roles: { type: 'array', items: text },
    DefaultBusinessId: { type: ['integer', 'null'] },
    DefaultBusinessName: { type: ['string', 'null'] },
    Now: { ...instant, description: 'What counts as now; in a sandbox, its clock.' },
  }),
  EnumMember: object({ Name: text, Value: { type: 'integer' } }),
  Clock: object({ Now: instant }),
}

const tokenRequest = {
  type: 'object',
  required: ['grant_type'],
  properties: {
    grant_type: { type: 'string', enum: ['password', 'refresh_token'] },
    username: text,
    password: { type: 'string', format: 'password' },
    refresh_token: text,
  },
}

const token: Json = {
  operationId: 'issueToken',
  tags: ['Identity'],
  summary: 'Sign in, or refresh a session',
  description:
    'The password grant and the refresh grant. A refresh token is good for one use; one that comes back later ends its ' +
    'session. Wrong passwords are limited by user and by address.',
  security: [],
  requestBody: {
    required: true,
    content: { 'application/x-www-form-urlencoded': { schema: tokenRequest } },
  },
  responses: {
    '200': { description: 'Tokens.', content: json(schema('Tokens')) },
    '400': {
      description: 'Wrong credentials, or another grant type.',
      content: json(object({ error: text, error_description: text }), {
        error: 'invalid_grant',
        error_description: 'The user name or password is incorrect.',
      }),
    },
    '413': ref('responses', 'TooLarge'),
    '429': ref('responses', 'Throttled'),
  },
}

const revocation: Json = {
  operationId: 'revokeToken',
  tags: ['Identity'],
  summary: 'Sign out',
  description:
    'Ends the sign-in that a token came from: its refresh token and every access token of it. Other sign-ins of the same ' +
    'user go on. A token that is not known, or has ended, is answered in the same way.',
  security: [],
  requestBody: {
    required: true,
    content: {
      'application/x-www-form-urlencoded': {
        schema: {
          type: 'object',
          required: ['token'],
          properties: {
            token: { ...text, description: 'An access token or a refresh token.' },
            token_type_hint: { ...text, description: 'Not needed: both kinds are looked for.' },
          },
        },
      },
    },
  },
  responses: {
    '200': { description: 'The session has ended.', content: json(object({})) },
    '400': {
      description: 'No form, or a form without a token.',
      content: json(object({ error: text, error_description: text })),
    },
    '413': ref('responses', 'TooLarge'),
    '429': ref('responses', 'Throttled'),
  },
}

const answer = (description: string, content: Json): Json => ({
  description,
  content: json(content),
})

const members: Json = { type: 'array', items: schema('EnumMember') }
const lists = { type: 'array', items: object({ Name: text, Values: members }) }

const resetDescription =
  'The sample space of the demo, or an empty database. Users and their sessions stay.'

export const servicePaths: Json = {
  '/api/token': { post: token },
  '/api/token/revoke': { post: revocation },
  '/api/auth/me': {
    get: {
      operationId: 'whoAmI',
      tags: ['Identity'],
      summary: 'Who is signed in, and where',
      responses: responses(answer('The user.', schema('SignedIn')), '401', '429'),
    },
  },
  '/api/utils/enums': {
    get: {
      operationId: 'listEnums',
      tags: ['Identity'],
      summary: 'The named lists of the wire',
      description: 'One list by its name, or all of them.',
      parameters: [query('name', 'Such as eTimeSpanWeekMonth.', text)],
      responses: responses(
        answer('Members of one list, or every list.', { anyOf: [members, lists] }),
        '400',
        '401',
        '429',
      ),
    },
  },
  '/api/sandbox/clock': {
    get: {
      operationId: 'readClock',
      tags: ['Sandbox'],
      summary: 'What counts as now',
      responses: responses(answer('The clock.', schema('Clock')), '401', '403', '404'),
    },
    post: {
      operationId: 'moveClock',
      tags: ['Sandbox'],
      summary: 'Move the clock forward',
      description: 'What falls due on the way is done. From then on the clock stands.',
      requestBody: {
        required: true,
        content: json({ ...(serviceSchemas.Clock as Json), required: ['Now'] }),
      },
      responses: responses(written(schema('Clock'), 'Moved.'), '400', '401', '403', '404', '413'),
    },
  },
  '/api/sandbox/reset': {
    post: {
      operationId: 'resetSandbox',
      tags: ['Sandbox'],
      summary: 'Start afresh',
      description: resetDescription,
      responses: responses(written(schema('Clock'), 'Reset.'), '400', '401', '403', '404', '413'),
    },
  },
  '/healthz': health('isAlive', 'Whether the process is alive', {}),
  '/metrics': {
    get: {
      operationId: 'readMetrics',
      tags: ['Service'],
      summary: 'Figures for Prometheus',
      description:
        'With METRICS_TOKEN as bearer where it is set, else for callers on the same machine.',
      security: [],
      responses: responses(
        {
          description: 'Requests, connections, schedule, process.',
          content: { 'text/plain': { schema: text } },
        },
        '401',
        '403',
      ),
    },
  },
  '/readyz': health('isReady', 'Whether the database answers and takes changes', {
    '503': answer('It does not.', schema('Failure')),
  }),
}

function health(operationId: string, summary: string, more: Json): Json {
  return {
    get: {
      operationId,
      tags: ['Service'],
      summary,
      security: [],
      responses: {
        '200': answer('It is.', object({ status: text })),
        '4XX': answer('The request cannot be read.', schema('Failure')),
        ...more,
      },
    },
  }
}
