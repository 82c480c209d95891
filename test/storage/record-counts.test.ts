// The totals of lists that grow without end: sums of changes that equal what a walk through the table would find.

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatherRecordCounts, listMiscounts } from '../../src/storage/record-counts.ts'
import { makeCredit, makeCustomer, makeLocation, makeUse, paths } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let credit: number

beforeAll(async () => {
  world = await openWorld()
  const location = await makeLocation(world)
  credit = await makeCredit(world, location, await makeCustomer(world, location))
})
afterAll(() => world.close())

const total = async (path: string) => (await world.ask('GET', path)).body.TotalItems
const executor = () => world.service.database.executor

test('follow what is added, what is refused and what is deleted', async () => {
  expect(await total(paths.uses)).toBe(0)
  await makeUse(world, credit, 1)
  await world.ask('POST', paths.uses, {
    body: { CoworkerBookingCreditId: credit, CreditUsed: 1_000_000 },
  })
  await makeUse(world, credit, 2)
  expect(await total(paths.uses)).toBe(2)
  const [before, other] = [await total(paths.credits), await makeAnother()]
  expect(await total(paths.credits)).toBe(before + 1)
  await world.ask('DELETE', `${paths.credits}/${other}`)
  expect(await total(paths.credits)).toBe(before)
  expect(await listMiscounts(executor())).toEqual([])
})

async function makeAnother(): Promise<number> {
  const { body } = await world.ask('GET', `${paths.credits}/${credit}`)
  return makeCredit(world, body.BusinessId, body.CoworkerId)
}

test('stay the same when their changes are put together', async () => {
  const before = await total(paths.uses)
  await gatherRecordCounts(executor())
  await gatherRecordCounts(executor())
  expect(await total(paths.uses)).toBe(before)
  const { rows } = await sql<{ rows: number }>`
    select count(*) as rows from record_count
    where table_name = 'coworker_booking_credit_use_history'`.execute(executor())
  expect(rows[0]?.rows).toBe(1)
})
