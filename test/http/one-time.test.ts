// The time of a wallet runs one way, whoever asks first and whoever is served first.

import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { journalOf } from '../support/journal.ts'
import { makeCredit, makeCustomer, makeLocation, paths } from '../support/space.ts'
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
