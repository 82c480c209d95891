// What a wallet adds for those who read it: whose a credit is, where, and what it may pay, by name.

import type { Credit } from '../engine/credit.ts'
import type { Wire } from '../entities/wire-json.ts'
import {
  type HolderNames,
  listHolderNames,
  listTermNames,
  type TermIds,
  type TermName,
} from '../storage/wallet-names.ts'
import type { Work } from './call.ts'

export interface Wording {
  readonly holder: (coworkerId: number) => HolderNames | undefined
  /** Members that stand beside the figures of a credit. */
  readonly of: (credit: Credit) => Record<string, Wire>
}

export async function wordingFor(
  work: Work,
  coworkerId: number,
  credits: readonly Credit[],
): Promise<Wording> {
  const owners = [...new Set([coworkerId, ...credits.map((credit) => credit.coworkerId)])]
  const holders = await listHolderNames(work.executor, owners)
  const names = await listTermNames(work.executor, idsIn(credits))
  const holder = (id: number) => holders.find((one) => one.id === id)
  return { holder, of: (credit) => wordsOf(credit, names, holder(credit.coworkerId)) }
}

function idsIn(credits: readonly Credit[]): TermIds {
  const all = (ids: (credit: Credit) => readonly number[]) => [...new Set(credits.flatMap(ids))]
  return {
    businessIds: all(({ businessId }) => [businessId]),
    resourceTypeIds: all(({ terms }) => terms.resourceTypeIds),
    eventCategoryIds: all(({ terms }) => terms.eventCategoryIds),
    productIds: all(({ terms }) => terms.productIds),
    passIds: all(({ terms }) => terms.passIds),
    tariffIds: all(({ terms }) => terms.tariffIds),
  }
}

function wordsOf(
  { businessId, coworkerId, terms }: Credit,
  names: readonly TermName[],
  holder: HolderNames | undefined,
): Record<string, Wire> {
  const named = (kind: keyof TermIds, ids: readonly number[]): Wire =>
    names
      .filter((one) => one.kind === kind && ids.includes(one.id))
      .map(({ id, name }) => ({ Id: id, Name: name }))
  return {
    CoworkerId: coworkerId,
    CoworkerFullName: holder?.fullName ?? null,
    BusinessName:
      names.find((one) => one.kind === 'businessIds' && one.id === businessId)?.name ?? null,
    UsableFor: {
      Bookings: terms.forBookings,
      Events: terms.forEvents,
      Universal: terms.isUniversal,
      Charges: terms.forCharges,
      ResourceTypes: named('resourceTypeIds', terms.resourceTypeIds),
      EventCategories: named('eventCategoryIds', terms.eventCategoryIds),
      Products: named('productIds', terms.productIds),
      Passes: named('passIds', terms.passIds),
      Plans: named('tariffIds', terms.tariffIds),
    },
  }
}
