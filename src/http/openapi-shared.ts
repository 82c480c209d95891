// What the description of the API says once: envelopes, refusals, parameters, ways to sign in.

import { idSchema, type Json, json, query, schema } from './openapi-parts.ts'

const failure = (description: string, example: Json): Json => ({
  description,
  content: json(schema('Failure'), { Value: null, WasSuccessful: false, ...example }),
})

const alike = (names: readonly string[], value: Json): Json =>
  Object.fromEntries(names.map((name) => [name, value]))

const pageNumbers = [
  'CurrentPage',
  'CurrentPageSize',
  'FirstItem',
  'LastItem',
  'PageNumber',
  'PageSize',
  'TotalItems',
  'TotalPages',
]

export const sharedSchemas: Json = {
  Id: { type: 'object', required: ['Id'], properties: { Id: idSchema } },
  Written: {
    type: 'object',
    required: ['Status', 'Message', 'Value', 'UpdatedOn', 'UpdatedBy', 'Errors', 'WasSuccessful'],
    properties: {
      Status: { type: 'integer', const: 200 },
      Message: { type: 'string', examples: ['The record was successfully updated.'] },
      Value: { description: 'The whole record after POST, its Id after PUT and PATCH, else null.' },
      ...alike(['OpenInDialog', 'OpenInWindow'], { type: 'boolean', examples: [false] }),
      ...alike(['RedirectURL', 'JavaScript'], { type: 'null' }),
      UpdatedOn: { type: 'string', format: 'date-time', examples: ['2025-01-15T10:30:00Z'] },
      UpdatedBy: { type: 'string', examples: ['admin@example.com'] },
      Errors: { type: ['array', 'null'], items: schema('FieldError'), examples: [null] },
      WasSuccessful: { type: 'boolean' },
    },
  },
  Failure: {
    type: 'object',
    required: ['Message', 'Value', 'Errors', 'WasSuccessful'],
    properties: {
      Message: { type: 'string', description: 'The first error as `PropertyName: message`.' },
      Value: { type: 'null' },
      Errors: { type: ['array', 'null'], items: schema('FieldError') },
      WasSuccessful: { type: 'boolean', const: false },
    },
  },
  FieldError: {
    type: 'object',
    required: ['AttemptedValue', 'Message', 'PropertyName'],
    properties: {
      AttemptedValue: { description: 'As it was sent; null when it was missing.' },
      Message: { type: 'string' },
      PropertyName: { type: 'string' },
    },
  },
  Page: {
    type: 'object',
    properties: {
      Records: { type: 'array', items: { type: 'object' } },
      CurrentOrderField: { type: 'string' },
      CurrentSortDirection: { type: 'integer', description: '0 ascending, 1 descending.' },
      ...alike(pageNumbers, { type: 'integer' }),
      ...alike(['HasNextPage', 'HasPreviousPage'], { type: 'boolean' }),
    },
  },
  Command: {
    type: 'object',
    required: ['Key', 'Name'],
    properties: { Key: { type: 'string' }, Name: { type: 'string' } },
  },
  RunCommand: {
    type: 'object',
    required: ['Key', 'Ids'],
    properties: {
      Key: { type: 'string' },
      Ids: { type: 'array', items: idSchema },
      Parameters: {
        type: 'array',
        items: { type: 'object', properties: { Name: { type: 'string' }, Value: {} } },
      },
    },
  },
}

const missingRole = 'You need the role CoworkerBookingCredit-Edit.'
const directions = 'Ascending: 0, asc, Ascending. Descending: 1, -1, desc, Descending.'

export const sharedComponents: Json = {
  securitySchemes: {
    signIn: {
      type: 'oauth2',
      description: 'Email and password for a token that is good for seven days.',
      flows: { password: { tokenUrl: '/api/token', refreshUrl: '/api/token', scopes: {} } },
    },
    bearer: { type: 'http', scheme: 'bearer', description: 'A token from POST /api/token.' },
    basic: { type: 'http', scheme: 'basic', description: 'Email and password.' },
  },
  parameters: {
    id: {
      name: 'id',
      in: 'path',
      required: true,
      description: 'The Id of the record.',
      schema: idSchema,
    },
    page: query('page', 'From 1.', { type: 'integer', default: 1 }),
    size: query('size', '1 to 1000; what lies outside counts as the nearest.', {
      type: 'integer',
      default: 25,
    }),
    orderBy: query('orderBy', 'A member of the record.', { type: 'string', default: 'Id' }),
    dir: query('dir', directions, { type: 'string', default: '0' }),
    batch: query('id', 'Several ids such as [1,2,3].', { type: 'string', examples: ['[1,2,3]'] }),
    idempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'A repeat with the same key and body answers the first result again.',
      schema: { type: 'string', maxLength: 255 },
    },
  },
  responses: {
    Invalid: failure('Every error of the input, or a refusal by balance.', {
      Message: 'CreditUsed: is a required field',
      Errors: [
        {
          AttemptedValue: null,
          Message: 'is a required field',
          PropertyName: 'CreditUsed',
        },
      ],
    }),
    Unauthenticated: failure('No valid token and no valid pair of email and password.', {
      Message: 'The token or the pair of email and password is not valid.',
      Errors: null,
    }),
    Forbidden: failure('The role is missing, or the location is not yours.', {
      Message: missingRole,
      Errors: null,
    }),
    NotFound: {
      description: 'No such record: the text `Not found` to GET and DELETE, else the envelope.',
      content: json({ anyOf: [{ type: 'string', const: 'Not found' }, schema('Failure')] }),
    },
    Conflict: failure('The Idempotency-Key was used for another request.', {
      Message: 'The Idempotency-Key was used for another request.',
      Errors: null,
    }),
    TooLarge: failure('The body is longer than 1 MiB.', {
      Message:
        'The body is longer than 1 MiB. Send it in parts, or take the command deskbank import.',
      Errors: null,
    }),
    Throttled: failure('Too many requests; the header Retry-After says when to try again.', {
      Message: 'Too many requests. Wait 12.5 seconds',
      Errors: null,
    }),
    Busy: failure(
      'More is waiting than can be served soon, or the database cannot answer. The header Retry-After says when to try again, and ' +
        'an Idempotency-Key makes that safe.',
      { Message: 'More is waiting than can be served soon. Try again.', Errors: null },
    ),
  },
}
