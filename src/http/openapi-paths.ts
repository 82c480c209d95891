// The paths of one entity in the description of the API.

import type { Catalog } from '../entities/catalog.ts'
import { type Entity, roleFor } from '../entities/entity.ts'
import { filtersOf } from '../entities/filters.ts'
import {
  idempotencyKey,
  type Json,
  json,
  pageOf,
  readRefusals,
  ref,
  responses,
  schema,
  writeRefusals,
  written,
  writtenOrRefused,
} from './openapi-parts.ts'
import { bodyOf } from './openapi-records.ts'

export function pathsOf(catalog: Catalog, owner: Entity): Json {
  const offers = (operation: Entity['operations'][number]) => owner.operations.includes(operation)
  return {
    [owner.path]: {
      get: listOperation(catalog, owner),
      ...(offers('create') ? { post: createOperation(owner) } : {}),
      ...(offers('update') ? { put: replaceOperation(owner) } : {}),
    },
    [`${owner.path}/{id}`]: {
      get: getOperation(owner),
      ...(offers('update') ? { patch: mergeOperation(owner) } : {}),
      ...(offers('delete') ? { delete: deleteOperation(owner) } : {}),
    },
    [`${owner.path}/commands`]: { get: commandsOperation(owner) },
    [`${owner.path}/runcommand`]: { post: runCommandOperation(owner) },
  }
}

type Verb = Parameters<typeof roleFor>[1]

function about(owner: Entity, verb: string, summary: string, role: Verb, more = ''): Json {
  return {
    operationId: `${verb}${owner.name}`,
    tags: [owner.plural],
    summary,
    description: `Needs the role ${roleFor(owner, role)}, or an administrator.${more === '' ? '' : ` ${more}`}`,
  }
}

const a = (name: string) => `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`

const id = ref('parameters', 'id')

const batchNote =
  'With id=[1,2,3] it answers an array of whole records instead. Bounds of from_ and to_ filters are included; ' +
  'null finds what is not set.'

function listOperation(catalog: Catalog, owner: Entity): Json {
  const filters = [...filtersOf(catalog, owner).values()].map(({ parameter, kind }) => ({
    name: parameter,
    in: 'query',
    ...(parameter === owner.requiredFilter ? { required: true } : {}),
    schema: { type: kind.column.endsWith('[]') ? 'string' : kind.schema.type },
  }))
  const shared = ['page', 'size', 'orderBy', 'dir', 'batch'].map((name) => ref('parameters', name))
  const records = { type: 'array', items: schema(owner.name) }
  const answer = { oneOf: [pageOf(`${owner.name}Row`), records] }
  return {
    ...about(owner, 'list', `List ${owner.plural}`, 'List', batchNote),
    parameters: [...shared, ...filters],
    responses: responses(
      { description: 'One page.', content: json(answer) },
      '400',
      '401',
      '403',
      '429',
    ),
  }
}

function getOperation(owner: Entity): Json {
  const whole = { description: 'The whole record.', content: json(schema(owner.name)) }
  return {
    ...about(owner, 'get', `Get ${a(owner.name)}`, 'Read'),
    parameters: [id],
    responses: responses(whole, ...readRefusals),
  }
}

function createOperation(owner: Entity): Json {
  const created = written(schema(owner.name), 'Created; the whole record in `Value`.')
  return {
    ...about(owner, 'create', `Create ${a(owner.name)}`, 'Create'),
    parameters: [idempotencyKey],
    requestBody: { required: true, content: json(...bodyOf(owner, 'create')) },
    responses: responses(created, '400', '401', '403', '409', '413', '429'),
  }
}

function replaceOperation(owner: Entity): Json {
  const rule = 'Replaces the record: what is left out is cleared, but for lists.'
  return {
    ...about(owner, 'update', `Update ${a(owner.name)}`, 'Edit', rule),
    parameters: [idempotencyKey],
    requestBody: { required: true, content: json(...bodyOf(owner, 'replace')) },
    responses: responses(written(schema('Id'), 'Updated.'), ...writeRefusals),
  }
}

function mergeOperation(owner: Entity): Json {
  const rule = 'What is left out stays as it is.'
  // Tools fill a form with the example, and what is filled in would be set.
  const example = {}
  return {
    ...about(owner, 'patch', `Change members of ${a(owner.name)}`, 'Edit', rule),
    parameters: [id, idempotencyKey],
    requestBody: { required: true, content: json(schema(`${owner.name}Members`), example) },
    responses: responses(written(schema('Id'), 'Updated.'), ...writeRefusals),
  }
}

const refusalNote = 'A refusal answers 200 with `WasSuccessful` false.'

function deleteOperation(owner: Entity): Json {
  return {
    ...about(owner, 'delete', `Delete ${a(owner.name)}`, 'Delete', refusalNote),
    parameters: [id, idempotencyKey],
    responses: responses(
      writtenOrRefused({ type: 'null' }, 'Deleted, or refused.'),
      ...writeRefusals,
    ),
  }
}

function commandsOperation(owner: Entity): Json {
  const list = { type: 'array', items: schema('Command') }
  const descriptors = { description: 'Descriptors of the commands.', content: json(list) }
  return {
    ...about(owner, 'listCommandsOf', `Commands of ${owner.plural}`, 'Update'),
    responses: responses(descriptors, '401', '403', '429'),
  }
}

function runCommandOperation(owner: Entity): Json {
  return {
    ...about(owner, 'runCommandOn', `Run a command on ${owner.plural}`, 'Update', refusalNote),
    parameters: [idempotencyKey],
    requestBody: { required: true, content: json(schema('RunCommand')) },
    responses: responses(writtenOrRefused({}, 'Run, or refused.'), ...writeRefusals),
  }
}
