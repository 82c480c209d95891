// What the description of the API says once: envelopes, refusals, parameters, and the routes that are no entity's.

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` })

const failure = (description: string) => ({
  description,
  content: { 'application/json': { schema: ref('schemas', 'Failure') } },
})

const page = (names: readonly string[], schema: object) =>
  Object.fromEntries(names.map((name) => [name, schema]))

const schemas = {
  Id: {
    type: 'object',
    required: ['Id'],
    properties: { Id: { type: 'integer', format: 'int64' } },
  },
  Written: {
    type: 'object',
    required: ['Status', 'Message', 'Value', 'UpdatedOn', 'UpdatedBy', 'Errors', 'WasSuccessful'],
    properties: {
      Status: { type: 'integer', const: 200 },
      Message: { type: 'string' },
      Value: { description: 'The whole record after POST, its Id after PUT and PATCH, else null.' },
      OpenInDialog: { type: 'boolean' },
      OpenInWindow: { type: 'boolean' },
      RedirectURL: { type: 'null' },
      JavaScript: { type: 'null' },
      UpdatedOn: { type: 'string', format: 'date-time' },
      UpdatedBy: { type: 'string' },
      Errors: { type: 'null' },
      WasSuccessful: { type: 'boolean' },
    },
  },
  Failure: {
    type: 'object',
    required: ['Message', 'Value', 'Errors', 'WasSuccessful'],
    properties: {
      Message: { type: 'string', description: 'The first error as `PropertyName: message`.' },
      Value: { type: 'null' },
      Errors: { type: ['array', 'null'], items: ref('schemas', 'FieldError') },
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
      ...page(
        [
          'CurrentPage',
          'CurrentPageSize',
          'FirstItem',
          'LastItem',
          'PageNumber',
          'PageSize',
          'TotalItems',
          'TotalPages',
        ],
        { type: 'integer' },
      ),
      ...page(['HasNextPage', 'HasPreviousPage'], { type: 'boolean' }),
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
      Ids: { type: 'array', items: { type: 'integer', format: 'int64' } },
      Parameters: {
        type: 'array',
        items: { type: 'object', properties: { Name: { type: 'string' }, Value: {} } },
      },
    },
  },
}

const query = (name: string, description: string, schema: object) => ({
  name,
  in: 'query',
  description,
  schema,
})

export const sharedComponents = {
  securitySchemes: {
    bearer: { type: 'http', scheme: 'bearer', description: 'A token from POST /api/token.' },
    basic: { type: 'http', scheme: 'basic', description: 'Email and password.' },
  },
  parameters: {
    page: query('page', 'From 1.', { type: 'integer', default: 1 }),
    size: query('size', 'At most 1000.', { type: 'integer', default: 25 }),
    orderBy: query('orderBy', 'A member of the record.', { type: 'string', default: 'Id' }),
    dir: query('dir', 'Ascending: 0, asc, Ascending. Descending: 1, -1, desc, Descending.', {
      type: 'string',
      default: '0',
    }),
    batch: query('id', 'Several ids such as [1,2,3].', { type: 'string', examples: ['[1,2,3]'] }),
    idempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'A repeat with the same key and body answers the first result again.',
      schema: { type: 'string', maxLength: 255 },
    },
  },
  responses: {
    Invalid: failure('Every error of the input, or a refusal by balance.'),
    Unauthenticated: failure('No valid token and no valid pair of email and password.'),
    Forbidden: failure('The role is missing, or the location is not yours.'),
    NotFound: { description: 'No such record.', content: { 'application/json': { schema: {} } } },
    Conflict: failure('The Idempotency-Key was used for another request.'),
    Throttled: failure('Too many requests; the header Retry-After says when to try again.'),
  },
  schemas,
}

const token = {
  post: {
    operationId: 'issueToken',
    tags: ['Identity'],
    summary: 'Sign in, or refresh a session',
    description: 'The password grant and the refresh grant. A refresh token is good for one use.',
    security: [],
    requestBody: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: {
            type: 'object',
            required: ['grant_type'],
            properties: {
              grant_type: { type: 'string', enum: ['password', 'refresh_token'] },
              username: { type: 'string' },
              password: { type: 'string' },
              refresh_token: { type: 'string' },
            },
          },
        },
      },
    },
    responses: {
      '200': {
        description: 'Tokens.',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: {
                access_token: { type: 'string' },
                token_type: { type: 'string' },
                expires_in: { type: 'integer', description: 'Seconds.' },
                refresh_token: { type: 'string' },
              },
            },
          },
        },
      },
      '400': {
        description: 'Wrong credentials, or another grant type.',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { error: { type: 'string' }, error_description: { type: 'string' } },
            },
          },
        },
      },
    },
  },
}

const read = (operationId: string, tag: string, summary: string, more: object = {}) => ({
  get: {
    operationId,
    tags: [tag],
    summary,
    description: `${summary}.`,
    responses: {
      '200': { description: 'The answer.', content: { 'application/json': { schema: {} } } },
      '400': ref('responses', 'Invalid'),
      '401': ref('responses', 'Unauthenticated'),
    },
    ...more,
  },
})

const open = {
  security: [],
  responses: {
    '200': { description: 'It is.', content: { 'application/json': { schema: {} } } },
    '4XX': failure('It is not.'),
  },
}

export const fixedPaths = {
  '/api/token': token,
  '/api/auth/me': read('whoAmI', 'Identity', 'Who is signed in, and where'),
  '/api/utils/enums': read('listEnums', 'Identity', 'The named lists of the wire', {
    parameters: [query('name', 'One list; without it, all of them.', { type: 'string' })],
  }),
  '/healthz': read('isAlive', 'Service', 'Whether the process is alive', open),
  '/readyz': read('isReady', 'Service', 'Whether the database answers', open),
}
