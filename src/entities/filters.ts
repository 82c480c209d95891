// The query parameters that narrow a list (wire 7). Names are compared without regard to case.

import type { Catalog } from './catalog.ts'
import type { Entity } from './entity.ts'
import type { Field } from './field.ts'
import type { Kind } from './kinds.ts'
import { kindOf } from './path.ts'

export type Comparison = 'equals' | 'from' | 'to' | 'contains'

export interface Filter {
  /** As documented, such as `from_CoworkerBookingCredit_CreatedOn`. */
  readonly parameter: string
  readonly field: string
  readonly comparison: Comparison
  readonly kind: Kind
}

const cache = new WeakMap<Entity, ReadonlyMap<string, Filter>>()

/** Every filter of an entity by its parameter in lower case. */
export function filtersOf(catalog: Catalog, owner: Entity): ReadonlyMap<string, Filter> {
  const known = cache.get(owner)
  if (known) return known
  const filters = Object.entries(owner.fields).flatMap(([name, field]) =>
    filtersOfField(catalog, owner, name, field),
  )
  const byParameter = new Map(filters.map((filter) => [filter.parameter.toLowerCase(), filter]))
  cache.set(owner, byParameter)
  return byParameter
}

function filtersOfField(catalog: Catalog, owner: Entity, name: string, field: Field): Filter[] {
  const { from } = field.source
  if (from === 'instruction' || from === 'delta' || unfiltered.has(name)) return []
  const kind = kindOf(catalog, owner, name)
  const suffix = suffixOf(name, field)
  const filter = (comparison: Comparison, parameter: string): Filter => ({
    parameter,
    field: name,
    comparison,
    kind,
  })
  if (kind.column.endsWith('[]')) return [filter('contains', `${owner.name}_${suffix}`)]
  const filters = equalities(owner, name, suffix).map((parameter) => filter('equals', parameter))
  // Own references have no range; a copied id is a figure like any other (wire 7).
  const isReference = field.reference !== undefined && field.source.from !== 'joined'
  if (!kind.ordered || isReference) return filters
  return [
    ...filters,
    filter('from', `from_${owner.name}_${suffix}`),
    filter('to', `to_${owner.name}_${suffix}`),
  ]
}

const unfiltered = new Set(['IsNew', 'ToStringText', 'LocalizationDetails', 'CustomFields'])

function suffixOf(name: string, field: Field): string {
  if (field.filter !== undefined) return field.filter
  if (field.source.from === 'joined') return field.source.path.replaceAll('.', '_')
  return field.reference !== undefined && name.endsWith('Id') ? name.slice(0, -2) : name
}

function equalities(owner: Entity, name: string, suffix: string): string[] {
  const parameter = `${owner.name}_${suffix}`
  if (name === 'Id' || name === 'UniqueId') return [name, parameter]
  return parameter.endsWith('_Id') ? [parameter, parameter.slice(0, -3)] : [parameter]
}
