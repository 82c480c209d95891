// The last guards of the ledger: what the database refuses, whatever the code believes.

import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { journalOf } from '../support/journal.ts'
import {
  makeCredit,
  makeCustomer,
  makeLocation,
  makeRate,
  makeTimeCredit,
  makeUse,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let customer: number
let neighbour: number
let credit: number
let timeCredit: number

beforeAll(async () => {
  world = await openWorld()
  const location = await makeLocation(world)
  customer = await makeCustomer(world, location)
  neighbour = await makeCustomer(world, location)
  credit = await makeCredit(world, location, customer, { TotalCredit: 100 })
  await makeUse(world, credit, 30)
  timeCredit = await makeTimeCredit(world, location, customer, await makeRate(world, location), {
    TotalUses: 60,
  })
})
afterAll(() => world.close())

const notNull = '23502'
const foreignKey = '23503'
const unique = '23505'
const check = '23514'
const raised = 'P0001'

const run = (statement: RawBuilder<unknown>) =>
  world.service.database.transaction((transaction) => statement.execute(transaction))

describe('a movement, once written,', () => {
  const journal = async () => JSON.stringify(await journalOf(world, customer))

  test.each<[string, () => RawBuilder<unknown>]>([
    ['cannot be changed', () => sql`update credit_movement set amount = 0 where sequence = 1`],
    ['cannot be renumbered', () => sql`update credit_movement set sequence = sequence + 100`],
    ['cannot be deleted', () => sql`delete from credit_movement where coworker_id = ${customer}`],
  ])('%s', async (_, statement) => {
    const before = await journal()
    await expect(run(statement())).rejects.toMatchObject({
      code: raised,
      message: expect.stringMatching(
        /^the journal is append-only: movement \d+\/\d+ stays as it is$/,
      ),
    })
    expect(await journal()).toBe(before)
  })

  test('R1 keeps its credit and its wallet from going away or becoming another', async () => {
    for (const statement of [
      sql`delete from coworker_booking_credit where coworker_id = ${customer}`,
      sql`delete from coworker_extra_service where coworker_id = ${customer}`,
      sql`delete from wallet where coworker_id = ${customer}`,
      sql`truncate coworker_booking_credit`,
      sql`truncate coworker_extra_service`,
      sql`update coworker_booking_credit set coworker_id = ${neighbour} where coworker_id = ${customer}`,
      sql`update coworker_extra_service set id = id + 1000 where coworker_id = ${customer}`,
    ]) {
      await expect(run(statement)).rejects.toMatchObject({ code: foreignKey })
    }
  })
})

describe('R6 a balance', () => {
  const money = (values: RawBuilder<unknown>) =>
    sql`update coworker_booking_credit set ${values} where coworker_id = ${customer} and id = ${credit}`
  const time = (values: RawBuilder<unknown>) =>
    sql`update coworker_extra_service set ${values} where coworker_id = ${customer} and id = ${timeCredit}`

  test.each<[string, () => RawBuilder<unknown>, string]>([
    ['of money never falls below zero', () => money(sql`remaining_credit = -0.0001`), check],
    ['of money never exceeds its total', () => money(sql`remaining_credit = 100.0001`), check],
    ['of money is never unknown', () => money(sql`remaining_credit = null`), notNull],
    ['keeps its total from falling below it', () => money(sql`total_credit = 69.9999`), check],
    ['of time never falls below zero', () => time(sql`remaining_uses = -1`), check],
    ['of time never exceeds its total', () => time(sql`remaining_uses = 61`), check],
    ['of time is never unknown', () => time(sql`remaining_uses = null`), notNull],
  ])('%s', async (_, statement, code) => {
    await expect(run(statement())).rejects.toMatchObject({ code })
  })

  test('may be anything between the two', async () => {
    for (const remaining of ['0', '100', '70']) {
      await run(money(sql`remaining_credit = ${remaining}::numeric`))
    }
  })
})

describe('the journal refuses a movement', () => {
  interface Draft {
    readonly coworkerId?: number
    readonly sequence?: number
    readonly unit?: string
    readonly money?: number | null
    readonly time?: number | null
    readonly kind?: string
    readonly remaining?: number
  }

  const insert = (draft: Draft) => sql`
    insert into credit_movement (
      coworker_id, sequence, unit, coworker_booking_credit_id, coworker_extra_service_id,
      kind, amount, remaining, occurred_at, recorded_at, made_by)
    values (
      ${draft.coworkerId ?? customer}, ${draft.sequence ?? 1_000}, ${draft.unit ?? 'Money'},
      ${draft.money === undefined ? credit : draft.money}, ${draft.time ?? null},
      ${draft.kind ?? 'Adjust'}, 0, ${draft.remaining ?? 0}, now(), now(), 'somebody')`

  test.each<[string, () => Draft, string]>([
    ['that leaves less than nothing', () => ({ remaining: -1 }), check],
    ['of a kind there is not', () => ({ kind: 'Gift' }), check],
    ['in a unit there is not', () => ({ unit: 'Points' }), check],
    ['of no credit', () => ({ money: null }), check],
    ['of money and time at once', () => ({ time: timeCredit }), check],
    ['of money that names a time credit', () => ({ money: null, time: timeCredit }), check],
    ['of time that names a money credit', () => ({ unit: 'Time' }), check],
    ['with a number that is taken', () => ({ sequence: 1 }), unique],
    ['of the credit of another customer', () => ({ coworkerId: neighbour }), foreignKey],
    ['of a credit there is not', () => ({ money: 999_999_999 }), foreignKey],
    [
      'of a time credit there is not',
      () => ({ unit: 'Time', money: null, time: 999_999_999 }),
      foreignKey,
    ],
  ])('%s', async (_, draft, code) => {
    await expect(run(insert(draft()))).rejects.toMatchObject({ code })
  })
})
