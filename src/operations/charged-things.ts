// Whether the things that charges name exist: a charge for what does not would find no credit, or one that is not meant.

import { type FieldError, invalid } from '../failure.ts'
import type { ChargedKind, KnownIds } from '../storage/known-ids.ts'
import type { AskedCharge } from './charges.ts'

interface NamedThing {
  readonly member: string
  readonly kind: ChargedKind
  readonly ids: readonly number[]
}

function thingsIn(charge: AskedCharge): readonly NamedThing[] {
  const one = (id: number | undefined) => (id === undefined ? [] : [id])
  return [
    { member: 'ResourceTypeId', kind: 'ResourceType', ids: one(charge.resourceTypeId) },
    { member: 'EventCategoryIds', kind: 'CalendarEventCategory', ids: charge.eventCategoryIds },
    { member: 'ProductId', kind: 'Product', ids: one(charge.productId) },
    { member: 'TimePassId', kind: 'TimePass', ids: one(charge.passId) },
    { member: 'TariffId', kind: 'Tariff', ids: one(charge.tariffId) },
  ]
}

/** Fails with 400 and an error for each member of each charge that names what does not exist, locations included. */
export function requireKnown(
  asked: readonly AskedCharge[],
  known: KnownIds,
  locations: readonly { readonly id: number }[],
): void {
  const places = { has: (id: number) => locations.some((location) => location.id === id) }
  const errors = asked.flatMap((charge, index) => {
    const { businessId } = charge
    const place = { member: 'BusinessId', kind: 'Business', ids: businessId ? [businessId] : [] }
    return [
      ...unknownOf(index, place, places),
      ...thingsIn(charge).flatMap((thing) => unknownOf(index, thing, known[thing.kind])),
    ]
  })
  if (errors.length > 0) throw invalid(errors)
}

function unknownOf(
  index: number,
  { member, kind, ids }: Omit<NamedThing, 'kind'> & { readonly kind: string },
  known: Pick<ReadonlySet<number>, 'has'>,
): readonly FieldError[] {
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length === 0) return []
  const isList = member.endsWith('Ids')
  return [
    {
      property: `Charges[${index}].${member}`,
      message: `names no ${kind} that exists: ${unknown.join(', ')}; give the Id of one that does, or leave it out`,
      attempted: isList ? ids : ids[0],
    },
  ]
}
