// I11: nobody can tell from an answer whether the schedule runs. The same story is told in two worlds: in one the schedule does
// what is due at every step, in the other nothing ever does but the requests themselves.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settleEverythingDue } from '../../src/operations/due-work.ts'
import { writeClock } from '../../src/storage/clock.ts'
import { expectSoundWallet } from '../support/journal.ts'
import { lookup, makeProduct, makeRate, makeResource, paths } from '../support/space.ts'
import { type Answer, openWorld, type World } from '../support/world.ts'

/** The same in both worlds, ids included: both are filled by the same requests in the same order. */
interface Place {
  readonly world: World
  readonly location: number
  readonly room: number
  readonly product: number
  readonly plans: readonly number[]
  readonly people: readonly number[]
}

async function openPlace(): Promise<Place> {
  const world = await openWorld({ sandbox: { restore: async () => {} } })
  await writeClock(world.service.database.executor, Date.parse('2031-01-10T09:00:00Z'))
  const location = await world.create(paths.businesses, {
    Name: 'Riverside',
    WebAddress: 'riverside',
    CountryId: lookup.country,
    CurrencyId: lookup.pounds,
    SimpleTimeZoneId: lookup.london,
  })
  const type = await world.create(paths.resourceTypes, { BusinessId: location, Name: 'Room' })
  const rate = await makeRate(world, location, { Name: 'Room rate', ResourceTypes: [type] })
  const plan = (Name: string, more: object) =>
    world.create(paths.plans, {
      BusinessId: location,
      Name,
      Price: 100,
      CurrencyId: lookup.pounds,
      CancellationPeriod: 0,
      DisplayOrder: 1,
      InvoiceEvery: 1,
      InvoiceEveryWeeks: 0,
      ...more,
    })
  const plans = [await plan('Monthly', {}), await plan('Quarterly', { InvoiceEvery: 3 })]
  const offer = (TariffId: number | undefined, Credit: number, ServiceRenewalTime: string) =>
    world.create(paths.planOffers, {
      Name: `${ServiceRenewalTime} of ${TariffId}`,
      TariffId,
      Credit,
      ServiceRenewalTime,
      CaneBeUsedForBookings: true,
    })
  await offer(plans[0], 100, 'TariffMonth')
  await offer(plans[0], 15, 'Week')
  await offer(plans[1], 60, 'CalendarMonth')
  await world.create('/api/billing/tariffextraservices', {
    TariffId: plans[1],
    ExtraServiceId: rate,
    UsesIncluded: 90,
    ServiceRenewalTime: 'CalendarMonth',
  })
  const product = await makeProduct(world, location, { Name: 'Pack', Price: 40 })
  await world.create(paths.offers, {
    Name: 'Pack',
    ProductId: product,
    Credit: 50,
    ExpirationType: 'Week',
    ExpiresIn: 3,
    CaneBeUsedForBookings: true,
  })
  const people = await makePeople(world, location)
  const room = await makeResource(world, location, type, { Name: 'MR' })
  return { world, location, room, product, plans, people }
}

/** Two who pool, and one who may use what another pays for. */
async function makePeople(world: World, location: number): Promise<readonly number[]> {
  const people: number[] = []
  for (const name of ['Ada', 'Ben', 'Cleo', 'Dev']) {
    people.push(
      await world.create(paths.coworkers, {
        FullName: name,
        Email: `${name.toLowerCase()}@example.com`,
        CountryId: lookup.country,
        SimpleTimeZoneId: lookup.london,
        Businesses: [location],
        InvoicingBusinessId: location,
      }),
    )
  }
  const team = (Name: string, members: readonly number[], isPooled: boolean) =>
    world.create(paths.teams, {
      BusinessId: location,
      Name,
      TeamMembers: members,
      PayingMemberId: members[0],
      ShareBookingCredit: true,
      TransferCreditsToPayingMember: isPooled,
    })
  await team('Pool', people.slice(0, 2), true)
  await team('Guests', people.slice(2), false)
  return people
}

const hour = 3_600_000

type Step = (place: Place) => Promise<Answer>

const post =
  (path: string, body: (place: Place) => object): Step =>
  (place) =>
    place.world.ask('POST', path, { body: body(place) })

const sign = (person: number, plan: number, more: object): Step =>
  post(paths.contracts, ({ location, people, plans }) => ({
    IssuedById: location,
    CoworkerId: people[person],
    TariffId: plans[plan],
    Quantity: 1,
    ...more,
  }))

const book = (person: number, FromTime: string, ToTime: string): Step =>
  post(paths.bookings, ({ room, people }) => ({
    ResourceId: room,
    CoworkerId: people[person],
    FromTime,
    ToTime,
  }))

const spend = (person: number, Amount: number, ServiceTime?: string): Step => {
  return ({ world, people }) =>
    world.ask('POST', `/api/wallets/${people[person]}/spend`, {
      body: { Charges: [{ Kind: 'Booking', Amount, ServiceTime }], Reference: 'visit' },
    })
}

const release = (person: number, Amount: number): Step => {
  return ({ world, people }) =>
    world.ask('POST', `/api/wallets/${people[person]}/release`, {
      body: { Reference: 'visit', Amount },
    })
}

const changeContract = (contract: number, body: object): Step => {
  return ({ world }) => world.ask('PATCH', `${paths.contracts}/${contract}`, { body })
}

/** When it is, and what somebody does then. Between the steps lie renewals, sales that begin, bookings that end. */
const story: readonly (readonly [now: string, ...steps: Step[]])[] = [
  ['2031-01-10T10:00:00Z', sign(0, 0, { BillingDay: 31 }), sign(2, 1, { BillingDay: 10 })],
  ['2031-01-11T10:00:00Z', spend(0, 30), book(2, '2031-02-14T09:00:00Z', '2031-02-14T11:00:00Z')],
  [
    '2031-01-20T10:00:00Z',
    post(paths.sales, ({ location, people, product }) => ({
      CoworkerId: people[1],
      BusinessId: location,
      ProductId: product,
      Quantity: 1,
      ActivateNow: true,
      DueDate: '2031-02-03T00:00:00Z',
    })),
    book(1, '2031-01-28T09:00:00Z', '2031-01-28T12:00:00Z'),
  ],
  // A week in which a sale begins and the end of January is a renewal.
  ['2031-02-05T08:00:00Z', spend(1, 70), changeContract(2, { Quantity: 2 })],
  ['2031-02-20T08:00:00Z', release(1, 20), spend(3, 5), sign(3, 0, { BillingDay: 1 })],
  [
    '2031-02-27T08:00:00Z',
    post('/api/billing/contractpausedperiods', () => ({
      CoworkerContractId: 1,
      PauseFrom: '2031-03-20T00:00:00Z',
      PauseUntil: '2031-04-20T00:00:00Z',
    })),
  ],
  // Clocks go forward on 30 March.
  ['2031-03-31T10:00:00Z', spend(2, 25), spend(0, 10), changeContract(3, { NextTariffId: 2 })],
  [
    '2031-04-15T10:00:00Z',
    book(0, '2031-04-22T09:00:00Z', '2031-04-22T13:00:00Z'),
    changeContract(2, { CancellationDate: '2031-05-10T00:00:00Z' }),
  ],
  ['2031-05-20T10:00:00Z', spend(2, 40), spend(3, 12, '2031-05-02T09:00:00Z'), release(3, 3)],
  ['2031-06-30T22:59:59Z', spend(0, 1)],
  ['2031-06-30T23:00:00Z', spend(0, 500), spend(3, 500)],
]

const end = story.at(-1)?.[0]

/** When somebody who watches looks at everything. */
const looks = new Set(['2031-02-05T08:00:00Z', '2031-03-31T10:00:00Z', '2031-06-30T22:59:59Z'])

const charges = [
  { Kind: 'Booking', Amount: 80 },
  { Kind: 'Product', Amount: 5 },
]

/** Whatever is said of somebody's credit, now and looking back. */
async function everythingOf(
  { world, people }: Place,
  now: string,
): Promise<readonly (readonly [what: string, said: string])[]> {
  const said: (readonly [string, string])[] = []
  const anHourAgo = new Date(Date.parse(now) - hour).toISOString()
  for (const person of people) {
    const wallet = `/api/wallets/${person}`
    for (const url of [
      wallet,
      `${wallet}?at=${anHourAgo}`,
      `${wallet}/statement?size=500`,
      `${wallet}/balances`,
    ]) {
      const { text } = await world.ask('GET', url)
      // Of a look back: the number of the last movement until then.
      said.push([url, url.includes('?at=') ? text.replace(/"Sequence":\d+,/, '') : text])
    }
    const quoted = await world.ask('POST', `${wallet}/quote`, { body: { Charges: charges } })
    said.push([`quote for ${person}`, quoted.text])
  }
  return said
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Row = any

/** An answer without what may differ: the numbers that records happened to get, and when and in what order they were made. */
function plain(text: string): string {
  const body: Row = JSON.parse(text)
  const names = new Map<string, number>()
  const made = /^(Id|Coworker(BookingCredit|ExtraService)(UseHistory)?Id|CoworkerInvoiceLineId)$/
  const rows: Row[] | undefined = body.Records
  // Movements of one instant stand in the order in which they were written down, and so do the balances between them.
  const isAlone = (row: Row) =>
    rows?.filter((one) => one.OccurredOn === row.OccurredOn).length === 1
  rows?.sort((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1))
  return JSON.stringify(
    body,
    function (this: Row, key, value) {
      const isMovement = this.OccurredOn !== undefined
      if (['RecordedOn', 'UpdatedOn', 'UniqueId'].includes(key)) return undefined
      if (isMovement && (key === 'Sequence' || (key === 'Balance' && !isAlone(this))))
        return undefined
      if (!made.test(key) || typeof value !== 'number') return value
      const name = `${key} ${value} ${this.ChargePeriod === undefined}`
      if (!names.has(name)) names.set(name, names.size)
      return names.get(name)
    },
    1,
  )
}

function sortKey({ OccurredOn, Kind, Unit, Description, Amount }: Row): string {
  return JSON.stringify([OccurredOn, Kind, Unit, Description, Amount])
}

/** Tells the story to a world; answers what was said on the way. */
async function tell(
  place: Place,
  { isScheduled, isWatched }: { readonly isScheduled: boolean; readonly isWatched: boolean },
): Promise<readonly (readonly [when: string, what: string, said: string])[]> {
  const { world } = place
  const heard: (readonly [string, string, string])[] = []
  let last = Date.parse('2031-01-10T09:00:00Z')
  const runSchedule = async (at: number) => {
    const { failures } = await settleEverythingDue(world.service, at)
    expect(failures).toEqual([])
  }
  for (const [now, ...steps] of story) {
    const instant = Date.parse(now)
    if (isScheduled) {
      for (let at = last + 40 * hour; at < instant; at += 40 * hour) await runSchedule(at)
    }
    await writeClock(world.service.database.executor, instant)
    if (isScheduled) await runSchedule(instant)
    last = instant
    for (const [index, step] of steps.entries()) {
      const answer = await step(place)
      heard.push([now, `step ${index}`, `${answer.status} ${plain(answer.text)}`])
    }
    if (now === end || (isWatched && looks.has(now))) {
      for (const [what, text] of await everythingOf(place, now))
        heard.push([now, what, plain(text)])
    }
  }
  for (const person of place.people) await expectSoundWallet(world, person)
  return heard
}

describe('with every scheduler stopped', () => {
  const places: Place[] = []
  beforeAll(async () => {
    for (let opened = 0; opened < 3; opened += 1) places.push(await openPlace())
  })
  afterAll(() => Promise.all(places.map(({ world }) => world.close())))

  test('I11 every wallet, statement, quote and spend is answered as with it running', async () => {
    const [scheduled, watched, unwatched] = places as [Place, Place, Place]
    const expected = await tell(scheduled, { isScheduled: true, isWatched: true })
    expect(await tell(watched, { isScheduled: false, isWatched: true })).toEqual(expected)
    // And when nobody looks before the end, so that months are settled at once.
    const atTheEnd = expected.filter(([when, what]) => what.startsWith('step') || when === end)
    expect(await tell(unwatched, { isScheduled: false, isWatched: false })).toEqual(atTheEnd)
  }, 120_000)
})
