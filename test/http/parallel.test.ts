// Many requests at the same time: nothing is lost, nothing overdrawn, nobody is sent away with a fault. On PGlite they take
// turns; on PostgreSQL several connections really meet.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectSoundWallet, journalOf } from '../support/journal.ts'
import {
  makeCredit,
  makeCustomer,
  makeLocation,
  makeProduct,
  makeRate,
  makeTimeCredit,
  makeTimeUse,
  makeUse,
  paths,
} from '../support/space.ts'
import { type Answer, isPostgres, openWorld, type World } from '../support/world.ts'

/** Where requests take turns, a few show as much as many. */
const many = isPostgres ? 60 : 12

let world: World
let location: number
let customer: number
let other: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
})
afterAll(() => world.close())
beforeEach(async () => {
  customer = await makeCustomer(world, location)
  other = await makeCustomer(world, location)
})

/** As many requests at once; answers how often each status came. */
async function together(
  count: number,
  ask: (index: number) => Promise<Answer>,
): Promise<Readonly<Record<number, number>>> {
  const answers = await Promise.all(Array.from({ length: count }, (_, index) => ask(index)))
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

const read = async (path: string, id: number) => (await world.ask('GET', `${path}/${id}`)).body
const left = async (id: number) => (await read(paths.credits, id)).RemainingCredit
const patch = (path: string, id: number, body: unknown) =>
  world.ask('PATCH', `${path}/${id}`, { body })

describe('one wallet', () => {
  test('I4 50 uses of 1 on a credit of 30: exactly 30 are done, and nothing is left', async () => {
    const id = await makeCredit(world, location, customer, { TotalCredit: 30 })
    const body = { CoworkerBookingCreditId: id, CreditUsed: 1 }
    const counts = await together(50, () => world.ask('POST', paths.uses, { body }))
    expect(counts).toEqual({ 200: 30, 400: 20 })
    expect(await left(id)).toBe(0)
    expect(await journalOf(world, customer)).toHaveLength(31)
    await expectSoundWallet(world, customer)
  })
  test('50 units of time on a credit of 30 likewise', async () => {
    const rate = await makeRate(world, location)
    const id = await makeTimeCredit(world, location, customer, rate, { TotalUses: 30 })
    const body = { CoworkerExtraServiceId: id }
    const counts = await together(50, () => world.ask('POST', paths.timeUses, { body }))
    expect(counts).toEqual({ 200: 30, 400: 20 })
    expect((await read(paths.timeCredits, id)).RemainingUses).toBe(0)
    await expectSoundWallet(world, customer)
  })
  test('R2 balances that the answers show before each use are all different', async () => {
    const id = await makeCredit(world, location, customer, { TotalCredit: 20 })
    const body = { CoworkerBookingCreditId: id, CreditUsed: 1 }
    const before = new Set<number>()
    await together(20, async () => {
      const answer = await world.ask('POST', paths.uses, { body })
      before.add(answer.body.Value.CoworkerBookingCreditRemainingCredit)
      return answer
    })
    expect(before).toEqual(new Set(Array.from({ length: 20 }, (_, index) => index + 1)))
  })
  test('I14 a wallet read between uses shows the balance that belongs to its sequence', async () => {
    const id = await makeCredit(world, location, customer, { TotalCredit: 100 })
    const body = { CoworkerBookingCreditId: id, CreditUsed: 1 }
    const read: Answer[] = []
    await together(many, async (index) => {
      if (index % 2 === 0) return world.ask('POST', paths.uses, { body })
      const answer = await world.ask('GET', `/api/wallets/${customer}`)
      read.push(answer)
      return answer
    })
    // The grant is the first movement, every use one more.
    expect(read.map(({ body: { Sequence, Spendable } }) => Sequence + Spendable)).toEqual(
      read.map(() => 101),
    )
  })
  test('R4 uses, edits, new totals and new credits at once all succeed and leave a sound journal', async () => {
    const id = await makeCredit(world, location, customer)
    const use = await makeUse(world, id, 1)
    const requests = [
      () => world.ask('POST', paths.uses, { body: { CoworkerBookingCreditId: id, CreditUsed: 2 } }),
      (index: number) => patch(paths.uses, use, { CreditUsed: 1 + (index % 7) }),
      (index: number) => patch(paths.credits, id, { TotalCredit: 100 + index }),
      () => makeCredit(world, location, customer).then(() => ({ status: 200 }) as Answer),
    ]
    const counts = await together(many, (index) => requests[index % 4]?.(index) as Promise<Answer>)
    expect(counts).toEqual({ 200: many })
    await expectSoundWallet(world, customer)
  })
  test('a credit that is deleted while it is used keeps the uses that came before', async () => {
    const id = await makeCredit(world, location, customer)
    const body = { CoworkerBookingCreditId: id, CreditUsed: 1 }
    const counts = await together(21, (index) =>
      index === 10
        ? world.ask('DELETE', `${paths.credits}/${id}`)
        : world.ask('POST', paths.uses, { body }),
    )
    expect(Object.keys(counts).every((status) => ['200', '400'].includes(status))).toBe(true)
    const query = `CoworkerBookingCreditUseHistory_CoworkerBookingCredit=${id}`
    const uses = (await world.ask('GET', `${paths.uses}?${query}`)).body.TotalItems
    expect(uses).toBe((counts[200] ?? 0) - 1)
    await expectSoundWallet(world, customer)
  })
  test('a credit is deleted once', async () => {
    const id = await makeCredit(world, location, customer)
    const counts = await together(10, () => world.ask('DELETE', `${paths.credits}/${id}`))
    expect(counts).toEqual({ 200: 1, 404: 9 })
    await expectSoundWallet(world, customer)
  })
  test('a use of time is given back once', async () => {
    const rate = await makeRate(world, location)
    const id = await makeTimeCredit(world, location, customer, rate)
    const use = await makeTimeUse(world, id)
    const counts = await together(10, () => world.ask('DELETE', `${paths.timeUses}/${use}`))
    expect(counts).toEqual({ 200: 1, 404: 9 })
    await expectSoundWallet(world, customer)
  })
})

describe('two wallets', () => {
  test('R7 uses that move to and fro between two customers never end in a fault', async () => {
    const credits = [
      await makeCredit(world, location, customer, { TotalCredit: 1_000 }),
      await makeCredit(world, location, other, { TotalCredit: 1_000 }),
    ]
    const uses = [
      await makeUse(world, Number(credits[0]), 10),
      await makeUse(world, Number(credits[1]), 10),
      await makeUse(world, Number(credits[0]), 10),
    ]
    const counts = await together(many, (index) =>
      patch(paths.uses, Number(uses[index % 3]), {
        CoworkerBookingCreditId: credits[Math.floor(index / 3) % 2],
        CreditUsed: 1 + (index % 11),
      }),
    )
    expect(counts).toEqual({ 200: many })
    await expectSoundWallet(world, customer)
    await expectSoundWallet(world, other)
  })
  test('a use that is edited while it moves among three customers is taken from each as it was', async () => {
    const third = await makeCustomer(world, location)
    const owners = [customer, other, third]
    const credits: number[] = []
    for (const owner of owners) credits.push(await makeCredit(world, location, owner))
    const use = await makeUse(world, Number(credits[0]), 10)
    const counts = await together(many, (index) =>
      patch(
        paths.uses,
        use,
        index % 3 === 0
          ? { CreditUsed: 1 + index }
          : { CoworkerBookingCreditId: credits[index % credits.length] },
      ),
    )
    expect(counts).toEqual({ 200: many })
    for (const owner of owners) await expectSoundWallet(world, owner)
  })
})

describe('lists', () => {
  test('ids that are added and removed at once are all kept or gone', async () => {
    const products: number[] = []
    for (let made = 0; made < 20; made += 1) products.push(await makeProduct(world, location))
    const ElegibleProducts = products.slice(0, 10)
    const id = await makeCredit(world, location, customer, { ElegibleProducts })
    const counts = await together(20, (index) =>
      patch(
        paths.credits,
        id,
        index < 10
          ? { RemovedElegibleProducts: [products[index]] }
          : { AddedElegibleProducts: [products[index]] },
      ),
    )
    expect(counts).toEqual({ 200: 20 })
    expect(new Set((await read(paths.credits, id)).ElegibleProducts)).toEqual(
      new Set(products.slice(10)),
    )
  })
  test('a team is joined from both ends at once, and nobody is lost', async () => {
    const teams: number[] = []
    for (let made = 0; made < 10; made += 1) {
      teams.push(await world.create(paths.teams, { BusinessId: location, Name: `Team ${made}` }))
    }
    const counts = await together(30, (index) => {
      const team = teams[index % 10]
      if (index < 10) return patch(paths.teams, Number(team), { AddedTeamMembers: [customer] })
      if (index < 20) return patch(paths.coworkers, customer, { Notes: `Note ${index}` })
      return patch(paths.coworkers, other, { AddedTeams: [team] })
    })
    expect(counts).toEqual({ 200: 30 })
    expect((await read(paths.coworkers, customer)).Teams).toEqual(teams)
    expect((await read(paths.coworkers, other)).Teams).toEqual(teams)
  })
})

describe('whatever exists once', () => {
  test('a login by its email', async () => {
    const body = { FullName: 'Twin', Email: 'twin@example.com' }
    const counts = await together(8, () => world.ask('POST', paths.users, { body }))
    expect(counts[200]).toBe(1)
    expect((counts[400] ?? 0) + (counts[409] ?? 0)).toBe(7)
  })
  test('a record that goes while others come to depend on it', async () => {
    const product = await makeProduct(world, location)
    const body = { Name: 'Offer', ProductId: product, Credit: 1 }
    const statuses = await together(12, (index) =>
      index === 6
        ? world.ask('DELETE', `${paths.products}/${product}`)
        : world.ask('POST', paths.offers, { body }),
    )
    expect(Object.keys(statuses).every((status) => ['200', '400', '409'].includes(status))).toBe(
      true,
    )
    const { body: offers } = await world.ask(
      'GET',
      `${paths.offers}?ProductBookingCredit_Product=${product}`,
    )
    const isThere = (await world.ask('GET', `${paths.products}/${product}`)).status === 200
    expect(isThere || offers.TotalItems === 0).toBe(true)
  })
})
