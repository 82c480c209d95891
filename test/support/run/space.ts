// The space of a random run: two locations, rooms, two plans, what they sell, and eight customers of whom most share.

import {
  lookup,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  makeRate,
  makeResource,
  makeResourceType,
  paths,
} from '../space.ts'
import type { World } from '../world.ts'

export interface RunSpace {
  readonly location: number
  /** A child of the location, of the same currency. */
  readonly annex: number
  readonly rooms: readonly number[]
  readonly roomTypes: readonly number[]
  readonly rate: number
  readonly plans: readonly number[]
  readonly planOffers: readonly number[]
  readonly products: readonly number[]
  readonly tickets: readonly Seat[]
  readonly pass: number
  readonly customers: readonly number[]
  readonly teams: readonly number[]
}

export interface Seat {
  readonly CalendarEventId: number
  readonly EventProductId: number
}

export async function makeRunSpace(world: World): Promise<RunSpace> {
  const location = await makeLocation(world)
  const annex = await makeLocation(world, { RootLocationId: location })
  const roomTypes = [
    await makeResourceType(world, location),
    await makeResourceType(world, location),
  ]
  const rooms: number[] = []
  for (let made = 0; made < 8; made += 1) {
    rooms.push(await makeResource(world, location, roomTypes[made % 2] as number))
  }
  const rate = await makeRate(world, location, { ResourceTypes: [roomTypes[0]] })
  await makeRate(world, location, { ResourceTypes: [roomTypes[1]], Price: 40, CreditPrice: 30 })
  const { plans, planOffers } = await makePlans(world, location, rate)
  const customers: number[] = []
  for (let made = 0; made < 8; made += 1) customers.push(await makeCustomer(world, location))
  return {
    location,
    annex,
    rooms,
    roomTypes,
    rate,
    plans,
    planOffers,
    products: await makeProducts(world, location),
    tickets: await makeTickets(world, location),
    pass: await world.create('/api/billing/timepasses', {
      BusinessId: location,
      Name: 'Day pass',
      Price: 15,
      CurrencyId: lookup.pounds,
    }),
    customers,
    teams: await makeTeams(world, location, customers),
  }
}

async function makePlans(world: World, location: number, rate: number) {
  const monthly = await makePlan(world, location)
  const quarterly = await makePlan(world, location, { InvoiceEvery: 3, Price: 250 })
  const planOffers: number[] = []
  for (const [TariffId, ServiceRenewalTime, Credit] of [
    [monthly, 'TariffMonth', 100],
    [monthly, 'Week', 20],
    [quarterly, 'CalendarMonth', 60],
  ] as const) {
    const name = `${ServiceRenewalTime} credit`
    const offer = { Name: name, TariffId, ServiceRenewalTime, Credit, CaneBeUsedForBookings: true }
    planOffers.push(await world.create(paths.planOffers, offer))
  }
  await world.create('/api/billing/tariffextraservices', {
    TariffId: quarterly,
    ExtraServiceId: rate,
    UsesIncluded: 120,
    ServiceRenewalTime: 'CalendarMonth',
  })
  return { plans: [monthly, quarterly], planOffers }
}

async function makeProducts(world: World, location: number): Promise<readonly number[]> {
  const bundle = await makeProduct(world, location, { Price: 100 })
  await world.create(paths.offers, {
    Name: 'Bundle credit',
    ProductId: bundle,
    Credit: 80,
    ExpirationType: 'Month',
    ExpiresIn: 2,
    CaneBeUsedForBookings: true,
    CaneBeUsedForEvents: true,
  })
  const gift = await makeProduct(world, location, { Price: 0 })
  await world.create(paths.offers, {
    Name: 'Gift',
    ProductId: gift,
    Credit: 15,
    IsUniversalCredit: true,
  })
  return [bundle, gift, await makeProduct(world, location)]
}

async function makeTickets(world: World, location: number): Promise<readonly Seat[]> {
  const seats: Seat[] = []
  for (const Price of [12, 0, 30]) {
    const CalendarEventId = await world.create(paths.events, {
      BusinessId: location,
      Name: 'Evening',
      StartDate: '2040-01-01T18:00:00Z',
      EndDate: '2040-01-01T20:00:00Z',
    })
    const EventProductId = await world.create(paths.tickets, {
      CalendarEventId,
      Name: 'Seat',
      DisplayOrder: 1,
      StartDate: '2031-01-01T00:00:00Z',
      EndDate: '2040-01-01T18:00:00Z',
      Price,
      CurrencyId: lookup.pounds,
    })
    seats.push({ CalendarEventId, EventProductId })
  }
  return seats
}

/** One that shares, one that pools, with a customer in both; the last two customers are in none. */
async function makeTeams(world: World, location: number, customers: readonly number[]) {
  const sharing = { ShareBookingCredit: true, ShareExtraServices: true }
  const make = (Name: string, TeamMembers: readonly number[], more: object) =>
    world.create(paths.teams, {
      BusinessId: location,
      Name,
      TeamMembers,
      PayingMemberId: TeamMembers[0],
      ...sharing,
      ...more,
    })
  return [
    await make('Sharing', customers.slice(0, 3), {}),
    await make('Pooling', customers.slice(2, 6), { TransferCreditsToPayingMember: true }),
  ]
}
