// Follows a path such as `Business.Currency.Code` from one entity to a field of another.

import type { Catalog } from './catalog.ts'
import { type Entity, fieldOf } from './entity.ts'
import type { Kind } from './kinds.ts'

export interface Step {
  /** The field that holds the id, such as `BusinessId`. */
  readonly through: string
  readonly target: Entity
}

export interface Destination {
  readonly steps: readonly Step[]
  readonly entity: Entity
  readonly field: string
}

/** All segments but the last are references without their `Id`; the last is a field of the entity reached. */
function follow(catalog: Catalog, start: Entity, path: string): Destination {
  const segments = path.split('.')
  const field = segments.pop() ?? ''
  let entity = start
  const steps = segments.map((segment) => {
    const through = `${segment}Id`
    const target = catalog.named(fieldOf(entity, through).reference ?? '')
    if (!target) throw new Error(`${start.name}: ${path} leads nowhere at ${segment}`)
    entity = target
    return { through, target }
  })
  fieldOf(entity, field)
  return { steps, entity, field }
}

/** The kind of a field; that of a joined one is the kind of the field it copies. */
export function kindOf(catalog: Catalog, owner: Entity, name: string): Kind {
  const field = fieldOf(owner, name)
  if (field.source.from !== 'joined') return field.kind
  const end = follow(catalog, owner, field.source.path)
  return kindOf(catalog, end.entity, end.field)
}
