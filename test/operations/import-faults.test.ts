// An import that is broken off, or has to begin again: all of it or nothing, once.

import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { importCredits } from '../../src/operations/import-credits.ts'
import type { Row } from '../../src/operations/import-rows.ts'
import { afterWrites, digestOf, installFaults, tablesChanged } from '../support/faults.ts'
import { expectSoundWallet, storyOf } from '../support/journal.ts'
import { makeCustomer, makeLocation } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let customers: readonly number[]
let batches: readonly (readonly Row[])[]
let opened: number

beforeEach(async () => {
  world = await openWorld()
  const location = await makeLocation(world)
  customers = [await makeCustomer(world, location), await makeCustomer(world, location)]
  const row = (line: number, customer: number | undefined): Row => ({
    line,
    cells: [customer, location, 10, 4, `old ${line}`].map(String),
  })
  const columns = ['CoworkerId', 'BusinessId', 'TotalCredit', 'RemainingCredit', 'SystemId']
  batches = [
    [{ line: 1, cells: columns }, row(2, customers[0])],
    [row(3, customers[1]), row(4, customers[0])],
    [row(5, customers[1])],
  ]
  opened = 0
})
afterEach(() => world.close())

async function* open() {
  opened += 1
  yield* batches
}
const run = () => importCredits(world.service, open, { isCheck: false, onProgress: () => {} })

async function expectAllOfIt(): Promise<void> {
  for (const customer of customers) {
    const twice = ['Grant 10', 'Adjust -6', 'Grant 10', 'Adjust -6']
    expect(await storyOf(world, customer)).toEqual(twice)
    await expectSoundWallet(world, customer)
  }
}

test('R8 broken off at any of its writes, an import leaves nothing behind, and can be repeated', async () => {
  await installFaults(world)
  const before = await digestOf(world)
  let broken = 0
  for (;;) {
    const outcome = await afterWrites(world, broken, run).catch((error: Error) => error)
    if (!(outcome instanceof Error)) break
    expect(outcome.message).toContain('a fault, as told')
    expect(await tablesChanged(world, before)).toEqual([])
    broken += 1
  }
  // Credits, movements, wallets and the count of credits, for each batch.
  expect(broken).toBeGreaterThanOrEqual(9)
  await expectAllOfIt()
  expect(await run()).toMatchObject({ credits: 0, passedOver: 4 })
})

test('an import that others have got in the way of reads the file again and is done once', async () => {
  const { executor } = world.service.database
  await sql`create sequence met minvalue 0`.execute(executor)
  await sql`
    create function meet_somebody() returns trigger language plpgsql as $$
    begin
      if nextval('met') = 1 then raise exception 'met' using errcode = '40P01'; end if;
      return null;
    end $$`.execute(executor)
  await sql`
    create trigger met after insert on credit_movement
    for each statement execute function meet_somebody()`.execute(executor)
  expect(await run()).toEqual({ credits: 4, passedOver: 0, mistakes: [], isCut: false })
  expect(opened).toBe(2)
  await expectAllOfIt()
})
