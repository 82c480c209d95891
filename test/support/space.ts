// A small coworking space to ask things of. Every maker takes the members that matter to the test and fills in the rest.

import type { World } from './world.ts'

/** Rows that every database starts with. */
export const lookup = {
  country: 1901,
  pounds: 3005,
  euros: 3901,
  london: 2023,
  tokyo: 2929,
  newYork: 2944,
} as const

export const paths = {
  attendees: '/api/content/eventattendees',
  bookings: '/api/spaces/bookings',
  businesses: '/api/sys/businesses',
  contracts: '/api/billing/coworkercontracts',
  coworkers: '/api/spaces/coworkers',
  credits: '/api/billing/coworkerbookingcredits',
  events: '/api/content/calendarevents',
  lines: '/api/billing/coworkerinvoicelines',
  offers: '/api/billing/productbookingcredits',
  planOffers: '/api/billing/tariffbookingcredits',
  plans: '/api/billing/tariffs',
  products: '/api/billing/products',
  rates: '/api/billing/extraservices',
  resources: '/api/spaces/resources',
  resourceTypes: '/api/spaces/resourcetypes',
  roles: '/api/sys/userroles',
  sales: '/api/billing/coworkerproducts',
  teams: '/api/spaces/teams',
  tickets: '/api/content/eventproducts',
  timeCredits: '/api/billing/coworkerextraservices',
  timeUses: '/api/billing/coworkerextraserviceusehistories',
  users: '/api/sys/users',
  uses: '/api/billing/coworkerbookingcreditusehistories',
} as const

type Members = Readonly<Record<string, unknown>>

/** Whoever can make records: a world, or a caller of a running server. */
type Maker = Pick<World, 'create'>

let made = 0

function next(word: string): string {
  made += 1
  return `${word} ${made}`
}

export function makeLocation(world: Maker, members: Members = {}): Promise<number> {
  return world.create(paths.businesses, {
    Name: next('Riverside'),
    WebAddress: next('riverside'),
    CountryId: lookup.country,
    CurrencyId: lookup.pounds,
    SimpleTimeZoneId: lookup.london,
    ...members,
  })
}

export function makeCustomer(
  world: Maker,
  location: number,
  members: Members = {},
): Promise<number> {
  const name = next('Customer')
  return world.create(paths.coworkers, {
    FullName: name,
    Email: `${name.replace(' ', '')}@example.com`,
    CountryId: lookup.country,
    SimpleTimeZoneId: lookup.london,
    Businesses: [location],
    InvoicingBusinessId: location,
    ...members,
  })
}

export function makeResourceType(world: Maker, location: number): Promise<number> {
  return world.create(paths.resourceTypes, {
    BusinessId: location,
    Name: next('Meeting room'),
  })
}

export function makeResource(
  world: Maker,
  location: number,
  type: number,
  members: Members = {},
): Promise<number> {
  return world.create(paths.resources, {
    BusinessId: location,
    Name: next('Room'),
    ResourceTypeId: type,
    DisplayOrder: 1,
    ...members,
  })
}

export function makeRate(world: Maker, location: number, members: Members = {}): Promise<number> {
  return world.create(paths.rates, {
    BusinessId: location,
    Name: next('Rate'),
    Price: 20,
    DisplayOrder: 1,
    CurrencyId: lookup.pounds,
    ChargePeriod: 'Minutes',
    IsBookingCredit: true,
    ...members,
  })
}

export function makeBooking(
  world: Maker,
  resource: number,
  customer: number,
  members: Members = {},
): Promise<number> {
  return world.create(paths.bookings, {
    ResourceId: resource,
    CoworkerId: customer,
    FromTime: '2026-05-20T09:00:00Z',
    ToTime: '2026-05-20T10:00:00Z',
    ...members,
  })
}

export function makePlan(world: Maker, location: number, members: Members = {}): Promise<number> {
  return world.create(paths.plans, {
    BusinessId: location,
    Name: next('Plan'),
    Price: 100,
    CurrencyId: lookup.pounds,
    CancellationPeriod: 0,
    DisplayOrder: 1,
    InvoiceEvery: 1,
    InvoiceEveryWeeks: 0,
    ...members,
  })
}

export function makeProduct(
  world: Maker,
  location: number,
  members: Members = {},
): Promise<number> {
  return world.create(paths.products, {
    BusinessId: location,
    Name: next('Product'),
    Description: 'Coffee',
    DisplayOrder: 1,
    Price: 5,
    CurrencyId: lookup.pounds,
    ...members,
  })
}

export function makeCredit(
  world: Maker,
  location: number,
  customer: number,
  members: Members = {},
): Promise<number> {
  return world.create(paths.credits, {
    CoworkerId: customer,
    BusinessId: location,
    TotalCredit: 100,
    ...members,
  })
}

export function makeUse(
  world: Maker,
  credit: number,
  used: number,
  members: Members = {},
): Promise<number> {
  return world.create(paths.uses, { CoworkerBookingCreditId: credit, CreditUsed: used, ...members })
}

export function makeTimeCredit(
  world: Maker,
  location: number,
  customer: number,
  rate: number,
  members: Members = {},
): Promise<number> {
  return world.create(paths.timeCredits, {
    CoworkerId: customer,
    BusinessId: location,
    ExtraServiceId: rate,
    TotalUses: 60,
    ChargePeriod: 'Minutes',
    ...members,
  })
}

export function makeTimeUse(world: Maker, credit: number, members: Members = {}): Promise<number> {
  return world.create(paths.timeUses, { CoworkerExtraServiceId: credit, ...members })
}
