// The sample space in a database: sound wallets, logins that work, and documented updates that are accepted.

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openingEntries } from '../../src/demo/openings.ts'
import { member } from '../../src/demo/people.ts'
import { curlOf, sampleQuote, sampleRequests } from '../../src/demo/requests.ts'
import {
  madeOf,
  type SampleSpace,
  writeEntries,
  writeSampleSpace,
} from '../../src/demo/sample-space.ts'
import { verify } from '../../src/operations/verify.ts'
import { expectSoundWallet, storyOf } from '../support/journal.ts'
import { openWorld, signIn, type World } from '../support/world.ts'

const passwords = { staff: 'a staff password', member: 'a member password' }

let world: World
let space: SampleSpace

beforeAll(async () => {
  world = await openWorld()
  space = await writeSampleSpace(world.service, Date.now(), passwords)
  // Some twelve thousand statements; seconds when the machine has nothing else to do.
}, 180_000)
afterAll(() => world.close())

const idsOf = (entity: string) =>
  [...space.values()].filter((made) => made.entity === entity).map((made) => made.Id)

test('every wallet agrees with its journal', async () => {
  const customers = idsOf('Coworker')
  expect(customers).toHaveLength(40)
  for (const customer of customers) await expectSoundWallet(world, customer)
})

test('verify finds nothing', async () => {
  const checked: number[] = []
  const differences = await verify(world.service, {
    repair: false,
    after: 0,
    onProgress: (_count, _total, customer) => checked.push(customer),
  })
  expect(differences).toEqual([])
  expect(checked).toHaveLength(40)
})

test('everything was recorded when it occurred, at whole minutes, as by a server that was always there', async () => {
  const { rows } = await sql<{ kind: string; seconds: number; late: number }>`
    select kind, extract(second from occurred_at)::int as seconds,
      extract(epoch from recorded_at - occurred_at)::int as late
    from credit_movement`.execute(world.service.database.executor)
  expect(rows.length).toBeGreaterThan(250)
  expect(rows.filter(({ seconds, late }) => seconds !== 0 || late < 0 || late > 60)).toEqual([])
})

test('I11 a statement of any span is that part of the whole statement, running balances included', async () => {
  type Row = { readonly OccurredOn: string }
  const rowsOf = async (customer: number, query = ''): Promise<readonly Row[]> =>
    (await world.ask('GET', `/api/wallets/${customer}/statement?size=1000${query}`)).body.Records
  for (const customer of idsOf('Coworker')) {
    const whole = await rowsOf(customer)
    const cuts = [...new Set(whole.map((row) => row.OccurredOn))]
    const [from, to] = [cuts[Math.floor(cuts.length / 3)], cuts[Math.floor((2 * cuts.length) / 3)]]
    if (from === undefined || to === undefined) continue
    expect(await rowsOf(customer, `&from=${from}`)).toEqual(
      whole.filter((row) => row.OccurredOn >= from),
    )
    expect(await rowsOf(customer, `&from=${from}&to=${to}`)).toEqual(
      whole.filter((row) => row.OccurredOn >= from && row.OccurredOn < to),
    )
  }
})

test('there is credit of every kind and in every state', async () => {
  const credits = (await world.ask('GET', '/api/billing/coworkerbookingcredits?size=1000')).body
    .Records as readonly Credit[]
  const now = Date.now()
  const expired = credits.filter(({ ExpireDate }) => ExpireDate && Date.parse(ExpireDate) < now)
  const open = credits.filter((credit) => !expired.includes(credit))
  const isLow = ({ RemainingCredit: left, TotalCredit: total }: Credit) =>
    left > 0 && left < total / 10
  expect({
    fromPlans: credits.some(({ TariffBookingCreditId: id }) => id !== null),
    fromProducts: credits.some(({ CoworkerProductUniqueId: id }) => id !== null),
    byHand: credits.some((one) => !one.TariffBookingCreditId && !one.CoworkerProductUniqueId),
    expiredWithSomethingLeft: expired.some(({ RemainingCredit }) => RemainingCredit > 0),
    usedUp: credits.some(({ RemainingCredit }) => RemainingCredit === 0),
    runningLow: open.some(isLow),
    untouched: open.some(({ RemainingCredit, TotalCredit }) => RemainingCredit === TotalCredit),
    notYetValid: open.some(({ ValidFrom }) => ValidFrom && Date.parse(ValidFrom) > now),
    universal: credits.some(({ IsUniversalCredit }) => IsUniversalCredit),
    forEvents: credits.some(({ CaneBeUsedForEvents }) => CaneBeUsedForEvents),
  }).toEqual({
    fromPlans: true,
    fromProducts: true,
    byHand: true,
    expiredWithSomethingLeft: true,
    usedUp: true,
    runningLow: true,
    untouched: true,
    notYetValid: true,
    universal: true,
    forEvents: true,
  })
})

interface Credit {
  readonly RemainingCredit: number
  readonly TotalCredit: number
  readonly ValidFrom: string | null
  readonly ExpireDate: string | null
  readonly TariffBookingCreditId: number | null
  readonly CoworkerProductUniqueId: string | null
  readonly IsUniversalCredit: boolean
  readonly CaneBeUsedForEvents: boolean
}

test('uses are linked to bookings and to tickets, time to bookings', async () => {
  const uses = (await world.ask('GET', '/api/billing/coworkerbookingcreditusehistories?size=1000'))
    .body.Records as readonly Record<string, unknown>[]
  expect(uses.some((use) => use.BookingId !== null)).toBe(true)
  expect(uses.some((use) => use.EventAttendeeId !== null)).toBe(true)
  const times = (await world.ask('GET', '/api/billing/coworkerextraserviceusehistories')).body
    .Records as readonly Record<string, unknown>[]
  expect(times.length).toBeGreaterThan(0)
  expect(times.every((use) => use.BookingId !== null)).toBe(true)
})

test('somebody paid one booking with credit and with money', async () => {
  const uses = await recordsOf('billing/coworkerbookingcreditusehistories')
  const charges = (await recordsOf('billing/coworkerextraservices')).filter(
    ({ AutomaticallyAdded }) => AutomaticallyAdded,
  )
  const isUsed = ({ BookingId }: Fields) =>
    uses.some((use) => use.BookingId === BookingId && (use.CreditUsed as number) > 0)
  const [charge] = charges.filter((one) => isUsed(one) && (one.Price as number) > 0)
  expect(charge).toBeDefined()
})

test('what cancelled bookings had used came back', async () => {
  const uses = await recordsOf('billing/coworkerbookingcreditusehistories')
  const cancelled = await recordsOf('spaces/cancelledbookings')
  expect(cancelled).toHaveLength(2)
  for (const { OriginalBookingId, CoworkerId } of cancelled) {
    const own = uses.filter((use) => String(use.BookingId) === OriginalBookingId)
    expect(own.length).toBeGreaterThan(0)
    expect(own.map((use) => use.CreditUsed)).toEqual(own.map(() => 0))
    const story = await storyOf(world, CoworkerId as number)
    expect(story.some((movement) => movement.startsWith('Return '))).toBe(true)
  }
})

test('coffee was paid from a card, and corrections have their reasons', async () => {
  const card = await storyOf(world, madeOf(space, member.name).Id)
  expect(card.filter((movement) => movement === 'Use -3.2')).toHaveLength(3)
  const { Id } = madeOf(space, 'Hannah Lindqvist')
  const { body } = await world.ask('GET', `/api/wallets/${Id}/statement?size=1000`)
  expect(body.Records).toContainEqual(
    expect.objectContaining({
      Kind: 'Adjust',
      Amount: 15,
      Reason: 'One chapter of the house rules was not counted',
    }),
  )
})

type Fields = Readonly<Record<string, unknown>>

async function recordsOf(path: string): Promise<readonly Fields[]> {
  return (await world.ask('GET', `/api/${path}?size=1000`)).body.Records
}

test('what happened lies when it happened', async () => {
  const { body } = await world.ask(
    'GET',
    '/api/billing/coworkerbookingcreditusehistories?size=1000',
  )
  const created = body.Records.map((use: { CreatedOn: string }) => Date.parse(use.CreatedOn))
  expect(Math.max(...created)).toBeLessThanOrEqual(Date.now())
  expect(Math.min(...created)).toBeLessThan(Date.now() - 100 * 86_400_000)
})

test('locations have the currency and the zone of their city', async () => {
  const { body } = await world.ask('GET', '/api/sys/businesses')
  const facts = body.Records.map((one: Record<string, unknown>) => [one.Name, one.CurrencyCode])
  expect(facts).toEqual([
    ['Lantern Yard London', 'GBP'],
    ['Lantern Yard New York', 'USD'],
  ])
  const zone = await world.ask(
    'GET',
    `/api/sys/simpletimezones/${body.Records[1].SimpleTimeZoneId}`,
  )
  expect(zone.body.Name).toBe('Eastern Standard Time')
})

test('the documented updates are accepted, again and again', async () => {
  const requests = await sampleRequests(world.service, space)
  expect(requests).toHaveLength(5)
  for (const { path, body } of [...requests, ...requests]) {
    const answer = await world.ask('PUT', path, { body })
    expect({ path, status: answer.status, errors: answer.body.Errors }).toEqual({
      path,
      status: 200,
      errors: null,
    })
    expect(answer.body.Value).toEqual({ Id: body.Id })
  }
  await expectSoundWallet(world, madeOf(space, 'Jamal Whitlock').Id)
})

test('the quote says which credits would pay and why the others would not', async () => {
  const { method, path, body } = sampleQuote(space, Date.now())
  const answer = await world.ask(method, path, { body })
  expect(answer.status).toBe(200)
  const { Covered, Remainder, Uses, Refused } = answer.body.Value
  expect({ Covered, Remainder, uses: Uses.length }).toEqual({ Covered: 25, Remainder: 85, uses: 1 })
  const codes = Refused.flatMap((one: { Reasons: { Code: string }[] }) =>
    one.Reasons.map(({ Code }) => Code),
  )
  for (const code of ['OtherResourceType', 'NotForBookings', 'Expired'])
    expect(codes).toContain(code)
})

test('the requests are printed as commands that a shell takes', () => {
  const path = '/api/billing/coworkerbookingcreditusehistories'
  const body = { Id: 1, Description: 'It’s Maya’s, and "Owen\'s"' }
  const command = curlOf(
    { title: 'Correct a use', method: 'PUT', path, body },
    'http://127.0.0.1:4400',
    'a token',
  )
  expect(command).toBe(
    `curl -X PUT 'http://127.0.0.1:4400/api/billing/coworkerbookingcreditusehistories' \\
  -H 'Authorization: Bearer a token' \\
  -H 'Content-Type: application/json' \\
  -d '{
  "Id": 1,
  "Description": "It’s Maya’s, and \\"Owen\\u0027s\\""
}'`,
  )
})

test('a manager sees one location, a member signs in as the customer they are', async () => {
  const manager = await signIn(world.app, 'maya.osei@example.com', passwords.staff)
  const { body } = await world.ask('GET', '/api/spaces/coworkers?size=1000', { token: manager })
  expect(body.TotalItems).toBe(26)
  const token = await signIn(world.app, member.email, passwords.member)
  const me = await world.ask('GET', '/api/auth/me', { token })
  expect(me.body.CoworkerId).toBe(madeOf(space, member.name).Id)
})

test('what a reset keeps is found again: logins stay, with their sessions', async () => {
  const token = await signIn(world.app, 'maya.osei@example.com', passwords.staff)
  const users = async () => (await world.ask('GET', '/api/sys/users')).body.TotalItems
  const before = await users()
  await writeEntries(world.service, openingEntries(Date.now(), 'another password'))
  expect(await users()).toBe(before)
  expect((await world.ask('GET', '/api/auth/me', { token })).status).toBe(200)
})
