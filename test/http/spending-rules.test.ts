// Who may spend what on a booking, and what is given back: the rules that the worked examples leave open.

import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { openRooms, type Rooms } from '../support/rooms.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let space: Rooms

const moveTo = (Now: string) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2031-05-03T09:00:00Z')
  space = await openRooms(world)
})
afterEach(async () => {
  expect(await verify(world.service, { repair: false, after: 0, onProgress: () => {} })).toEqual([])
})

const suspend = (id: number, body: object = { Active: false }) =>
  world.ask('PATCH', `/api/spaces/coworkers/${id}`, { body })

const roomCharge = (Amount: number) => ({
  Charges: [
    {
      Kind: 'Booking',
      Amount,
      ServiceTime: '2031-05-10T09:00:00Z',
      ResourceTypeId: space.roomType,
    },
  ],
})

describe('S26 who is suspended', () => {
  test.each([{ Active: false }, { Archived: true }])(
    'uses nothing of what a team shares: %j',
    async (state) => {
      const payer = await space.person('Paula')
      await space.team({
        TeamMembers: [space.customer, payer],
        PayingMemberId: payer,
        ShareBookingCredit: true,
        ShareExtraServices: true,
      })
      const money = await space.credit(100, { CoworkerId: payer })
      const time = await space.time(60, { CoworkerId: payer })
      await suspend(space.customer, state)
      const { body } = await space.wallet('quote', roomCharge(20))
      expect(body.Value).toMatchObject({
        Covered: 0,
        Refused: [{ CoworkerBookingCreditId: money, Reasons: [{ Code: 'HolderSuspended' }] }],
      })
      const booking = await space.book({ hours: 2, more: { ChargeNow: true } })
      expect(await space.charge(booking)).toEqual([true, 40])
      expect([await space.left(money), await space.timeLeft(time)]).toEqual([100, 60])
    },
  )
  test('is a payer whose money and time nobody else uses', async () => {
    const payer = await space.person('Paula')
    await space.team({
      TeamMembers: [space.customer, payer],
      PayingMemberId: payer,
      ShareBookingCredit: true,
      ShareExtraServices: true,
    })
    const money = await space.credit(100, { CoworkerId: payer })
    const time = await space.time(60, { CoworkerId: payer })
    await suspend(payer)
    const booking = await space.book({ hours: 2, more: { ChargeNow: true } })
    expect(await space.charge(booking)).toEqual([true, 40])
    expect([await space.left(money), await space.timeLeft(time)]).toEqual([100, 60])
  })
})

test('I11 what is due to strangers holds up nobody, whatever their numbers', async () => {
  const credit = await space.credit(100)
  const payer = await space.person('Paula')
  const stranger = await space.person('Stella')
  const plan = await space.plan(10)
  await space.team({
    TeamMembers: [space.customer, payer],
    PayingMemberId: payer,
    ShareExtraServices: true,
  })
  // Her contract has her own number, and its grants have been due for a day.
  await sql`
    insert into coworker_contract (id, issued_by_id, coworker_id, tariff_id, start_date, billing_day, quantity,
      grants_due_on, unique_id, created_on, updated_on)
    values (${stranger}, ${space.location}, ${stranger}, ${plan}, '2031-05-02', 2, 1, '2031-05-02', gen_random_uuid(), now(),
      now())`.execute(world.service.database.executor)
  expect((await space.wallet('spend', roomCharge(20))).status).toBe(200)
  expect((await world.ask('GET', `/api/wallets/${space.customer}`)).status).toBe(200)
  expect(await space.left(credit)).toBe(80)
})

describe('S12 time credit', () => {
  const elsewhere = async (members: object) => {
    const location = await world.create('/api/sys/businesses', {
      Name: 'Annex',
      WebAddress: 'annex',
      CountryId: 1901,
      CurrencyId: 3005,
      SimpleTimeZoneId: 2023,
      ...members,
    })
    const room = await world.create('/api/spaces/resources', {
      BusinessId: location,
      Name: 'Annex room',
      ResourceTypeId: space.roomType,
      DisplayOrder: 1,
    })
    await world.create('/api/billing/extraservices', {
      BusinessId: location,
      Name: 'Annex rate',
      DisplayOrder: 1,
      Price: 20,
      CurrencyId: 3005,
      ChargePeriod: 'Minutes',
      ResourceTypes: [space.roomType],
      IsBookingCredit: true,
    })
    return room
  }
  test('pays at the location that gave it and below, not elsewhere', async () => {
    const time = await space.time(120)
    const other = await elsewhere({})
    const apart = await space.book({ hours: 1, room: other, more: { ChargeNow: true } })
    expect([await space.timeLeft(time), await space.charge(apart)]).toEqual([120, [true, 20]])
  })
  test('pays at a child of its location', async () => {
    const time = await space.time(120)
    const below = await elsewhere({ RootLocationId: space.location })
    const booking = await space.book({ hours: 1, room: below })
    expect([await space.timeLeft(time), await space.charge(booking)]).toEqual([60, [true, 0]])
  })
  test('pays everywhere where the network shares', async () => {
    await space.setting('Credits.SpendableAt', 'WholeNetwork')
    const time = await space.time(120)
    const other = await elsewhere({})
    await space.book({ hours: 1, room: other })
    expect(await space.timeLeft(time)).toBe(60)
  })
})

test('S7 time credit of a narrower rate goes first, then the one that was valid first', async () => {
  const anyRoom = await space.make('/api/billing/extraservices', {
    Name: 'Any room',
    DisplayOrder: 1,
    Price: 90,
    CurrencyId: 3005,
    ChargePeriod: 'Minutes',
  })
  const ExpireDate = '2031-12-01T00:00:00Z'
  const open = await space.time(60, { ExtraServiceId: anyRoom, ExpireDate })
  const newer = await space.time(60, { ExpireDate, ValidFrom: '2031-05-02T00:00:00Z' })
  const older = await space.time(60, { ExpireDate, ValidFrom: '2031-05-01T00:00:00Z' })
  const lefts = async () => Promise.all([older, newer, open].map(space.timeLeft))
  await space.book({ hours: 1.5 })
  expect(await lefts()).toEqual([0, 30, 60])
  await space.book({ hours: 1, from: '2031-05-12T09:00:00Z' })
  expect(await lefts()).toEqual([0, 0, 30])
})

test('H5 products that no credit may pay do not make a location refuse a booking that credit covers', async () => {
  await space.setting('Bookings.RejectIfNoCreditIsAvailable', 'True')
  const ProductId = await space.product(5)
  const credit = await space.credit(100)
  const more = { BookingProducts: [{ ProductId, Quantity: 1 }] }
  const booking = await space.book({ hours: 1, more })
  expect([await space.left(credit), await space.charge(booking)]).toEqual([80, [true, 5]])
  await space.setting('Bookings.UseCreditToPayBookingProducts', 'True')
  const tooMuch = space.body({ hours: 4, from: '2031-05-11T09:00:00Z', more })
  const refused = await world.ask('POST', '/api/spaces/bookings', { body: tooMuch })
  expect(refused).toMatchObject({ status: 400, body: { Errors: [{ PropertyName: 'CoworkerId' }] } })
  expect(await space.left(credit)).toBe(80)
})

test('J4 the late fee of a booking that nobody has charged yet is a share of what it would cost', async () => {
  await world.ask('PATCH', `/api/spaces/resources/${space.room}`, {
    body: {
      LateCancellationLimit: 1440,
      ChargeCancellationFee: true,
      CancellationFeeType: 'Percentage',
      CancellationFeePercentage: 50,
      CancellationFeeProductId: await space.product(5),
    },
  })
  const booking = await space.book({ hours: 2 })
  expect(await space.charge(booking)).toEqual([false, null])
  await moveTo('2031-05-10T06:00:00Z')
  await space.cancel(booking)
  const { body } = await world.ask('GET', '/api/billing/coworkerproducts')
  expect(body.Records).toMatchObject([{ CoworkerId: space.customer, Price: 20 }])
})

test('S13 what a booking used before it changed is used first again, money and time', async () => {
  const first = await space.credit(100, { ExpireDate: '2031-12-01T00:00:00Z' })
  const time = await space.time(30, { ExpireDate: '2031-12-01T00:00:00Z' })
  const booking = await space.book({ hours: 1 })
  const sooner = { ExpireDate: '2031-06-01T00:00:00Z' }
  const [second, newer] = [await space.credit(100, sooner), await space.time(30, sooner)]
  expect([await space.left(first), await space.timeLeft(time)]).toEqual([90, 0])
  await space.change(booking, { ToTime: '2031-05-10T09:30:00Z' })
  expect([await space.timeLeft(time), await space.timeLeft(newer)]).toEqual([0, 30])
  await space.change(booking, { ToTime: '2031-05-10T12:00:00Z' })
  expect([await space.timeLeft(time), await space.timeLeft(newer)]).toEqual([0, 0])
  expect([await space.left(first), await space.left(second)]).toEqual([60, 100])
  const next = await space.book({ hours: 1, from: '2031-05-12T09:00:00Z' })
  expect([await space.left(first), await space.left(second)]).toEqual([60, 80])
  expect(await space.charge(next)).toEqual([true, 0])
})

test('S22 hours of credit that exceed what is left by parts of a penny leave nothing to pay', async () => {
  const rates = await world.ask('GET', '/api/billing/extraservices?ExtraService_Name=BR rate')
  await world.ask('PATCH', `/api/billing/extraservices/${rates.body.Records[0].Id}`, {
    body: { CreditPrice: 1 },
  })
  const money = await space.credit(10.19, {
    UseCreditPrice: false,
    ExpireDate: '2031-05-20T00:00:00Z',
  })
  const hours = await space.credit(1.7499, { UseCreditPrice: true })
  const booking = await space.book({ hours: 2, room: space.board })
  expect(await space.charge(booking)).toEqual([true, 0])
  expect([await space.left(money), await space.left(hours)]).toEqual([0, 0])
})

describe('what a booking used is given back', () => {
  const useOf = async () =>
    (await world.ask('GET', '/api/billing/coworkerbookingcreditusehistories')).body.Records[0].Id

  test('L6 by whoever shared it, and the booking is to be paid in money', async () => {
    const payer = await space.person('Paula')
    await space.team({
      TeamMembers: [space.customer, payer],
      PayingMemberId: payer,
      ShareBookingCredit: true,
    })
    const credit = await space.credit(100, { CoworkerId: payer })
    const booking = await space.book({ hours: 1 })
    const named = { CoworkerBookingCreditUseHistoryId: await useOf() }
    expect((await space.wallet('release', { ...named, Amount: 5 }, payer)).status).toBe(200)
    expect([await space.left(credit), await space.charge(booking)]).toEqual([85, [true, 5]])
    expect((await space.wallet('release', named, payer)).status).toBe(200)
    expect([await space.left(credit), await space.charge(booking)]).toEqual([100, [true, 20]])
  })
  test('S22 beside time credit: what is to be paid is rounded, not what credit pays', async () => {
    const rates = await world.ask('GET', '/api/billing/extraservices?ExtraService_Name=BR rate')
    await space.time(60, { ExtraServiceId: rates.body.Records[0].Id })
    await space.credit(20)
    const booking = await space.book({ hours: 2, room: space.board })
    expect(await space.charge(booking)).toEqual([true, 13.33])
    await space.wallet('release', { BookingId: booking, Amount: 10 })
    expect(await space.charge(booking)).toEqual([true, 26.67])
  })
  test('S22 in thirds, and what is to be paid adds up to the price', async () => {
    await space.credit(100, { UseCreditPrice: true })
    const booking = await space.book({ hours: 0.25, room: space.board })
    for (const [Amount, price] of [
      [2.5, 3.33],
      [2.5, 6.67],
      [2.5, 10],
    ]) {
      await space.wallet('release', { BookingId: booking, Amount })
      expect(await space.charge(booking)).toEqual([true, price])
    }
  })
  test.each(['cancelled', 'shortened', 'released'])(
    'X19 though its credit was deleted, which stays empty: %s',
    async (way) => {
      const credit = await space.credit(100)
      const booking = await space.book({ hours: 2 })
      await world.ask('DELETE', `/api/billing/coworkerbookingcredits/${credit}`)
      if (way === 'cancelled') {
        expect((await space.cancel(booking)).body.WasSuccessful).toBe(true)
      } else if (way === 'shortened') {
        await space.change(booking, { ToTime: '2031-05-10T10:00:00Z', ChargeNow: true })
        expect(await space.charge(booking)).toEqual([true, 20])
      } else {
        const { body } = await space.wallet('release', { BookingId: booking })
        expect(body.Value).toMatchObject({
          Released: 40,
          Uses: [{ CoworkerBookingCreditId: credit, RemainingCredit: 0, Usable: false }],
        })
        expect(await space.charge(booking)).toEqual([true, 40])
      }
      const statement = await world.ask('GET', `/api/wallets/${space.customer}/statement`)
      expect(
        statement.body.Records.map((row: { Kind: string; Amount: number }) => [
          row.Kind,
          row.Amount,
        ]),
      ).toEqual([
        ['Grant', 100],
        ['Use', -40],
        ['Void', -60],
        ['Return', 40],
        ['Void', -40],
      ])
    },
  )
})

describe('API-10 an edited use of a booking', () => {
  const path = '/api/billing/coworkerbookingcreditusehistories'
  const usesOf = async (booking: number) =>
    (
      await world.ask(
        'GET',
        `${path}?CoworkerBookingCreditUseHistory_Booking=${booking}&orderBy=Id&dir=0`,
      )
    ).body.Records
  const edit = (id: number, body: object) => world.ask('PATCH', `${path}/${id}`, { body })

  test('moves what is to be paid in money, both ways', async () => {
    const credit = await space.credit(45)
    const booking = await space.book({ hours: 3 })
    const [use] = await usesOf(booking)
    for (const [CreditUsed, left, price] of [
      [25, 20, 35],
      [40, 5, 20],
      [45, 0, 15],
    ]) {
      expect((await edit(use.Id, { CreditUsed })).status).toBe(200)
      expect([await space.left(credit), await space.charge(booking)]).toEqual([left, [true, price]])
    }
    expect((await edit(use.Id, { Description: 'as agreed' })).status).toBe(200)
    expect(await space.charge(booking)).toEqual([true, 15])
  })
  test('may take no more than its booking costs, beside the other uses', async () => {
    const first = await space.credit(10)
    const booking = await space.book({ hours: 1 })
    const more = await space.wallet('adjust', {
      CoworkerBookingCreditId: first,
      Amount: 90,
      Reason: 'a gift',
    })
    expect(more.status).toBe(200)
    const [use] = await usesOf(booking)
    const { status, body } = await edit(use.Id, { CreditUsed: 50 })
    expect([status, body.Errors]).toEqual([
      400,
      [
        {
          PropertyName: 'CreditUsed',
          Message: 'may be at most 20.0, because its booking costs no more',
          AttemptedValue: 50,
        },
      ],
    ])
    expect([await space.left(first), await space.charge(booking)]).toEqual([90, [true, 10]])
    expect((await edit(use.Id, { CreditUsed: 20.0001 })).status).toBe(400)
    expect((await edit(use.Id, { CreditUsed: 20 })).status).toBe(200)
    expect([await space.left(first), await space.charge(booking)]).toEqual([80, [true, 0]])
  })
  test('S22 counts at its credit price', async () => {
    const credit = await space.credit(45)
    const booking = await space.book({ hours: 2, room: space.board })
    expect(await space.charge(booking)).toEqual([true, 20])
    const raised = { CoworkerBookingCreditId: credit, Amount: 55, Reason: 'a gift' }
    expect((await space.wallet('adjust', raised)).status).toBe(200)
    const [use] = await usesOf(booking)
    expect((await edit(use.Id, { CreditUsed: 60.01 })).body.Errors).toMatchObject([
      { PropertyName: 'CreditUsed', Message: expect.stringContaining('at most 60.0') },
    ])
    expect((await edit(use.Id, { CreditUsed: 60 })).status).toBe(200)
    expect(await space.charge(booking)).toEqual([true, 0])
    expect((await edit(use.Id, { CreditUsed: 15 })).status).toBe(200)
    expect(await space.charge(booking)).toEqual([true, 60])
  })
  test('of credit that somebody shares follows whoever booked', async () => {
    const payer = await space.person('Paula')
    await space.team({
      TeamMembers: [space.customer, payer],
      PayingMemberId: payer,
      ShareBookingCredit: true,
    })
    const credit = await space.credit(100, { CoworkerId: payer })
    const booking = await space.book({ hours: 1 })
    const [use] = await usesOf(booking)
    expect((await edit(use.Id, { CreditUsed: 5 })).status).toBe(200)
    expect([await space.left(credit), await space.charge(booking)]).toEqual([95, [true, 15]])
    expect(await space.charges(booking)).toMatchObject([{ CoworkerId: space.customer }])
  })
  test('that leaves its booking leaves it to be paid in money, until it comes back', async () => {
    const credit = await space.credit(100)
    const booking = await space.book({ hours: 1 })
    const [use] = await usesOf(booking)
    expect((await edit(use.Id, { BookingId: null, CreditUsed: 15 })).status).toBe(200)
    expect([await space.left(credit), await space.charge(booking)]).toEqual([85, [true, 20]])
    expect((await edit(use.Id, { BookingId: booking })).status).toBe(200)
    expect([await space.left(credit), await space.charge(booking)]).toEqual([85, [true, 5]])
  })
  test('that was given back takes nothing again once its booking was charged anew', async () => {
    const credit = await space.credit(100)
    const booking = await space.book({ hours: 1 })
    await space.change(booking, { ToTime: '2031-05-10T11:00:00Z' })
    const [past, live] = await usesOf(booking)
    expect([past.CreditUsed, live.CreditUsed]).toEqual([0, 40])
    expect((await edit(past.Id, { CreditUsed: 5 })).body.Errors).toMatchObject([
      { PropertyName: 'CreditUsed', Message: expect.stringContaining('at most 0.0') },
    ])
    expect([await space.left(credit), await space.charge(booking)]).toEqual([60, [true, 0]])
  })
  test('takes again what a release gave back, and time stays to be paid', async () => {
    const time = await space.time(30)
    const credit = await space.credit(100)
    const booking = await space.book({ hours: 1 })
    await space.wallet('release', { BookingId: booking })
    expect(await space.charge(booking)).toEqual([true, 20])
    const [use] = await usesOf(booking)
    expect((await edit(use.Id, { CreditUsed: 10 })).status).toBe(200)
    expect([await space.left(credit), await space.charge(booking)]).toEqual([90, [true, 10]])
    await space.wallet('release', { BookingId: booking })
    expect([await space.left(credit), await space.charge(booking)]).toEqual([100, [true, 20]])
    expect(await space.timeLeft(time)).toBe(30)
  })
  test('that somebody posted by hand is as large as they say', async () => {
    const credit = await space.credit(100)
    const booking = await space.book({ hours: 1, more: { DoNotUseBookingCredit: true } })
    const use = await world.create(path, {
      CoworkerBookingCreditId: credit,
      CreditUsed: 10,
      BookingId: booking,
    })
    expect((await edit(use, { CreditUsed: 50 })).status).toBe(200)
    expect([await space.left(credit), await space.charge(booking)]).toEqual([50, [false, null]])
  })
})

describe('A6 the charge of a booking', () => {
  test('is no credit that could be adjusted or used', async () => {
    const booking = await space.book({ hours: 1, more: { ChargeNow: true } })
    const [charge] = await space.charges(booking)
    const adjusted = await space.wallet('adjust', {
      CoworkerExtraServiceId: charge.Id,
      Amount: 15,
      Reason: 'a gift',
    })
    expect(adjusted.body.Errors).toMatchObject([{ PropertyName: 'CoworkerExtraServiceId' }])
    const used = await world.ask('POST', '/api/billing/coworkerextraserviceusehistories', {
      body: { CoworkerExtraServiceId: charge.Id },
    })
    expect(used.status).toBe(400)
  })
  test('stays with its booking, and at its price once an invoice has it', async () => {
    const booking = await space.book({ hours: 1, more: { ChargeNow: true } })
    const other = await space.book({ hours: 1, from: '2031-05-12T09:00:00Z' })
    const [charge] = await space.charges(booking)
    const patch = (body: object) =>
      world.ask('PATCH', `/api/billing/coworkerextraservices/${charge.Id}`, { body })
    expect((await patch({ BookingId: other })).body.Errors).toMatchObject([
      { PropertyName: 'BookingId' },
    ])
    expect((await patch({ Price: 18 })).status).toBe(200)
    await space.bill()
    expect((await patch({ Price: 19 })).body.Errors).toMatchObject([{ PropertyName: 'Price' }])
    expect((await patch({ Notes: 'as agreed' })).status).toBe(200)
    expect(await space.charge(booking)).toEqual([true, 18])
  })
})
