// A sandbox for stories in time: a location in London, a clock that stands where the story puts it, and what people see.

import { expect } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { writeClock } from '../../src/storage/clock.ts'
import { makeCredit, makeCustomer, makeLocation, makePlan, paths } from './space.ts'
import { type Answer, openWorld, type World } from './world.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
export type Row = any

export interface Story {
  readonly world: World
  /** Empties the space, puts the clock there and opens a location; answers its id. */
  readonly startOn: (now: string, members?: object) => Promise<number>
  /** Moves the clock as the sandbox does: what is due is done for everybody. */
  readonly moveTo: (now: string) => Promise<void>
  /** Moves the clock and does nothing else, as when every background task stands still. */
  readonly jumpTo: (now: string) => Promise<void>
  readonly member: (members?: object) => Promise<number>
  readonly credit: (customer: number, total: number, members?: object) => Promise<number>
  /** A plan with one offer; answers its id. */
  readonly plan: (amount: number, renewal: string, offer?: object) => Promise<number>
  readonly offer: (
    plan: number,
    amount: number,
    renewal: string,
    members?: object,
  ) => Promise<number>
  readonly contract: (customer: number, plan: number, members?: object) => Promise<number>
  readonly wallet: (customer: number, query?: string) => Promise<Row>
  readonly statement: (customer: number, query?: string) => Promise<readonly Row[]>
  /** Amount, start and end of every credit, oldest first. */
  readonly grants: (customer: number) => Promise<readonly (readonly [number, string, string])[]>
  readonly spend: (customer: number, amount: number, more?: object) => Promise<Answer>
  readonly quote: (customer: number, amount: number, more?: object) => Promise<Answer>
  readonly left: (credit: number) => Promise<number>
  readonly close: () => Promise<void>
}

export async function openStory(): Promise<Story> {
  const world = await openWorld({ sandbox: { restore: async () => {} } })
  let location = 0
  const moveTo = async (Now: string) => {
    const { body } = await world.ask('POST', '/api/sandbox/clock', { body: { Now } })
    expect(body.WasSuccessful).toBe(true)
  }
  const get = async (url: string) => {
    const { status, body } = await world.ask('GET', url)
    expect([url, status]).toEqual([url, 200])
    return body
  }
  const settle =
    (verb: string) =>
    (customer: number, Amount: number, more: object = {}) =>
      world.ask('POST', `/api/wallets/${customer}/${verb}`, {
        body: { Charges: [{ Kind: 'Booking', Amount, ...more }] },
      })
  const offer: Story['offer'] = (TariffId, Credit, ServiceRenewalTime, members = {}) =>
    world.create(paths.planOffers, {
      Name: 'Room credit',
      TariffId,
      Credit,
      ServiceRenewalTime,
      CaneBeUsedForBookings: true,
      ...members,
    })
  return {
    world,
    startOn: async (now, members = {}) => {
      await world.ask('POST', '/api/sandbox/reset')
      await moveTo(now)
      location = await makeLocation(world, { ...members })
      return location
    },
    moveTo,
    jumpTo: (now) => writeClock(world.service.database.executor, Date.parse(now)),
    member: (members) => makeCustomer(world, location, { ...members }),
    credit: (customer, TotalCredit, members) =>
      makeCredit(world, location, customer, {
        TotalCredit,
        CaneBeUsedForBookings: true,
        ...members,
      }),
    plan: async (amount, renewal, members) => {
      const plan = await makePlan(world, location)
      await offer(plan, amount, renewal, members)
      return plan
    },
    offer,
    contract: (CoworkerId, TariffId, members) =>
      world.create(paths.contracts, {
        IssuedById: location,
        CoworkerId,
        TariffId,
        BillingDay: 1,
        Quantity: 1,
        ...members,
      }),
    wallet: (customer, query = '') => get(`/api/wallets/${customer}?${query}`),
    statement: async (customer, query = '') =>
      (await get(`/api/wallets/${customer}/statement?size=1000&${query}`)).Records,
    grants: async (customer) =>
      (
        await get(
          `${paths.credits}?CoworkerBookingCredit_Coworker=${customer}&orderBy=ValidFrom&dir=0&size=100`,
        )
      ).Records.map((one: Row) => [one.TotalCredit, one.ValidFrom, one.ExpireDate]),
    spend: settle('spend'),
    quote: settle('quote'),
    left: async (credit) => (await get(`${paths.credits}/${credit}`)).RemainingCredit,
    close: async () => {
      await expectNothingToRepair(world)
      await world.close()
    },
  }
}

/** Fails when any balance is not what the journal makes of it. */
export async function expectNothingToRepair(world: World): Promise<void> {
  const found = await verify(world.service, { repair: false, after: 0, onProgress: () => {} })
  expect(found).toEqual([])
}
