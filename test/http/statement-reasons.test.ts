// Why a balance moved, in words: what was paid, what the caller called it, and how to find it again.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let room: number
let rate: number
let member: number
let credit: number

const moveTo = (Now: string) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2031-05-01T08:00:00Z')
  location = await makeLocation(world)
  const type = await makeResourceType(world, location)
  room = await makeResource(world, location, type, { Name: 'Beacon' })
  rate = await makeRate(world, location, { ResourceTypes: [type] })
  member = await makeCustomer(world, location)
  credit = await makeCredit(world, location, member, {
    TotalCredit: 100,
    CaneBeUsedForBookings: true,
    IsUniversalCredit: true,
  })
})

type Members = Readonly<Record<string, unknown>>

async function post(verb: string, body: Members, of = member) {
  const { status, body: answer } = await world.ask('POST', `/api/wallets/${of}/${verb}`, { body })
  expect(answer).toMatchObject({ WasSuccessful: true })
  expect(status).toBe(200)
  return answer.Value
}

/** Kind, amount, reason and reference of each movement. */
async function rows(query = '', of = member) {
  const { body } = await world.ask('GET', `/api/wallets/${of}/statement?${query}`)
  return body.Records.map((row: Record<string, unknown>) => [
    row.Kind,
    row.Amount,
    row.Reason,
    row.Reference,
  ])
}

const charge = (Amount: number, Description?: string) => ({ Kind: 'Booking', Amount, Description })

describe('the statement says why', () => {
  test('of a spend: what each charge is called, and the reference of all of them', async () => {
    const Charges = [charge(20, 'Beacon, 1 h'), charge(5, 'Coffee'), charge(1)]
    await post('spend', { Charges, Reference: 'booking 4711' })
    expect(await rows('Kind=Use')).toEqual([
      ['Use', -20, 'Beacon, 1 h', 'booking 4711'],
      ['Use', -5, 'Coffee', 'booking 4711'],
      ['Use', -1, null, 'booking 4711'],
    ])
  })
  test('of what is given back: the reason that was given, else what it had paid', async () => {
    await post('spend', { Charges: [charge(20, 'Beacon, 1 h')], Reference: 'booking 4711' })
    await post('release', { Reference: 'booking 4711', Amount: 5, Reason: 'Left early' })
    await post('release', { Reference: 'booking 4711' })
    expect(await rows('Kind=Return')).toEqual([
      ['Return', 5, 'Left early', 'booking 4711'],
      ['Return', 15, 'Beacon, 1 h', 'booking 4711'],
    ])
  })
  test('of bookings: the room, for money and for time', async () => {
    const book = (FromTime: string, ToTime: string) =>
      makeBooking(world, room, member, { FromTime, ToTime })
    const booking = await book('2031-05-20T09:00:00Z', '2031-05-20T10:00:00Z')
    await post('spend', { Charges: [{ BookingId: booking }], Reference: 'desk 7' })
    await makeTimeCredit(world, location, member, rate, { TotalUses: 60 })
    const timed = await book('2031-05-21T09:00:00Z', '2031-05-21T10:00:00Z')
    await post('spend', { Charges: [{ BookingId: timed }] })
    const used = await rows('Kind=Use')
    expect(used.map(([, , reason]: unknown[]) => reason)).toEqual(['Beacon', 'Beacon'])
  })
  test('of what goes with a credit that was deleted: that it was, also when it comes back later', async () => {
    await post('spend', { Charges: [charge(20, 'Beacon, 1 h')], Reference: 'booking 4711' })
    await world.ask('DELETE', `${paths.credits}/${credit}`)
    await post('release', { Reference: 'booking 4711' })
    expect((await rows()).slice(2)).toEqual([
      ['Void', -80, 'credit deleted', null],
      ['Return', 20, 'Beacon, 1 h', 'booking 4711'],
      ['Void', -20, 'credit deleted', null],
    ])
  })
  test('of a use by hand: its description', async () => {
    await world.create(paths.uses, {
      CoworkerBookingCreditId: credit,
      CreditUsed: 3,
      Description: 'Lost key',
    })
    expect(await rows('Kind=Use')).toEqual([['Use', -3, 'Lost key', null]])
  })
})

describe('a reference', () => {
  test('finds its movements in any case, and no others', async () => {
    for (const [Amount, Reference] of [
      [1, 'booking 1'],
      [2, 'booking 2'],
    ] as const) {
      await post('spend', { Charges: [charge(Amount)], Reference })
    }
    await post('release', { Reference: 'booking 2' })
    expect(await rows('Reference=BOOKING%202')).toEqual([
      ['Use', -2, null, 'booking 2'],
      ['Return', 2, null, 'booking 2'],
    ])
    expect(await rows('Reference=booking')).toEqual([])
  })
  test('stands in the statement of whoever shares the credit', async () => {
    const guest = await makeCustomer(world, location)
    await world.create('/api/spaces/teams', {
      Name: 'Crew',
      BusinessId: location,
      TeamMembers: [member, guest],
      PayingMemberId: member,
      ShareBookingCredit: true,
    })
    const spent = await post(
      'spend',
      { Charges: [charge(4, 'Desk')], Reference: 'of a guest' },
      guest,
    )
    expect(spent.Uses).toMatchObject([{ CoworkerId: member, CreditUsed: 4 }])
    expect(await rows('Reference=of a guest')).toEqual([['Use', -4, 'Desk', 'of a guest']])
  })
  test('has a column of its own in CSV', async () => {
    await post('spend', { Charges: [charge(4, 'Desk')], Reference: 'r-1' })
    const { text } = await world.ask('GET', `/api/wallets/${member}/statement?format=csv`)
    const [head = '', , use = ''] = text.split('\r\n')
    expect(head).toContain('By,Reason,Reference,Origin')
    expect(use).toContain('admin@example.com,Desk,r-1,Manual')
  })
})

test('a wallet as of an instant has the sequence that it had then', async () => {
  await moveTo('2031-05-02T08:00:00Z')
  await post('spend', { Charges: [charge(10)] })
  await moveTo('2031-05-03T08:00:00Z')
  await post('spend', { Charges: [charge(20)] })
  const at = async (instant: string) => {
    const { body } = await world.ask('GET', `/api/wallets/${member}${instant}`)
    return [body.Sequence, body.Spendable]
  }
  expect(await at('?at=2031-05-01T07:59:59Z')).toEqual([0, 0])
  expect(await at('?at=2031-05-01T08:00:00Z')).toEqual([1, 100])
  expect(await at('?at=2031-05-02T07:59:59Z')).toEqual([1, 100])
  expect(await at('?at=2031-05-02T08:00:00Z')).toEqual([2, 90])
  expect(await at('?at=2040-01-01T00:00:00Z')).toEqual([3, 70])
  expect(await at('')).toEqual([3, 70])
})
