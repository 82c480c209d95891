// JSON Schemas of records and of the bodies that write them.

import type { Catalog } from '../entities/catalog.ts'
import { type Entity, fieldOf } from '../entities/entity.ts'
import { allEnums, enumNamed } from '../entities/enums.ts'
import type { Field } from '../entities/field.ts'
import { rowFields } from '../entities/json.ts'
import { choiceKind, type JsonSchema, type Kind } from '../entities/kinds.ts'
import { kindOf } from '../entities/path.ts'
import { idSchema, type Json, schema } from './openapi-parts.ts'

/** The schemas of one kind of record: a row of a list, the whole record, the members that may be set. */
export function recordSchemas(catalog: Catalog, owner: Entity): Json {
  const row = rowFields(owner)
  const rest = Object.keys(owner.fields).filter((name) => !row.includes(name))
  const isWritable = owner.operations.includes('create') || owner.operations.includes('update')
  return {
    [`${owner.name}Row`]: answered(catalog, owner, row),
    [owner.name]: { allOf: [schema(`${owner.name}Row`), answered(catalog, owner, rest)] },
    ...(isWritable ? { [`${owner.name}Members`]: membersSchema(owner) } : {}),
  }
}

/** Members as they are answered. */
function answered(catalog: Catalog, owner: Entity, names: readonly string[]): Json {
  const properties = names.map((name) => {
    const field = fieldOf(owner, name)
    const isInput = field.access !== 'never' || field.source.from === 'delta'
    const value = valueSchema(kindOf(catalog, owner, name), isNullable(field))
    return [name, { ...value, ...described(field), ...(isInput ? {} : { readOnly: true }) }]
  })
  return { type: 'object', required: [...names], properties: Object.fromEntries(properties) }
}

function isNullable(field: Field): boolean {
  const { from } = field.source
  // A sum of amounts may be larger than any amount, and reads as null then.
  const isSum = from === 'derived' && field.kind.name === 'amount'
  return field.nullable || isSum || from === 'nowhere' || from === 'joined'
}

/** The members a caller may set. Others are accepted and passed over (API-4). */
function membersSchema(owner: Entity): Json {
  const properties = Object.entries(owner.fields)
    .filter(([, field]) => field.access !== 'never')
    .map(([name, field]) => [
      name,
      {
        ...valueSchema(field.kind, !field.required),
        ...(field.positive ? { exclusiveMinimum: 0 } : {}),
        ...(field.notNegative ? { minimum: 0 } : {}),
        ...described(field),
      },
    ])
  return { type: 'object', properties: Object.fromEntries(properties) }
}

/** The body of a POST or a PUT: what must be there beside the members, and a smallest example. */
export function bodyOf(owner: Entity, mode: 'create' | 'replace'): [schema: Json, example: Json] {
  const required = Object.entries(owner.fields)
    .filter(([, field]) => field.required && field.access !== 'never')
    .filter(([, field]) => field.access !== (mode === 'create' ? 'on update' : 'on create'))
  const names = required.map(([name]) => name)
  const example = Object.fromEntries(
    required.map(([name, field]) => [name, exampleOf(owner, name, field)]),
  )
  const members = schema(`${owner.name}Members`)
  if (mode === 'create') {
    const rules = { type: 'object', required: names, ...inlineProperties(owner) }
    return [{ allOf: [members, rules] }, example]
  }
  const id = { Id: { ...idSchema, description: 'The record to update.' } }
  const rules = { type: 'object', required: ['Id', ...names], properties: id }
  return [{ allOf: [members, rules] }, { ...example, Id: 87654321 }]
}

function inlineProperties(owner: Entity): Json {
  const children = Object.entries(owner.inlineChildren ?? {})
  if (children.length === 0) return {}
  const lists = children.map(([name, kind]) => [
    name,
    { type: 'array', items: schema(`${kind}Members`), description: `New ${kind} records of it.` },
  ])
  return { properties: Object.fromEntries(lists) }
}

function exampleOf(owner: Entity, name: string, field: Field): unknown {
  if (name === 'Email') return 'somebody@example.com'
  if (field.kind.column === 'timestamptz') {
    const isLater = owner.instantOrders?.some(({ later }) => later === name)
    return isLater ? '2026-05-01T11:00:00Z' : '2026-05-01T09:00:00Z'
  }
  const examples: Readonly<Record<string, unknown>> = { text: `A ${name}`, flag: true, amount: 40 }
  return examples[field.kind.name] ?? (field.kind.column.endsWith('[]') ? [] : 1)
}

/** A list of numbers is described once; a member refers to it. */
function valueSchema(kind: Kind, nullable: boolean): JsonSchema {
  const list = enumNamed(kind.name)
  const own = list ? schema(list.name) : kind.schema
  if (!nullable) return own
  if (own.type === undefined) return list ? { anyOf: [own, { type: 'null' }] } : own
  return { ...own, type: [own.type, 'null'] }
}

function described(field: Field): Json {
  const description =
    field.description ?? (field.reference === undefined ? undefined : `Id of a ${field.reference}.`)
  return description === undefined ? {} : { description }
}

/** The named lists that members of these entities take their numbers from. */
export function enumSchemas(catalog: Catalog): Json {
  const kinds = catalog.entities.flatMap((owner) => Object.values(owner.fields).map((f) => f.kind))
  const used = new Set(kinds.map((kind) => kind.name))
  const lists = allEnums().filter((one) => used.has(one.name))
  return Object.fromEntries(lists.map((one) => [one.name, enumSchema(one.name)]))
}

// Sent by name as well, and 0 while nothing is chosen. Lists that sources disagree about take any number.
function enumSchema(name: string): Json {
  const kind = choiceKind(name)
  const members = enumNamed(name)?.members ?? []
  const listed = members.map((member) => `${member.value} ${member.name}`).join(', ')
  const isOpen = 'value' in kind.parse(987_654_321)
  return {
    ...idSchema,
    ...(isOpen ? {} : { enum: [...new Set([0, ...members.map((member) => member.value)])] }),
    description: listed === '' ? 'Any number.' : `${listed}. Names are taken as well; 0 is unset.`,
  }
}
