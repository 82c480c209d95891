// The credits people were given: monthly by their plans, with packs they bought, and by hand.

import { contractOf, joinedAt } from './arrivals.ts'
import { at, day, minute, monthAgo } from './calendar.ts'
import { type Offer, plans, products } from './catalogue.ts'
import { authors, type Entry, instant, ref, uniqueId } from './entry.ts'
import { gifts } from './gifts.ts'
import { termsOf } from './listings.ts'
import { type Person, people, personNamed } from './people.ts'
import type { Lot } from './purse.ts'

/** Months that the diary goes back. */
export const monthsTold = 6

export function lotsOf(now: number): readonly Lot[] {
  return [
    ...people.flatMap((person) => planLots(now, person)),
    ...purchases.map((purchase) => packLot(now, purchase)),
    ...gifts(now),
  ]
}

function planLots(now: number, person: Person): Lot[] {
  const plan = plans.find((one) => one.key === person.plan)
  const joined = joinedAt(now, person)
  const months = Array.from({ length: monthsTold }, (_, index) =>
    monthAgo(now, person.place.zone, monthsTold - 1 - index),
  )
  return months
    .filter((month) => month.until > joined)
    .flatMap((month) =>
      (plan?.offers ?? []).map((offer) => {
        const from = Math.max(month.from, joined)
        const window = { from, until: month.until, granted: from + 3 * minute }
        return planLot(person, offer, month.name, window)
      }),
    )
}

interface Window {
  readonly from: number
  readonly until: number
  readonly granted: number
}

function planLot(person: Person, offer: Offer, month: string, window: Window): Lot {
  const description = `${offer.name}, ${month}`
  const { granted, from, until } = window
  const origin = { CoworkerContractUniqueId: uniqueId(contractOf(person)) }
  const lot = lotOf(person, offer, description, window)
  const entry: Entry = { ...lot.entry, at: granted, by: authors.renewals }
  const body = { ...entry.body, ...origin, ValidFrom: instant(from), ExpireDate: instant(until) }
  return { ...lot, entry: { ...entry, body } }
}

function lotOf(person: Person, offer: Offer, Description: string, window: Window): Lot {
  const atCreditPrice = offer.roomTypes !== undefined && offer.months === undefined
  return {
    holder: person.name,
    credit: offer.credit,
    from: window.from,
    until: window.until,
    ...purposeOf(offer),
    atCreditPrice,
    entry: {
      key: `${Description}, ${person.name}`,
      entity: 'CoworkerBookingCredit',
      at: window.granted,
      by: person.place.host,
      body: {
        CoworkerId: ref(person.name),
        BusinessId: ref(person.place.key),
        Description,
        TotalCredit: offer.credit,
        ...termsOf(offer),
        UseCreditPrice: atCreditPrice,
      },
    },
  }
}

function purposeOf(offer: Offer): Pick<Lot, 'rooms' | 'events'> {
  if (offer.eventCategories) return { events: offer.eventCategories }
  return offer.products ? {} : { rooms: offer.roomTypes ?? [] }
}

interface Purchase {
  readonly who: string
  /** The key of the product. */
  readonly product: string
  readonly monthsAgo: number
}

const bought = (who: string, product: string, monthsAgo: number): Purchase => ({
  who,
  product,
  monthsAgo,
})

const purchases: readonly Purchase[] = [
  bought('Amara Okonkwo', 'london meeting pack', 4),
  bought('Rosalind Ashworth', 'london boardroom pack', 5),
  bought('Jamal Whitlock', 'london meeting pack', 3),
  bought('Dmitri Volkov', 'london meeting pack', 2),
  bought('Samuel Adeyemi', 'london meeting pack', 3),
  bought('Priya Raghunathan', 'london boardroom pack', 2),
  bought('Freya Halvorsen', 'london events pack', 1),
  bought('Chloé Marchand', 'london events pack', 5),
  bought('Amara Okonkwo', 'london coffee card', 2),
  bought('Oluwaseun Bakare', 'london coffee card', 1),
  bought('Anika Bergström', 'newYork meeting bundle', 9),
  bought('Andre Beaumont', 'newYork meeting bundle', 3),
  bought('Naomi Feldstein', 'newYork meeting bundle', 4),
]

function packLot(now: number, { who, product, monthsAgo }: Purchase): Lot {
  const person = personNamed(who)
  const offer = products.find((one) => one.key === product)?.offer
  if (!offer) throw new Error(`${product} grants no credit`)
  const { zone } = person.place
  const month = monthAgo(now, zone, monthsAgo)
  const date = month.workdays[8] ?? month.workdays[0]
  if (!date) throw new Error(`${month.name} has no working day`)
  const from = Math.max(at(date, zone, 10 * 60 + 20), joinedAt(now, person) + day / 4)
  const until =
    offer.months === undefined
      ? Number.POSITIVE_INFINITY
      : at(date.add({ months: offer.months }), zone, 0)
  const lot = lotOf(person, offer, `${offer.name}, bought in ${month.name}`, {
    from,
    until,
    granted: from,
  })
  const expiry = Number.isFinite(until) ? { ExpireDate: instant(until) } : {}
  const body = { ...lot.entry.body, ValidFrom: instant(from), ...expiry }
  return { ...lot, entry: { ...lot.entry, body } }
}
