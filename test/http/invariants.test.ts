// What holds whatever is done: nothing is lost, a quote is a promise, an edit keeps what it replaced, and no timer is needed.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  makeBooking,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  makeUse,
  paths,
} from '../support/space.ts'
import { openStory, type Row, type Story } from '../support/story.ts'
import type { Method } from '../support/world.ts'

let story: Story
let location: number
let type: number
let room: number
let rate: number
let ada: number

beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story.close())
beforeEach(() => startOn('2031-05-01T00:00:00Z'))

async function startOn(now: string): Promise<void> {
  location = await story.startOn(now)
  type = await makeResourceType(story.world, location)
  rate = await makeRate(story.world, location, { ResourceTypes: [type] })
  room = await makeResource(story.world, location, type)
  ada = await story.member()
}

const ask = (method: Method, url: string, body?: unknown) => story.world.ask(method, url, { body })

const adjust = (CoworkerBookingCreditId: number, Amount: number) =>
  ask('POST', `/api/wallets/${ada}/adjust`, {
    CoworkerBookingCreditId,
    Amount,
    Reason: 'correction',
  })

const book = (day: string, hours: number) =>
  makeBooking(story.world, room, ada, {
    FromTime: `${day}T09:00:00Z`,
    ToTime: `${day}T${9 + hours}:00:00Z`,
  })

/** Everything that can happen to credit of money and of time. */
async function eventfulMonth(): Promise<void> {
  const ending = await story.credit(ada, 100, { ExpireDate: '2031-05-20T00:00:00Z' })
  const lasting = await story.credit(ada, 80)
  const removed = await story.credit(ada, 30)
  await makeTimeCredit(story.world, location, ada, rate, { ExpireDate: '2031-05-25T00:00:00Z' })
  await story.contract(ada, await story.plan(50, 'Week'))
  await story.jumpTo('2031-05-03T00:00:00Z')
  const use = await makeUse(story.world, ending, 12.34)
  await ask('PATCH', `${paths.uses}/${use}`, { CreditUsed: 20.5 })
  await ask('PATCH', `${paths.uses}/${use}`, { CoworkerBookingCreditId: lasting })
  await adjust(lasting, 40)
  await adjust(ending, -5.5)
  await ask('PATCH', `${paths.credits}/${lasting}`, { TotalCredit: 150 })
  await makeUse(story.world, removed, 7)
  await ask('DELETE', `${paths.credits}/${removed}`)
  const kept = await book('2031-05-10', 3)
  const cancelled = await book('2031-05-11', 2)
  await ask('POST', `${paths.bookings}/runcommand`, { Key: 'CANCEL_BOOKING', Ids: [cancelled] })
  await story.jumpTo('2031-05-22T00:00:00Z')
  await ask('POST', `/api/wallets/${ada}/release`, { BookingId: kept, Amount: 15 })
  await story.jumpTo('2031-06-02T00:00:00Z')
}

const sum = (rows: readonly Row[]) =>
  Math.round(rows.reduce((total, row) => total + row.Amount, 0) * 10_000) / 10_000

describe('conservation', () => {
  test('I1 I3 of every credit: put in less taken out is what is left at every row, and never below zero', async () => {
    await eventfulMonth()
    const rows = await story.statement(ada)
    const kinds = new Set(rows.map((row) => row.Kind))
    expect([...kinds].sort()).toEqual([
      'Adjust',
      'Edit',
      'Expire',
      'Grant',
      'Return',
      'Use',
      'Void',
    ])
    const keyOf = (row: Row) => `${row.CoworkerBookingCreditId}/${row.CoworkerExtraServiceId}`
    for (const key of new Set(rows.map(keyOf))) {
      const own = rows.filter((row) => keyOf(row) === key)
      // Credit that has ended keeps its balance, though nobody can spend it; its end is a row of its own.
      const moved = own.filter((row) => row.Kind !== 'Expire')
      moved.forEach((row, index) => {
        expect(row.RemainingCredit).toBeGreaterThanOrEqual(0)
        const put = sum(moved.slice(0, index + 1))
        expect([key, index, row.RemainingCredit]).toEqual([key, index, put])
      })
      const left = own.length > moved.length ? 0 : moved.at(-1)?.RemainingCredit
      expect([key, sum(own)]).toEqual([key, left])
    }
    const { body } = await ask('GET', `${paths.credits}?CoworkerBookingCredit_Coworker=${ada}`)
    for (const { TotalCredit, RemainingCredit } of body.Records) {
      expect(RemainingCredit).toBeLessThanOrEqual(TotalCredit)
    }
  })
  test('I2 in each unit: all entries together, with what can still be spent on the other side, are nothing', async () => {
    await eventfulMonth()
    const rows = await story.statement(ada)
    const { Spendable, TimeCredits } = await story.wallet(ada)
    expect(sum(rows.filter((row) => row.Unit === 'Money')) - Spendable).toBe(0)
    const minutes = TimeCredits.filter((one: Row) => one.Usable)
    const left = minutes.reduce((total: number, one: Row) => total + one.RemainingUses, 0)
    expect(sum(rows.filter((row) => row.Unit === 'Time')) - left).toBe(0)
    // And so at any time before.
    for (const at of ['2031-05-02T00:00:00Z', '2031-05-20T00:00:00Z', '2031-05-28T00:00:00Z']) {
      const until = rows.filter((row) => row.Unit === 'Money' && row.OccurredOn <= at)
      expect([at, (await story.wallet(ada, `at=${at}`)).Spendable]).toEqual([at, sum(until)])
    }
  })
})

test('I15 what a quote answers, the spend after it does', async () => {
  await story.credit(ada, 17.5, { ElegibleResourceTypes: [type] })
  await story.credit(ada, 40, { ExpireDate: '2031-05-20T00:00:00Z' })
  await story.credit(ada, 30, { IsUniversalCredit: true })
  const other = { Kind: 'Other', Amount: 12.25 }
  const basket = [
    { Kind: 'Booking', Amount: 25, ResourceTypeId: type, ServiceTime: '2031-05-10T09:00:00Z' },
    { Kind: 'Booking', Amount: 9.99, ServiceTime: '2031-05-25T09:00:00Z' },
    other,
  ]
  for (const Charges of [basket, [other], basket, basket]) {
    const told = (await ask('POST', `/api/wallets/${ada}/quote`, { Charges })).body.Value
    const done = (await ask('POST', `/api/wallets/${ada}/spend`, { Charges })).body.Value
    const shares = (value: Row) =>
      value.Uses.map((use: Row) => [
        use.CoworkerBookingCreditId,
        use.ChargeIndex,
        use.CreditUsed,
        use.RemainingCredit,
      ])
    expect(shares(told)).toEqual(shares(done))
    expect([told.Covered, told.Remainder]).toEqual([done.Covered, done.Remainder])
    expect(told.Refused).toEqual(done.Refused)
  }
})

test('I16 an empty list means all, and whatever does not pay is told why', async () => {
  const open = await story.credit(ada, 10)
  const other = await makeResourceType(story.world, location)
  const closed = await story.credit(ada, 10, { ElegibleResourceTypes: [other] })
  const charge = { ResourceTypeId: type, ServiceTime: '2031-05-10T09:00:00Z' }
  const { Uses, Refused } = (await story.quote(ada, 20, charge)).body.Value
  expect(Uses.map((use: Row) => use.CoworkerBookingCreditId)).toEqual([open])
  expect(Refused).toMatchObject([
    { CoworkerBookingCreditId: closed, Reasons: [{ Code: 'OtherResourceType' }] },
  ])
})

test('I17 an edit reads back as it was written, and the statement keeps what it replaced', async () => {
  const first = await story.credit(ada, 100)
  const second = await story.credit(ada, 50)
  const use = await makeUse(story.world, first, 40)
  const whole = (await ask('GET', `${paths.uses}/${use}`)).body
  const edits: readonly object[] = [
    { CreditUsed: 30 },
    { CoworkerBookingCreditId: second },
    { CoworkerBookingCreditId: first, CreditUsed: 12.5 },
  ]
  for (const edit of edits) {
    const before = await story.statement(ada)
    const body = { ...whole, ...edit }
    expect((await ask('PUT', paths.uses, body)).status).toBe(200)
    expect((await ask('GET', `${paths.uses}/${use}`)).body).toMatchObject(edit)
    const after = await story.statement(ada)
    expect(after.slice(0, before.length)).toEqual(before)
    const added = after.slice(before.length)
    // A reversal and a replacement, in this order.
    expect([added.length, added[0]?.Amount > 0, added[1]?.Amount < 0]).toEqual([2, true, true])
  }
  await ask('PATCH', `${paths.credits}/${second}`, { TotalCredit: 75 })
  expect((await ask('GET', `${paths.credits}/${second}`)).body.TotalCredit).toBe(75)
  expect((await story.statement(ada)).slice(-2).map((row) => row.Kind)).toEqual(['Edit', 'Edit'])
})

/** Without the numbers that tell one story's names from another's. */
const unnamed = (answers: object) =>
  JSON.parse(JSON.stringify(answers).replace(/(Customer|Plan|Riverside|Room) ?\d+/g, '$1'))

test('I11 with every background task standing still each answer is what it is with the tasks running', async () => {
  const days = ['01-05', '01-31', '02-01', '02-11', '02-28', '03-20', '04-02'] as const
  async function told(moves: (now: string) => Promise<void>, looks: readonly string[]) {
    await startOn('2031-01-03T00:00:00Z')
    await story.contract(ada, await story.plan(100, 'CalendarMonth'))
    await story.credit(ada, 10, { ExpireDate: '2031-02-15T00:00:00Z' })
    // Beyond the grant that is there, so it is charged when it ends.
    await book('2031-02-10', 3)
    const seen: unknown[] = []
    for (const day of days) {
      await moves(`2031-${day}T12:00:00Z`)
      if (!looks.includes(day)) continue
      const { Sequence: _, ...wallet } = await story.wallet(ada)
      const rows = (await story.statement(ada)).map(
        ({ Sequence: __, RecordedOn: ___, ...row }: Row) => row,
      )
      const past = (await story.wallet(ada, 'at=2031-02-10T23:00:00Z')).Spendable
      const quote = (await story.quote(ada, 500)).body.Value.Covered
      seen.push(unnamed({ day, wallet, rows, past, quote }))
    }
    return seen
  }
  for (const looks of [days, ['02-11', '04-02'], ['04-02']]) {
    const running = await told(story.moveTo, looks)
    const still = await told(story.jumpTo, looks)
    expect(still).toEqual(running)
  }
})
