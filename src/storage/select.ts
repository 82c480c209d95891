// Derives the expression, and the joins it needs, for every member of a record.

import { type RawBuilder, sql } from 'kysely'
import type { Catalog } from '../entities/catalog.ts'
import { type Entity, fieldOf, snakeCase } from '../entities/entity.ts'
import { derivedExpressions } from './derived.ts'

/** One statement in the making: expressions join what they need, once. */
export interface Selection {
  readonly owner: Entity
  readonly expression: (field: string) => RawBuilder<unknown>
  /** A field at the end of a path that no field of the record copies, such as `Coworker.Businesses`. */
  readonly at: (path: string) => RawBuilder<unknown>
  /** The `from` clause with the joins of all expressions asked for so far. */
  readonly from: () => RawBuilder<unknown>
}

const base = 'record'

/** `now`, in epoch milliseconds, decides what is active or paused. */
export function selectionOf(catalog: Catalog, owner: Entity, now: number): Selection {
  const joins = new Map<string, RawBuilder<unknown>>()

  function joinedAlias(entity: Entity, alias: string, segment: string) {
    const column = snakeCase(`${segment}Id`)
    const target = catalog.named(fieldOf(entity, `${segment}Id`).reference ?? '')
    if (!target) throw new Error(`${entity.name}.${segment}Id refers to nothing that is stored`)
    const name = alias === base ? snakeCase(segment) : `${alias}_${snakeCase(segment)}`
    if (!joins.has(name)) {
      // A wallet is one unit: its records find each other by customer and id.
      const sameWallet = target.wallet
        ? sql` and ${sql.ref(`${name}.coworker_id`)} = ${sql.ref(`${alias}.coworker_id`)}`
        : sql``
      joins.set(
        name,
        sql`left join ${sql.table(target.table)} as ${sql.id(name)}
        on ${sql.ref(`${name}.id`)} = ${sql.ref(`${alias}.${column}`)}${sameWallet}`,
      )
    }
    return { entity: target, alias: name }
  }

  function walk(entity: Entity, alias: string, segments: readonly string[]) {
    return segments.reduce((at, segment) => joinedAlias(at.entity, at.alias, segment), {
      entity,
      alias,
    })
  }

  function along(entity: Entity, alias: string, path: string): RawBuilder<unknown> {
    const segments = path.split('.')
    const last = segments.pop() ?? ''
    const end = walk(entity, alias, segments)
    return expressionOf(end.entity, end.alias, last)
  }

  function localTimeOf(entity: Entity, alias: string, name: string): RawBuilder<unknown> {
    const zone = walk(entity, alias, [...(entity.location ?? '').split('.'), 'SimpleTimeZone'])
    const instant = sql.ref(`${alias}.${snakeCase(name.replace(/Local$/, ''))}`)
    return sql`(${instant} at time zone ${sql.ref(`${zone.alias}.iana`)})`
  }

  function derivedOf(entity: Entity, alias: string, name: string): RawBuilder<unknown> {
    // Never true, and no constant: a list may be ordered by it.
    if (name === 'IsNew') return sql`(${sql.ref(`${alias}.id`)} is null)`
    if (name === 'ToStringText') return labelOf(entity, alias)
    if (fieldOf(entity, name).kind.name === 'local time') return localTimeOf(entity, alias, name)
    const expression = derivedExpressions[`${entity.name}.${name}`]
    if (!expression) throw new Error(`no expression for ${entity.name}.${name}`)
    return expression(alias, now)
  }

  function expressionOf(entity: Entity, alias: string, name: string): RawBuilder<unknown> {
    const { source, kind } = fieldOf(entity, name)
    if (source.from === 'column') return sql.ref(`${alias}.${snakeCase(name)}`)
    if (source.from === 'joined') return along(entity, alias, source.path)
    if (source.from === 'derived') return derivedOf(entity, alias, name)
    if (source.from === 'inverse') return inverseOf(source.entity, source.list, alias)
    return sql`null::${sql.raw(kind.column)}`
  }

  function inverseOf(entity: string, list: string, alias: string): RawBuilder<unknown> {
    const target = catalog.named(entity)
    if (!target) throw new Error(`no entity ${entity}`)
    return sql`array(
      select other.id from ${sql.table(target.table)} other
      where other.${sql.id(snakeCase(list))} @> array[${sql.ref(`${alias}.id`)}]
      order by other.id)`
  }

  return {
    owner,
    expression: (field) => expressionOf(owner, base, field),
    at: (path) => along(owner, base, path),
    from: () =>
      sql`from ${sql.table(owner.table)} as ${sql.id(base)} ${sql.join([...joins.values()], sql` `)}`,
  }
}

function labelOf(entity: Entity, alias: string): RawBuilder<unknown> {
  const number = sql`'#' || ${sql.ref(`${alias}.id`)}`
  if (entity.label === undefined) return number
  return sql`coalesce(nullif(${sql.ref(`${alias}.${snakeCase(entity.label)}`)}, ''), ${number})`
}
