// Which records a derived statement is about: what a caller asks for, and what a user may see.

import { type RawBuilder, sql } from 'kysely'
import type { Catalog } from '../entities/catalog.ts'
import type { Entity } from '../entities/entity.ts'
import type { Comparison } from '../entities/filters.ts'
import type { Value } from '../entities/kinds.ts'
import { kindOf } from '../entities/path.ts'
import type { Selection } from './select.ts'

/** Narrows to records one of whose values matches; null matches what is not set. */
export interface Condition {
  readonly field: string
  readonly comparison: Comparison
  readonly values: readonly Value[]
}

/** The locations whose records a user sees; undefined sees all. */
export type Locations = readonly number[] | undefined

/** Everything a derived statement depends on. */
export interface Reading {
  readonly catalog: Catalog
  readonly owner: Entity
  readonly locations: Locations
  /** Epoch milliseconds; decides what counts as active. */
  readonly now: number
}

/** The condition of a derived statement: what was asked for, of what the user may see. */
export function whereOf(
  selection: Selection,
  reading: Reading,
  conditions: readonly Condition[],
): RawBuilder<unknown> {
  const { owner } = reading
  const clauses = conditions.map((condition) => clauseOf(selection, reading, condition))
  if (owner.wallet?.retained) clauses.push(sql`record.deleted_on is null`)
  if (reading.locations && owner.location !== undefined) {
    clauses.push(visibility(selection, owner, reading.locations))
  }
  return clauses.length === 0 ? sql`true` : sql.join(clauses, sql` and `)
}

function clauseOf(
  selection: Selection,
  reading: Reading,
  condition: Condition,
): RawBuilder<unknown> {
  if (condition.values.length === 0) return sql`false`
  const expression = selection.expression(condition.field)
  const kind = kindOf(reading.catalog, reading.owner, condition.field)
  const type = sql.raw(kind.column.replace('[]', ''))
  const alternatives = condition.values.map((value) => {
    if (value === null) return sql`${expression} is null`
    const stored = sql`${kind.store(value)}::${type}`
    if (kind.column === 'timestamptz') return instantClause(expression, condition, stored)
    if (condition.comparison === 'from') return sql`${expression} >= ${stored}`
    if (condition.comparison === 'to') return sql`${expression} <= ${stored}`
    if (condition.comparison === 'contains') return sql`${expression} @> array[${stored}]`
    return kind.column === 'text'
      ? sql`lower(${expression}) = lower(${stored})`
      : sql`${expression} = ${stored}`
  })
  return sql`(${sql.join(alternatives, sql` or `)})`
}

// An instant reads as a whole second (wire 14) and is compared as one, so that what was read finds its record again.
function instantClause(
  expression: RawBuilder<unknown>,
  { comparison }: Condition,
  stored: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const second = sql`date_trunc('second', ${stored})`
  const isLater = sql`${expression} >= ${second}`
  const isEarlier = sql`${expression} < ${second} + interval '1 second'`
  if (comparison === 'from') return isLater
  return comparison === 'to' ? isEarlier : sql`(${isLater} and ${isEarlier})`
}

function visibility(
  selection: Selection,
  owner: Entity,
  locations: readonly number[],
): RawBuilder<unknown> {
  const clauses = [belongsTo(selection, owner.location ?? 'Id', locations)]
  if (owner.visibleThrough !== undefined) {
    clauses.push(belongsTo(selection, `${owner.visibleThrough}.Businesses`, locations))
  }
  return sql`(${sql.join(clauses, sql` or `)})`
}

function belongsTo(
  selection: Selection,
  location: string,
  locations: readonly number[],
): RawBuilder<unknown> {
  const set = sql`${[...locations]}::bigint[]`
  if (location === 'Id') return sql`record.id = any(${set})`
  if (location.endsWith('Businesses')) return sql`${selection.at(location)} && ${set}`
  return sql`${selection.at(`${location}Id`)} = any(${set})`
}
