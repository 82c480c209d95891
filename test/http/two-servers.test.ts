// Two servers on one database spend from the same wallets: what the one remembers, the other changes.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/http/app.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { expectSoundWallet, journalOf } from '../support/journal.ts'
import { makeCredit, makeCustomer, makeLocation } from '../support/space.ts'
import { isPostgres, openWorld, type World } from '../support/world.ts'

describe.runIf(isPostgres)('two servers', () => {
  let world: World
  let other: Awaited<ReturnType<typeof openOther>>
  let location: number

  const openOther = async () => {
    const database = await openDatabase({ engine: 'postgres', url: world.url ?? '' })
    const app = await buildApp(
      { ...world.service, database },
      {
        logLevel: 'silent',
        rateLimit: undefined,
      },
    )
    return { app, close: () => app.close().then(() => database.close()) }
  }

  beforeAll(async () => {
    world = await openWorld()
    other = await openOther()
    location = await makeLocation(world)
  })
  afterAll(async () => {
    await other.close()
    await world.close()
  })

  const spend = async (app: World['app'], customer: number, key?: string) => {
    const answer = await app.inject({
      method: 'POST',
      url: `/api/wallets/${customer}/spend`,
      headers: {
        authorization: `Bearer ${world.token}`,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      payload: { Charges: [{ Kind: 'Booking', Amount: 1 }], RejectIfNotCovered: true },
    })
    return { status: answer.statusCode, text: answer.payload }
  }

  const customersWith = (count: number, TotalCredit: number) =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const customer = await makeCustomer(world, location)
        await makeCredit(world, location, customer, { TotalCredit, CaneBeUsedForBookings: true })
        return customer
      }),
    )

  test('at once: nobody spends what the other has spent, and nothing is lost', async () => {
    const customers = await customersWith(4, 30)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => [world.app, other.app])
        .flat()
        .flatMap((app) =>
          customers.flatMap((customer) => [spend(app, customer), spend(app, customer)]),
        ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4 * 30)
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(4 * 10)
    for (const customer of customers) {
      await expectSoundWallet(world, customer)
      expect(await journalOf(world, customer)).toHaveLength(31)
    }
  })

  test('in turns: each sees what the other did', async () => {
    const [customer] = await customersWith(1, 20)
    if (customer === undefined) throw new Error('nobody was made')
    for (let count = 0; count < 10; count += 1) {
      for (const { app } of [world, other]) {
        expect((await spend(app, customer)).status).toBe(200)
      }
    }
    expect((await spend(world.app, customer)).status).toBe(400)
    expect((await spend(other.app, customer)).status).toBe(400)
    await expectSoundWallet(world, customer)
  })

  test('with the same key: done once, and answered the same by both', async () => {
    const [customer] = await customersWith(1, 20)
    if (customer === undefined) throw new Error('nobody was made')
    await spend(world.app, customer)
    await spend(other.app, customer)
    const answers = await Promise.all(
      [world, other, world, other].map(({ app }) => spend(app, customer, 'once')),
    )
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await journalOf(world, customer)).toHaveLength(4)
  })
})
