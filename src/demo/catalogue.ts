// What Lantern Yard sells: plans and products with the credit they promise, and kinds of events.

import { london, newYork, type Place } from './places.ts'

/** A promise of money credit, on a plan or a product. */
export interface Offer {
  readonly name: string
  readonly credit: number
  /** Room types it pays for; none means every type. */
  readonly roomTypes?: readonly string[]
  readonly eventCategories?: readonly string[]
  readonly products?: readonly string[]
  /** Months until what a product granted expires; a plan’s credit lasts for its month. */
  readonly months?: number
}

export interface Plan {
  readonly key: string
  readonly place: Place
  readonly name: string
  readonly systemType: string
  readonly price: number
  readonly offers: readonly Offer[]
}

export const plans: readonly Plan[] = [
  {
    key: 'london flex',
    place: london,
    name: 'Flex',
    systemType: 'PartTimeHotDesk',
    price: 145,
    offers: [{ name: 'Flex meeting credit', credit: 40, roomTypes: ['london meeting room'] }],
  },
  {
    key: 'london resident',
    place: london,
    name: 'Resident desk',
    systemType: 'FullTimeDedicatedDesk',
    price: 320,
    offers: [
      {
        name: 'Resident meeting credit',
        credit: 100,
        roomTypes: ['london meeting room', 'london boardroom'],
      },
    ],
  },
  {
    key: 'london studio',
    place: london,
    name: 'Studio for four',
    systemType: 'FullTimePrivateOffice',
    price: 1450,
    offers: [
      { name: 'Studio room credit', credit: 240 },
      { name: 'Studio event credit', credit: 60, eventCategories: [] },
    ],
  },
  {
    key: 'london address',
    place: london,
    name: 'Virtual address',
    systemType: 'VirtualOffice',
    price: 49,
    offers: [],
  },
  {
    key: 'newYork flex',
    place: newYork,
    name: 'Flex',
    systemType: 'PartTimeHotDesk',
    price: 210,
    offers: [{ name: 'Flex meeting credit', credit: 60, roomTypes: ['newYork meeting room'] }],
  },
  {
    key: 'newYork office',
    place: newYork,
    name: 'Private office',
    systemType: 'FullTimePrivateOffice',
    price: 1900,
    offers: [{ name: 'Office room credit', credit: 300 }],
  },
]

export interface Product {
  readonly key: string
  readonly place: Place
  readonly name: string
  readonly description: string
  readonly systemType: string
  readonly price: number
  readonly offer?: Offer
}

export const products: readonly Product[] = [
  {
    key: 'london meeting pack',
    place: london,
    name: 'Meeting pack, ten hours',
    description: 'Ten hours in any meeting room, good for six months.',
    systemType: 'CreditBundle',
    price: 200,
    offer: { name: 'Meeting pack', credit: 240, roomTypes: ['london meeting room'], months: 6 },
  },
  {
    key: 'london boardroom pack',
    place: london,
    name: 'Boardroom pack, ten hours',
    description: 'Ten hours in the boardroom or in meeting rooms, good for a year.',
    systemType: 'CreditBundle',
    price: 480,
    offer: {
      name: 'Boardroom pack',
      credit: 550,
      roomTypes: ['london boardroom', 'london meeting room'],
      months: 12,
    },
  },
  {
    key: 'london events pack',
    place: london,
    name: 'Events pack',
    description: 'Credit for talks and workshops, good for a year.',
    systemType: 'EventServices',
    price: 75,
    offer: {
      name: 'Events pack',
      credit: 100,
      eventCategories: ['london talks', 'london workshops'],
      months: 12,
    },
  },
  {
    key: 'london coffee card',
    place: london,
    name: 'Coffee card',
    description: 'Twelve coffees for the price of ten. Does not expire.',
    systemType: 'FoodAndBeverage',
    price: 32,
    offer: { name: 'Coffee card', credit: 38.4, products: ['london coffee'] },
  },
  {
    key: 'london coffee',
    place: london,
    name: 'Coffee',
    description: 'From the bar in the yard.',
    systemType: 'FoodAndBeverage',
    price: 3.2,
  },
  {
    key: 'london locker',
    place: london,
    name: 'Locker, one month',
    description: 'On the first floor.',
    systemType: 'Lockers',
    price: 15,
  },
  {
    key: 'newYork meeting bundle',
    place: newYork,
    name: 'Meeting bundle, ten hours',
    description: 'Ten hours in any meeting room, good for six months.',
    systemType: 'CreditBundle',
    price: 280,
    offer: { name: 'Meeting bundle', credit: 320, roomTypes: ['newYork meeting room'], months: 6 },
  },
  {
    key: 'newYork lunch',
    place: newYork,
    name: 'Lunch box',
    description: 'Brought to your meeting at noon.',
    systemType: 'FoodAndBeverage',
    price: 14.5,
  },
]

export const eventCategories: readonly (readonly [string, Place, string])[] = [
  ['london talks', london, 'Talks'],
  ['london workshops', london, 'Workshops'],
  ['london socials', london, 'Socials'],
  ['newYork talks', newYork, 'Talks'],
  ['newYork workshops', newYork, 'Workshops'],
]
