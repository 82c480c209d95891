// Bookings and credit over the wire: the worked examples by number. Riverside, London, pounds, net prices.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number
let room: number
let board: number
let roomType: number
let boardType: number
let member: number

const moveTo = (Now: string) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2031-05-01T00:00:00Z')
  riverside = await create('/api/sys/businesses', {
    Name: 'Riverside',
    WebAddress: 'riverside',
    CountryId: 1901,
    CurrencyId: 3005,
    SimpleTimeZoneId: 2023,
  })
  roomType = await create('/api/spaces/resourcetypes', { Name: 'Meeting room' })
  boardType = await create('/api/spaces/resourcetypes', { Name: 'Boardroom' })
  room = await create('/api/spaces/resources', {
    Name: 'MR',
    ResourceTypeId: roomType,
    DisplayOrder: 1,
  })
  board = await create('/api/spaces/resources', {
    Name: 'BR',
    ResourceTypeId: boardType,
    DisplayOrder: 2,
  })
  await rate('MR rate', 20, roomType)
  await rate('BR rate', 40, boardType, { CreditPrice: 30 })
  member = await customer('Ada')
})

const create = (path: string, body: object) =>
  world.create(path, { ...(path.endsWith('businesses') ? {} : { BusinessId: riverside }), ...body })

const rate = (Name: string, Price: number, type: number, more: object = {}) =>
  create('/api/billing/extraservices', {
    Name,
    DisplayOrder: 1,
    Price,
    CurrencyId: 3005,
    ChargePeriod: 'Minutes',
    ResourceTypes: [type],
    IsBookingCredit: true,
    ...more,
  })

const customer = (FullName: string) =>
  create('/api/spaces/coworkers', {
    FullName,
    Email: `${FullName.toLowerCase()}@example.com`,
    CountryId: 1901,
    SimpleTimeZoneId: 2023,
    InvoicingBusinessId: riverside,
  })

const credit = (TotalCredit: number, more: object = {}) =>
  create('/api/billing/coworkerbookingcredits', {
    CoworkerId: member,
    TotalCredit,
    CaneBeUsedForBookings: true,
    ...more,
  })

const timeCredit = async (TotalUses: number, ExtraServiceId: number, more: object = {}) =>
  create('/api/billing/coworkerextraservices', {
    CoworkerId: member,
    ExtraServiceId,
    TotalUses,
    ChargePeriod: 'Minutes',
    ...more,
  })

const setting = (Name: string, Value: string) =>
  create('/api/sys/businesssettings', { Name, Value })

interface Booked {
  readonly hours: number
  readonly from?: string
  readonly more?: object
  readonly resource?: number
}

const bookingBody = ({ hours, from = '2031-05-10T09:00:00Z', resource, more }: Booked) => ({
  ResourceId: resource ?? room,
  CoworkerId: member,
  FromTime: from,
  ToTime: new Date(Date.parse(from) + hours * 3_600_000).toISOString(),
  ...more,
})

const book = (booked: Booked) => world.create('/api/spaces/bookings', bookingBody(booked))

const left = async (id: number) =>
  (await world.ask('GET', `/api/billing/coworkerbookingcredits/${id}`)).body.RemainingCredit

const timeLeft = async (id: number) =>
  (await world.ask('GET', `/api/billing/coworkerextraservices/${id}`)).body.RemainingUses

/** Whether the booking is charged, and the price of its charge. */
async function charge(bookingId: number): Promise<[boolean, number | null]> {
  const { body } = await world.ask('GET', `/api/spaces/bookings/${bookingId}`)
  return [body.Invoiced, body.CoworkerExtraServicePrice]
}

const command = (Key: string, id: number, Parameters: object[] = []) =>
  world.ask('POST', '/api/spaces/bookings/runcommand', { body: { Key, Ids: [id], Parameters } })

const cancel = (id: number, reason = 1) =>
  command('CANCEL_BOOKING', id, [{ Name: 'Cancellation Reason', Value: reason }])

const expectSound = async () =>
  expect(await verify(world.service, { repair: false, after: 0, onProgress: () => {} })).toEqual([])

describe('a booking is charged', () => {
  test('W13 partly from credit, and the rest becomes its charge', async () => {
    const g = await credit(15)
    const booking = await book({ hours: 2 })
    expect(await left(g)).toBe(0)
    expect(await charge(booking)).toEqual([true, 25])
    const { body } = await world.ask(
      'GET',
      `/api/billing/coworkerextraservices?CoworkerExtraService_BookingId=${booking}`,
    )
    expect(body.Records).toMatchObject([{ AutomaticallyAdded: true, Price: 25, RemainingUses: 0 }])
    await expectSound()
  })
  test('W16 not before its end when no credit is valid then, and from the credit that is', async () => {
    await moveTo('2031-05-25T00:00:00Z')
    const may = await credit(80, { ExpireDate: '2031-05-31T23:00:00Z' })
    const booking = await book({ hours: 2, from: '2031-06-05T09:00:00Z' })
    expect(await charge(booking)).toEqual([false, null])
    expect(await left(may)).toBe(80)
    await moveTo('2031-06-01T00:00:00Z')
    const june = await credit(100, { ExpireDate: '2031-06-30T23:00:00Z' })
    await moveTo('2031-06-05T11:00:00Z')
    expect(await charge(booking)).toEqual([true, 0])
    expect(await left(june)).toBe(60)
    await expectSound()
  })
  test('W17 at once in money where the location charges immediately', async () => {
    await setting('Bookings.ChargeBookingsImmediately', 'True')
    const may = await credit(80, { ExpireDate: '2031-05-31T23:00:00Z' })
    const booking = await book({ hours: 2, from: '2031-06-05T09:00:00Z' })
    expect(await charge(booking)).toEqual([true, 40])
    expect(await left(may)).toBe(80)
  })
  test('W18 in money when the credit is for another resource type', async () => {
    const g = await credit(100, { ElegibleResourceTypes: [boardType] })
    const booking = await book({ hours: 1, more: { ChargeNow: true } })
    expect(await charge(booking)).toEqual([true, 20])
    expect(await left(g)).toBe(100)
  })
  test('W20 from time first, then from money', async () => {
    const { body } = await world.ask('GET', '/api/billing/extraservices?ExtraService_Name=MR rate')
    const hour = await timeCredit(60, body.Records[0].Id)
    const g = await credit(50)
    const booking = await book({ hours: 2 })
    expect([await timeLeft(hour), await left(g), await charge(booking)]).toEqual([0, 30, [true, 0]])
    const uses = await world.ask(
      'GET',
      `/api/billing/coworkerextraserviceusehistories?CoworkerExtraServiceUseHistory_Booking=${booking}`,
    )
    expect(uses.body.Records).toMatchObject([{ CreditUsed: 60 }])
    await expectSound()
  })
  test('W20 leaves 15 of 75 minutes to money', async () => {
    const { body } = await world.ask('GET', '/api/billing/extraservices?ExtraService_Name=MR rate')
    await timeCredit(60, body.Records[0].Id)
    expect(await charge(await book({ hours: 1.25 }))).toEqual([true, 5])
  })
  test('in minutes by a rate whose unit nobody set, and from time granted by it', async () => {
    const type = await create('/api/spaces/resourcetypes', { Name: 'Booth' })
    const booth = await create('/api/spaces/resources', {
      Name: 'Booth',
      ResourceTypeId: type,
      DisplayOrder: 3,
    })
    const bare = await rate('Booth rate', 20, type, { ChargePeriod: 0 })
    const hour = await create('/api/billing/products', {
      Name: 'An hour',
      Description: 'An hour in the booth',
      DisplayOrder: 1,
      Price: 15,
      CurrencyId: 3005,
    })
    await create('/api/billing/productextraservices', {
      ProductId: hour,
      ExtraServiceId: bare,
      UsesIncluded: 60,
    })
    await create('/api/billing/coworkerproducts', {
      CoworkerId: member,
      ProductId: hour,
      Quantity: 1,
      ActivateNow: true,
    })
    const granted = () =>
      world.ask('GET', `/api/billing/coworkerextraservices?CoworkerExtraService_Coworker=${member}`)
    expect((await granted()).body.Records).toMatchObject([{ ChargePeriod: 1, RemainingUses: 60 }])
    const booking = await book({ hours: 2, resource: booth })
    expect((await granted()).body.Records[0].RemainingUses).toBe(0)
    expect(await charge(booking)).toEqual([true, 20])
    await expectSound()
  })
  test.each([
    [100, 40, 0],
    [45, 0, 20],
  ])(
    'W21 in units of the credit price: %d leaves %d and %d in money',
    async (total, remaining, price) => {
      const g = await credit(total)
      const booking = await book({ hours: 2, resource: board })
      expect([await left(g), await charge(booking)]).toEqual([remaining, [true, price]])
    },
  )
  test('W22 after the discount of the plan', async () => {
    const tariff = await create('/api/billing/tariffs', {
      Name: 'Flex',
      Price: 1,
      CurrencyId: 3005,
      CancellationPeriod: 0,
      DisplayOrder: 1,
      InvoiceEvery: 1,
      InvoiceEveryWeeks: 0,
      DiscountExtraServices: 25,
    })
    await world.create('/api/billing/coworkercontracts', {
      IssuedById: riverside,
      CoworkerId: member,
      TariffId: tariff,
      BillingDay: 1,
      Quantity: 1,
    })
    const g = await credit(100)
    await book({ hours: 2 })
    expect(await left(g)).toBe(70)
  })
  test('W23 in money where it opted out of money credit, though time still pays', async () => {
    const { body } = await world.ask('GET', '/api/billing/extraservices?ExtraService_Name=MR rate')
    const hour = await timeCredit(60, body.Records[0].Id)
    const g = await credit(100)
    const booking = await book({ hours: 2, more: { DoNotUseBookingCredit: true } })
    expect([await timeLeft(hour), await left(g), await charge(booking)]).toEqual([
      0,
      100,
      [true, 20],
    ])
  })
  test('W24 once it is confirmed, not while it is tentative', async () => {
    const g = await credit(100)
    const booking = await book({ hours: 1, more: { Tentative: true } })
    expect(await left(g)).toBe(100)
    await world.ask('PATCH', `/api/spaces/bookings/${booking}`, { body: { Tentative: false } })
    expect(await left(g)).toBe(80)
  })
  test('W25 or refused where the location takes nothing but credit', async () => {
    await setting('Bookings.RejectIfNoCreditIsAvailable', 'True')
    const g = await credit(30)
    const refused = await world.ask('POST', '/api/spaces/bookings', {
      body: bookingBody({ hours: 2 }),
    })
    expect(refused.status).toBe(400)
    expect(await left(g)).toBe(30)
    expect((await world.ask('GET', '/api/spaces/bookings')).body.TotalItems).toBe(0)
    await book({ hours: 1.5 })
    expect(await left(g)).toBe(0)
  })
  test.each([
    ['False', 80, 12],
    ['True', 68, 0],
  ])('W26 with its products from credit: %s', async (on, remaining, price) => {
    await setting('Bookings.UseCreditToPayBookingProducts', on)
    const catering = await create('/api/billing/products', {
      Name: 'Catering',
      Description: 'Lunch',
      DisplayOrder: 1,
      Price: 12,
      CurrencyId: 3005,
    })
    const g = await credit(100)
    const booking = await book({ hours: 1 })
    await world.create('/api/spaces/bookingproducts', {
      BookingId: booking,
      ProductId: catering,
      Quantity: 1,
    })
    expect([await left(g), await charge(booking)]).toEqual([remaining, [true, price]])
    await expectSound()
  })
  test('W29 credit that comes later changes nothing until staff revert and recharge', async () => {
    const booking = await book({ hours: 2, more: { ChargeNow: true } })
    const g = await credit(50)
    expect([await left(g), await charge(booking)]).toEqual([50, [true, 40]])
    const { body } = await world.ask(
      'GET',
      `/api/billing/coworkerextraservices?CoworkerExtraService_BookingId=${booking}`,
    )
    await world.ask('DELETE', `/api/billing/coworkerextraservices/${body.Records[0].Id}`)
    expect(await charge(booking)).toEqual([false, null])
    await command('CHARGE_BOOKING', booking)
    expect([await left(g), await charge(booking)]).toEqual([10, [true, 0]])
  })
  test('W31 two at once share what is left, and charging again changes nothing', async () => {
    const g = await credit(50)
    const bookings = await Promise.all([
      book({ hours: 2 }),
      book({ hours: 2, from: '2031-05-11T09:00:00Z' }),
    ])
    const prices = await Promise.all(bookings.map(charge))
    expect(prices.map(([, price]) => price).sort()).toEqual([0, 30])
    expect(await left(g)).toBe(0)
    for (const booking of bookings)
      expect((await command('CHARGE_BOOKING', booking)).body.WasSuccessful).toBe(true)
    expect((await Promise.all(bookings.map(charge))).map(([, price]) => price).sort()).toEqual([
      0, 30,
    ])
    await expectSound()
  })
  test('W47 from own credit, then from what the team shares, the rest to the payer', async () => {
    const payer = await customer('Payer')
    const shared = await credit(100, { CoworkerId: payer })
    const own = await credit(20)
    const team = await create('/api/spaces/teams', {
      Name: 'Team',
      TeamMembers: [payer, member],
      PayingMemberId: payer,
      ShareBookingCredit: true,
      CreateSingleInvoiceForTeam: true,
    })
    await book({ hours: 2.5 })
    expect([await left(own), await left(shared)]).toEqual([0, 70])
    await world.ask('PATCH', `/api/spaces/teams/${team}`, { body: { ShareBookingCredit: false } })
    const second = await book({
      hours: 1.5,
      from: '2031-05-12T09:00:00Z',
      more: { ChargeNow: true },
    })
    expect([await left(shared), await charge(second)]).toEqual([70, [true, 30]])
    const { body } = await world.ask(
      'GET',
      `/api/billing/coworkerextraservices?CoworkerExtraService_BookingId=${second}`,
    )
    expect(body.Records[0].CoworkerId).toBe(payer)
  })
  test('S20 for nothing without using anything', async () => {
    const g = await credit(100)
    const booking = await book({ hours: 1, more: { OverridePrice: 0 } })
    expect([await left(g), await charge(booking)]).toEqual([100, [true, 0]])
  })
})

describe('a booking is ended', () => {
  test('W36 in time: all credit comes back, and the history shows use and return', async () => {
    const g = await credit(100)
    const booking = await book({ hours: 2 })
    expect(await left(g)).toBe(60)
    expect((await cancel(booking)).body.WasSuccessful).toBe(true)
    expect(await left(g)).toBe(100)
    const { body } = await world.ask('GET', `/api/wallets/${member}/statement`)
    expect(body.Records.map((row: Record<string, unknown>) => row.Kind)).toEqual([
      'Grant',
      'Use',
      'Return',
    ])
    const cancelled = await world.ask('GET', '/api/spaces/cancelledbookings')
    expect(cancelled.body.Records).toMatchObject([
      { CancellationReason: 1, OriginalBookingId: String(booking) },
    ])
    expect((await world.ask('GET', `/api/spaces/bookings/${booking}`)).status).toBe(404)
    await expectSound()
  })
  test('W37 late: the credit comes back and the fee is a sale of its own', async () => {
    const fee = await create('/api/billing/products', {
      Name: 'Late cancellation',
      Description: 'Fee',
      DisplayOrder: 1,
      Price: 0,
      CurrencyId: 3005,
    })
    await world.ask('PATCH', `/api/spaces/resources/${room}`, {
      body: {
        LateCancellationLimit: 1440,
        ChargeCancellationFee: true,
        CancellationFeeType: 'Percentage',
        CancellationFeePercentage: 50,
        CancellationFeeProductId: fee,
      },
    })
    const g = await credit(100)
    const booking = await book({ hours: 2 })
    await moveTo('2031-05-10T06:00:00Z')
    await cancel(booking)
    expect(await left(g)).toBe(100)
    const { body } = await world.ask('GET', '/api/billing/coworkerproducts')
    expect(body.Records).toMatchObject([{ CoworkerId: member, ProductId: fee, Price: 20 }])
  })
  test('W37 late under the policy to keep it: the credit stays used', async () => {
    await setting('Credits.ReturnWhenLate', 'False')
    await world.ask('PATCH', `/api/spaces/resources/${room}`, {
      body: { LateCancellationLimit: 1440 },
    })
    const g = await credit(100)
    const booking = await book({ hours: 2 })
    await moveTo('2031-05-10T06:00:00Z')
    await cancel(booking)
    expect(await left(g)).toBe(60)
  })
  test('W42 by a no-show: nothing comes back; for want of payment: everything', async () => {
    const g = await credit(100)
    await cancel(await book({ hours: 2 }), 8)
    expect(await left(g)).toBe(60)
    await cancel(await book({ hours: 4, from: '2031-05-12T09:00:00Z' }), 5)
    expect(await left(g)).toBe(60)
    await expectSound()
  })
  test('by a plain deletion only while it is not charged', async () => {
    await credit(100)
    const booking = await book({ hours: 2 })
    const refused = await world.ask('DELETE', `/api/spaces/bookings/${booking}`)
    expect(refused).toMatchObject({
      status: 200,
      body: {
        WasSuccessful: false,
        Message: 'This booking has already been charged to this customer.',
      },
    })
    const { body } = await world.ask(
      'GET',
      `/api/billing/coworkerextraservices?CoworkerExtraService_BookingId=${booking}`,
    )
    await world.ask('DELETE', `/api/billing/coworkerextraservices/${body.Records[0].Id}`)
    expect((await world.ask('DELETE', `/api/spaces/bookings/${booking}`)).body.WasSuccessful).toBe(
      true,
    )
  })
})

describe('a booking is changed', () => {
  const change = (id: number, body: object) =>
    world.ask('PATCH', `/api/spaces/bookings/${id}`, { body })

  test('W39 shorter: credit stays, money goes', async () => {
    const g = await credit(45)
    const booking = await book({ hours: 3 })
    expect(await charge(booking)).toEqual([true, 15])
    await change(booking, { ToTime: '2031-05-10T11:00:00Z' })
    expect([await left(g), await charge(booking)]).toEqual([5, [true, 0]])
  })
  test('W40 longer: more credit, then money', async () => {
    const g = await credit(30)
    const booking = await book({ hours: 1 })
    await change(booking, { ToTime: '2031-05-10T11:00:00Z' })
    expect([await left(g), await charge(booking)]).toEqual([0, [true, 10]])
    await expectSound()
  })
  test('W41 moved across a boundary: back to the old credit, charged from the new one at its end', async () => {
    const may = await credit(100, { ExpireDate: '2031-05-31T23:00:00Z' })
    const booking = await book({ hours: 2, from: '2031-05-30T09:00:00Z' })
    expect(await left(may)).toBe(60)
    await change(booking, { FromTime: '2031-06-03T09:00:00Z', ToTime: '2031-06-03T11:00:00Z' })
    expect([await left(may), await charge(booking)]).toEqual([100, [false, null]])
    await moveTo('2031-06-01T00:00:00Z')
    const june = await credit(100, {
      ValidFrom: '2031-05-31T23:00:00Z',
      ExpireDate: '2031-06-30T23:00:00Z',
    })
    await moveTo('2031-06-03T12:00:00Z')
    expect([await left(june), await charge(booking)]).toEqual([60, [true, 0]])
    await expectSound()
  })
})
