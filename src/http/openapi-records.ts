// JSON Schemas of records and of the bodies that write them.

import type { Catalog } from '../entities/catalog.ts'
import { type Entity, fieldOf } from '../entities/entity.ts'
import type { Field } from '../entities/field.ts'
import type { JsonSchema } from '../entities/kinds.ts'
import { kindOf } from '../entities/path.ts'

/** A record as it is answered. */
export function recordSchema(
  catalog: Catalog,
  owner: Entity,
  names: readonly string[],
): JsonSchema {
  const properties = names.map((name) => {
    const field = fieldOf(owner, name)
    const isInput = field.access !== 'never' || field.source.from === 'delta'
    const schema = orNull(kindOf(catalog, owner, name).schema, isNullable(field))
    return [name, { ...schema, ...described(field), ...(isInput ? {} : { readOnly: true }) }]
  })
  return { type: 'object', required: [...names], properties: Object.fromEntries(properties) }
}

function isNullable(field: Field): boolean {
  return field.nullable || field.source.from === 'nowhere' || field.source.from === 'joined'
}

/** The members a caller may set. Others are accepted and passed over (API-4). */
export function membersSchema(owner: Entity): JsonSchema {
  const properties = Object.entries(owner.fields)
    .filter(([, field]) => field.access !== 'never')
    .map(([name, field]) => [
      name,
      { ...orNull(inputSchema(field), !field.required), ...described(field) },
    ])
  return { type: 'object', properties: Object.fromEntries(properties) }
}

/** What must be there: the required members, and for PUT the Id. */
export function requiredSchema(owner: Entity, mode: 'create' | 'replace'): JsonSchema {
  const required = Object.entries(owner.fields)
    .filter(([, field]) => field.required && field.access !== 'never')
    .filter(([, field]) => field.access !== (mode === 'create' ? 'on update' : 'on create'))
    .map(([name]) => name)
  const id = { Id: { type: 'integer', format: 'int64', description: 'The record to update.' } }
  if (mode === 'create') return { type: 'object', required }
  return { type: 'object', required: ['Id', ...required], properties: id }
}

function inputSchema(field: Field): JsonSchema {
  return field.positive ? { ...field.kind.schema, exclusiveMinimum: 0 } : field.kind.schema
}

function orNull(schema: JsonSchema, nullable: boolean): JsonSchema {
  if (!nullable || schema.type === undefined) return schema
  return { ...schema, type: [schema.type, 'null'] }
}

function described(field: Field): JsonSchema {
  const own =
    field.description ?? (field.reference === undefined ? undefined : `Id of a ${field.reference}.`)
  const listed = field.kind.schema.description
  const sentences = [own, typeof listed === 'string' ? listed : undefined].filter(Boolean)
  return sentences.length === 0 ? {} : { description: sentences.join(' ') }
}
