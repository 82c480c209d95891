// How people came: as customers, on contracts, into teams, and one of them with a login.

import { day, hour, minute, monthAgo } from './calendar.ts'
import { type Entry, instant, ref, refs } from './entry.ts'
import { member, type Person, people, type TeamOfPeople, teams } from './people.ts'
import { countryOf, zoneOf } from './places.ts'

/** Somebody arrives on a day of the month that is theirs, always before the start of the demo. */
export function joinedAt(now: number, person: Person): number {
  const month = monthAgo(now, person.place.zone, person.joinedMonthsAgo)
  return month.from + (people.indexOf(person) % 20) * day + 11 * hour
}

/** Months that the diary tells of; who came earlier signed a new contract when it begins. */
export const monthsTold = 6

function signedAt(now: number, person: Person): number {
  const first = monthAgo(now, person.place.zone, monthsTold - 1)
  return Math.max(joinedAt(now, person), first.from + 9 * hour)
}

const contractOf = (person: Person): string => `contract of ${person.name}`

export function arrivalEntries(now: number, memberPassword: string): readonly Entry[] {
  return [
    ...people.flatMap((person) => arrivalOf(now, person)),
    ...teams.map((team) => teamEntry(now, team)),
    ...loginEntries(now, memberPassword),
    pause(now),
  ]
}

function arrivalOf(now: number, person: Person): Entry[] {
  const { place, company, plan } = person
  const told = { at: joinedAt(now, person), by: place.host }
  const customer: Entry = {
    ...told,
    key: person.name,
    entity: 'Coworker',
    body: {
      FullName: person.name,
      Email: person.email,
      ...(company === undefined
        ? { CoworkerType: 'Individual' }
        : { CoworkerType: 'Company', CompanyName: company, BillingName: company }),
      Businesses: refs(place.key),
      InvoicingBusinessId: ref(place.key),
      CountryId: countryOf(place),
      SimpleTimeZoneId: zoneOf(place),
      CanMakeBookings: true,
      CanPurchaseProducts: true,
      CanPurchaseEvents: true,
      RegistrationDate: instant(told.at),
    },
  }
  if (plan === undefined) return [customer]
  const signed = signedAt(now, person)
  const contract: Entry = {
    at: signed,
    by: place.host,
    key: contractOf(person),
    entity: 'CoworkerContract',
    body: {
      IssuedById: ref(place.key),
      CoworkerId: ref(person.name),
      TariffId: ref(plan),
      StartDate: instant(signed),
      BillingDay: 1,
      Quantity: 1,
    },
  }
  return [customer, contract]
}

function teamEntry(now: number, { key, place, name, payer, others }: TeamOfPeople): Entry {
  const arrivals = people
    .filter((person) => person.name === payer || others.includes(person.name))
    .map((person) => joinedAt(now, person))
  return {
    key,
    entity: 'Team',
    at: Math.max(...arrivals) + day / 2,
    by: place.host,
    body: {
      BusinessId: ref(place.key),
      Name: name,
      TeamMembers: refs(payer, ...others),
      TeamAdministrators: refs(payer),
      PayingMemberId: ref(payer),
      CreateSingleInvoiceForTeam: true,
      ShareBookingCredit: true,
      ShareExtraServices: true,
    },
  }
}

function loginEntries(now: number, NewPassword: string): Entry[] {
  const told = { at: joinedAt(now, member) + 600_000, by: member.place.host }
  return [
    {
      ...told,
      key: 'member login',
      entity: 'User',
      knownBy: 'Email',
      body: { FullName: member.name, Email: member.email, NewPassword, Active: true },
    },
    {
      ...told,
      key: member.name,
      entity: 'Coworker',
      changes: true,
      body: { UserId: ref('member login') },
    },
  ]
}

/** Somebody who is away for the next two months. */
function pause(now: number): Entry {
  const person = people.find((one) => one.name === 'Zofia Kaczmarek') as Person
  const current = monthAgo(now, person.place.zone, 0)
  return {
    key: 'a pause',
    entity: 'ContractPausedPeriod',
    at: current.from + Math.min(4 * day, minute * Math.floor((now - current.from) / 2 / minute)),
    by: person.place.host,
    body: {
      CoworkerContractId: ref(contractOf(person)),
      PauseFrom: instant(current.until),
      PauseUntil: instant(monthAgo(now, person.place.zone, -2).until),
      Notes: 'Parental leave.',
    },
  }
}
