// Who waits for whom. A transaction of the test holds what another request would hold; whoever has to wait is seen waiting.
// PGlite has a single connection, on which everybody takes turns, so this shows on PostgreSQL only.

import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectSoundWallet, journalOf } from '../support/journal.ts'
import {
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makeProduct,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  paths,
} from '../support/space.ts'
import { type Answer, isPostgres, openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let room: number
let rate: number
let ada: number
let ben: number
let credit: number
let timeCredit: number

const open = async (lockTimeout?: number) => {
  world = await openWorld(lockTimeout === undefined ? {} : { lockTimeout })
  location = await makeLocation(world)
  const type = await makeResourceType(world, location)
  room = await makeResource(world, location, type)
  rate = await makeRate(world, location, { ResourceTypes: [type] })
}

async function newPeople(): Promise<void> {
  ada = await makeCustomer(world, location)
  ben = await makeCustomer(world, location)
  credit = await makeCredit(world, location, ada, { CaneBeUsedForBookings: true })
  timeCredit = await makeTimeCredit(world, location, ada, rate)
}

/** Runs `meanwhile` while a transaction holds what the statement locks. */
function whileHeld<T>(lock: RawBuilder<unknown>, meanwhile: () => Promise<T>): Promise<T> {
  return world.service.database.transaction(async (transaction) => {
    await lock.execute(transaction)
    return meanwhile()
  })
}

const walletOf = (customer: number) =>
  sql`select * from wallet where coworker_id = ${customer} for update`

/** Waits until so many connections of this database wait for a lock. */
async function expectWaiting(count: number): Promise<void> {
  const waiting = async () => {
    const { rows } = await sql<{ waiting: number }>`
      select count(*)::integer as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(
      world.service.database.executor,
    )
    return rows[0]?.waiting
  }
  await expect.poll(waiting, { timeout: 10_000 }).toBe(count)
}

const post = (url: string, body: unknown, headers = {}) => world.ask('POST', url, { body, headers })
const use = (CreditUsed: number, headers = {}) =>
  post(paths.uses, { CoworkerBookingCreditId: credit, CreditUsed }, headers)
const charges = (Amount: number) => ({ Charges: [{ Kind: 'Booking', Amount }] })
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status)

describe.runIf(isPostgres)('a wallet that somebody holds', () => {
  beforeAll(() => open())
  afterAll(() => world.close())
  beforeEach(newPeople)

  test('R1 keeps every writer waiting by its own row, whatever the newest entry is, and then lets all of them through', async () => {
    const other = await makeCustomer(world, location)
    const writers = [
      () => use(1),
      () => post(`/api/wallets/${ada}/spend`, charges(2)),
      () => post(paths.timeUses, { CoworkerExtraServiceId: timeCredit }),
      () => post(paths.credits, { CoworkerId: ada, BusinessId: location, TotalCredit: 5 }),
      () => world.ask('PATCH', `${paths.credits}/${credit}`, { body: { TotalCredit: 120 } }),
    ]
    // The journal of a new customer has no newest entry that could be locked.
    const first = () => makeCredit(world, location, other)
    let done: Promise<Answer[]> | undefined
    let firstDone: Promise<number> | undefined
    const both = sql`select * from wallet where coworker_id = any(array[${ada}, ${other}]::bigint[]) for update`
    await whileHeld(both, async () => {
      done = Promise.all(writers.map((write) => write()))
      firstDone = first()
      await expectWaiting(writers.length + 1)
      expect(await journalOf(world, ada)).toHaveLength(2)
      expect(await journalOf(world, other)).toHaveLength(0)
    })
    expect(statuses((await done) ?? [])).toEqual(writers.map(() => 200))
    await firstDone
    await expectSoundWallet(world, ada)
    await expectSoundWallet(world, other)
  })

  test('R2 is read again once it is free: nobody spends what was there before', async () => {
    let done: Promise<Answer[]> | undefined
    await whileHeld(walletOf(ada), async () => {
      done = Promise.all([use(60), post(`/api/wallets/${ada}/spend`, charges(60))])
      await expectWaiting(2)
    })
    const [used, spent] = (await done) ?? []
    const covered = spent?.body.Value?.Covered
    expect([used?.status, covered]).toEqual(used?.status === 200 ? [200, 40] : [400, 60])
    await expectSoundWallet(world, ada)
  })

  test('R9 is read without waiting', async () => {
    const answers = await whileHeld(walletOf(ada), async () => [
      await world.ask('GET', `/api/wallets/${ada}`),
      await world.ask('GET', `/api/wallets/${ada}/statement`),
      await world.ask('GET', `/api/wallets?Name=x`),
      await world.ask('GET', `${paths.credits}/${credit}`),
      await post(`/api/wallets/${ada}/quote`, charges(20)),
    ])
    expect(statuses(answers)).toEqual([200, 200, 200, 200, 200])
    expect(answers[4]?.body.Value.Covered).toBe(20)
  })

  test('R10 keeps nobody else waiting, at the same location and for the same rooms', async () => {
    const product = await makeProduct(world, location)
    const offer = { Name: 'Bundle', ProductId: product, Credit: 5, CaneBeUsedForBookings: true }
    await world.create(paths.offers, offer)
    const times = (day: number) => ({
      FromTime: `2031-05-${day}T09:00:00Z`,
      ToTime: `2031-05-${day}T11:00:00Z`,
    })
    // Held up at its very last row, a booking of Ada has written everything else that it writes.
    const lastRow = sql`select * from coworker_booking_credit where id = ${credit} for update`
    let hers: Promise<number> | undefined
    await whileHeld(lastRow, async () => {
      hers = makeBooking(world, room, ada, times(10))
      await expectWaiting(1)
      const his = await makeCredit(world, location, ben, { CaneBeUsedForBookings: true })
      await makeBooking(world, room, ben, times(11))
      await world.create(paths.uses, { CoworkerBookingCreditId: his, CreditUsed: 1 })
      const sale = { CoworkerId: ben, BusinessId: location, ProductId: product, Quantity: 1 }
      await world.create(paths.sales, { ...sale, ActivateNow: true })
      const spent = await post(`/api/wallets/${ben}/spend`, charges(10))
      expect(spent.body.Value.Covered).toBe(10)
      // She is at it still.
      await expectWaiting(1)
    })
    await hers
    await expectSoundWallet(world, ada)
    await expectSoundWallet(world, ben)
  })
})

test.runIf(isPostgres)('R3 nobody waits for a lock without end', async () => {
  const plain = await openWorld()
  const { rows } = await sql`select current_setting('lock_timeout') as bound`.execute(
    plain.service.database.executor,
  )
  await plain.close()
  expect(rows).toEqual([{ bound: '10s' }])
})

describe.runIf(isPostgres)('R3 whoever has waited long enough', () => {
  beforeAll(() => open(300))
  afterAll(() => world.close())
  beforeEach(newPeople)

  test('is told that it is busy and when to come back, and the key still works', async () => {
    const requests = [
      (headers: object) => use(40, headers),
      (headers: object) => post(`/api/wallets/${ada}/spend`, charges(40), headers),
    ]
    for (const [index, request] of requests.entries()) {
      const headers = { 'idempotency-key': `busy ${index}` }
      const {
        status,
        body,
        headers: answered,
      } = await whileHeld(walletOf(ada), () => request(headers))
      expect([status, answered['retry-after']]).toEqual([503, '1'])
      expect(body).toMatchObject({ WasSuccessful: false, Value: null })
      expect(body.Message).toMatch(/Try again/)
      const again = await request(headers)
      expect(again.status).toBe(200)
      expect((await request(headers)).text).toBe(again.text)
    }
    expect((await world.ask('GET', `${paths.credits}/${credit}`)).body.RemainingCredit).toBe(20)
    await expectSoundWallet(world, ada)
  })

  test('keeps nobody else of the same batch from spending, and is waited for once', async () => {
    const other = await makeCustomer(world, location)
    await makeCredit(world, location, other, { CaneBeUsedForBookings: true })
    const spend = (customer: number) => post(`/api/wallets/${customer}/spend`, charges(1))
    const customers = [ada, other, ada, other, other, ada]
    const answers = await whileHeld(walletOf(ada), () => Promise.all(customers.map(spend)))
    expect(statuses(answers)).toEqual(customers.map((one) => (one === ada ? 503 : 200)))
    expect(statuses(await Promise.all(customers.map(spend)))).toEqual(customers.map(() => 200))
    await expectSoundWallet(world, ada)
    await expectSoundWallet(world, other)
  })
})
