// What a wallet adds for those who read it: whose a credit is, where, and what it may pay, by name.

import type { Credit } from '../engine/credit.ts'
import type { Wire } from '../entities/wire-json.ts'
import type { Executor } from '../storage/database.ts'
import type { LocationRow } from '../storage/locations.ts'
import { listTermNames, type TermIds, type TermName } from '../storage/term-names.ts'
import type { NamedHolder } from '../storage/wallet-facts.ts'

interface Named {
  readonly holders: readonly NamedHolder[]
  readonly locations: readonly LocationRow[]
}

/** Members that stand beside the figures of a credit. */
export type Wording = (credit: Credit) => Record<string, Wire>

export async function wordingFor(
  executor: Executor,
  credits: readonly Credit[],
  { holders, locations }: Named,
): Promise<Wording> {
  const names = await listTermNames(executor, termsIn(credits))
  return (credit) => ({
    CoworkerId: credit.coworkerId,
    CoworkerFullName: holders.find(({ id }) => id === credit.coworkerId)?.fullName ?? null,
    BusinessName: locations.find(({ id }) => id === credit.businessId)?.name ?? null,
    UsableFor: usableFor(credit, names),
  })
}

function termsIn(credits: readonly Credit[]): TermIds {
  const all = (kind: keyof TermIds) => [...new Set(credits.flatMap(({ terms }) => terms[kind]))]
  return {
    resourceTypeIds: all('resourceTypeIds'),
    eventCategoryIds: all('eventCategoryIds'),
    productIds: all('productIds'),
    passIds: all('passIds'),
    tariffIds: all('tariffIds'),
  }
}

function usableFor({ terms }: Credit, names: readonly TermName[]): Wire {
  const named = (kind: keyof TermIds): Wire =>
    names
      .filter((one) => one.kind === kind && terms[kind].includes(one.id))
      .map(({ id, name }) => ({ Id: id, Name: name }))
  return {
    Bookings: terms.forBookings,
    Events: terms.forEvents,
    Universal: terms.isUniversal,
    Charges: terms.forCharges,
    ResourceTypes: named('resourceTypeIds'),
    EventCategories: named('eventCategoryIds'),
    Products: named('productIds'),
    Passes: named('passIds'),
    Plans: named('tariffIds'),
  }
}
