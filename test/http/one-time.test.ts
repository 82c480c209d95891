// The time of a wallet runs one way, whoever asks first and whoever is served first.

import { once } from 'node:events'
import { request } from 'node:http'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wholeUnits } from '../../src/engine/amount.ts'
import type { Unit } from '../../src/engine/wallet.ts'
import { serviceActor } from '../../src/operations/call.ts'
import { record } from '../../src/operations/ledger.ts'
import { journalOf } from '../support/journal.ts'
import {
  makeCredit,
  makeCustomer,
  makeLocation,
  makeRate,
  makeTimeCredit,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let address: string
let location: number

beforeAll(async () => {
  world = await openWorld()
  address = await world.app.listen({ host: '127.0.0.1', port: 0 })
  location = await makeLocation(world)
})
afterAll(() => world.close())

/** A POST that is received, and so has its time, before its body comes. */
async function heldBack(path: string, body: object) {
  const text = JSON.stringify(body)
  const post = request(`${address}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      expect: '100-continue',
    },
  })
  post.flushHeaders()
  await once(post, 'continue')
  return {
    finish: async () => {
      post.end(text)
      const [response] = await once(post, 'response')
      response.resume()
      return response.statusCode
    },
  }
}

const instantAfter = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString()

// biome-ignore lint/suspicious/noExplicitAny: rows of a statement
type Row = any

test('I14: who asked first and was served last comes last in the statement and in every balance as of later', async () => {
  const customer = await makeCustomer(world, location)
  const credit = await makeCredit(world, location, customer, { TotalCredit: 100 })
  const wallet = `/api/wallets/${customer}`
  const use = (used: number) => ({ CoworkerBookingCreditId: credit, CreditUsed: used })
  const slow = await heldBack(paths.uses, use(1))
  // The clock has to move on between the two.
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect((await world.ask('POST', paths.uses, { body: use(10) })).status).toBe(200)
  expect(await slow.finish()).toBe(200)

  const { body: statement } = await world.ask('GET', `${wallet}/statement`)
  const told = statement.Records.map((row: Row) => [row.Sequence, row.Amount, row.RemainingCredit])
  expect(told).toEqual([
    [1, 100, 100],
    [2, -10, 90],
    [3, -1, 89],
  ])
  expect(statement.Records.map((row: Row) => row.Balance)).toEqual([100, 90, 89])
  const { body: later } = await world.ask('GET', `${wallet}?at=${instantAfter(1_000)}`)
  expect(later.Spendable).toBe(89)
  expect(later.Sequence).toBe(3)
  const { body: liability } = await world.ask(
    'GET',
    `/api/reports/liability?at=${instantAfter(1_000)}`,
  )
  const outstanding = liability.Records.filter((row: Row) => row.BusinessId === location)
  expect(outstanding.map((row: Row) => row.Amount)).toEqual([89])
  const movements = await journalOf(world, customer)
  const times = movements.map(({ occurredAt }) => occurredAt)
  expect(times).toEqual([...times].sort((one, other) => one - other))
  expect(movements.map(({ recordedAt }) => recordedAt)).toEqual(times)
})

describe('I14: what counts from an earlier instant', () => {
  const now = Date.now()
  const minute = 60_000

  /** Moves a credit as of each of these instants, and answers as of when the journal says it did. */
  async function occurred(
    unit: Unit,
    customer: number,
    credit: number,
    instants: readonly number[],
  ) {
    const { database, catalog } = world.service
    await database.transaction((executor) => {
      const work = { actor: serviceActor('desk@example.com'), now, executor, catalog }
      const entry = { unit, coworkerId: customer, creditId: credit, kind: 'Adjust' } as const
      return record(
        work,
        instants.map((occurredAt) => ({
          ...entry,
          amount: wholeUnits(-1),
          occurredAt,
          property: 'Amount',
          attempted: -1,
        })),
      )
    })
    const movements = await journalOf(world, customer)
    return movements.slice(-instants.length).map(({ occurredAt }) => occurredAt)
  }

  const makeTime = async (customer: number) =>
    makeTimeCredit(world, location, customer, await makeRate(world, location))

  test.each<[Unit, (customer: number) => Promise<number>]>([
    ['Money', (customer) => makeCredit(world, location, customer, { TotalCredit: 100 })],
    ['Time', makeTime],
  ])('counts after what its credit has seen: %s', async (unit, make) => {
    const customer = await makeCustomer(world, location)
    const credit = await make(customer)
    const other = await make(customer)
    const [granted, grantedToo] = await journalOf(world, customer)
    const seen = granted?.occurredAt as number
    expect(await occurred(unit, customer, credit, [seen - minute])).toEqual([seen])
    expect(await occurred(unit, customer, credit, [seen + 2 * minute])).toEqual([seen + 2 * minute])
    const later = [seen + minute, seen + 3 * minute]
    expect(await occurred(unit, customer, credit, later)).toEqual([
      seen + 2 * minute,
      seen + 3 * minute,
    ])
    const own = grantedToo?.occurredAt as number
    expect(await occurred(unit, customer, other, [own + minute])).toEqual([own + minute])
  })

  test('counts after what was written more precisely than the service does', async () => {
    const customer = await makeCustomer(world, location)
    const credit = await makeCredit(world, location, customer, { TotalCredit: 100 })
    await sql`
      insert into credit_movement (coworker_id, sequence, unit, coworker_booking_credit_id, kind, amount, remaining,
        occurred_at, recorded_at, made_by)
      values (${customer}, 2, 'Money', ${credit}, 'Adjust', 0, 100, '2098-01-01 00:00:00.000001Z', now(), 'x')`.execute(
      world.service.database.executor,
    )
    await sql`update wallet set sequence = 2 where coworker_id = ${customer}`.execute(
      world.service.database.executor,
    )
    const first = Date.parse('2098-01-01T00:00:00Z')
    expect(await occurred('Money', customer, credit, [first])).toEqual([first + 1])
  })
})
