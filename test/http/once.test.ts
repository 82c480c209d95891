// Whatever moves credit is done once and whole: repeated, met by another, or broken off in the middle.

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { afterWrites, digestOf, installFaults, tablesChanged } from '../support/faults.ts'
import {
  makeBooking,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  makeUse,
  paths,
} from '../support/space.ts'
import { expectNothingToRepair, openStory, type Row, type Story } from '../support/story.ts'
import type { Answer, Method } from '../support/world.ts'

let story: Story
let location: number
let room: number
let rate: number
let ada: number

beforeAll(async () => {
  story = await openStory()
  await installFaults(story.world)
})
afterAll(() => story.close())
beforeEach(async () => {
  location = await story.startOn('2031-05-01T00:00:00Z')
  const type = await makeResourceType(story.world, location)
  rate = await makeRate(story.world, location, { ResourceTypes: [type] })
  room = await makeResource(story.world, location, type)
  ada = await story.member()
})

const ask = (method: Method, url: string, body?: unknown, headers = {}) =>
  story.world.ask(method, url, { body, headers })
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort()

interface Call {
  readonly name: string
  readonly method: Method
  readonly url: string
  readonly body?: object
}

let made = 0

/** One request of every kind that moves credit, on records of their own, ready to be sent. */
async function everyMove(): Promise<readonly Call[]> {
  const ben = await story.member()
  const credit = await story.credit(ben, 100, { IsUniversalCredit: true })
  const use = await makeUse(story.world, credit, 10)
  const wallet = `/api/wallets/${ben}`
  made += 1
  const product = await story.world.create(paths.products, {
    BusinessId: location,
    Name: `Bundle ${made}`,
    Description: 'Room credit',
    DisplayOrder: 1,
    Price: 9,
    CurrencyId: 3005,
  })
  await story.world.create(paths.offers, {
    Name: 'Bundle',
    ProductId: product,
    Credit: 15,
    CaneBeUsedForBookings: true,
  })
  const times = (day: number) => ({
    FromTime: `2031-05-${day}T09:00:00Z`,
    ToTime: `2031-05-${day}T10:30:00Z`,
  })
  const booking = await makeBooking(story.world, room, ben, times(10))
  const moved = await makeBooking(story.world, room, ben, times(11))
  const time = await makeTimeCredit(story.world, location, ben, rate)
  const plan = await story.plan(70, 'CalendarMonth')
  const charges = { Charges: [{ Kind: 'Booking', Amount: 5 }] }
  const sale = { CoworkerId: ben, BusinessId: location, ProductId: product, Quantity: 1 }
  const grant = { CoworkerId: ben, BusinessId: location, TotalCredit: 8 }
  const adjust = { CoworkerBookingCreditId: credit, Amount: 2, Reason: 'correction' }
  const cancel = { Key: 'CANCEL_BOOKING', Ids: [booking] }
  const agreed = { IssuedById: location, CoworkerId: ben, TariffId: plan, BillingDay: 1 }
  const give = { CoworkerBookingCreditUseHistoryId: use, Amount: 1 }
  const post = (name: string, url: string, body: object) =>
    ({ name, method: 'POST', url, body }) as const
  return [
    post('a spend', `${wallet}/spend`, charges),
    post('a release', `${wallet}/release`, give),
    post('an adjustment', `${wallet}/adjust`, adjust),
    post('a credit', paths.credits, grant),
    post('a use', paths.uses, { CoworkerBookingCreditId: credit, CreditUsed: 3 }),
    post('a use of time', paths.timeUses, { CoworkerExtraServiceId: time }),
    post('a sale', paths.sales, { ...sale, ActivateNow: true }),
    post('a contract', paths.contracts, { ...agreed, Quantity: 1 }),
    post('a booking', paths.bookings, { ResourceId: room, CoworkerId: ben, ...times(12) }),
    {
      name: 'a booking moved',
      method: 'PATCH',
      url: `${paths.bookings}/${moved}`,
      body: times(13),
    },
    { name: 'a use edited', method: 'PATCH', url: `${paths.uses}/${use}`, body: { CreditUsed: 7 } },
    {
      name: 'a total',
      method: 'PATCH',
      url: `${paths.credits}/${credit}`,
      body: { TotalCredit: 140 },
    },
    post('a cancellation', `${paths.bookings}/runcommand`, cancel),
    post('a bill', `${paths.coworkers}/runcommand`, {
      Key: 'COWORKER_BILL_RUN',
      Ids: [ben],
      Parameters: [],
    }),
    { name: 'a deletion', method: 'DELETE', url: `${paths.credits}/${credit}` },
  ]
}

describe('every call that moves credit', () => {
  test('R13 takes a key, and a repeat answers what the first did and moves nothing', async () => {
    for (const { name, method, url, body } of await everyMove()) {
      const headers = { 'idempotency-key': `${name} once` }
      const first = await ask(method, url, body, headers)
      expect([name, first.status, first.body.WasSuccessful]).toEqual([name, 200, true])
      const state = await digestOf(story.world)
      const again = await ask(method, url, body, headers)
      expect([name, again.text]).toEqual([name, first.text])
      expect([name, await tablesChanged(story.world, state)]).toEqual([name, []])
    }
  })
  test('I7 refuses the same key with another body, and nothing moves', async () => {
    for (const { name, method, url, body } of await everyMove()) {
      const headers = { 'idempotency-key': `${name} other` }
      expect((await ask(method, url, body, headers)).status).toBe(200)
      const state = await digestOf(story.world)
      const other = await ask(method, url, { ...body, Notes: 'another' }, headers)
      expect([name, other.status]).toEqual([name, 409])
      expect([name, await tablesChanged(story.world, state)]).toEqual([name, []])
    }
  })
  test('R8 I6 leaves everything as it was when any of its writes fails, and then can be done', async () => {
    for (const { name, method, url, body } of await everyMove()) {
      const headers = { 'idempotency-key': `${name} whole` }
      const before = await digestOf(story.world)
      let writes = 0
      for (;;) {
        const answer = await afterWrites(story.world, writes, () => ask(method, url, body, headers))
        if (answer.status === 200) break
        expect([name, writes, answer.status]).toEqual([name, writes, 500])
        expect([name, writes, await tablesChanged(story.world, before)]).toEqual([name, writes, []])
        writes += 1
      }
      // The record, its movement, the balance and the receipt at least.
      expect([name, writes >= 3]).toEqual([name, true])
    }
    await expectNothingToRepair(story.world)
  }, 240_000)
  test('R17 gives back at most once what was taken, even when a step after it fails', async () => {
    const credit = await story.credit(ada, 100)
    const booking = await makeBooking(story.world, room, ada, {
      FromTime: '2031-05-10T09:00:00Z',
      ToTime: '2031-05-10T11:00:00Z',
    })
    expect(await story.left(credit)).toBe(60)
    const release = () => ask('POST', `/api/wallets/${ada}/release`, { BookingId: booking })
    let writes = 0
    for (;;) {
      const { status } = await afterWrites(story.world, writes, release)
      if (status === 200) break
      expect([writes, status, await story.left(credit)]).toEqual([writes, 500, 60])
      writes += 1
    }
    expect(writes).toBeGreaterThan(3)
    expect(statuses(await Promise.all([release(), release()]))).toEqual([400, 400])
    expect(await story.left(credit)).toBe(100)
    expect((await story.statement(ada)).filter((row) => row.Kind === 'Return')).toHaveLength(1)
  })
})

describe('one payment', () => {
  test('R18 is known by its key and not by its period: two alike are two', async () => {
    const credit = await story.credit(ada, 100)
    const body = { Charges: [{ Kind: 'Booking', Amount: 10 }] }
    const spend = (key: string) =>
      ask('POST', `/api/wallets/${ada}/spend`, body, { 'idempotency-key': key })
    expect(statuses(await Promise.all([spend('one'), spend('two'), spend('one')]))).toEqual([
      200, 200, 200,
    ])
    expect(await story.left(credit)).toBe(80)
  })
  test('R16 that was given back is not given back again, and the refusal moves nothing', async () => {
    await story.credit(ada, 100)
    const { body } = await story.spend(ada, 30)
    const [use] = body.Value.Uses
    const release = () =>
      ask('POST', `/api/wallets/${ada}/release`, {
        CoworkerBookingCreditUseHistoryId: use.CoworkerBookingCreditUseHistoryId,
      })
    expect((await release()).status).toBe(200)
    const before = await digestOf(story.world)
    expect((await release()).status).toBe(400)
    expect(await tablesChanged(story.world, before)).toEqual([])
  })
  test('R22 is given back in parts that never exceed it, however many come at once', async () => {
    const credit = await story.credit(ada, 100)
    const { body } = await story.spend(ada, 50)
    const [use] = body.Value.Uses
    const part = () =>
      ask('POST', `/api/wallets/${ada}/release`, {
        CoworkerBookingCreditUseHistoryId: use.CoworkerBookingCreditUseHistoryId,
        Amount: 20,
      })
    const answers = await Promise.all(Array.from({ length: 6 }, part))
    expect(statuses(answers)).toEqual([200, 200, 400, 400, 400, 400])
    expect(await story.left(credit)).toBe(90)
  })
  test('R21 cannot be taken for what was cancelled, by naming it', async () => {
    const credit = await story.credit(ada, 100)
    const times = { FromTime: '2031-05-10T09:00:00Z', ToTime: '2031-05-10T11:00:00Z' }
    const gone: number[] = []
    for (const Tentative of [true, false]) {
      const booking = await makeBooking(story.world, room, ada, { ...times, Tentative })
      const cancel = { Key: 'CANCEL_BOOKING', Ids: [booking] }
      await ask('POST', `${paths.bookings}/runcommand`, cancel)
      gone.push(booking)
    }
    const before = await digestOf(story.world)
    for (const BookingId of gone) {
      const charge = { Charges: [{ Kind: 'Booking', BookingId }] }
      expect((await ask('POST', `/api/wallets/${ada}/spend`, charge)).status).toBe(400)
      expect((await ask('POST', `/api/wallets/${ada}/release`, { BookingId })).status).toBe(400)
      const run = { Key: 'CHARGE_BOOKING', Ids: [BookingId] }
      await ask('POST', `${paths.bookings}/runcommand`, run)
    }
    expect(await tablesChanged(story.world, before)).toEqual([])
    expect(await story.left(credit)).toBe(100)
  })
})

describe('many at once', () => {
  test('R11 find one wallet for a new customer, and a customer who is created at once is one', async () => {
    const person = {
      FullName: 'Eve',
      Email: 'eve@example.com',
      CountryId: 1901,
      SimpleTimeZoneId: 2023,
      InvoicingBusinessId: location,
    }
    const created = await Promise.all(
      Array.from({ length: 6 }, () =>
        ask('POST', paths.coworkers, person, { 'idempotency-key': 'eve' }),
      ),
    )
    expect(statuses(created)).toEqual(created.map(() => 200))
    const ids = new Set(created.map(({ body }) => body.Value.Id as number))
    expect(ids.size).toBe(1)
    const [eve = 0] = ids
    await Promise.all(Array.from({ length: 12 }, () => story.credit(eve, 1)))
    const { rows } = await sql`select from wallet where coworker_id = ${eve}`.execute(
      story.world.service.database.executor,
    )
    expect(rows).toHaveLength(1)
    expect(await story.wallet(eve)).toMatchObject({ Spendable: 12, Sequence: 12 })
    const sequences = (await story.statement(eve)).map((row: Row) => row.Sequence)
    expect(sequences).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
  })
  test('R63 a total that is lowered while it is used never falls below what is used', async () => {
    const credit = await story.credit(ada, 100)
    const total = (TotalCredit: number) =>
      ask('PATCH', `${paths.credits}/${credit}`, { TotalCredit })
    const use = () => ask('POST', paths.uses, { CoworkerBookingCreditId: credit, CreditUsed: 10 })
    const answers = await Promise.all([
      use(),
      use(),
      use(),
      use(),
      total(70),
      use(),
      use(),
      total(50),
      use(),
      use(),
      use(),
      use(),
      total(40),
    ])
    expect(statuses(answers).every((status) => status === 200 || status === 400)).toBe(true)
    const { body } = await ask('GET', `${paths.credits}/${credit}`)
    const uses = answers.filter(
      ({ status, body: answer }) => status === 200 && answer.Message !== undefined,
    )
    expect(uses.length).toBeGreaterThan(0)
    const used = (await story.statement(ada, 'Kind=Use')).reduce((sum, row) => sum - row.Amount, 0)
    expect(body.RemainingCredit).toBe(body.TotalCredit - used)
    expect(body.RemainingCredit).toBeGreaterThanOrEqual(0)
    // The limit that holds in the end is enforced from then on.
    expect((await total(used - 0.01)).status).toBe(400)
    expect((await total(used)).status).toBe(200)
    expect((await use()).status).toBe(400)
  })
  test('R25 a customer who is archived meanwhile uses no credit: what was booked is charged in money', async () => {
    const booking = await makeBooking(story.world, room, ada, {
      FromTime: '2031-05-10T09:00:00Z',
      ToTime: '2031-05-10T10:00:00Z',
    })
    const credit = await story.credit(ada, 100)
    expect((await ask('PATCH', `${paths.coworkers}/${ada}`, { Archived: true })).status).toBe(200)
    await story.moveTo('2031-05-10T12:00:00Z')
    const { body } = await ask('GET', `${paths.bookings}/${booking}`)
    expect([body.Invoiced, body.CoworkerExtraServicePrice]).toEqual([true, 20])
    expect(await story.left(credit)).toBe(100)
    expect((await story.spend(ada, 1)).body.Value.Covered).toBe(0)
  })
})
