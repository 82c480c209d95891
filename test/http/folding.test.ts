// Spends that meet: folded or one by one, each is answered for itself, keys count, and the journal is sound.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { expectSoundWallet, journalOf } from '../support/journal.ts'
import { makeCredit, makeCustomer, makeLocation, paths } from '../support/space.ts'
import { type Answer, openWorld, type World } from '../support/world.ts'

describe.each([
  ['folded', true],
  ['one by one', false],
])('%s', (_, folds) => {
  let world: World
  let location: number

  beforeAll(async () => {
    world = await openWorld({ folds })
    location = await makeLocation(world)
  })
  afterAll(() => world.close())

  const customerWith = async (...totals: number[]): Promise<[number, number[]]> => {
    const customer = await makeCustomer(world, location)
    const credits: number[] = []
    for (const TotalCredit of totals) {
      credits.push(
        await makeCredit(world, location, customer, {
          TotalCredit,
          CaneBeUsedForBookings: true,
        }),
      )
    }
    return [customer, credits]
  }

  const spend = (customer: number, amount: number, key?: string, more: object = {}) =>
    world.ask('POST', `/api/wallets/${customer}/spend`, {
      body: { Charges: [{ Kind: 'Booking', Amount: amount }], ...more },
      ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    })

  const counted = (answers: readonly Answer[]) => {
    const counts: Record<number, number> = {}
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
    return counts
  }

  test('forty at once on thirty: each sees what the ones before it left, and ten are refused', async () => {
    const [customer, [credit]] = await customerWith(30)
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => spend(customer, 1, undefined, { RejectIfNotCovered: true })),
    )
    expect(counted(answers)).toEqual({ 200: 30, 400: 10 })
    const done = answers.filter(({ status }) => status === 200).map(({ body }) => body.Value)
    const left = done.map((value) => value.Uses[0].RemainingCredit).sort((a, b) => a - b)
    expect(left).toEqual(Array.from({ length: 30 }, (__, index) => index))
    const sequences = done.map((value) => value.Sequence).sort((a, b) => a - b)
    expect(sequences).toEqual(Array.from({ length: 30 }, (__, index) => index + 2))
    const read = await world.ask('GET', `${paths.credits}/${credit}`)
    expect(read.body.RemainingCredit).toBe(0)
    await expectSoundWallet(world, customer)
  })

  test('R13 R14 a key that comes twenty times at once does its work once, and answers the same', async () => {
    const [customer] = await customerWith(100)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => spend(customer, 7, 'the same key')),
    )
    expect(counted(answers)).toEqual({ 200: 20 })
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await journalOf(world, customer)).toHaveLength(2)
    const other = await spend(customer, 8, 'the same key')
    expect(other.status).toBe(409)
  })

  test('R19 a repeat on an emptied balance answers what the first did', async () => {
    const [customer] = await customerWith(5)
    const full = { RejectIfNotCovered: true }
    const first = await spend(customer, 5, 'to the last', full)
    expect((await spend(customer, 5, 'another', full)).status).toBe(400)
    expect((await spend(customer, 5, 'to the last', full)).text).toBe(first.text)
  })

  test('many customers at once, good and bad bodies among them: each answered for itself', async () => {
    const customers = await Promise.all(Array.from({ length: 6 }, () => customerWith(4, 3)))
    const asked = customers.flatMap(([customer]) => [
      spend(customer, 5),
      spend(customer, -1),
      spend(customer, 5),
      spend(999_999, 1),
    ])
    const answers = await Promise.all(asked)
    expect(counted(answers)).toEqual({ 200: 12, 400: 6, 404: 6 })
    for (const [customer] of customers) {
      await expectSoundWallet(world, customer)
      const [first, second] = answers
        .slice(customers.findIndex(([one]) => one === customer) * 4)
        .filter(({ status }) => status === 200)
        .map(({ body }) => body.Value)
      expect([first?.Covered, second?.Covered, second?.Remainder]).toEqual([5, 2, 3])
    }
  })

  test('nothing is left for verify to find', async () => {
    const found = await verify(world.service, { repair: false, after: 0, onProgress: () => {} })
    expect(found).toMatchObject([])
  })
})
