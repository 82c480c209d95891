// Time credit by hand, its uses, and passes (wire 13.5, 18; X24; domain M1, S23), and the journal behind them.

import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectSoundWallet, storyOf } from '../support/journal.ts'
import {
  lookup,
  makeBooking,
  makeCustomer,
  makeLocation,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  makeTimeUse,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let rate: number
let room: number
let customer: number
let other: number
/** Books and has no credit, so that no booking is charged to the wallets looked at. */
let guest: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
  rate = await makeRate(world, location, { Price: 12.5, IsBookingCredit: true })
  room = await makeResource(world, location, await makeResourceType(world, location))
  guest = await makeCustomer(world, location)
})
afterAll(() => world.close())

beforeEach(async () => {
  customer = await makeCustomer(world, location)
  other = await makeCustomer(world, location)
})
// Whatever a test did to the wallets, their journals must tell it without a contradiction.
afterEach(async () => {
  await expectSoundWallet(world, customer)
  await expectSoundWallet(world, other)
})

const credit = (members: Readonly<Record<string, unknown>> = {}, owner = customer) =>
  makeTimeCredit(world, location, owner, rate, members)
const read = async (id: number) => (await world.ask('GET', `${paths.timeCredits}/${id}`)).body
const left = async (id: number) => (await read(id)).RemainingUses
const patch = (id: number, body: unknown) =>
  world.ask('PATCH', `${paths.timeCredits}/${id}`, { body })
const patchUse = (id: number, body: unknown) =>
  world.ask('PATCH', `${paths.timeUses}/${id}`, { body })
const use = (id: number, members: Readonly<Record<string, unknown>> = {}) =>
  world.ask('POST', paths.timeUses, { body: { CoworkerExtraServiceId: id, ...members } })
const booking = (from: string, to: string, place = room) =>
  makeBooking(world, place, guest, { FromTime: from, ToTime: to })

describe('a time credit', () => {
  test('has everything left after its creation, and the price of its rate', async () => {
    const id = await credit({ TotalUses: 60 })
    expect(await read(id)).toMatchObject({
      TotalUses: 60,
      RemainingUses: 60,
      Price: 12.5,
      ChargePeriod: 1,
      AutomaticallyAdded: false,
      IsFromTariff: false,
    })
    expect(await read(await credit({ Price: 3 }))).toMatchObject({ Price: 3 })
    expect(await storyOf(world, customer)).toEqual(['Grant 60', 'Grant 60'])
  })
  test('that names a booking does not charge it', async () => {
    const BookingId = await booking('2199-05-20T09:00:00Z', '2199-05-20T10:00:00Z')
    const id = await credit({ BookingId })
    expect(await read(id)).toMatchObject({ BookingId, RemainingUses: 60 })
    expect((await world.ask('GET', `${paths.bookings}/${BookingId}`)).body).toMatchObject({
      Invoiced: false,
      CoworkerExtraServiceIds: null,
    })
  })
  test.each([
    ['TotalUses', 0],
    ['TotalUses', -1],
    ['TotalUses', 1.5],
    ['TotalUses', null],
    ['TotalUses', 900_719_925_475],
    ['TotalUses', Number.MAX_SAFE_INTEGER],
    ['ChargePeriod', null],
    ['ChargePeriod', 0],
    ['CoworkerId', 999_999],
    ['ExtraServiceId', 999_999],
  ])('with %s %j is refused', async (name, value) => {
    const body = {
      CoworkerId: customer,
      BusinessId: location,
      ExtraServiceId: rate,
      TotalUses: 60,
      ChargePeriod: 'Minutes',
      [name]: value,
    }
    const { status, body: answer } = await world.ask('POST', paths.timeCredits, { body })
    expect(status).toBe(400)
    expect(answer.Errors).toMatchObject([{ PropertyName: name, AttemptedValue: value }])
  })
  test('may be as large as the ledger counts', async () => {
    const id = await credit({ TotalUses: 900_719_925_474 })
    expect(await left(id)).toBe(900_719_925_474)
  })
  test('has a window that ends after it begins', async () => {
    const id = await credit()
    for (const ExpireDate of ['2026-05-01', '2026-04-30']) {
      const { status, body } = await patch(id, { ValidFrom: '2026-05-01', ExpireDate })
      expect(status).toBe(400)
      expect(body.Message).toContain('Expiration data must be greater than valid from date')
    }
    expect((await patch(id, { ValidFrom: '2001-05-01', ExpireDate: '2001-05-02' })).status).toBe(
      200,
    )
  })
  test('whose total changes keeps what is used, and no total goes below that', async () => {
    const id = await credit({ TotalUses: 10 })
    await makeTimeUse(world, id)
    await makeTimeUse(world, id)
    expect((await patch(id, { TotalUses: 12 })).status).toBe(200)
    expect(await left(id)).toBe(10)
    expect((await patch(id, { TotalUses: 1 })).body.Errors).toMatchObject([
      { PropertyName: 'TotalUses', AttemptedValue: 1 },
    ])
    expect((await patch(id, { TotalUses: 2 })).status).toBe(200)
    expect(await left(id)).toBe(0)
  })
  test('stays with its owner and at its location', async () => {
    const id = await credit()
    const there = await makeLocation(world)
    for (const body of [{ CoworkerId: other }, { BusinessId: there }]) {
      const answer = await patch(id, body)
      expect(answer.status).toBe(400)
      expect(answer.body.Errors).toMatchObject([{ PropertyName: Object.keys(body)[0] }])
    }
  })
  test('that a contract granted cannot be deleted', async () => {
    const id = await credit()
    await sql`update coworker_extra_service set is_from_tariff = true where id = ${id}`.execute(
      world.service.database.executor,
    )
    const { status, body } = await world.ask('DELETE', `${paths.timeCredits}/${id}`)
    expect({ status, done: body.WasSuccessful }).toEqual({ status: 200, done: false })
    expect(await left(id)).toBe(60)
  })
  test('that is deleted answers 404, and its uses stay', async () => {
    const id = await credit()
    const entry = await makeTimeUse(world, id)
    const url = `${paths.timeCredits}/${id}`
    expect((await world.ask('DELETE', url)).body.WasSuccessful).toBe(true)
    expect((await world.ask('GET', url)).status).toBe(404)
    expect((await world.ask('GET', `${paths.timeUses}/${entry}`)).body.CreditUsed).toBe(1)
    expect((await use(id)).status).toBe(400)
    expect(await storyOf(world, customer)).toEqual(['Grant 60', 'Use -1', 'Void -59'])
    const removal = await world.ask('DELETE', `${paths.timeUses}/${entry}`)
    expect(removal.status).toBe(200)
    expect(removal.body).toMatchObject({ WasSuccessful: false, Value: null })
    expect((await world.ask('GET', `${paths.timeUses}/${entry}`)).status).toBe(200)
  })
})

describe('a use of time', () => {
  test('takes one unit without a booking, whatever the body says', async () => {
    const id = await credit({ TotalUses: 2 })
    const { body } = await use(id, { CreditUsed: 50 })
    expect(body.Value).toMatchObject({ CoworkerExtraServiceId: id, CreditUsed: 1 })
    expect(await left(id)).toBe(1)
  })
  test.each([
    ['Minutes', '2026-05-20T09:00:00Z', '2026-05-20T10:30:00Z', 90],
    ['Minutes', '2026-05-20T09:00:00Z', '2026-05-20T09:00:01Z', 1],
    ['Days', '2026-05-20T09:00:00Z', '2026-05-21T09:00:00Z', 1],
    ['Days', '2026-05-20T09:00:00Z', '2026-05-21T09:01:00Z', 2],
    ['Weeks', '2026-05-01T00:00:00Z', '2026-05-08T00:00:00Z', 1],
    ['Weeks', '2026-05-01T00:00:00Z', '2026-05-08T00:01:00Z', 2],
    ['Months', '2026-01-31T00:00:00Z', '2026-02-28T00:00:00Z', 1],
    ['Months', '2026-01-31T00:00:00Z', '2026-03-01T00:00:00Z', 2],
    // A month by the clock of London, which is an hour shorter in March.
    ['Months', '2026-03-15T00:00:00Z', '2026-04-14T23:00:00Z', 1],
    ['Uses', '2026-05-20T09:00:00Z', '2026-05-25T09:00:00Z', 1],
    ['FourWeekMonths', '2026-05-01T00:00:00Z', '2026-05-29T00:00:00Z', 1],
    ['FourWeekMonths', '2026-05-01T00:00:00Z', '2026-05-29T00:01:00Z', 2],
  ])('counts a booking in %s: %s to %s takes %i', async (ChargePeriod, from, to, units) => {
    const id = await credit({ ChargePeriod, TotalUses: 1_000 })
    const { status, body } = await use(id, { BookingId: await booking(from, to) })
    expect(status).toBe(200)
    expect(body.Value).toMatchObject({
      CreditUsed: units,
      BookingFromTime: from,
      BookingToTime: to,
    })
    expect(await left(id)).toBe(1_000 - units)
  })
  test('counts months in the zone of the location of the room', async () => {
    const tokyo = await makeLocation(world, { SimpleTimeZoneId: lookup.tokyo })
    const place = await makeResource(world, tokyo, await makeResourceType(world, tokyo))
    const id = await credit({ ChargePeriod: 'Months', TotalUses: 10 })
    // From 1 February to 1 March in Tokyo; by UTC it would end after the last day of February.
    const BookingId = await booking('2026-01-31T15:00:00Z', '2026-02-28T15:00:00Z', place)
    expect((await use(id, { BookingId })).body.Value.CreditUsed).toBe(1)
  })
  test('never takes more than is left', async () => {
    const id = await credit({ TotalUses: 60 })
    const BookingId = await booking('2026-05-20T09:00:00Z', '2026-05-20T10:01:00Z')
    const { status, body } = await use(id, { BookingId })
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: 'CreditUsed', AttemptedValue: null }])
    expect(await left(id)).toBe(60)
    const exact = await booking('2026-05-20T09:00:00Z', '2026-05-20T10:00:00Z')
    expect((await use(id, { BookingId: exact })).status).toBe(200)
    expect(await left(id)).toBe(0)
    expect((await use(id)).status).toBe(400)
  })
  test('checks no window', async () => {
    const id = await credit({ ValidFrom: '2001-01-01', ExpireDate: '2001-01-02' })
    expect((await use(id)).status).toBe(200)
  })
  test('keeps its units when only its links change', async () => {
    const id = await credit()
    const entry = await makeTimeUse(world, id)
    const BookingId = await booking('2026-05-20T09:00:00Z', '2026-05-20T10:00:00Z')
    const body = { Id: entry, CoworkerExtraServiceId: id, BookingId, CreditUsed: 7 }
    expect((await world.ask('PUT', paths.timeUses, { body })).status).toBe(200)
    expect((await world.ask('GET', `${paths.timeUses}/${entry}`)).body).toMatchObject({
      BookingId,
      CreditUsed: 1,
    })
    expect(await storyOf(world, customer)).toEqual(['Grant 60', 'Use -1'])
  })
  test('gives its units back when it is deleted', async () => {
    const id = await credit()
    const BookingId = await booking('2026-05-20T09:00:00Z', '2026-05-20T09:45:00Z')
    const entry = await makeTimeUse(world, id, { BookingId })
    expect(await left(id)).toBe(15)
    const url = `${paths.timeUses}/${entry}`
    expect((await world.ask('DELETE', url)).body.WasSuccessful).toBe(true)
    expect((await world.ask('DELETE', url)).status).toBe(404)
    expect(await left(id)).toBe(60)
    expect(await storyOf(world, customer)).toEqual(['Grant 60', 'Use -45', 'Return 45'])
  })
})

describe('a use of time that moves', () => {
  const halfHour = () => booking('2026-05-20T09:00:00Z', '2026-05-20T09:30:00Z')

  test('to another credit of the same customer gives back there and takes here', async () => {
    const [from, to] = [await credit(), await credit({ TotalUses: 40 })]
    const entry = await makeTimeUse(world, from, { BookingId: await halfHour() })
    expect((await patchUse(entry, { CoworkerExtraServiceId: to })).status).toBe(200)
    expect([await left(from), await left(to)]).toEqual([60, 10])
    const moved = (await world.ask('GET', `${paths.timeUses}/${entry}`)).body
    expect(moved).toMatchObject({ CoworkerExtraServiceId: to, CreditUsed: 30 })
  })
  test('to a credit of another customer and back, under its Id', async () => {
    const from = await credit()
    const to = await credit({ TotalUses: 40 }, other)
    const entry = await makeTimeUse(world, from, { BookingId: await halfHour() })
    const move = (CoworkerExtraServiceId: number) =>
      world.ask('PUT', paths.timeUses, { body: { Id: entry, CoworkerExtraServiceId } })
    expect((await move(to)).body.Value).toEqual({ Id: entry })
    expect([await left(from), await left(to)]).toEqual([60, 10])
    expect((await world.ask('DELETE', `${paths.timeCredits}/${from}`)).status).toBe(200)
    expect(await storyOf(world, other)).toEqual(['Grant 40', 'Edit -30'])
    expect((await move(from)).status).toBe(400)
    expect((await world.ask('DELETE', `${paths.timeUses}/${entry}`)).body.WasSuccessful).toBe(true)
    expect(await left(to)).toBe(40)
  })
  test('to one that does not hold it is refused, and both stay as they were', async () => {
    const from = await credit()
    const to = await credit({ TotalUses: 29 }, other)
    const entry = await makeTimeUse(world, from, { BookingId: await halfHour() })
    expect((await patchUse(entry, { CoworkerExtraServiceId: to })).status).toBe(400)
    expect([await left(from), await left(to)]).toEqual([30, 29])
  })
})
