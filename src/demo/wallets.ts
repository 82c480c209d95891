// What was done to wallets by hand: coffee paid by card, and corrections with their reasons.

import { daysBefore } from './calendar.ts'
import { products } from './catalogue.ts'
import { type Entry, type GrantedBy, grantedBy, type Reference, ref } from './entry.ts'
import { giftOf } from './gifts.ts'
import { personNamed } from './people.ts'
import { saleOf } from './sales.ts'

export function walletEntries(now: number): readonly Entry[] {
  return [
    ...coffees.map((coffee) => coffeeEntry(now, coffee)),
    ...corrections.map((correction) => correctionEntry(now, correction)),
  ]
}

type Coffee = readonly [who: string, daysAgo: number, what: string]

const coffees: readonly Coffee[] = [
  ['Amara Okonkwo', 24, 'Flat white'],
  ['Amara Okonkwo', 16, 'Flat white'],
  ['Amara Okonkwo', 3, 'Espresso, double'],
  ['Oluwaseun Bakare', 9, 'Filter coffee'],
  ['Oluwaseun Bakare', 8, 'Filter coffee'],
]

const coffeePrice = products.find((one) => one.key === 'london coffee')?.price ?? 0

function coffeeEntry(now: number, [who, daysAgo, Description]: Coffee): Entry {
  const { place } = personNamed(who)
  return {
    key: who,
    entity: 'Coworker',
    does: 'spend',
    at: daysBefore(now, place.zone, daysAgo, 10 * 60 + 25),
    by: place.host,
    body: { Kind: 'Product', Amount: coffeePrice, ProductId: ref('london coffee'), Description },
  }
}

interface Correction {
  readonly who: string
  readonly credit: Reference | GrantedBy
  readonly amount: number
  readonly daysAgo: number
  readonly reason: string
}

const corrections: readonly Correction[] = [
  {
    who: 'Hannah Lindqvist',
    credit: ref(giftOf('Hannah Lindqvist')),
    amount: 15,
    daysAgo: 47,
    reason: 'One chapter of the house rules was not counted',
  },
  {
    who: 'Samuel Adeyemi',
    credit: grantedBy(saleOf('Samuel Adeyemi', 'london meeting pack')),
    amount: -24,
    daysAgo: 30,
    reason: 'One hour was paid back to the card',
  },
]

function correctionEntry(now: number, { who, credit, amount, daysAgo, reason }: Correction): Entry {
  const { place } = personNamed(who)
  return {
    key: who,
    entity: 'Coworker',
    does: 'adjust',
    at: daysBefore(now, place.zone, daysAgo, 16 * 60 + 30),
    by: place.host,
    body: { CoworkerBookingCreditId: credit, Amount: amount, Reason: reason },
  }
}
