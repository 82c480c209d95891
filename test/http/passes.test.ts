// Passes of customers by hand (wire 13.5, 16).

import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookup, makeCustomer, makeLocation } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

const path = '/api/billing/coworkertimepasses'

let world: World
let location: number
let customer: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
  customer = await makeCustomer(world, location)
})
afterAll(() => world.close())

const pass = (members: Readonly<Record<string, unknown>> = {}) =>
  world.create('/api/billing/timepasses', {
    BusinessId: location,
    Name: 'Day pass',
    Price: 25,
    CurrencyId: lookup.pounds,
    ...members,
  })

const give = async (members: Readonly<Record<string, unknown>>) =>
  world.ask('POST', path, {
    body: { CoworkerId: customer, BusinessId: location, CreateMultiple: 1, ...members },
  })

test('a day pass has no uses to count, and the price of its definition when none is given', async () => {
  const { body } = await give({ TimePassId: await pass() })
  expect(body.Value).toMatchObject({ TotalUses: null, RemainingUses: null, Price: 25, Used: false })
  const priced = await give({ TimePassId: await pass(), Price: 0 })
  expect(priced.body.Value.Price).toBe(0)
})

test('a pass of minutes has them to use, whatever the body says', async () => {
  const TimePassId = await pass({ MinutesIncluded: 480 })
  const { body } = await give({ TimePassId, TotalUses: 5, RemainingUses: 5 })
  expect(body.Value).toMatchObject({ TotalUses: 480, RemainingUses: 480 })
})

test('a pass is marked as used by a single get and a PUT of the whole', async () => {
  const { body } = await give({ TimePassId: await pass(), ExpireDate: '2030-01-01T00:00:00Z' })
  const url = `${path}/${body.Value.Id}`
  const whole = (await world.ask('GET', url)).body
  const used = { ...whole, Used: true, UsedDate: '2026-05-20T09:00:00Z' }
  expect((await world.ask('PUT', path, { body: used })).status).toBe(200)
  const { UpdatedOn, ...after } = (await world.ask('GET', url)).body
  expect(used).toMatchObject(after)
})

test('several are made at once, and the answer is the first of them', async () => {
  const TimePassId = await pass()
  const { body } = await give({ TimePassId, CreateMultiple: 3, Notes: 'Ten for nine' })
  const query = `CoworkerTimePass_TimePass=${TimePassId}`
  const { Records } = (await world.ask('GET', `${path}?${query}`)).body
  expect(Records).toHaveLength(3)
  expect(Records[0].Id).toBe(body.Value.Id)
  const ids = Records.map(({ UniqueId }: { UniqueId: string }) => UniqueId)
  expect(new Set(ids).size).toBe(3)
  for (const row of Records) expect(row).toMatchObject({ Notes: 'Ten for nine', Price: 25 })
})

test.each([0, -1, 1_001, null])('making %j of them at once is refused', async (CreateMultiple) => {
  const { status, body } = await give({ TimePassId: await pass(), CreateMultiple })
  expect(status).toBe(400)
  expect(body.Errors).toMatchObject([{ PropertyName: 'CreateMultiple' }])
})
