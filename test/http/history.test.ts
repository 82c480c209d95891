// What can be asked about the past, and what it costs to ask about the present.

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  makeBooking,
  makePlan,
  makeRate,
  makeResource,
  makeResourceType,
  makeUse,
  paths,
} from '../support/space.ts'
import { openStory, type Row, type Story } from '../support/story.ts'

let story: Story
let location: number
let room: number
let ada: number

beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story.close())
beforeEach(async () => {
  location = await story.startOn('2031-05-01T00:00:00Z')
  const type = await makeResourceType(story.world, location)
  await makeRate(story.world, location, { ResourceTypes: [type] })
  room = await makeResource(story.world, location, type)
  ada = await story.member()
})

const usesBy = async (filter: string, id: number) =>
  (await story.world.ask('GET', `${paths.uses}?CoworkerBookingCreditUseHistory_${filter}=${id}`))
    .body.Records

const cancel = (booking: number, reason: number) =>
  story.world.ask('POST', `${paths.bookings}/runcommand`, {
    body: {
      Key: 'CANCEL_BOOKING',
      Ids: [booking],
      Parameters: [{ Name: 'Cancellation Reason', Value: reason }],
    },
  })

describe('any window', () => {
  /** Two weeks of grants, uses, returns, corrections and an expiry, some of them in the same second. */
  async function twoWeeks(): Promise<void> {
    await story.credit(ada, 100, { ExpireDate: '2031-05-09T12:00:00Z' })
    const second = await story.credit(ada, 50)
    for (let day = 2; day <= 14; day += 1) {
      await story.jumpTo(`2031-05-${String(day).padStart(2, '0')}T10:30:00Z`)
      await story.spend(ada, day)
      if (day % 5 === 0) {
        const Reason = 'correction'
        await story.world.ask('POST', `/api/wallets/${ada}/adjust`, {
          body: { CoworkerBookingCreditId: second, Amount: 3, Reason },
        })
      }
    }
  }
  const instants = ['04-01', '05-01', '05-05', '05-09', '05-14'].flatMap((day) =>
    ['T10:30:00Z', 'T12:00:00Z'].map((time) => `2031-${day}${time}`),
  )

  test('R50 of the statement holds exactly the rows of the whole that lie in it, with the same balances', async () => {
    await twoWeeks()
    await story.jumpTo('2031-06-02T00:00:00Z')
    const whole = await story.statement(ada)
    expect(whole.length).toBeGreaterThan(17)
    for (const from of instants) {
      for (const to of [...instants, undefined]) {
        if (to !== undefined && to <= from) continue
        const inside = (row: Row) =>
          row.OccurredOn >= from && (to === undefined || row.OccurredOn < to)
        const query = `from=${from}${to === undefined ? '' : `&to=${to}`}`
        expect({ query, rows: await story.statement(ada, query) }).toEqual({
          query,
          rows: whole.filter(inside),
        })
      }
    }
  }, 60_000)
  test('R50 I10 and any instant: the balance as of it is what the statement says, and nothing later changes it', async () => {
    await twoWeeks()
    await story.jumpTo('2031-06-02T00:00:00Z')
    const whole = await story.statement(ada)
    const asOf = async (at: string) => (await story.wallet(ada, `at=${at}`)).Spendable
    const seen: number[] = []
    for (const at of instants) {
      const last = whole.filter((row) => row.OccurredOn <= at).at(-1)
      expect([at, await asOf(at)]).toEqual([at, last?.Balance ?? 0])
      seen.push(await asOf(at))
    }
    expect((await story.wallet(ada)).Spendable).toBe(whole.at(-1)?.Balance)
    await story.spend(ada, 1)
    await story.credit(ada, 1_000)
    expect(await Promise.all(instants.map(asOf))).toEqual(seen)
  })
})

describe('credit of a plan whose contract ends before it expires', () => {
  const end = '2031-05-15T12:00:00Z'
  let contract: number
  beforeEach(async () => {
    const plan = await story.plan(60, 'CalendarMonth')
    contract = await story.contract(ada, plan)
    await story.credit(ada, 7)
  })
  const cancelOn = async (CancellationDate: string | null) => {
    const { status } = await story.world.ask('PATCH', `${paths.contracts}/${contract}`, {
      body: { CancellationDate },
    })
    expect(status).toBe(200)
  }
  const shown = async (query = '') =>
    (await story.statement(ada, query)).map((row) => [
      row.OccurredOn,
      row.Kind,
      row.Amount,
      row.RemainingCredit,
      row.Balance,
      row.Reason,
    ])
  const lost = [end, 'Expire', -40, 0, 7, 'contract ended']

  test('is lost with the contract, which the history shows when it has come and not before', async () => {
    await story.spend(ada, 20)
    await cancelOn(end)
    await story.jumpTo('2031-05-15T11:59:59Z')
    expect((await shown()).map(([, kind]) => kind)).toEqual(['Grant', 'Grant', 'Use'])
    for (const later of [end, '2031-06-20T00:00:00Z']) {
      await story.jumpTo(later)
      expect((await shown()).slice(3)).toEqual([lost])
    }
    expect(await shown(`from=${end}`)).toEqual([lost])
    expect(await shown('from=2031-05-15T12:00:01Z')).toEqual([])
  })
  test('does not count in any balance from then on, whichever way it is asked for', async () => {
    await story.spend(ada, 20)
    await cancelOn(end)
    await story.moveTo('2031-06-20T00:00:00Z')
    await story.credit(ada, 3)
    const whole = await story.statement(ada)
    expect(whole.map((row) => row.Balance)).toEqual([60, 67, 47, 7, 10])
    for (const at of ['05-01T00:00:00', '05-15T11:59:59', '05-15T12:00:00', '05-31T23:00:00']) {
      const instant = `2031-${at}Z`
      const last = whole.filter((row) => row.OccurredOn <= instant).at(-1)
      expect([at, last?.Balance]).toEqual([
        at,
        (await story.wallet(ada, `at=${instant}`)).Spendable,
      ])
      const query = `from=${instant}`
      expect([at, await story.statement(ada, query)]).toEqual([
        at,
        whole.filter((row) => row.OccurredOn >= instant),
      ])
    }
    const { body } = await story.world.ask('GET', `/api/wallets/${ada}/balances`)
    expect(body.Records.map((row: Row) => row.Balance)).toEqual([47, 7, 10])
    const url = '/api/reports/breakage?from=2031-05-01&to=2031-06-20'
    expect((await story.world.ask('GET', url)).body.Totals).toMatchObject([{ Amount: 40 }])
  })
  test('stays lost when some of it comes back later', async () => {
    await story.spend(ada, 20, { Description: 'Desk' })
    await cancelOn(end)
    await story.jumpTo('2031-05-16T09:00:00Z')
    const [use] = await usesBy('Coworker', ada)
    const { status } = await story.world.ask('POST', `/api/wallets/${ada}/release`, {
      body: { CoworkerBookingCreditUseHistoryId: use.Id },
    })
    expect(status).toBe(200)
    expect((await shown()).slice(3)).toEqual([
      lost,
      ['2031-05-16T09:00:00Z', 'Return', 20, 60, 27, 'Desk'],
      ['2031-05-16T09:00:00Z', 'Expire', -20, 0, 7, 'contract had ended'],
    ])
  })
  test('is not lost when the contract goes on after all, and expires once when it ends later', async () => {
    await cancelOn(end)
    await story.jumpTo('2031-05-10T00:00:00Z')
    await cancelOn('2031-06-10T00:00:00Z')
    await story.jumpTo('2031-06-20T00:00:00Z')
    const ended = (await shown()).filter(([, kind]) => kind === 'Expire')
    expect(ended).toEqual([
      ['2031-05-31T23:00:00Z', 'Expire', -60, 0, 7, 'validity ended'],
      ['2031-06-10T00:00:00Z', 'Expire', -60, 0, 7, 'contract ended'],
    ])
  })
  test('of time is lost likewise', async () => {
    const type = await makeResourceType(story.world, location)
    const rate = await makeRate(story.world, location, { ResourceTypes: [type] })
    const TariffId = await makePlan(story.world, location)
    await story.world.create('/api/billing/tariffextraservices', {
      TariffId,
      ExtraServiceId: rate,
      UsesIncluded: 90,
      ServiceRenewalTime: 'CalendarMonth',
    })
    contract = await story.contract(ada, TariffId)
    await cancelOn(end)
    await story.jumpTo('2031-05-20T00:00:00Z')
    const rows = (await story.statement(ada)).filter((row) => row.Unit === 'Time')
    expect(rows.map((row) => [row.OccurredOn, row.Kind, row.Amount, row.Balance])).toEqual([
      ['2031-05-01T00:00:00Z', 'Grant', 90, 90],
      [end, 'Expire', -90, 0],
    ])
  })
})

test('R48 a balance is read without the journal and the uses, however long they are', async () => {
  const credit = await story.credit(ada, 100)
  for (let count = 0; count < 5; count += 1) await makeUse(story.world, credit, 1)
  const { executor } = story.world.service.database
  const tables = ['credit_movement', 'coworker_booking_credit_use_history', 'settlement']
  const rename = async (from: (name: string) => string, to: (name: string) => string) => {
    for (const name of tables) {
      await sql`alter table ${sql.table(from(name))} rename to ${sql.id(to(name))}`.execute(
        executor,
      )
    }
  }
  const away = (name: string) => `${name}_away`
  const here = (name: string) => name
  await rename(here, away)
  try {
    expect((await story.wallet(ada)).Spendable).toBe(95)
    expect((await story.quote(ada, 100)).body.Value.Covered).toBe(95)
    expect((await story.world.ask('GET', `/api/wallets/${ada}/statement`)).status).toBe(500)
  } finally {
    await rename(away, here)
  }
  expect((await story.spend(ada, 95)).body.Value.Covered).toBe(95)
})

test('R51 what one answer says of balances and of uses belongs together, while others are at it', async () => {
  await story.credit(ada, 60)
  await story.credit(ada, 60)
  const grants = 2
  const writers = Promise.all(Array.from({ length: 40 }, () => story.spend(ada, 1)))
  const wallets: Row[] = []
  const statements: (readonly Row[])[] = []
  for (let count = 0; count < 15; count += 1) {
    const [wallet, statement] = await Promise.all([story.wallet(ada), story.statement(ada)])
    wallets.push(wallet)
    statements.push(statement)
  }
  await writers
  for (const { Spendable, Sequence, Credits } of wallets) {
    expect(Spendable).toBe(120 - (Sequence - grants))
    const held = Credits.reduce((sum: number, one: Row) => sum + one.RemainingCredit, 0)
    expect(held).toBe(Spendable)
  }
  for (const rows of statements) {
    expect(rows.at(-1).Balance).toBe(120 - (rows.length - grants))
  }
})

describe('who paid for what', () => {
  test('R59 is told in both directions, and what was bought apart from what was given', async () => {
    await story.contract(ada, await story.plan(15, 'CalendarMonth'))
    const product = await story.world.create(paths.products, {
      BusinessId: location,
      Name: 'Bundle',
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
    const sale = { CoworkerId: ada, BusinessId: location, ProductId: product, Quantity: 1 }
    await story.world.create(paths.sales, { ...sale, ActivateNow: true })
    const gift = await story.credit(ada, 100)
    const first = await makeBooking(story.world, room, ada, {
      FromTime: '2031-05-20T09:00:00Z',
      ToTime: '2031-05-20T11:00:00Z',
    })
    const second = await makeBooking(story.world, room, ada, {
      FromTime: '2031-05-21T09:00:00Z',
      ToTime: '2031-05-21T10:00:00Z',
    })
    const { Credits } = await story.wallet(ada)
    const origins: Record<number, string> = Object.fromEntries(
      Credits.map((one: Row) => [one.Id, one.Origin]),
    )
    const paid = (await usesBy('Booking', first)).map((use: Row) => [
      origins[use.CoworkerBookingCreditId],
      use.CreditUsed,
    ])
    expect(paid.sort()).toEqual([
      ['Manual', 10],
      ['Plan', 15],
      ['Product', 15],
    ])
    const of = (await usesBy('CoworkerBookingCredit', gift)).map((use: Row) => [
      use.BookingId,
      use.CreditUsed,
    ])
    expect(of).toEqual(
      expect.arrayContaining([
        [first, 10],
        [second, 20],
      ]),
    )
    expect(of).toHaveLength(2)
    const rows = (await story.statement(ada, 'Kind=Use')).map((row) => [
      row.BookingId,
      row.Origin,
      row.Amount,
    ])
    expect(rows).toEqual([
      [first, 'Plan', -15],
      [first, 'Product', -15],
      [first, 'Manual', -10],
      [second, 'Manual', -20],
    ])
    const { body } = await story.world.ask('GET', '/api/reports/liability')
    expect(body.Records.map((row: Row) => [row.Origin, row.Amount])).toEqual([['Manual', 70]])
  })
  test('R61 when the payment fails afterwards, what was settled stays on record and a return stands beside it', async () => {
    const credit = await story.credit(ada, 30)
    const booking = await makeBooking(story.world, room, ada, {
      FromTime: '2031-05-20T09:00:00Z',
      ToTime: '2031-05-20T11:00:00Z',
    })
    expect(await story.left(credit)).toBe(0)
    const before = await story.statement(ada)
    await story.jumpTo('2031-05-02T00:00:00Z')
    const unpaid = 5
    expect((await cancel(booking, unpaid)).body.WasSuccessful).toBe(true)
    expect(await story.left(credit)).toBe(30)
    const after = await story.statement(ada)
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after.slice(before.length)).toMatchObject([
      { Kind: 'Return', Amount: 30, BookingId: booking, OccurredOn: '2031-05-02T00:00:00Z' },
    ])
  })
})
