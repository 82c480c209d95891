// Pieces that every part of the API’s description is put together from.

export type Json = Readonly<Record<string, unknown>>

type Section = 'schemas' | 'parameters' | 'responses'

export const ref = (section: Section, name: string): Json => ({
  $ref: `#/components/${section}/${name}`,
})

export const schema = (name: string): Json => ref('schemas', name)

/** JSON content, with an example where the schema alone would not tell enough. */
export const json = (content: Json, example?: Json): Json => ({
  'application/json': { schema: content, ...(example === undefined ? {} : { example }) },
})

export const query = (name: string, description: string, type: Json): Json => ({
  name,
  in: 'query',
  description,
  schema: type,
})

const refusals: Readonly<Record<string, string>> = {
  '400': 'Invalid',
  '401': 'Unauthenticated',
  '403': 'Forbidden',
  '404': 'NotFound',
  '409': 'Conflict',
  '413': 'TooLarge',
  '429': 'Throttled',
  '503': 'Busy',
}

export function responses(success: Json, ...statuses: readonly (keyof typeof refusals)[]): Json {
  // Wherever callers are counted there may also be too many of them at once.
  const all = statuses.includes('429') ? [...statuses, '503'] : statuses
  const failures = all.map((status) => [status, ref('responses', refusals[status] ?? '')])
  return { '200': success, ...Object.fromEntries(failures) }
}

/** What reading refuses, and what writing refuses beyond it. */
export const readRefusals = ['401', '403', '404', '429'] as const
export const writeRefusals = ['400', '401', '403', '404', '409', '413', '429'] as const

/** The envelope of a write with this in `Value`. */
export function written(value: Json, description: string): Json {
  const content = { allOf: [schema('Written'), { type: 'object', properties: { Value: value } }] }
  return { description, content: json(content) }
}

/** The same where a refusal is a success of HTTP (wire 9.6, 11). */
export function writtenOrRefused(value: Json, description: string): Json {
  const done = { allOf: [schema('Written'), { type: 'object', properties: { Value: value } }] }
  return { description, content: json({ anyOf: [done, schema('Failure')] }) }
}

/** One page of a list of these. */
export function pageOf(row: string): Json {
  const records = { type: 'object', properties: { Records: { type: 'array', items: schema(row) } } }
  return { allOf: [schema('Page'), records] }
}

export const idSchema: Json = { type: 'integer', format: 'int64' }

export const idempotencyKey = ref('parameters', 'idempotencyKey')

/** Plain types of schemas, and what is made of them. */
export const text: Json = { type: 'string' }
export const flag: Json = { type: 'boolean' }
export const amount: Json = { type: 'number' }
export const integer: Json = { type: 'integer' }
export const instant: Json = { type: 'string', format: 'date-time' }
export const orNull = (value: Json): Json => ({ ...value, type: [value.type, 'null'] })
export const listOf = (items: Json): Json => ({ type: 'array', items })
export const object = (properties: Json, required?: readonly string[]): Json => ({
  type: 'object',
  ...(required ? { required } : {}),
  properties,
})
