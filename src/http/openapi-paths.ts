// The paths of one entity in the description of the API.

import type { Catalog } from '../entities/catalog.ts'
import { type Entity, roleFor } from '../entities/entity.ts'
import { filtersOf } from '../entities/filters.ts'
import { requiredSchema } from './openapi-records.ts'

type Json = Readonly<Record<string, unknown>>

const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` })

const json = (schema: Json): Json => ({ 'application/json': { schema } })

function responses(success: Json, ...failures: readonly string[]): Json {
  const names: Readonly<Record<string, string>> = {
    '400': 'Invalid',
    '401': 'Unauthenticated',
    '403': 'Forbidden',
    '404': 'NotFound',
    '409': 'Conflict',
    '429': 'Throttled',
  }
  return {
    '200': success,
    ...Object.fromEntries(
      failures.map((status) => [status, ref('responses', names[status] ?? 'Invalid')]),
    ),
  }
}

const idParameter: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The Id of the record.',
  schema: { type: 'integer', format: 'int64' },
}

export function pathsOf(catalog: Catalog, owner: Entity): Json {
  const collection = {
    ...listOperation(catalog, owner),
    ...(owner.operations.includes('create') ? createOperation(owner) : {}),
    ...(owner.operations.includes('update') ? replaceOperation(owner) : {}),
  }
  const one = {
    get: {
      ...about(owner, 'get', `Get one ${owner.name}`, 'Read'),
      parameters: [idParameter],
      responses: responses(
        { description: 'The whole record.', content: json(ref('schemas', owner.name)) },
        '401',
        '403',
        '404',
        '429',
      ),
    },
    ...(owner.operations.includes('update') ? mergeOperation(owner) : {}),
    ...(owner.operations.includes('delete') ? deleteOperation(owner) : {}),
  }
  return {
    [owner.path]: collection,
    [`${owner.path}/{id}`]: one,
    ...commandPaths(owner),
  }
}

type Verb = Parameters<typeof roleFor>[1]

function about(owner: Entity, verb: string, summary: string, role: Verb, more = ''): Json {
  return {
    operationId: `${verb}${owner.name}`,
    tags: [owner.plural],
    summary,
    description: `Needs the role ${roleFor(owner, role)}, or a full administrator.${more === '' ? '' : ` ${more}`}`,
  }
}

function listOperation(catalog: Catalog, owner: Entity): Json {
  const filters = [...filtersOf(catalog, owner).values()].map(({ parameter, kind }) => ({
    name: parameter,
    in: 'query',
    ...(parameter === owner.requiredFilter ? { required: true } : {}),
    schema: { type: kind.column.endsWith('[]') ? 'string' : kind.schema.type },
  }))
  return {
    get: {
      ...about(
        owner,
        'list',
        `List ${owner.plural}`,
        'List',
        'With id=[1,2,3] it answers an array of whole records instead. Bounds of from_ and to_ filters are included; null finds what is not set.',
      ),
      parameters: [
        ...['page', 'size', 'orderBy', 'dir', 'batch'].map((name) => ref('parameters', name)),
        ...filters,
      ],
      responses: responses(
        { description: 'One page.', content: json(listSchema(owner)) },
        '400',
        '401',
        '403',
        '429',
      ),
    },
  }
}

function listSchema(owner: Entity): Json {
  const page = {
    allOf: [
      ref('schemas', 'Page'),
      {
        type: 'object',
        properties: { Records: { type: 'array', items: ref('schemas', `${owner.name}Row`) } },
      },
    ],
  }
  return { oneOf: [page, { type: 'array', items: ref('schemas', owner.name) }] }
}

const key = ref('parameters', 'idempotencyKey')

function written(value: Json, description: string): Json {
  return {
    description,
    content: json({
      allOf: [ref('schemas', 'Written'), { type: 'object', properties: { Value: value } }],
    }),
  }
}

function bodySchema(owner: Entity, mode: 'create' | 'replace'): Json {
  return { allOf: [ref('schemas', `${owner.name}Members`), requiredSchema(owner, mode)] }
}

function createOperation(owner: Entity): Json {
  return {
    post: {
      ...about(owner, 'create', `Create a ${owner.name}`, 'Create'),
      parameters: [key],
      requestBody: { required: true, content: json(bodySchema(owner, 'create')) },
      responses: responses(
        written(ref('schemas', owner.name), 'Created; the whole record in `Value`.'),
        '400',
        '401',
        '403',
        '409',
        '429',
      ),
    },
  }
}

function replaceOperation(owner: Entity): Json {
  return {
    put: {
      ...about(
        owner,
        'update',
        `Update a ${owner.name}`,
        'Edit',
        'Replaces the record: what is left out is cleared, but for lists.',
      ),
      parameters: [key],
      requestBody: { required: true, content: json(bodySchema(owner, 'replace')) },
      responses: responses(
        written(ref('schemas', 'Id'), 'Updated.'),
        '400',
        '401',
        '403',
        '404',
        '409',
        '429',
      ),
    },
  }
}

function mergeOperation(owner: Entity): Json {
  return {
    patch: {
      ...about(
        owner,
        'patch',
        `Change members of a ${owner.name}`,
        'Edit',
        'What is left out stays as it is.',
      ),
      parameters: [idParameter, key],
      requestBody: {
        required: true,
        content: json(ref('schemas', `${owner.name}Members`)),
      },
      responses: responses(
        written(ref('schemas', 'Id'), 'Updated.'),
        '400',
        '401',
        '403',
        '404',
        '409',
        '429',
      ),
    },
  }
}

function deleteOperation(owner: Entity): Json {
  return {
    delete: {
      ...about(
        owner,
        'delete',
        `Delete a ${owner.name}`,
        'Delete',
        'A refusal answers 200 with `WasSuccessful` false.',
      ),
      parameters: [idParameter, key],
      responses: responses(
        written({ type: 'null' }, 'Deleted, or refused.'),
        '401',
        '403',
        '404',
        '409',
        '429',
      ),
    },
  }
}

function commandPaths(owner: Entity): Json {
  return {
    [`${owner.path}/commands`]: {
      get: {
        ...about(owner, 'listCommandsOf', `Commands of ${owner.plural}`, 'Update'),
        responses: responses(
          {
            description: 'Descriptors of the commands.',
            content: json({ type: 'array', items: ref('schemas', 'Command') }),
          },
          '401',
          '403',
          '429',
        ),
      },
    },
    [`${owner.path}/runcommand`]: {
      post: {
        ...about(
          owner,
          'runCommandOn',
          `Run a command on ${owner.plural}`,
          'Update',
          'A refusal answers 200 with `WasSuccessful` false.',
        ),
        parameters: [key],
        requestBody: { required: true, content: json(ref('schemas', 'RunCommand')) },
        responses: responses(
          written({}, 'Run, or refused.'),
          '400',
          '401',
          '403',
          '404',
          '409',
          '429',
        ),
      },
    },
  }
}
