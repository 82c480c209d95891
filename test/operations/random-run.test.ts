// A seeded run of everything that moves credit, by several workers at once, with the clock jumping: no fault is
// answered, and afterwards every balance is what the journal makes of it. RUN_SEED repeats a run, RUN_STEPS lengthens it.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { type Answer, openWorld, type World } from '../support/world.ts'

const seed = Number(process.env.RUN_SEED ?? Date.now() % 1_000_000)
const steps = Number(process.env.RUN_STEPS ?? 120)
const workers = 8

let world: World

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

/** A small generator (mulberry32): the same seed, the same choices. */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Space {
  readonly business: number
  readonly resource: number
  readonly tariff: number
  readonly customers: readonly number[]
}

async function buildSpace(): Promise<Space> {
  const business = await world.create('/api/sys/businesses', {
    Name: 'Riverside',
    WebAddress: 'riverside',
    CountryId: 1901,
    CurrencyId: 3005,
    SimpleTimeZoneId: 2023,
  })
  const type = await world.create('/api/spaces/resourcetypes', {
    BusinessId: business,
    Name: 'Room',
  })
  const resource = await world.create('/api/spaces/resources', {
    BusinessId: business,
    Name: 'MR',
    ResourceTypeId: type,
    DisplayOrder: 1,
  })
  await world.create('/api/billing/extraservices', {
    BusinessId: business,
    Name: 'MR rate',
    DisplayOrder: 1,
    Price: 20,
    CurrencyId: 3005,
    ChargePeriod: 'Minutes',
    ResourceTypes: [type],
  })
  const tariff = await world.create('/api/billing/tariffs', {
    BusinessId: business,
    Name: 'Flex',
    Price: 100,
    CurrencyId: 3005,
    CancellationPeriod: 0,
    DisplayOrder: 1,
    InvoiceEvery: 1,
    InvoiceEveryWeeks: 0,
  })
  await world.create('/api/billing/tariffbookingcredits', {
    Name: 'Room credit',
    TariffId: tariff,
    Credit: 50,
    ServiceRenewalTime: 'Week',
    CaneBeUsedForBookings: true,
  })
  const customers: number[] = []
  for (const name of ['Ada', 'Ben', 'Cleo', 'Dev', 'Eve']) {
    const id = await world.create('/api/spaces/coworkers', {
      FullName: name,
      Email: `${name.toLowerCase()}@example.com`,
      CountryId: 1901,
      SimpleTimeZoneId: 2023,
      InvoicingBusinessId: business,
    })
    customers.push(id)
  }
  await world.create('/api/spaces/teams', {
    BusinessId: business,
    Name: 'Team',
    TeamMembers: customers.slice(0, 3),
    PayingMemberId: customers[0],
    ShareBookingCredit: true,
  })
  return { business, resource, tariff, customers }
}

type Step = () => Promise<Answer>

/** One thing somebody might do, drawn by chance from what there is. */
function drawStep(space: Space, random: () => number): Step {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const cents = (most: number) => Math.round(random() * most * 100) / 100 + 0.01
  const customer = pick(space.customers)
  const known = Math.ceil(random() * 60)
  const { ask } = world
  const credits = '/api/billing/coworkerbookingcredits'
  const uses = '/api/billing/coworkerbookingcreditusehistories'
  const at = new Date(
    Date.UTC(2031, 4, 1 + Math.floor(random() * 60), Math.floor(random() * 24)),
  ).toISOString()
  const until = new Date(Date.parse(at) + 3_600_000 * Math.ceil(random() * 3)).toISOString()
  const charge = { Kind: 'Booking', Amount: cents(40), ServiceTime: at }
  const values = [cents(100), cents(30), cents(60), cents(25)] as const
  const steps: readonly Step[] = [
    () =>
      ask('POST', credits, {
        body: {
          CoworkerId: customer,
          BusinessId: space.business,
          TotalCredit: values[0],
          CaneBeUsedForBookings: true,
          ...(values[1] > 15 ? { ExpireDate: until } : {}),
        },
      }),
    () => ask('POST', uses, { body: { CoworkerBookingCreditId: known, CreditUsed: values[1] } }),
    () => ask('PATCH', `${uses}/${known}`, { body: { CreditUsed: values[1] } }),
    () =>
      ask('PATCH', `${uses}/${known}`, {
        body: { CoworkerBookingCreditId: Math.ceil(values[3] * 2) },
      }),
    () => ask('PATCH', `${credits}/${known}`, { body: { TotalCredit: values[2] } }),
    () => ask('DELETE', `${credits}/${known}`),
    () =>
      ask('POST', `/api/wallets/${customer}/spend`, {
        body: { Charges: [charge], Reference: `r${known}` },
      }),
    () => ask('POST', `/api/wallets/${customer}/spend`, { body: { Charges: [charge, charge] } }),
    () => ask('POST', `/api/wallets/${customer}/release`, { body: { Reference: `r${known}` } }),
    () =>
      ask('POST', `/api/wallets/${customer}/adjust`, {
        body: { CoworkerBookingCreditId: known, Amount: values[1] - 15, Reason: 'correction' },
      }),
    () =>
      ask('POST', '/api/spaces/bookings', {
        body: { ResourceId: space.resource, CoworkerId: customer, FromTime: at, ToTime: until },
      }),
    () => ask('PATCH', `/api/spaces/bookings/${known}`, { body: { FromTime: at, ToTime: until } }),
    () =>
      ask('POST', '/api/spaces/bookings/runcommand', {
        body: { Key: values[1] > 10 ? 'CANCEL_BOOKING' : 'CHARGE_BOOKING', Ids: [known] },
      }),
    () =>
      ask('POST', '/api/billing/coworkercontracts', {
        body: {
          IssuedById: space.business,
          CoworkerId: customer,
          TariffId: space.tariff,
          BillingDay: 1,
          Quantity: 1,
        },
      }),
    () => ask('GET', `/api/wallets/${customer}`),
    () => ask('GET', `/api/wallets/${customer}/statement`),
    () => ask('POST', '/api/sandbox/clock', { body: { Now: at } }),
  ]
  return pick(steps)
}

test(`${steps} steps by ${workers} workers leave every balance right (seed ${seed})`, async () => {
  await world.ask('POST', '/api/sandbox/clock', { body: { Now: '2031-05-01T00:00:00Z' } })
  const space = await buildSpace()
  const random = randomFrom(seed)
  const queue = Array.from({ length: steps }, () => drawStep(space, random))
  const faults: string[] = []
  const work = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const answer = await step()
      if (answer.status >= 500) faults.push(answer.text)
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  expect(faults).toEqual([])
  expect(await verify(world.service, { repair: false, after: 0, onProgress: () => {} })).toEqual([])
}, 120_000)
