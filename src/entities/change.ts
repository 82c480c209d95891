// What a body makes of a record: pure, and every field error at once (wire 9.3, 9.4, 10.1).

import type { FieldError } from '../failure.ts'
import { type Entity, isList } from './entity.ts'
import type { Access, Field } from './field.ts'
import type { Value } from './kinds.ts'

/** POST creates, PUT replaces, PATCH merges. */
export type Mode = 'create' | 'replace' | 'merge'

export type Body = Readonly<Record<string, unknown>>
export type RecordValues = Readonly<Record<string, Value>>

export interface Change {
  /** The writable members as they will be, beside what `before` already had. */
  readonly values: RecordValues
  /** Members to be worked out, because the body leaves them open. */
  readonly computed: ReadonlySet<string>
  readonly errors: readonly FieldError[]
}

const allowed: Readonly<Record<Mode, readonly Access[]>> = {
  create: ['always', 'on create'],
  replace: ['always', 'on update'],
  merge: ['always', 'on update'],
}

/**
 * Merges a body into a record. Members that may not be set are passed over (API-4), lists are taken as
 * plain, added, removed in this order (API-3), and what PUT does not mention is cleared (API-1).
 */
export function change(
  owner: Entity,
  mode: Mode,
  before: RecordValues | undefined,
  body: Body,
  isFullAdministrator: boolean,
): Change {
  const values: Record<string, Value> = { ...before }
  const computed = new Set<string>()
  const errors: FieldError[] = []
  for (const [name, field] of Object.entries(owner.fields)) {
    if (!allowed[mode].includes(field.access) || field.source.from === 'delta') continue
    if (field.byFullAdministrators && !isFullAdministrator) continue
    const result = isList(field)
      ? listAfter(name, field, before?.[name], body)
      : scalarAfter(name, field, mode, before?.[name], body[name])
    if ('errors' in result) errors.push(...result.errors)
    else if ('computed' in result) computed.add(name)
    else values[name] = result.value
  }
  return { values, computed, errors: [...errors, ...orderErrors(owner, values, body)] }
}

type Result =
  | { readonly value: Value }
  | { readonly computed: true }
  | { readonly errors: readonly FieldError[] }

function problem(property: string, message: string, attempted: unknown): Result {
  return { errors: [{ property, message, attempted: attempted ?? null }] }
}

function scalarAfter(
  name: string,
  field: Field,
  mode: Mode,
  before: Value | undefined,
  input: unknown,
): Result {
  if (input === undefined) return omitted(name, field, mode, before)
  if (isBlank(field, input)) {
    return field.required ? problem(name, 'is a required field', input) : { value: unset(field) }
  }
  const parsed = field.kind.parse(input)
  if ('problem' in parsed) {
    // An instruction may be a password, so it is not repeated.
    return problem(name, parsed.problem, field.source.from === 'instruction' ? null : input)
  }
  const isUnchanged = before !== undefined && parsed.value === before
  if (field.positive && !isUnchanged && Number(parsed.value) <= 0) {
    return problem(name, 'must be greater than zero', input)
  }
  if (field.notNegative && !isUnchanged && Number(parsed.value) < 0) {
    return problem(name, 'must not be less than zero', input)
  }
  return parsed
}

// An empty text says nothing: a required member needs more, and elsewhere it only stands in a text.
function isBlank(field: Field, input: unknown): boolean {
  if (input === null) return true
  return (
    typeof input === 'string' &&
    input.trim() === '' &&
    (field.required || field.kind.name !== 'text')
  )
}

function omitted(name: string, field: Field, mode: Mode, before: Value | undefined): Result {
  if (mode === 'merge') return { value: before ?? unset(field) }
  if (field.required) return problem(name, 'is a required field', null)
  if (field.whenOmitted === 'computed') return { computed: true }
  if (mode === 'replace' && field.whenOmitted === 'kept') return { value: before ?? null }
  return {
    value: mode === 'create' && field.initially !== undefined ? field.initially : unset(field),
  }
}

/** What a member reads while nothing is set: null where it may be, else zero, false or nothing (wire X7). */
export function unset(field: Field): Value {
  return field.nullable ? null : field.kind.unset
}

function listAfter(name: string, field: Field, before: Value | undefined, body: Body): Result {
  const errors: FieldError[] = []
  const ids = (member: string): readonly number[] | undefined => {
    const input = body[member]
    if (input === undefined || input === null) return undefined
    const parsed = field.kind.parse(input)
    if ('value' in parsed) return parsed.value as readonly number[]
    errors.push({ property: member, message: parsed.problem, attempted: input })
    return undefined
  }
  const list = new Set(ids(name) ?? (before as readonly number[] | undefined) ?? [])
  for (const id of ids(`Added${name}`) ?? []) list.add(id)
  for (const id of ids(`Removed${name}`) ?? []) list.delete(id)
  return errors.length > 0 ? { errors } : { value: [...list] }
}

function orderErrors(owner: Entity, values: RecordValues, body: Body): FieldError[] {
  return (owner.instantOrders ?? []).flatMap(({ earlier, later, message }) => {
    const from = values[earlier]
    const until = values[later]
    if (typeof from !== 'number' || typeof until !== 'number' || from < until) return []
    return [{ property: later, message, attempted: body[later] ?? null }]
  })
}
