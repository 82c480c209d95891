// Limits of pools and steps of time credit, and credit at the midnights of two cities, over the wire.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  lookup,
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
let riverside: number

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
  await world.ask('POST', '/api/sandbox/clock', { body: { Now: '2031-07-01T08:00:00Z' } })
  riverside = await makeLocation(world)
})
afterAll(() => world.close())

type Members = Readonly<Record<string, unknown>>

const left = async (id: number) =>
  (await world.ask('GET', `${paths.credits}/${id}`)).body.RemainingCredit

describe('W48: a team that pools its credit', () => {
  let people: readonly number[]

  beforeAll(async () => {
    const made: number[] = []
    for (let count = 0; count < 51; count += 1) made.push(await makeCustomer(world, riverside))
    people = made
  })

  let teams = 0
  const teamBody = (members: readonly number[], more: Members = {}) => {
    teams += 1
    return {
      BusinessId: riverside,
      Name: `Team ${teams}`,
      TeamMembers: members,
      PayingMemberId: people[0],
      TransferCreditsToPayingMember: true,
      ...more,
    }
  }
  const found = (members: readonly number[], more: Members = {}) =>
    world.create(paths.teams, teamBody(members, more))
  const membersOf = async (team: number) =>
    (await world.ask('GET', `${paths.teams}/${team}`)).body.TeamMembers.length

  /** The member that the refusal names; undefined when the change was made. */
  async function change(path: string, id: number, body: Members): Promise<string | undefined> {
    const answer = await world.ask('PATCH', `${path}/${id}`, { body })
    return answer.status === 200 ? undefined : answer.body.Errors[0].PropertyName
  }

  test('has at most 50 customers when it is founded', async () => {
    const full = await world.ask('POST', paths.teams, { body: teamBody(people) })
    expect([full.status, full.body.Errors[0].PropertyName]).toEqual([400, 'TeamMembers'])
    expect(await membersOf(await found(people.slice(0, 50)))).toBe(50)
    expect(await membersOf(await found(people, { TransferCreditsToPayingMember: false }))).toBe(51)
  })
  test('refuses the 51st, by whichever list they come', async () => {
    const team = await found(people.slice(0, 50))
    const last = people[50] ?? 0
    expect(await change(paths.teams, team, { TeamMembers: people })).toBe('TeamMembers')
    expect(await change(paths.teams, team, { AddedTeamMembers: [last] })).toBe('TeamMembers')
    expect(await change(paths.coworkers, last, { AddedTeams: [team] })).toBe('Teams')
    expect(await change(paths.coworkers, last, { Teams: [team] })).toBe('Teams')
    const newcomer = await world.ask('POST', paths.coworkers, {
      body: {
        FullName: 'Newcomer',
        Email: 'newcomer@example.com',
        CountryId: lookup.country,
        SimpleTimeZoneId: lookup.london,
        InvoicingBusinessId: riverside,
        Teams: [team],
      },
    })
    expect([newcomer.status, newcomer.body.Errors[0].PropertyName]).toEqual([400, 'Teams'])
    expect(await membersOf(team)).toBe(50)
    expect(
      await change(paths.teams, team, {
        AddedTeamMembers: [last],
        RemovedTeamMembers: [people[49]],
      }),
    ).toBeUndefined()
  })
  test('begins to pool only while it has no more', async () => {
    const team = await found(people, { TransferCreditsToPayingMember: false })
    const pool = { TransferCreditsToPayingMember: true }
    expect(await change(paths.teams, team, pool)).toBe('TransferCreditsToPayingMember')
    await change(paths.teams, team, { RemovedTeamMembers: [people[50]] })
    expect(await change(paths.teams, team, pool)).toBeUndefined()
  })
  test('counts a paying customer who is none of its members', async () => {
    const outsider = await makeCustomer(world, riverside)
    const body = teamBody(people.slice(0, 50), { PayingMemberId: outsider })
    expect((await world.ask('POST', paths.teams, { body })).status).toBe(400)
  })
})

describe('W52: time credit is adjusted', () => {
  async function sixtyMinutes(interval: string | undefined, more: Members = {}) {
    const location = await makeLocation(world)
    if (interval !== undefined) {
      await world.create('/api/sys/businesssettings', {
        BusinessId: location,
        Name: 'Bookings.IntervalLimit',
        Value: interval,
      })
    }
    const member = await makeCustomer(world, location)
    const rate = await makeRate(world, location)
    const id = await makeTimeCredit(world, location, member, rate, { TotalUses: 60, ...more })
    return async (Amount: number) => {
      const { status, body } = await world.ask('POST', `/api/wallets/${member}/adjust`, {
        body: { CoworkerExtraServiceId: id, Amount, Reason: 'correction' },
      })
      return status === 200 ? body.Value.RemainingUses : [status, body.Errors[0].PropertyName]
    }
  }
  test('in multiples of the booking interval of its location', async () => {
    const by = await sixtyMinutes('15')
    expect(await by(20)).toEqual([400, 'Amount'])
    expect(await by(30)).toBe(90)
    expect(await by(-20)).toEqual([400, 'Amount'])
    expect(await by(-45)).toBe(45)
  })
  test('by any whole number where there is no interval, or where its unit is no minute', async () => {
    expect(await (await sixtyMinutes(undefined))(20)).toBe(80)
    expect(await (await sixtyMinutes('15', { ChargePeriod: 'Uses' }))(1)).toBe(61)
  })
})

describe('W30 R39: a month of credit begins and ends at local midnight', () => {
  async function julyIn(zone: number) {
    const location = await makeLocation(world, { SimpleTimeZoneId: zone })
    const type = await makeResourceType(world, location)
    await makeRate(world, location, { ResourceTypes: [type] })
    const room = await makeResource(world, location, type)
    const member = await makeCustomer(world, location, { SimpleTimeZoneId: zone })
    const plan = await world.create(paths.plans, {
      BusinessId: location,
      Name: `Flex ${zone}`,
      Price: 100,
      CurrencyId: lookup.pounds,
      CancellationPeriod: 0,
      DisplayOrder: 1,
      InvoiceEvery: 1,
      InvoiceEveryWeeks: 0,
    })
    await world.create(paths.planOffers, {
      TariffId: plan,
      Name: 'July',
      Credit: 100,
      ServiceRenewalTime: 'CalendarMonth',
      CaneBeUsedForBookings: true,
    })
    await world.create(paths.contracts, {
      IssuedById: location,
      CoworkerId: member,
      TariffId: plan,
      StartDate: '2031-06-20T12:00:00Z',
      BillingDay: 1,
      Quantity: 1,
    })
    const { body } = await world.ask(
      'GET',
      `${paths.credits}?CoworkerBookingCredit_Coworker=${member}&orderBy=Id&dir=Descending`,
    )
    const book = (FromTime: string, ToTime: string) =>
      makeBooking(world, room, member, { FromTime, ToTime })
    return { july: body.Records[0], book, member }
  }

  test('in London', async () => {
    const { july } = await julyIn(lookup.london)
    expect([july.ValidFrom, july.ExpireDate]).toEqual([
      '2031-06-30T23:00:00Z',
      '2031-07-31T23:00:00Z',
    ])
  })
  test('in New York, where a booking counts wholly by its start', async () => {
    const { july, book } = await julyIn(lookup.newYork)
    expect([july.ValidFrom, july.ExpireDate]).toEqual([
      '2031-07-01T04:00:00Z',
      '2031-08-01T04:00:00Z',
    ])
    await book('2031-08-01T03:00:00Z', '2031-08-01T05:00:00Z')
    expect(await left(july.Id)).toBe(60)
    const next = await book('2031-08-01T04:00:00Z', '2031-08-01T06:00:00Z')
    expect(await left(july.Id)).toBe(60)
    expect((await world.ask('GET', `${paths.bookings}/${next}`)).body.Invoiced).toBe(false)
  })
  test('and a credit that starts at that midnight does not pay what begins before it', async () => {
    const location = await makeLocation(world)
    const type = await makeResourceType(world, location)
    await makeRate(world, location, { ResourceTypes: [type] })
    const room = await makeResource(world, location, type)
    const member = await makeCustomer(world, location)
    const august = await makeCredit(world, location, member, {
      CaneBeUsedForBookings: true,
      ValidFrom: '2031-07-31T23:00:00Z',
    })
    const times = { FromTime: '2031-07-31T22:00:00Z', ToTime: '2031-08-01T00:00:00Z' }
    await makeBooking(world, room, member, times)
    expect(await left(august)).toBe(100)
    await makeBooking(world, room, member, { ...times, FromTime: '2031-07-31T23:00:00Z' })
    expect(await left(august)).toBe(80)
  })
})
