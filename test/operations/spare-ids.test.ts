// Ids that are taken ahead: each is given out once, and none that lay about for long.

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createSpareIds, noSpareIds, type SpareIds } from '../../src/operations/spare-ids.ts'
import type { Executor } from '../../src/storage/database.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let executor: Executor
let now: number
let spare: SpareIds

beforeAll(async () => {
  world = await openWorld()
  executor = world.service.database.executor
})
afterAll(() => world.close())

beforeEach(async () => {
  now = 0
  spare = createSpareIds(() => now)
  await sql`alter sequence settlement_id_seq restart with 100`.execute(executor)
  await sql`alter sequence coworker_booking_credit_use_history_id_seq restart with 200`.execute(
    executor,
  )
})

test('what is at hand is given out first, what is lacking comes from the database', async () => {
  spare.add({ settlements: [1, 2], uses: [7] })
  expect(await spare.take(executor, { settlements: 1, uses: 3 })).toEqual({
    settlements: [1],
    uses: [7, 200, 201],
  })
  expect(await spare.take(executor, { settlements: 2, uses: 0 })).toEqual({
    settlements: [2, 100],
    uses: [],
  })
})

test('two that ask at once never get the same', async () => {
  spare.add({ settlements: [1, 2, 3], uses: [4, 5, 6] })
  const taken = await Promise.all([
    spare.take(executor, { settlements: 2, uses: 2 }),
    spare.take(executor, { settlements: 2, uses: 2 }),
  ])
  expect(new Set(taken.flatMap(({ settlements }) => settlements)).size).toBe(4)
  expect(new Set(taken.flatMap(({ uses }) => uses)).size).toBe(4)
})

test('after a second they are dropped, because others have got later ones meanwhile', async () => {
  spare.add({ settlements: [1], uses: [2] })
  now = 1_001
  expect(spare.wanted(1)).toEqual({ settlements: 2, uses: 2 })
  expect(await spare.take(executor, { settlements: 1, uses: 1 })).toEqual({
    settlements: [100],
    uses: [200],
  })
})

test('as many are wanted as three more batches need', () => {
  expect(spare.wanted(3)).toEqual({ settlements: 9, uses: 9 })
  spare.add({ settlements: [1, 2, 3, 4], uses: [1, 2, 3, 4, 5, 6, 7] })
  expect(spare.wanted(3)).toEqual({ settlements: 5, uses: 2 })
})

test('none are kept where the same requests are to be answered the same', async () => {
  noSpareIds.add({ settlements: [1], uses: [2] })
  expect(noSpareIds.wanted(5)).toEqual({ settlements: 0, uses: 0 })
  expect(await noSpareIds.take(executor, { settlements: 1, uses: 1 })).toEqual({
    settlements: [100],
    uses: [200],
  })
})

test('those that may have been written are dropped', async () => {
  spare.add({ settlements: [1], uses: [2] })
  spare.drop()
  expect(await spare.take(executor, { settlements: 1, uses: 1 })).toEqual({
    settlements: [100],
    uses: [200],
  })
})
