// How the houses were opened: settings, managers, rooms with their rates, and passes at the door.

import { daysBefore } from './calendar.ts'
import { authors, type Entry, ref, refs } from './entry.ts'
import {
  countryOf,
  currencyOf,
  london,
  newYork,
  type Place,
  places,
  type RoomType,
  roomTypes,
  zoneOf,
} from './places.ts'

export function openingEntries(now: number, managerPassword: string): readonly Entry[] {
  return [
    ...places.flatMap((place) =>
      openingOf(place, daysBefore(now, place.zone, place.openedDaysAgo, 9 * 60), managerPassword),
    ),
    ...roomTypes.flatMap((type) => {
      const { zone, openedDaysAgo } = type.place
      return roomEntries(type, daysBefore(now, zone, openedDaysAgo - 1, 9 * 60 + 30))
    }),
    ...passEntries(now),
  ]
}

const managerRoles = [
  'CoworkerBookingCredit',
  'CoworkerBookingCreditUseHistory',
  'CoworkerExtraService',
  'Coworker',
  'Booking',
].flatMap((entity) => ['List', 'Read', 'Create', 'Edit'].map((verb) => `${entity}-${verb}`))

// They look up what is sold, and change none of it.
const lookUpRoles = [
  'Business',
  'CalendarEventCategory',
  'ExtraService',
  'Product',
  'ProductBookingCredit',
  'ResourceType',
  'Tariff',
  'TariffBookingCredit',
  'TimePass',
].flatMap((entity) => ['List', 'Read'].map((verb) => `${entity}-${verb}`))

const hostNames: Readonly<Record<string, string>> = {
  london: 'Maya Osei',
  newYork: 'Victor Lindgren',
}

function openingOf(place: Place, at: number, NewPassword: string): Entry[] {
  const told = { at, by: authors.owner }
  const BusinessId = ref(place.key)
  return [
    {
      ...told,
      key: place.key,
      entity: 'Business',
      body: {
        ...place.business,
        CountryId: countryOf(place),
        CurrencyId: currencyOf(place),
        SimpleTimeZoneId: zoneOf(place),
        DefaultPaymentTerm: 14,
      },
    },
    {
      ...told,
      key: `${place.key} setting`,
      entity: 'BusinessSetting',
      body: { BusinessId, Name: 'Bookings.UseCreditToPayBookingProducts', Value: 'True' },
    },
    {
      ...told,
      key: `${place.key} tax`,
      entity: 'TaxRate',
      body:
        place.country === 'GB'
          ? { BusinessId, Name: 'VAT 20%', Rate: 20 }
          : { BusinessId, Name: 'Sales tax 8.875%', Rate: 8.875 },
    },
    {
      ...told,
      key: `${place.key} manager roles`,
      entity: 'UserRole',
      knownBy: 'Name',
      body: {
        Name: `Community manager, ${place.business.TownCity}`,
        Roles: [...managerRoles, ...lookUpRoles],
      },
    },
    {
      ...told,
      key: `${place.key} manager`,
      entity: 'User',
      knownBy: 'Email',
      body: {
        FullName: hostNames[place.key] ?? place.host,
        Email: place.host,
        NewPassword,
        APIAccess: true,
        Businesses: refs(place.key),
        UserRoles: refs(`${place.key} manager roles`),
      },
    },
  ]
}

function roomEntries(type: RoomType, at: number): Entry[] {
  const told = { at, by: type.place.host }
  const BusinessId = ref(type.place.key)
  const rooms = type.rooms.map(({ name, seats }, index) => ({
    ...told,
    key: name,
    entity: 'Resource',
    body: {
      BusinessId,
      Name: name,
      ResourceTypeId: ref(type.key),
      SystemResourceType: type.systemType,
      Allocation: seats,
      Visible: true,
      DisplayOrder: index + 1,
    },
  }))
  const rate: Entry = {
    ...told,
    key: `${type.key} rate`,
    entity: 'ExtraService',
    body: {
      BusinessId,
      Name: `${type.name}, by the hour`,
      ResourceTypes: refs(type.key),
      Price: type.price,
      ...(type.creditPrice === undefined ? {} : { CreditPrice: type.creditPrice }),
      ChargePeriod: 'Minutes',
      CurrencyId: currencyOf(type.place),
      TaxRateId: ref(`${type.place.key} tax`),
      IsDefaultPrice: true,
      IsBookingCredit: true,
      Visible: true,
      DisplayOrder: 1,
    },
  }
  const kind = { ...told, key: type.key, entity: 'ResourceType' }
  return [{ ...kind, body: { BusinessId, Name: type.name } }, ...rooms, rate]
}

function passEntries(now: number): Entry[] {
  const pass = (
    place: Place,
    key: string,
    Name: string,
    Price: number,
    minutes?: number,
  ): Entry => ({
    key,
    entity: 'TimePass',
    at: daysBefore(now, place.zone, place.openedDaysAgo - 2, 10 * 60),
    by: place.host,
    body: {
      BusinessId: ref(place.key),
      Name,
      Price,
      ...(minutes === undefined ? {} : { MinutesIncluded: minutes }),
      CurrencyId: currencyOf(place),
      TaxRateId: ref(`${place.key} tax`),
    },
  })
  return [
    pass(london, 'london day pass', 'Day pass', 25),
    pass(london, 'london ten hours', 'Ten hours', 60, 600),
    pass(newYork, 'newYork day pass', 'Day pass', 35),
  ]
}
