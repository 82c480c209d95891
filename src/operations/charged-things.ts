// Whether the things that charges name exist, where the caller may charge: a charge for what does not would find no credit, or
// one that is not meant.

import { type FieldError, invalid } from '../failure.ts'
import type { ChargedKind, KnownIds } from '../storage/known-ids.ts'
import { requireLocation } from './access.ts'
import type { Actor } from './call.ts'
import type { AskedCharge } from './charges.ts'

/** Where charges name things, locations aside; each names one of a kind, or several. */
const members: readonly {
  readonly member: string
  readonly kind: ChargedKind
  readonly named: (charge: AskedCharge) => number | readonly number[] | undefined
}[] = [
  { member: 'ResourceTypeId', kind: 'ResourceType', named: (one) => one.resourceTypeId },
  {
    member: 'EventCategoryIds',
    kind: 'CalendarEventCategory',
    named: (one) => one.eventCategoryIds,
  },
  { member: 'ProductId', kind: 'Product', named: (one) => one.productId },
  { member: 'TimePassId', kind: 'TimePass', named: (one) => one.passId },
  { member: 'TariffId', kind: 'Tariff', named: (one) => one.tariffId },
]

/** Fails with 400 and an error for each member of each charge that names what does not exist, locations included. */
export function requireKnown(
  asked: readonly AskedCharge[],
  known: KnownIds,
  locations: readonly { readonly id: number }[],
): void {
  const errors: FieldError[] = []
  for (const [index, charge] of asked.entries()) {
    const { businessId } = charge
    if (businessId && !locations.some(({ id }) => id === businessId)) {
      errors.push(namesNothing(index, 'BusinessId', 'Business', businessId, [businessId]))
    }
    for (const { member, kind, named } of members) {
      const given = named(charge)
      if (given === undefined || (typeof given === 'number' && known[kind].has(given))) continue
      const ids = typeof given === 'number' ? [given] : given
      const unknown = ids.filter((id) => !known[kind].has(id))
      if (unknown.length > 0) errors.push(namesNothing(index, member, kind, given, unknown))
    }
  }
  if (errors.length > 0) throw invalid(errors)
}

/** Credit may come from another location; what it pays for must be at one of the user's own. Fails with 403. */
export function requireChargedLocations(
  actor: Actor,
  charges: readonly { readonly businessId: number }[],
): void {
  charges.forEach(({ businessId }, index) => {
    requireLocation(actor, [businessId], `Charges[${index}]`)
  })
}

/** The same for a quote, but that members may look into their own wallet wherever they are. */
export function requireQuotedLocations(
  actor: Actor,
  coworkerId: number,
  charges: readonly { readonly businessId: number }[],
): void {
  if (actor.coworkerId !== coworkerId) requireChargedLocations(actor, charges)
}

function namesNothing(
  index: number,
  member: string,
  kind: string,
  attempted: number | readonly number[],
  unknown: readonly number[],
): FieldError {
  return {
    property: `Charges[${index}].${member}`,
    message: `names no ${kind} that exists: ${unknown.join(', ')}; give the Id of one that does, or leave it out`,
    attempted,
  }
}
