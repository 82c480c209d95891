// Uses of money credit (wire 13.3, 18; API-10, API-12, API-13, API-14, X8, X20; domain W49), and the journal behind them.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectSoundWallet, storyOf } from '../support/journal.ts'
import {
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makeResource,
  makeResourceType,
  makeUse,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let customer: number
let other: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
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

const credit = (members: Readonly<Record<string, unknown>> = {}) =>
  makeCredit(world, location, customer, members)
const left = async (id: number) =>
  (await world.ask('GET', `${paths.credits}/${id}`)).body.RemainingCredit
const read = async (id: number) => (await world.ask('GET', `${paths.uses}/${id}`)).body
const patch = (id: number, body: unknown) => world.ask('PATCH', `${paths.uses}/${id}`, { body })
const spend = (id: number, CreditUsed: unknown) =>
  world.ask('POST', paths.uses, { body: { CoworkerBookingCreditId: id, CreditUsed } })

test('W49: grant 100, use 40, use 60, refuse a cent, edit, and see both versions', async () => {
  const id = await credit()
  const first = await makeUse(world, id, 40)
  expect(await left(id)).toBe(60)
  await makeUse(world, id, 60)
  expect(await left(id)).toBe(0)
  expect((await spend(id, 0.01)).status).toBe(400)
  expect(await left(id)).toBe(0)
  const room = await makeResource(world, location, await makeResourceType(world, location))
  const booking = await makeBooking(world, room, customer)
  const body = { Id: first, CoworkerBookingCreditId: id, CreditUsed: 40, BookingId: booking }
  expect((await world.ask('PUT', paths.uses, { body })).status).toBe(200)
  expect(await left(id)).toBe(0)
  expect((await world.ask('PUT', paths.uses, { body: { ...body, CreditUsed: 30 } })).status).toBe(
    200,
  )
  expect(await left(id)).toBe(10)
  const over = await world.ask('PUT', paths.uses, { body: { ...body, CreditUsed: 60 } })
  expect(over.status).toBe(400)
  expect(await left(id)).toBe(10)
  expect((await world.ask('DELETE', `${paths.uses}/${first}`)).status).toBe(405)
  const expected = ['Grant 100', 'Use -40', 'Use -60', 'Edit 40', 'Edit -30']
  expect(await storyOf(world, customer)).toEqual(expected)
})

describe('the answer to the creation of a use', () => {
  test('shows the credit as it was before, and the next read as it is (API-13)', async () => {
    const id = await credit({
      TotalCredit: 88.14,
      Description: 'Welcome',
      ExpireDate: '2030-01-01',
    })
    const { body } = await spend(id, 24.89)
    const seven = {
      CoworkerBookingCreditRemainingCredit: 88.14,
      CoworkerBookingCreditCoworkerId: customer,
      CoworkerBookingCreditBusinessCurrencyCode: 'GBP',
      CoworkerBookingCreditDescription: 'Welcome',
      CoworkerBookingCreditExpireDate: '2030-01-01T00:00:00Z',
      CoworkerBookingCreditCoworkerProductUniqueId: null,
      CoworkerBookingCreditTariffBookingCreditName: null,
    }
    expect(body.Value).toMatchObject({ CreditUsed: 24.89, ...seven })
    const now = { ...seven, CoworkerBookingCreditRemainingCredit: 63.25 }
    expect(await read(body.Value.Id)).toMatchObject(now)
    const query = `Id=${body.Value.Id}`
    expect((await world.ask('GET', `${paths.uses}?${query}`)).body.Records).toMatchObject([now])
  })
  test('resolves the booking that it names', async () => {
    const room = await makeResource(world, location, await makeResourceType(world, location), {
      Name: 'Aquarium',
    })
    const booking = await makeBooking(world, room, customer)
    const body = { CoworkerBookingCreditId: await credit(), CreditUsed: 1, BookingId: booking }
    expect((await world.ask('POST', paths.uses, { body })).body.Value).toMatchObject({
      BookingId: booking,
      BookingFromTime: '2026-05-20T09:00:00Z',
      BookingToTime: '2026-05-20T10:00:00Z',
      BookingResourceName: 'Aquarium',
    })
  })
  test('names a booking, line, ticket or credit that does not exist', async () => {
    const names = [
      'CoworkerBookingCreditId',
      'BookingId',
      'CoworkerInvoiceLineId',
      'EventAttendeeId',
    ]
    const body = Object.fromEntries(names.map((name) => [name, 999_999]))
    const answer = await world.ask('POST', paths.uses, { body: { ...body, CreditUsed: 1 } })
    expect(answer.status).toBe(400)
    const named = answer.body.Errors.map((error: { PropertyName: string }) => error.PropertyName)
    expect(named).toEqual(names)
  })
})

describe('R44 balances stay exact', () => {
  test('over the amounts that were seen in a row', async () => {
    const id = await credit({ TotalCredit: 88.14 })
    const seen: number[] = []
    for (const used of [24.89, 13.09, 37.1, 10.23, 2.83]) {
      await makeUse(world, id, used)
      seen.push(await left(id))
    }
    expect(seen).toEqual([63.25, 50.16, 13.06, 2.83, 0])
  })
  test('over thirty tenths, down to zero', async () => {
    const id = await credit({ TotalCredit: 3 })
    for (let made = 0; made < 30; made += 1) await makeUse(world, id, 0.1)
    expect(await left(id)).toBe(0)
    expect((await spend(id, 0.0001)).status).toBe(400)
  })
})

describe('what a use may be', () => {
  test.each([0, -1, -0.0001, 0.00004, '0.00004'])('R45 %j is refused', async (used) => {
    const id = await credit()
    const use = await makeUse(world, id, 5)
    for (const { status, body } of [
      await spend(id, used),
      await patch(use, { CreditUsed: used }),
    ]) {
      expect(status).toBe(400)
      expect(body.Errors).toEqual([
        { AttemptedValue: used, Message: 'must be greater than zero', PropertyName: 'CreditUsed' },
      ])
    }
    expect(await left(id)).toBe(95)
  })
  test.each([100.0001, 100.00005, 101, 900_719_925_474])(
    'more than is left is refused with 400 and says what is left: %d',
    async (used) => {
      const id = await credit()
      const { status, body } = await spend(id, used)
      expect(status).toBe(400)
      expect(body.Errors).toMatchObject([{ PropertyName: 'CreditUsed', AttemptedValue: used }])
      expect(body.Message).toContain('100.0 of 100.0 is left')
      expect(
        (
          await world.ask(
            'GET',
            `${paths.uses}?CoworkerBookingCreditUseHistory_CoworkerBookingCredit=${id}`,
          )
        ).body.TotalItems,
      ).toBe(0)
    },
  )
  test('what rounds down to the rest is the rest', async () => {
    const id = await credit()
    expect((await spend(id, 100.00004)).status).toBe(200)
    expect(await left(id)).toBe(0)
  })
  test('neither expiry nor ValidFrom is checked by hand (API-12)', async () => {
    const expired = await credit({ ExpireDate: '2001-01-01' })
    const future = await credit({ ValidFrom: '2199-01-01' })
    const uses = [await makeUse(world, expired, 10), await makeUse(world, future, 10)]
    for (const use of uses) expect((await patch(use, { CreditUsed: 20 })).status).toBe(200)
    expect(await left(expired)).toBe(80)
    expect((await spend(expired, 80.01)).status).toBe(400)
  })
  test('it needs no booking, line or ticket, and none of the purposes of the credit', async () => {
    const id = await credit({ CaneBeUsedForBookings: false })
    expect((await spend(id, 1)).status).toBe(200)
  })
})

describe('an edited use (API-10)', () => {
  test('moves the balance by the difference, up to the last ten-thousandth', async () => {
    const id = await credit()
    const use = await makeUse(world, id, 40)
    for (const [used, rest] of [
      [10, 90],
      [99.9999, 0.0001],
      [100, 0],
      [0.0001, 99.9999],
    ] as const) {
      expect((await patch(use, { CreditUsed: used })).status).toBe(200)
      expect(await left(id)).toBe(rest)
    }
  })
  test('beyond the balance is refused, and nothing of the edit happens', async () => {
    const id = await credit()
    const use = await makeUse(world, id, 40, { Description: 'Before' })
    await makeUse(world, id, 50)
    const { status, body } = await patch(use, { CreditUsed: 50.01, Description: 'After' })
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: 'CreditUsed', AttemptedValue: 50.01 }])
    expect(await read(use)).toMatchObject({ CreditUsed: 40, Description: 'Before' })
    expect(await left(id)).toBe(10)
  })
  test('unchanged is always accepted, also on a credit that is used up or expired', async () => {
    const id = await credit({ ExpireDate: '2001-01-01' })
    const use = await makeUse(world, id, 100)
    expect((await world.ask('PUT', paths.uses, { body: await read(use) })).status).toBe(200)
    expect((await patch(use, { CreditUsed: 100.00001, Description: 'Later' })).status).toBe(200)
    expect(await storyOf(world, customer)).toEqual(['Grant 100', 'Use -100'])
  })
  test('needs CreditUsed on PUT and not on PATCH (X8)', async () => {
    const id = await credit()
    const use = await makeUse(world, id, 40)
    const put = await world.ask('PUT', paths.uses, {
      body: { Id: use, CoworkerBookingCreditId: id },
    })
    expect(put.body.Message).toBe('CreditUsed: is a required field')
    expect((await patch(use, { Description: 'Later' })).status).toBe(200)
    expect((await patch(use, { CreditUsed: null })).status).toBe(400)
    expect(await read(use)).toMatchObject({ CreditUsed: 40, Description: 'Later' })
  })
})

describe('a use that moves to another credit', () => {
  test('of the same customer gives back there and takes here', async () => {
    const [from, to] = [await credit(), await credit({ TotalCredit: 50 })]
    const use = await makeUse(world, from, 40)
    expect((await patch(use, { CoworkerBookingCreditId: to })).status).toBe(200)
    expect([await left(from), await left(to)]).toEqual([100, 10])
    expect(await read(use)).toMatchObject({ CoworkerBookingCreditId: to, CreditUsed: 40 })
    expect(await storyOf(world, customer)).toEqual([
      'Grant 100',
      'Grant 50',
      'Use -40',
      'Edit 40',
      'Edit -40',
    ])
  })
  test('of another customer keeps its Id, and both wallets know', async () => {
    const from = await credit()
    const to = await makeCredit(world, location, other, { TotalCredit: 50 })
    const use = await makeUse(world, from, 40)
    const body = { Id: use, CoworkerBookingCreditId: to, CreditUsed: 45.5 }
    expect((await world.ask('PUT', paths.uses, { body })).status).toBe(200)
    expect([await left(from), await left(to)]).toEqual([100, 4.5])
    expect(await read(use)).toMatchObject({
      Id: use,
      CoworkerBookingCreditId: to,
      CoworkerBookingCreditCoworkerId: other,
      CreditUsed: 45.5,
    })
    expect(await storyOf(world, customer)).toEqual(['Grant 100', 'Use -40', 'Edit 40'])
    expect(await storyOf(world, other)).toEqual(['Grant 50', 'Edit -45.5'])
    expect((await patch(use, { CoworkerBookingCreditId: from })).status).toBe(200)
    expect([await left(from), await left(to)]).toEqual([54.5, 50])
  })
  test('that does not hold it is refused, and both stay as they were', async () => {
    const from = await credit()
    const to = await makeCredit(world, location, other, { TotalCredit: 30 })
    const use = await makeUse(world, from, 40)
    const { status, body } = await patch(use, { CoworkerBookingCreditId: to })
    expect({ status, member: body.Errors[0].PropertyName }).toEqual({
      status: 400,
      member: 'CreditUsed',
    })
    expect([await left(from), await left(to)]).toEqual([60, 30])
    expect((await patch(use, { CoworkerBookingCreditId: to, CreditUsed: 30 })).status).toBe(200)
    expect([await left(from), await left(to)]).toEqual([100, 0])
  })
  test('that does not exist is refused', async () => {
    const use = await makeUse(world, await credit(), 40)
    for (const id of [999_999, 0, -1, null, 'x']) {
      const { status, body } = await patch(use, { CoworkerBookingCreditId: id })
      expect(status).toBe(400)
      expect(body.Errors).toMatchObject([{ PropertyName: 'CoworkerBookingCreditId' }])
    }
  })
})
