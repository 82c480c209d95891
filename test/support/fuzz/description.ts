// openapi.json as whoever asks reads it: every route, what it takes, and what it says it answers.

import { readFileSync } from 'node:fs'

// biome-ignore lint/suspicious/noExplicitAny: a document of every shape
type Any = any
export type Schema = Readonly<Record<string, Any>>

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: Schema
}

export interface Route {
  /** Such as `GET /api/wallets/{CoworkerId}`. */
  readonly name: string
  readonly verb: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined
  readonly isForm: boolean
  /** Content by media type, by status; statuses may be such as `4XX`. */
  readonly answers: ReadonlyMap<string, Readonly<Record<string, Schema>>>
}

const document: Any = JSON.parse(
  readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'),
)

/** What a reference leads to; anything else is itself. */
export function resolve(value: Any): Any {
  if (typeof value?.$ref !== 'string') return value
  const steps = value.$ref.slice('#/'.length).split('/')
  return resolve(steps.reduce((place: Any, step: string) => place[step], document))
}

export const failureSchema: Schema = document.components.schemas.Failure

export const routes: readonly Route[] = Object.entries<Any>(document.paths).flatMap(
  ([path, item]) =>
    Object.entries<Any>(item).map(([verb, operation]) => {
      const content = resolve(operation.requestBody)?.content ?? {}
      const [kind] = Object.keys(content)
      return {
        name: `${verb.toUpperCase()} ${path}`,
        verb: verb.toUpperCase(),
        path,
        parameters: (operation.parameters ?? []).map(resolve),
        body: kind === undefined ? undefined : content[kind].schema,
        isForm: kind === 'application/x-www-form-urlencoded',
        answers: new Map(
          Object.entries<Any>(operation.responses).map(([status, answer]) => [
            status,
            schemasOf(resolve(answer).content ?? {}),
          ]),
        ),
      }
    }),
)

function schemasOf(content: Any): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    Object.entries<Any>(content).map(([kind, { schema }]) => [kind, schema ?? {}]),
  )
}

export interface Member {
  readonly name: string
  readonly schema: Schema
  readonly required: boolean
}

/** The members of an object, with those that the parts of an `allOf` add. */
export function membersOf(schema: Schema): readonly Member[] {
  const parts = [schema, ...(resolve(schema).allOf ?? [])].map(resolve)
  const required = new Set(parts.flatMap((part) => part.required ?? []))
  const nested = parts.slice(1).flatMap((part) => membersOf(part))
  const own = Object.entries<Any>(parts[0].properties ?? {}).map(([name, member]) => ({
    name,
    schema: resolve(member) as Schema,
    required: false,
  }))
  return [...own, ...nested].map((member) => ({ ...member, required: required.has(member.name) }))
}

/** Where a value is not what its schema says; empty when it is. */
export function mismatches(schema: Schema, value: Any, at = '$'): readonly string[] {
  const plain = resolve(schema)
  const isOf = (one: Schema) => mismatches(one, value, at).length === 0
  const problems: string[] = []
  if (plain.type !== undefined && ![plain.type].flat().some((type) => isType(type, value))) {
    return [`${at} is no ${plain.type}: ${JSON.stringify(value)?.slice(0, 200)}`]
  }
  if (plain.const !== undefined && plain.const !== value) problems.push(`${at} is not constant`)
  if (plain.enum !== undefined && !plain.enum.includes(value)) problems.push(`${at} is not listed`)
  const choices: readonly Schema[] | undefined = plain.anyOf ?? plain.oneOf
  if (choices !== undefined && !choices.some(isOf)) {
    problems.push(`${at} is none of its kinds`, ...mismatches(choices[0] as Schema, value, at))
  }
  for (const part of plain.allOf ?? []) problems.push(...mismatches(part, value, at))
  if (Array.isArray(value)) {
    if (plain.items === undefined) return problems
    return [
      ...problems,
      ...value.flatMap((item, n) => mismatches(plain.items, item, `${at}[${n}]`)),
    ]
  }
  if (typeof value !== 'object' || value === null) return problems
  const missing = (plain.required ?? []).filter((name: string) => !(name in value))
  problems.push(...missing.map((name: string) => `${at}.${name} is missing`))
  for (const [name, member] of Object.entries<Any>(plain.properties ?? {})) {
    if (name in value) problems.push(...mismatches(member, value[name], `${at}.${name}`))
  }
  return problems
}

function isType(type: string, value: Any): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
