// The small space that the examples are run against: one customer with two credits and some time on the phone.
// Nothing here has a default, because every member shows up in the recorded answers.

import { paths } from './space.ts'
import type { World } from './world.ts'

export async function makeExampleSpace(world: World): Promise<void> {
  const home = {
    CountryId: await findId(world, '/api/sys/countries?Country_TwoDigitsCode=GB'),
    SimpleTimeZoneId: await findId(
      world,
      '/api/sys/simpletimezones?SimpleTimeZone_Name=GMT%20Standard%20Time',
    ),
  }
  const CurrencyId = await findId(world, '/api/sys/currencies?Currency_Code=GBP')
  const BusinessId = await world.create(paths.businesses, {
    Name: 'Lantern Yard London',
    WebAddress: 'lantern-yard-london',
    CurrencyId,
    ...home,
  })
  const CoworkerId = await world.create(paths.coworkers, {
    FullName: 'Jamal Whitlock',
    Email: 'jamal.whitlock@example.org',
    CompanyName: 'Whitlock Films',
    Businesses: [BusinessId],
    InvoicingBusinessId: BusinessId,
    ...home,
  })
  const priced = { BusinessId, CurrencyId, DisplayOrder: 1 }
  const meetingRoom = await world.create(paths.resourceTypes, { BusinessId, Name: 'Meeting room' })
  await world.create(paths.resourceTypes, { BusinessId, Name: 'Boardroom' })
  await promise(world, priced, meetingRoom)
  await hold(world, { BusinessId, CoworkerId }, priced, meetingRoom)
}

async function findId(world: World, url: string): Promise<number> {
  const { body } = await world.ask('GET', url)
  return body.Records[0].Id
}

type Members = Readonly<Record<string, unknown>>

async function promise(world: World, priced: Members, meetingRoom: number): Promise<void> {
  const terms = { CaneBeUsedForBookings: true, ElegibleResourceTypes: [meetingRoom] }
  const TariffId = await world.create(paths.plans, {
    ...priced,
    Name: 'Flex',
    Price: 145,
    CancellationPeriod: 1,
    InvoiceEvery: 1,
    InvoiceEveryWeeks: 0,
  })
  const planOffer = { Name: 'Flex meeting credit', TariffId, Credit: 40 }
  await world.create(paths.planOffers, { ...planOffer, ServiceRenewalTime: 2, ...terms })
  const ProductId = await world.create(paths.products, {
    ...priced,
    Name: 'Meeting pack, ten hours',
    Description: 'Ten hours in any meeting room.',
    Price: 200,
  })
  const offer = { Name: 'Meeting pack', ProductId, Credit: 240, ExpirationType: 4, ExpiresIn: 6 }
  await world.create(paths.offers, { ...offer, ...terms })
}

interface Owner {
  readonly BusinessId: number
  readonly CoworkerId: number
}

async function hold(
  world: World,
  owner: Owner,
  priced: Members,
  meetingRoom: number,
): Promise<void> {
  await world.create(paths.credits, {
    ...owner,
    Description: 'Meeting pack',
    TotalCredit: 240,
    ValidFrom: '2026-01-05T09:00:00Z',
    ExpireDate: '2040-07-05T00:00:00Z',
    CaneBeUsedForBookings: true,
    ElegibleResourceTypes: [meetingRoom],
  })
  await world.create(paths.credits, {
    ...owner,
    Description: 'Trial credit',
    TotalCredit: 25,
    ExpireDate: '2025-03-01T00:00:00Z',
    CaneBeUsedForBookings: true,
  })
  const ExtraServiceId = await world.create(paths.rates, {
    ...priced,
    Name: 'Meeting room, by the hour',
    Price: 24,
    ChargePeriod: 1,
    ResourceTypes: [meetingRoom],
    IsBookingCredit: true,
  })
  // The pack pays it: an hour and a half.
  const BookingId = await book(world, owner, meetingRoom)
  const phone = { ...owner, ExtraServiceId, TotalUses: 300, ChargePeriod: 1 }
  const CoworkerExtraServiceId = await world.create(paths.timeCredits, phone)
  await world.create(paths.timeUses, { CoworkerExtraServiceId, BookingId })
}

async function book(world: World, owner: Owner, ResourceTypeId: number): Promise<number> {
  const { BusinessId, CoworkerId } = owner
  const beacon = { BusinessId, Name: 'Beacon', ResourceTypeId, DisplayOrder: 1 }
  return world.create(paths.bookings, {
    ResourceId: await world.create(paths.resources, beacon),
    CoworkerId,
    FromTime: '2026-02-10T09:00:00Z',
    ToTime: '2026-02-10T10:30:00Z',
  })
}
