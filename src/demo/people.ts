// Who works at Lantern Yard. Everybody here is invented.

import { london, newYork, type Place } from './places.ts'

export interface Person {
  /** The full name, which is also what entries call the customer. */
  readonly name: string
  readonly email: string
  readonly place: Place
  readonly company?: string
  /** The key of the plan; contacts have none. */
  readonly plan?: string
  readonly joinedMonthsAgo: number
  /** Bookings a month, roughly. */
  readonly bookings: number
}

type Row = readonly [
  name: string,
  plan: string | undefined,
  joined: number,
  bookings: number,
  company?: string,
]

const londoners: readonly Row[] = [
  ['Amara Okonkwo', 'flex', 8, 3, 'Okonkwo Illustration'],
  ['Priya Raghunathan', 'studio', 22, 2, 'Saffron & Slate'],
  ['Inês Carvalho', 'studio', 14, 2, 'Tidewater Research'],
  ['Callum Fraser', undefined, 14, 1, 'Tidewater Research'],
  ['Yuki Nakagawa', undefined, 11, 1, 'Tidewater Research'],
  ['Leila Haddad', undefined, 5, 1, 'Tidewater Research'],
  ['Tomasz Wieczorek', 'resident', 19, 2],
  ['Owen Prichard', 'resident', 9, 1, 'Prichard Acoustics'],
  ['Sinéad Gallagher', 'resident', 6, 1],
  ['Mateus Oliveira', 'flex', 12, 1],
  ['Hannah Lindqvist', 'flex', 4, 1, 'Norrsken Translations'],
  ['Kwame Boateng', 'resident', 16, 2, 'Volta Analytics'],
  ['Zofia Kaczmarek', 'flex', 7, 1],
  ['Rashid Al-Amin', 'studio', 18, 2, 'Al-Amin & Partners'],
  ['Bethany Crowther', 'address', 10, 0, 'Crowther Candles'],
  ['Giulia Ferraro', 'flex', 3, 1],
  ['Nikhil Deshmukh', 'resident', 5, 1, 'Monsoon Software'],
  ['Freya Halvorsen', 'flex', 2, 1],
  ['Samuel Adeyemi', 'address', 13, 1, 'Adeyemi Logistics'],
  ['Chloé Marchand', 'flex', 6, 1, 'Atelier Marchand'],
  ['Dmitri Volkov', undefined, 4, 1],
  ['Aoife Brennan', 'address', 8, 0],
  ['Jamal Whitlock', undefined, 6, 1, 'Whitlock Films'],
  ['Mei-Ling Tan', 'flex', 1, 1],
  ['Oluwaseun Bakare', undefined, 3, 0],
  ['Rosalind Ashworth', undefined, 9, 1, 'Ashworth Mediation'],
]

const newYorkers: readonly Row[] = [
  ['Naomi Feldstein', 'office', 12, 2, 'Gantry Labs'],
  ['Diego Santamaría', undefined, 12, 1, 'Gantry Labs'],
  ['Linh Phạm', undefined, 7, 1, 'Gantry Labs'],
  ['Terrence Holloway', 'office', 10, 1, 'Holloway Legal'],
  ['Isabella Romano', 'flex', 6, 1],
  ['Marcus Delacroix', 'flex', 9, 1, 'Delacroix Audio'],
  ['Fatima Siddiqui', 'flex', 5, 1],
  ['Grace Kowalczyk', 'flex', 3, 1],
  ['Andre Beaumont', undefined, 4, 1],
  ['Hye-jin Park', 'flex', 8, 1, 'Park Ceramics'],
  ['Ruth Abernathy', undefined, 2, 0],
  ['Luis Ocampo', 'flex', 1, 1],
  ['Anika Bergström', undefined, 10, 1, 'Bergström Studio'],
  ['Caleb Winters', undefined, 5, 0],
]

export const people: readonly Person[] = [
  ...londoners.map((row) => personOf(london, row)),
  ...newYorkers.map((row) => personOf(newYork, row)),
]

function personOf(place: Place, [name, plan, joinedMonthsAgo, bookings, company]: Row): Person {
  return {
    name,
    email: emailOf(name, company),
    place,
    joinedMonthsAgo,
    bookings,
    ...(company === undefined ? {} : { company }),
    ...(plan === undefined ? {} : { plan: `${place.key} ${plan}` }),
  }
}

// Addresses are plain ASCII, whatever the name.
function emailOf(name: string, company: string | undefined): string {
  const local = name
    .normalize('NFD')
    .replace(/[^\w\s-]/g, '')
    .toLowerCase()
    .replaceAll(' ', '.')
  return `${local}@${company === undefined ? 'example.com' : 'example.org'}`
}

export function personNamed(name: string): Person {
  const person = people.find((one) => one.name === name)
  if (!person) throw new Error(`nobody is called ${name}`)
  return person
}

/** The member whose login the demo prints. */
export const member = personNamed('Amara Okonkwo')

export interface TeamOfPeople {
  readonly key: string
  readonly place: Place
  readonly name: string
  readonly payer: string
  readonly others: readonly string[]
}

/** Both share what the paying customer holds. */
export const teams: readonly TeamOfPeople[] = [
  {
    key: 'Tidewater Research',
    place: london,
    name: 'Tidewater Research',
    payer: 'Inês Carvalho',
    others: ['Callum Fraser', 'Yuki Nakagawa', 'Leila Haddad'],
  },
  {
    key: 'Gantry Labs',
    place: newYork,
    name: 'Gantry Labs',
    payer: 'Naomi Feldstein',
    others: ['Diego Santamaría', 'Linh Phạm'],
  },
]
