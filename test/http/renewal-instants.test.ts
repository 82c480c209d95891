// What happens at the instants at which credit begins and ends: once each, whoever looks first, and whoever does not.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { paths } from '../support/space.ts'
import { openStory, type Row, type Story } from '../support/story.ts'

let story: Story
beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story.close())

const upcoming = async (contract: number, count: number) =>
  (
    await story.world.ask(
      'GET',
      `/api/reports/upcoming-grants?CoworkerContractId=${contract}&count=${count}`,
    )
  ).body.Records.map((row: Row) => [row.Amount, row.ValidFrom, row.ExpireDate])

const days = (spans: readonly (readonly unknown[])[]) =>
  spans.map(([, from]) => String(from).slice(0, 10))

describe('the day of a renewal', () => {
  test('R37 is the 31st again after the months that have none', async () => {
    await story.startOn('2031-01-31T00:00:00Z')
    const ada = await story.member()
    const plan = await story.plan(100, 'TariffMonth')
    const contract = await story.contract(ada, plan, { BillingDay: 31 })
    const announced = days(await upcoming(contract, 5))
    expect(announced).toEqual([
      '2031-02-28',
      '2031-03-30',
      '2031-04-29',
      '2031-05-30',
      '2031-06-29',
    ])
    // From the end of March, midnight in London is 23:00 UTC of the day before.
    await story.moveTo('2031-05-30T23:00:00Z')
    expect(days(await story.grants(ada))).toEqual(['2031-01-31', ...announced.slice(0, 4)])
  })
  test('R43 is the first of the month or the billing day, as each offer says', async () => {
    await story.startOn('2031-01-15T00:00:00Z')
    const ada = await story.member()
    const plan = await story.plan(100, 'TariffMonth')
    await story.offer(plan, 7, 'CalendarMonth')
    await story.contract(ada, plan, { BillingDay: 15 })
    await story.moveTo('2031-02-20T00:00:00Z')
    expect(await story.grants(ada)).toEqual(
      expect.arrayContaining([
        [100, '2031-01-15T00:00:00Z', '2031-02-15T00:00:00Z'],
        [7, '2031-01-15T00:00:00Z', '2031-02-01T00:00:00Z'],
        [7, '2031-02-01T00:00:00Z', '2031-03-01T00:00:00Z'],
        [100, '2031-02-15T00:00:00Z', '2031-03-15T00:00:00Z'],
      ]),
    )
    expect(await story.grants(ada)).toHaveLength(4)
  })
  test('R42 does not move when a contract is opened and saved again', async () => {
    await story.startOn('2031-01-10T00:00:00Z')
    const ada = await story.member()
    const plan = await story.plan(100, 'TariffMonth')
    const contract = await story.contract(ada, plan, { BillingDay: 31 })
    const before = await upcoming(contract, 12)
    const { body } = await story.world.ask('GET', `${paths.contracts}/${contract}`)
    const saved = await story.world.ask('PUT', paths.contracts, { body })
    expect(saved.status).toBe(200)
    await story.moveTo('2031-02-28T12:00:00Z')
    const again = (await story.world.ask('GET', `${paths.contracts}/${contract}`)).body
    expect((await story.world.ask('PUT', paths.contracts, { body: again })).status).toBe(200)
    await story.moveTo('2031-12-31T12:00:00Z')
    expect((await story.grants(ada)).slice(1)).toEqual(before)
  })
  test('R40 is one for the last second of a day and the midnight after it', async () => {
    await story.startOn('2031-02-01T00:00:00Z')
    const plan = await story.plan(100, 'TariffMonth')
    const people: number[] = []
    for (const end of ['2031-03-31T22:59:59Z', '2031-03-31T23:00:00Z']) {
      const ada = await story.member()
      const contract = await story.contract(ada, plan)
      await story.world.create('/api/billing/contractpausedperiods', {
        CoworkerContractId: contract,
        PauseFrom: '2031-03-01T00:00:00Z',
        PauseUntil: end,
      })
      await story.world.ask('PATCH', `${paths.contracts}/${contract}`, {
        body: { CancellationDate: end.replace('03-31', '04-30') },
      })
      const command = { Key: 'CANCEL_CONTRACT', Ids: [contract] }
      await story.world.ask('POST', `${paths.contracts}/runcommand`, { body: command })
      people.push(ada)
    }
    await story.moveTo('2031-07-01T00:00:00Z')
    for (const ada of people) {
      expect(days(await story.grants(ada))).toEqual(['2031-02-01', '2031-03-31'])
    }
  })
  test('R40 so a contract that starts in the last second of a day has one grant for the midnight after it', async () => {
    await story.startOn('2031-01-31T12:00:00Z')
    const first = ['2031-01-31T23:59:59Z', '2031-02-01T00:00:00Z', '2031-01-31T23:58:59Z']
    const seen: unknown[] = []
    for (const StartDate of first) {
      const ada = await story.member()
      await story.contract(ada, await story.plan(100, 'CalendarMonth'), { StartDate })
      seen.push(ada)
    }
    await story.moveTo('2031-01-31T23:59:59Z')
    await story.moveTo('2031-02-02T00:00:00Z')
    const grants = await Promise.all(seen.map((ada) => story.grants(ada as number)))
    const february = [100, '2031-02-01T00:00:00Z', '2031-03-01T00:00:00Z']
    const minute = [100, '2031-01-31T23:58:59Z', '2031-02-01T00:00:00Z']
    expect(grants).toEqual([[february], [february], [minute, february]])
  })
})

describe('a renewal', () => {
  test('R41 that falls on the start of the contract, on its creation or on the instant of a question comes once', async () => {
    await story.startOn('2031-02-01T00:00:00Z')
    const ada = await story.member()
    await story.contract(ada, await story.plan(100, 'CalendarMonth'))
    const once = [[100, '2031-02-01T00:00:00Z', '2031-03-01T00:00:00Z']]
    expect(await story.grants(ada)).toEqual(once)
    await story.moveTo('2031-02-01T00:00:00Z')
    expect((await story.wallet(ada)).Spendable).toBe(100)
    expect(await story.grants(ada)).toEqual(once)
    await story.jumpTo('2031-03-01T00:00:00Z')
    const both = await Promise.all([story.wallet(ada), story.wallet(ada), story.spend(ada, 10)])
    expect(both[2].body.Value.Covered).toBe(10)
    await story.moveTo('2031-03-01T00:00:00Z')
    expect((await story.wallet(ada)).Spendable).toBe(90)
    expect(days(await story.grants(ada))).toEqual(['2031-02-01', '2031-03-01'])
  })
  test('R54 needs no event and no timer: whoever reads first after months finds the right balance', async () => {
    await story.startOn('2031-01-01T00:00:00Z')
    const [ada, ben, cleo] = [await story.member(), await story.member(), await story.member()]
    const plan = await story.plan(100, 'CalendarMonth')
    for (const one of [ada, ben, cleo]) await story.contract(one, plan)
    await story.spend(ada, 30)
    await story.jumpTo('2031-04-10T00:00:00Z')
    expect((await story.wallet(ada)).Spendable).toBe(100)
    expect((await story.quote(ben, 150)).body.Value.Covered).toBe(100)
    expect((await story.spend(cleo, 150)).body.Value.Covered).toBe(100)
  })
  test('R67 loses the old credit and gives the new at one instant, with nothing in between', async () => {
    await story.startOn('2031-01-01T00:00:00Z')
    const ada = await story.member()
    await story.contract(ada, await story.plan(100, 'CalendarMonth'))
    await story.spend(ada, 1)
    await story.jumpTo('2031-01-31T23:59:59Z')
    expect((await story.wallet(ada)).Spendable).toBe(99)
    await story.jumpTo('2031-02-01T00:00:00Z')
    const seen = await Promise.all(Array.from({ length: 8 }, () => story.wallet(ada)))
    expect(seen.map(({ Spendable }) => Spendable)).toEqual(seen.map(() => 100))
    await story.jumpTo('2031-02-20T00:00:00Z')
    const rows = (await story.statement(ada)).slice(2)
    expect(rows.map((row) => [row.Kind, row.Amount, row.OccurredOn, row.Balance])).toEqual([
      ['Expire', -99, '2031-02-01T00:00:00Z', 0],
      ['Grant', 100, '2031-02-01T00:00:00Z', 100],
    ])
    for (const [at, amount] of [
      ['2031-01-31T23:59:59Z', 99],
      ['2031-02-01T00:00:00Z', 100],
    ])
      expect((await story.wallet(ada, `at=${at}`)).Spendable).toBe(amount)
  })
  test('R36 that is due comes before what waited for it: an offer added then lasts for the new period', async () => {
    await story.startOn('2031-01-10T00:00:00Z')
    const ada = await story.member()
    const plan = await story.plan(100, 'TariffMonth')
    await story.contract(ada, plan, { BillingDay: 10 })
    await story.jumpTo('2031-02-10T00:00:00Z')
    const product = await story.world.create(paths.products, {
      BusinessId: (await story.wallet(ada)).BusinessId,
      Name: 'Top-up',
      Description: 'Until the next invoice',
      DisplayOrder: 1,
      Price: 5,
      CurrencyId: 3005,
    })
    await story.world.create(paths.offers, {
      Name: 'Top-up',
      ProductId: product,
      Credit: 9,
      ExpirationType: 'PricePlan',
      CaneBeUsedForBookings: true,
    })
    await story.jumpTo('2031-03-10T00:00:00Z')
    await story.world.create(paths.sales, {
      CoworkerId: ada,
      BusinessId: (await story.wallet(ada)).BusinessId,
      ProductId: product,
      Quantity: 1,
      ActivateNow: true,
    })
    await story.offer(plan, 30, 'TariffMonth')
    const since = (await story.grants(ada)).filter(([, from]) => from >= '2031-03-10')
    const end = '2031-04-09T23:00:00Z'
    expect(since).toHaveLength(3)
    expect(since).toEqual(
      expect.arrayContaining([
        [100, '2031-03-10T00:00:00Z', end],
        [9, '2031-03-10T00:00:00Z', end],
        [30, '2031-03-10T00:00:00Z', end],
      ]),
    )
  })
  test('R32 of each period ends with its own period, however long ago the contract began', async () => {
    await story.startOn('2031-01-01T00:00:00Z')
    const ada = await story.member()
    await story.contract(ada, await story.plan(25, 'Week'))
    await story.moveTo('2031-03-05T00:00:00Z')
    const spans = (await story.grants(ada)).slice(1)
    expect(spans).toHaveLength(9)
    for (const [, from, until] of spans) {
      expect(Date.parse(until) - Date.parse(from)).toBe(7 * 86_400_000)
    }
  })
})

test('R65 credit by hand and from a product comes on top of what a plan gives, and outlives its renewal', async () => {
  const location = await story.startOn('2031-01-01T00:00:00Z')
  const ada = await story.member()
  await story.contract(ada, await story.plan(100, 'CalendarMonth'))
  await story.credit(ada, 40)
  const product = await story.world.create(paths.products, {
    BusinessId: location,
    Name: 'Bundle',
    Description: 'Room credit',
    DisplayOrder: 1,
    Price: 5,
    CurrencyId: 3005,
  })
  await story.world.create(paths.offers, {
    Name: 'Bundle',
    ProductId: product,
    Credit: 60,
    CaneBeUsedForBookings: true,
  })
  await story.world.create(paths.sales, {
    CoworkerId: ada,
    BusinessId: location,
    ProductId: product,
    Quantity: 1,
    ActivateNow: true,
  })
  expect((await story.wallet(ada)).Spendable).toBe(200)
  expect((await story.spend(ada, 130)).body.Value.Covered).toBe(130)
  await story.moveTo('2031-02-01T00:00:00Z')
  const held = (await story.wallet(ada)).Credits.filter((one: Row) => one.Usable)
  expect(held.map((one: Row) => [one.Origin, one.RemainingCredit])).toEqual([
    ['Plan', 100],
    ['Product', 30],
    ['Manual', 40],
  ])
})
