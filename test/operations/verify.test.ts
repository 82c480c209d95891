import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { Samples } from '../support/samples.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let coworker: number
let credit: number
let use: number

beforeAll(async () => {
  world = await openWorld()
  const samples = new Samples(world)
  coworker = await samples.id('Coworker')
  credit = await samples.id('CoworkerBookingCredit')
  use = await world.create('/api/billing/coworkerbookingcreditusehistories', {
    CoworkerBookingCreditId: credit,
    CreditUsed: 4,
  })
  await samples.make('CoworkerExtraServiceUseHistory')
})
afterAll(() => world.close())

const run = (repair: boolean) => verify(world.service, { repair, after: 0, onProgress: () => {} })

const change = (statement: ReturnType<typeof sql>) =>
  statement.execute(world.service.database.executor)

describe('verify', () => {
  test('finds nothing where nothing is wrong, whatever was done over the wire', async () => {
    await world.ask('PATCH', `/api/billing/coworkerbookingcredits/${credit}`, {
      body: { TotalCredit: 50 },
    })
    await world.ask('PATCH', `/api/billing/coworkerbookingcreditusehistories/${use}`, {
      body: { CreditUsed: 6 },
    })
    expect(await run(false)).toEqual([])
  })
  test('R53 names a balance that differs, what it should be, and the movement behind it; repairs it from the journal', async () => {
    await change(sql`update coworker_booking_credit set remaining_credit = 1 where id = ${credit}`)
    const [found, ...others] = await run(false)
    expect(others).toEqual([])
    expect(found?.coworkerId).toBe(coworker)
    expect(found?.problem).toMatch(
      new RegExp(
        `^credit ${credit} holds 1.0, the journal says 44.0; last moved by Edit 8 of admin@example.com on `,
      ),
    )
    expect(await run(true)).toMatchObject([{ isRepaired: true }])
    expect(await run(false)).toEqual([])
    expect(
      (await world.ask('GET', `/api/billing/coworkerbookingcredits/${credit}`)).body
        .RemainingCredit,
    ).toBe(44)
  })
  test('R53 names a list whose total is not the number of its records, and counts anew', async () => {
    const total = async () =>
      (await world.ask('GET', '/api/billing/coworkerbookingcreditusehistories')).body.TotalItems
    const before = await total()
    await change(sql`insert into record_count values ('coworker_booking_credit_use_history', 2)`)
    expect(await total()).toBe(before + 2)
    expect((await run(true)).map(({ problem }) => problem)).toEqual([
      `lists count ${before + 2} of coworker_booking_credit_use_history, there are ${before}`,
    ])
    expect(await total()).toBe(before)
    expect(await run(false)).toEqual([])
  })
  test('finds a use that says something else than its movements, and a wallet that counts wrong', async () => {
    await change(
      sql`update coworker_booking_credit_use_history set credit_used = 9 where id = ${use}`,
    )
    await change(sql`update wallet set sequence = 99 where coworker_id = ${coworker}`)
    const problems = (await run(true)).map((one) => one.problem)
    expect(problems[0]).toContain(`use ${use} of credit ${credit} says 9.0, its movements 6.0`)
    expect(problems[1]).toMatch(/^the wallet counts 99 movements, the journal has \d+$/)
    expect(await run(false)).toEqual([])
  })
  test('finds a use whose credit is in another wallet, or in none', async () => {
    const uses = sql`update coworker_booking_credit_use_history`
    const problemsAfter = async (statement: ReturnType<typeof sql>) => {
      await change(statement)
      return (await run(true)).map(({ coworkerId, problem, isRepaired }) => {
        expect(isRepaired).toBe(false)
        return `${coworkerId}: ${problem}`
      })
    }
    const moved = sql`${uses} set coworker_id = ${coworker} + 1 where id = ${use}`
    expect(await problemsAfter(moved)).toEqual([
      `${coworker + 1}: use ${use} is of credit ${credit}, which is not in this wallet`,
    ])
    const orphaned = sql`${uses} set coworker_id = ${coworker}, coworker_booking_credit_id = 9999 where id = ${use}`
    expect(await problemsAfter(orphaned)).toEqual([
      `${coworker}: use ${use} is of credit 9999, which is not in this wallet`,
    ])
    await change(sql`${uses} set coworker_booking_credit_id = ${credit} where id = ${use}`)
    const time = sql`update coworker_extra_service_use_history`
    expect(await problemsAfter(sql`${time} set coworker_id = -coworker_id`)).toEqual([
      expect.stringMatching(/^-\d+: use \d+ is of time credit \d+, which is not in this wallet$/),
    ])
    await change(sql`${time} set coworker_id = -coworker_id`)
    expect(await run(false)).toEqual([])
  })
  test('finds a wallet whose clock is not that of its journal', async () => {
    const at = (change: ReturnType<typeof sql>) =>
      sql`update wallet set recorded_at = ${change} where coworker_id = ${coworker}`
    for (const wrong of [
      sql`recorded_at - interval '1 day'`,
      sql`recorded_at + interval '1 day'`,
      sql`null`,
    ]) {
      await change(at(wrong))
      const [found, ...others] = await run(true)
      expect(others).toEqual([])
      expect(found?.problem).toMatch(
        /^the wallet was last recorded (on \S+|never), the journal on \S+$/,
      )
      expect(found?.isRepaired).toBe(true)
      expect(await run(false)).toEqual([])
    }
  })
  test('reports a journal that contradicts itself and repairs nothing from it', async () => {
    await change(sql`alter table credit_movement disable trigger append_only`)
    await change(
      sql`update credit_movement set remaining = 7 where coworker_id = ${coworker} and sequence = 1`,
    )
    const differences = await run(true)
    expect(differences.length).toBeGreaterThan(0)
    expect(differences.every((one) => !one.isRepaired)).toBe(true)
  })
})
