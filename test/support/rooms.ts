// The location of the worked examples with its two rooms, and a customer who books them: for the tests of what pays them.

import { type Billing, openBilling, type Row } from './billing.ts'
import type { Answer, World } from './world.ts'

export interface Booked {
  readonly hours: number
  readonly from?: string
  readonly room?: number
  readonly of?: number
  readonly more?: object
}

export interface Rooms extends Billing {
  /** £20 an hour. */
  readonly room: number
  readonly roomType: number
  readonly roomRate: number
  /** £40 an hour, or 30 of credit. */
  readonly board: number
  readonly boardType: number
  readonly person: (name: string, more?: object) => Promise<number>
  readonly team: (more: object) => Promise<number>
  /** For bookings. */
  readonly credit: (TotalCredit: number, more?: object) => Promise<number>
  readonly time: (TotalUses: number, more?: object) => Promise<number>
  readonly timeLeft: (id: number) => Promise<number>
  readonly body: (booked: Booked) => object
  readonly book: (booked: Booked) => Promise<number>
  readonly change: (id: number, body: object) => Promise<Answer>
  readonly cancel: (id: number, reason?: number) => Promise<Answer>
  /** Whether the booking is charged, and what is to be paid for it in money. */
  readonly charge: (id: number) => Promise<readonly [boolean, number | null]>
  readonly charges: (id: number) => Promise<readonly Row[]>
  readonly wallet: (verb: string, body: object, id?: number) => Promise<Answer>
}

const start = '2031-05-10T09:00:00Z'

export async function openRooms(world: World): Promise<Rooms> {
  const space = await openBilling(world)
  const { make, customer } = space
  const roomType = await make('/api/spaces/resourcetypes', { Name: 'Meeting room' })
  const boardType = await make('/api/spaces/resourcetypes', { Name: 'Boardroom' })
  const resource = (Name: string, ResourceTypeId: number) =>
    make('/api/spaces/resources', { Name, ResourceTypeId, DisplayOrder: 1 })
  const rate = (Name: string, Price: number, type: number, more: object = {}) =>
    make('/api/billing/extraservices', {
      Name,
      DisplayOrder: 1,
      Price,
      CurrencyId: 3005,
      ChargePeriod: 'Minutes',
      ResourceTypes: [type],
      IsBookingCredit: true,
      ...more,
    })
  const room = await resource('MR', roomType)
  const board = await resource('BR', boardType)
  const roomRate = await rate('MR rate', 20, roomType)
  await rate('BR rate', 40, boardType, { CreditPrice: 30 })
  const body: Rooms['body'] = ({ hours, from = start, room: where = room, of, more }) => ({
    ResourceId: where,
    CoworkerId: of ?? customer,
    FromTime: from,
    ToTime: new Date(Date.parse(from) + hours * 3_600_000).toISOString(),
    ...more,
  })
  const command = (Key: string, id: number, Parameters: object[]) =>
    world.ask('POST', '/api/spaces/bookings/runcommand', { body: { Key, Ids: [id], Parameters } })
  const read = async (path: string, id: number) =>
    (await world.ask('GET', `/api/${path}/${id}`)).body
  return {
    ...space,
    room,
    roomType,
    roomRate,
    board,
    boardType,
    person: (FullName, more = {}) =>
      make('/api/spaces/coworkers', {
        FullName,
        Email: `${FullName.toLowerCase()}@example.com`,
        CountryId: 1901,
        SimpleTimeZoneId: 2023,
        InvoicingBusinessId: space.location,
        Businesses: [space.location],
        ...more,
      }),
    team: (more) => make('/api/spaces/teams', { Name: 'Team', ...more }),
    credit: (TotalCredit, more = {}) =>
      make('/api/billing/coworkerbookingcredits', {
        CoworkerId: customer,
        TotalCredit,
        CaneBeUsedForBookings: true,
        ...more,
      }),
    time: (TotalUses, more = {}) =>
      make('/api/billing/coworkerextraservices', {
        CoworkerId: customer,
        ExtraServiceId: roomRate,
        TotalUses,
        ChargePeriod: 'Minutes',
        ...more,
      }),
    timeLeft: async (id) => (await read('billing/coworkerextraservices', id)).RemainingUses,
    body,
    book: (booked) => world.create('/api/spaces/bookings', body(booked)),
    change: (id, changed) => world.ask('PATCH', `/api/spaces/bookings/${id}`, { body: changed }),
    cancel: (id, reason = 1) =>
      command('CANCEL_BOOKING', id, [{ Name: 'Cancellation Reason', Value: reason }]),
    charge: async (id) => {
      const booking = await read('spaces/bookings', id)
      return [booking.Invoiced, booking.CoworkerExtraServicePrice]
    },
    charges: async (id) =>
      (
        await world.ask(
          'GET',
          `/api/billing/coworkerextraservices?CoworkerExtraService_BookingId=${id}&orderBy=Id&dir=0`,
        )
      ).body.Records,
    wallet: (verb, asked, id = customer) =>
      world.ask('POST', `/api/wallets/${id}/${verb}`, { body: asked }),
  }
}
