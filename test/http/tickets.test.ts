// Event tickets and credit over the wire: charged when they are sold, given back when they or their event go.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import {
  lookup,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeUse,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number
let workshops: number
let socials: number
let member: number

const moveTo = (Now: string) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2031-01-20T10:00:00Z')
  riverside = await makeLocation(world)
  const category = (Title: string) =>
    world.create('/api/content/calendareventcategories', { BusinessId: riverside, Title })
  workshops = await category('Workshops')
  socials = await category('Social')
  member = await makeCustomer(world, riverside)
})

type Members = Readonly<Record<string, unknown>>

/** An event with one kind of ticket. */
async function announce(price: number, event: Members = {}, ticket: Members = {}) {
  const id = await world.create(paths.events, {
    BusinessId: riverside,
    Name: 'Letterpress evening',
    StartDate: '2031-02-10T18:00:00Z',
    EndDate: '2031-02-10T20:00:00Z',
    EventCategories: [workshops],
    ...event,
  })
  const product = await world.create(paths.tickets, {
    CalendarEventId: id,
    Name: 'Seat',
    DisplayOrder: 1,
    StartDate: '2031-01-01T00:00:00Z',
    EndDate: '2031-02-10T18:00:00Z',
    Price: price,
    CurrencyId: lookup.pounds,
    ...ticket,
  })
  return { CalendarEventId: id, EventProductId: product }
}

type Seat = Awaited<ReturnType<typeof announce>>

const bodyFor = (seat: Seat, more: Members = {}) => ({
  BusinessId: riverside,
  CoworkerId: member,
  FullName: 'Ada',
  Email: 'ada@example.com',
  ...seat,
  ...more,
})

const sell = (seat: Seat, more: Members = {}) => world.create(paths.attendees, bodyFor(seat, more))

const credit = (TotalCredit: number, more: Members = {}) =>
  makeCredit(world, riverside, member, { TotalCredit, CaneBeUsedForEvents: true, ...more })

const left = async (id: number) =>
  (await world.ask('GET', `${paths.credits}/${id}`)).body.RemainingCredit

const usesOf = async (attendee: number) =>
  (
    await world.ask(
      'GET',
      `${paths.uses}?CoworkerBookingCreditUseHistory_EventAttendee=${attendee}&orderBy=Id&dir=Ascending`,
    )
  ).body.Records.map((use: Members) => [use.CoworkerBookingCreditId, use.CreditUsed])

const spendable = async (of = member) =>
  (await world.ask('GET', `/api/wallets/${of}`)).body.Spendable

const remove = (path: string, id: number) => world.ask('DELETE', `${path}/${id}`)

describe('a ticket is paid when it is sold', () => {
  test('W19: by credit for events, of the right category, and by no other', async () => {
    const bookingsOnly = await credit(100, {
      CaneBeUsedForEvents: false,
      CaneBeUsedForBookings: true,
    })
    const forWorkshops = await credit(100, { EventCategories: [workshops] })
    const social = await sell(await announce(15, { EventCategories: [socials] }))
    expect(await usesOf(social)).toEqual([])
    const workshop = await sell(await announce(15))
    expect(await usesOf(workshop)).toEqual([[forWorkshops, 15]])
    expect([await left(bookingsOnly), await left(forWorkshops)]).toEqual([100, 85])
  })
  test('as far as credit goes, and one of several categories is enough', async () => {
    const small = await credit(10, { EventCategories: [socials] })
    const ticket = await sell(await announce(15, { EventCategories: [workshops, socials] }))
    expect(await usesOf(ticket)).toEqual([[small, 10]])
  })
  test('from credit that is valid at the purchase, wherever the event lies (S18)', async () => {
    const january = await credit(40, { ExpireDate: '2031-02-01T00:00:00Z' })
    const february = await credit(40, { ValidFrom: '2031-02-01T00:00:00Z' })
    const ticket = await sell(await announce(60))
    expect(await usesOf(ticket)).toEqual([[january, 40]])
    expect(await left(february)).toBe(40)
  })
  test('in the currency of the ticket', async () => {
    const pounds = await credit(40)
    await sell(await announce(15, {}, { CurrencyId: lookup.euros }))
    expect(await left(pounds)).toBe(40)
  })
  test('not at all when it costs nothing, has no customer, or came with its invoice', async () => {
    const whole = await credit(40)
    await sell(await announce(0))
    const seat = await announce(15)
    await sell(seat, { CoworkerId: null })
    await sell(seat, { Invoiced: true })
    expect(await left(whole)).toBe(40)
  })
  test('once, however often the same request comes', async () => {
    const whole = await credit(40)
    const body = bodyFor(await announce(15))
    const headers = { 'idempotency-key': 'one seat' }
    const first = await world.ask('POST', paths.attendees, { body, headers })
    const second = await world.ask('POST', paths.attendees, { body, headers })
    expect(second.body).toEqual(first.body)
    expect(await left(whole)).toBe(25)
  })
  test('by the member who orders it for themselves', async () => {
    const whole = await credit(40)
    const seat = await announce(15)
    const token = await world.signInAs({ coworkerId: member })
    const order = (CoworkerId: number) =>
      world.ask('POST', paths.attendees, { token, body: bodyFor(seat, { CoworkerId }) })
    expect((await order(member)).status).toBe(200)
    expect(await left(whole)).toBe(25)
    expect((await order(await makeCustomer(world, riverside))).status).toBe(403)
  })
  test('not from what a team shares for bookings (L2)', async () => {
    const payer = await makeCustomer(world, riverside)
    const shared = await makeCredit(world, riverside, payer, {
      CaneBeUsedForEvents: true,
      CaneBeUsedForBookings: true,
    })
    await world.create(paths.teams, {
      BusinessId: riverside,
      Name: 'Sharers',
      TeamMembers: [payer, member],
      PayingMemberId: payer,
      ShareBookingCredit: true,
    })
    await sell(await announce(15))
    expect(await left(shared)).toBe(100)
  })
  test('and gets a code of five digits, unless its guest is in already', async () => {
    const seat = await announce(15)
    const codeOf = async (id: number) =>
      (await world.ask('GET', `${paths.attendees}/${id}`)).body.AttendeeCode
    expect(await codeOf(await sell(seat))).toMatch(/^\d{5}$/)
    expect(await codeOf(await sell(seat, { CheckedIn: true }))).toBeNull()
  })
})

describe('a ticket that goes gives back what it used', () => {
  test('to the credits it came from, in full', async () => {
    const soon = await credit(10, { ExpireDate: '2031-06-01T00:00:00Z' })
    const late = await credit(40)
    const ticket = await sell(await announce(15))
    expect([await left(soon), await left(late)]).toEqual([0, 35])
    expect((await remove(paths.attendees, ticket)).body.WasSuccessful).toBe(true)
    expect([await left(soon), await left(late)]).toEqual([10, 40])
    expect(await usesOf(ticket)).toEqual([
      [soon, 0],
      [late, 0],
    ])
  })
  test('W38: into credit that has expired meanwhile, where it stays unusable', async () => {
    const january = await credit(100, { ExpireDate: '2031-02-01T00:00:00Z' })
    const ticket = await sell(await announce(30))
    expect(await left(january)).toBe(70)
    await moveTo('2031-02-05T10:00:00Z')
    await credit(100, { ExpireDate: '2031-03-01T00:00:00Z' })
    await remove(paths.attendees, ticket)
    expect([await left(january), await spendable()]).toEqual([100, 100])
    await credit(30, { ExpireDate: '2031-03-01T00:00:00Z' })
    expect(await spendable()).toBe(130)
  })
  test('with what was posted to it by hand', async () => {
    const whole = await credit(40, { CaneBeUsedForEvents: false })
    const ticket = await sell(await announce(15))
    await makeUse(world, whole, 15, { EventAttendeeId: ticket })
    await remove(paths.attendees, ticket)
    expect(await left(whole)).toBe(40)
  })
  test('J9: all of them when their event is deleted, each to its own customer', async () => {
    const seat = await announce(15)
    const guest = await makeCustomer(world, riverside)
    const own = await credit(40)
    const theirs = await makeCredit(world, riverside, guest, { CaneBeUsedForEvents: true })
    const tickets = [await sell(seat), await sell(seat, { CoworkerId: guest })]
    expect([await left(own), await left(theirs)]).toEqual([25, 85])
    expect((await remove(paths.events, seat.CalendarEventId)).body.WasSuccessful).toBe(true)
    expect([await left(own), await left(theirs)]).toEqual([40, 100])
    for (const id of tickets) {
      expect((await world.ask('GET', `${paths.attendees}/${id}`)).status).toBe(404)
    }
    const options = { repair: false, after: 0, onProgress: () => {} }
    expect(await verify(world.service, options)).toEqual([])
  })
})

describe('a ticket that changes is settled anew', () => {
  const change = (id: number, body: Members) =>
    world.ask('PATCH', `${paths.attendees}/${id}`, { body })

  test('for another kind of ticket, at the price of now', async () => {
    const whole = await credit(40)
    const ticket = await sell(await announce(15))
    await change(ticket, await announce(25))
    expect(await left(whole)).toBe(15)
  })
  test('for another customer, whose credit pays from then on', async () => {
    const other = await makeCustomer(world, riverside)
    const own = await credit(40)
    const theirs = await makeCredit(world, riverside, other, { CaneBeUsedForEvents: true })
    const ticket = await sell(await announce(15))
    await change(ticket, { CoworkerId: other })
    expect([await left(own), await left(theirs)]).toEqual([40, 85])
    await change(ticket, { CoworkerId: null })
    expect([await left(own), await left(theirs)]).toEqual([40, 100])
  })
  test('and is left alone by every other change, of it or of its price', async () => {
    const seat = await announce(15)
    const ticket = await sell(seat)
    const late = await credit(40)
    await change(ticket, { CheckedIn: true, FullName: 'Ada L.' })
    await world.ask('PATCH', `${paths.tickets}/${seat.EventProductId}`, { body: { Price: 30 } })
    expect(await left(late)).toBe(40)
  })
})

describe('some tickets are not for everybody', () => {
  const post = (seat: Seat) => world.ask('POST', paths.attendees, { body: bodyFor(seat) })
  const order = async (seat: Seat) => (await post(seat)).status

  test('for members: a contract that runs and is not paused', async () => {
    const seat = await announce(15, { OnlyForMembers: true })
    expect((await post(seat)).body).toMatchObject({
      Errors: [{ PropertyName: 'EventProductId', Message: 'You cannot purchase this product' }],
    })
    const contract = await world.create(paths.contracts, {
      IssuedById: riverside,
      CoworkerId: member,
      TariffId: await makePlan(world, riverside),
      StartDate: '2031-01-01T00:00:00Z',
      BillingDay: 1,
      Quantity: 1,
    })
    expect(await order(seat)).toBe(200)
    await world.create('/api/billing/contractpausedperiods', {
      CoworkerContractId: contract,
      PauseFrom: '2031-01-15T00:00:00Z',
      PauseUntil: '2031-02-01T00:00:00Z',
    })
    expect(await order(seat)).toBe(400)
  })
  test('for contacts, or for customers on certain plans', async () => {
    const plan = await makePlan(world, riverside)
    const forPlan = await announce(15, {}, { Tariffs: [plan] })
    const forContacts = await announce(15, {}, { OnlyForContacts: true })
    expect([await order(forPlan), await order(forContacts)]).toEqual([400, 200])
    await world.create(paths.contracts, {
      IssuedById: riverside,
      CoworkerId: member,
      TariffId: plan,
      StartDate: '2031-01-01T00:00:00Z',
      BillingDay: 1,
      Quantity: 1,
    })
    expect([await order(forPlan), await order(forContacts)]).toEqual([200, 400])
  })
})
