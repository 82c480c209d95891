// Lantern Yard: a house in London, a younger one in New York, and the rooms they let.

import { authors, lookup } from './entry.ts'

export interface Place {
  readonly key: 'london' | 'newYork'
  readonly zone: string
  readonly currency: string
  readonly country: string
  /** The community manager. */
  readonly host: string
  readonly openedDaysAgo: number
  readonly business: Readonly<Record<string, string>>
}

export const london: Place = {
  key: 'london',
  zone: 'Europe/London',
  currency: 'GBP',
  country: 'GB',
  host: authors.london,
  openedDaysAgo: 910,
  business: {
    Name: 'Lantern Yard London',
    WebAddress: 'lantern-yard-london',
    EmailContact: 'london@example.com',
    Phone: '+44 20 7946 0128',
    Address: '14 Lantern Yard',
    TownCity: 'London',
    PostalCode: 'E1 0XX',
  },
}

export const newYork: Place = {
  key: 'newYork',
  zone: 'America/New_York',
  currency: 'USD',
  country: 'US',
  host: authors.newYork,
  openedDaysAgo: 430,
  business: {
    Name: 'Lantern Yard New York',
    WebAddress: 'lantern-yard-new-york',
    EmailContact: 'newyork@example.com',
    Phone: '+1 212 555 0147',
    Address: '220 Navy Street',
    TownCity: 'New York',
    State: 'NY',
    PostalCode: '11201',
  },
}

export const places = [london, newYork] as const

/** Names of the time zones in the list that every database comes with. */
const zoneNames: Readonly<Record<string, string>> = {
  'Europe/London': 'GMT Standard Time',
  'America/New_York': 'Eastern Standard Time',
}

export const countryOf = (place: Place) => lookup('Country', 'TwoDigitsCode', place.country)
export const currencyOf = (place: Place) => lookup('Currency', 'Code', place.currency)
export const zoneOf = (place: Place) =>
  lookup('SimpleTimeZone', 'Name', zoneNames[place.zone] ?? place.zone)

/** What rooms of one type cost an hour, and what they cost somebody who pays with a plan’s credit. */
export interface RoomType {
  readonly key: string
  readonly place: Place
  readonly name: string
  readonly systemType: string
  readonly price: number
  readonly creditPrice?: number
  readonly rooms: readonly Room[]
}

export interface Room {
  readonly name: string
  readonly seats: number
}

const room = (name: string, seats: number): Room => ({ name, seats })

export const roomTypes: readonly RoomType[] = [
  {
    key: 'london meeting room',
    place: london,
    name: 'Meeting room',
    systemType: 'MeetingRoom',
    price: 24,
    creditPrice: 20,
    rooms: [room('Wick', 4), room('Tallow', 6), room('Beacon', 8)],
  },
  {
    key: 'london boardroom',
    place: london,
    name: 'Boardroom',
    systemType: 'MeetingRoom',
    price: 55,
    rooms: [room('Lighthouse', 16)],
  },
  {
    key: 'london desk',
    place: london,
    name: 'Day desk',
    systemType: 'HotDesk',
    price: 5,
    rooms: [room('Garden desk 1', 1), room('Garden desk 2', 1), room('Window desk', 1)],
  },
  {
    key: 'london phone booth',
    place: london,
    name: 'Phone booth',
    systemType: 'PhoneBooth',
    price: 6,
    rooms: [room('Booth Ember', 1), room('Booth Spark', 1)],
  },
  {
    key: 'london event space',
    place: london,
    name: 'Event space',
    systemType: 'EventSpace',
    price: 95,
    rooms: [room('The Lantern Hall', 80)],
  },
  {
    key: 'newYork meeting room',
    place: newYork,
    name: 'Meeting room',
    systemType: 'MeetingRoom',
    price: 32,
    creditPrice: 28,
    rooms: [room('Hudson', 6), room('Gowanus', 8)],
  },
  {
    key: 'newYork desk',
    place: newYork,
    name: 'Day desk',
    systemType: 'HotDesk',
    price: 6,
    rooms: [room('Bridge desk 1', 1), room('Bridge desk 2', 1)],
  },
  {
    key: 'newYork phone booth',
    place: newYork,
    name: 'Phone booth',
    systemType: 'PhoneBooth',
    price: 8,
    rooms: [room('Booth Filament', 1)],
  },
]
