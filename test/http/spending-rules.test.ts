// Who may spend what on a booking, and what is given back: the rules that the worked examples leave open.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { openRooms, type Rooms } from '../support/rooms.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let space: Rooms

const moveTo = (Now: string) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2031-05-03T09:00:00Z')
  space = await openRooms(world)
})
afterEach(async () => {
  expect(await verify(world.service, { repair: false, after: 0, onProgress: () => {} })).toEqual([])
})

test('S22 hours of credit that exceed what is left by parts of a penny leave nothing to pay', async () => {
  const rates = await world.ask('GET', '/api/billing/extraservices?ExtraService_Name=BR rate')
  await world.ask('PATCH', `/api/billing/extraservices/${rates.body.Records[0].Id}`, {
    body: { CreditPrice: 1 },
  })
  const money = await space.credit(10.19, {
    UseCreditPrice: false,
    ExpireDate: '2031-05-20T00:00:00Z',
  })
  const hours = await space.credit(1.7499, { UseCreditPrice: true })
  const booking = await space.book({ hours: 2, room: space.board })
  expect(await space.charge(booking)).toEqual([true, 0])
  expect([await space.left(money), await space.left(hours)]).toEqual([0, 0])
})
