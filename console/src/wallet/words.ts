// What a credit is good for, and why it is not, as one would say it.

import type { Origin, Reason, UsableFor, WalletCredit } from '../api/types.ts'
import { dayAndTime, lastDay } from '../shared/dates.ts'
import { money } from '../shared/money.ts'

export const originNames: Readonly<Record<Origin, string>> = {
  Plan: 'From a plan',
  Product: 'From a product',
  Manual: 'By hand',
}

const listed = (names: readonly { readonly Name: string }[]) =>
  names.map((one) => one.Name).join(', ')

/** One phrase for each thing it may pay. */
export function purposes(terms: UsableFor): readonly string[] {
  const phrases: string[] = []
  if (terms.Bookings) {
    const types = listed(terms.ResourceTypes)
    phrases.push(types === '' ? 'Bookings of anything' : `Bookings of ${types}`)
  }
  if (terms.Events) {
    const categories = listed(terms.EventCategories)
    phrases.push(categories === '' ? 'Tickets of all events' : `Tickets of ${categories}`)
  }
  if (terms.Universal) {
    phrases.push(...universalPurposes(terms))
  }
  if (terms.Plans.length > 0) phrases.push(`Only while on ${listed(terms.Plans)}`)
  return phrases.length > 0 ? phrases : ['Nothing: no purpose is switched on']
}

/** A list that is empty restricts nothing; lists that are all empty let one-off charges in as well. */
function universalPurposes({ Products, Passes, Plans, Charges }: UsableFor): readonly string[] {
  const plans = Plans.length > 0 ? `Plan ${listed(Plans)}` : 'Plans'
  if (Products.length + Passes.length === 0) {
    return [`Products, passes, ${Plans.length > 0 ? plans : 'plans'} and one-off charges`]
  }
  return [
    Products.length > 0 ? listed(Products) : 'All products',
    Passes.length > 0 ? listed(Passes) : 'All passes',
    plans,
    ...(Charges ? ['One-off charges'] : []),
  ]
}

/** From when until when it is valid, in the zone of the location. */
export function validity(credit: WalletCredit, zone: string | null): string {
  const { ValidFrom: from, ExpireDate: until } = credit
  if (until === null) return from === null ? 'No end' : `From ${dayAndTime(from, zone)}, no end`
  return `Until ${lastDay(until, zone)}`
}

type Teller = (credit: WalletCredit, zone: string | null) => string

const tellers: Readonly<Record<string, Teller>> = {
  NothingLeft: (credit) => `All of ${money(credit.TotalCredit, credit.CurrencyCode)} is used.`,
  Expired: (credit, zone) => `It was good until ${lastDay(credit.ExpireDate ?? '', zone)}.`,
  NotYetValid: (credit, zone) => `It begins on ${dayAndTime(credit.ValidFrom ?? '', zone)}.`,
  NotForBookings: (credit) => `It does not pay bookings, but: ${said(credit)}.`,
  NotForEvents: (credit) => `It does not pay event tickets, but: ${said(credit)}.`,
  NotUniversal: (credit) => `It pays only: ${said(credit)}.`,
  NotForCharges: (credit) => `It does not pay one-off charges, but: ${said(credit)}.`,
  OtherResourceType: (credit) =>
    `It pays only bookings of ${listed(credit.UsableFor.ResourceTypes)}.`,
  OtherEventCategory: (credit) =>
    `It pays only tickets of ${listed(credit.UsableFor.EventCategories)}.`,
  OtherProduct: (credit) => `It pays only ${listed(credit.UsableFor.Products)}.`,
  OtherPass: (credit) => `It pays only ${listed(credit.UsableFor.Passes)}.`,
  OtherPlan: (credit) => `It pays only the plans ${listed(credit.UsableFor.Plans)}.`,
  HolderNotOnPlan: (credit) =>
    `Its holder has to be on ${listed(credit.UsableFor.Plans)}, and is not.`,
  OtherLocation: (credit) => `It can be spent at ${credit.BusinessName} only.`,
  OtherCurrency: (credit) => `It is in ${credit.CurrencyCode}, and this is not.`,
  NotNeeded: () => 'The credits before it cover everything.',
  NotShared: () => 'Its holder shares it for bookings only.',
}

const said = (credit: WalletCredit) => purposes(credit.UsableFor).join('; ').toLowerCase()

/** Why not, in plain words; what this list does not know is told as the server says it. */
export function plainReason(reason: Reason, credit: WalletCredit, zone: string | null): string {
  return tellers[reason.Code]?.(credit, zone) ?? reason.Message
}

const endings = new Intl.PluralRules('en', { type: 'ordinal' })
const ending: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }

export function ordinal(rank: number): string {
  return `${rank}${ending[endings.select(rank)] ?? 'th'}`
}
