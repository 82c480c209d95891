// Credit that ends: from its instant on, for everybody, by no job; and only that credit.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  makeBooking,
  makeRate,
  makeResource,
  makeResourceType,
  makeUse,
  paths,
} from '../support/space.ts'
import { openStory, type Row, type Story } from '../support/story.ts'

let story: Story
let location: number
let room: number
let ada: number

beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story.close())
beforeEach(async () => {
  location = await story.startOn('2031-05-01T00:00:00Z')
  const type = await makeResourceType(story.world, location)
  await makeRate(story.world, location, { ResourceTypes: [type] })
  room = await makeResource(story.world, location, type)
  ada = await story.member()
})

const remove = (path: string, id: number) => story.world.ask('DELETE', `${path}/${id}`)

async function soldCredit(members: object = {}): Promise<{ sale: number; credit: number }> {
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
    Credit: 100,
    CaneBeUsedForBookings: true,
    ...members,
  })
  const sale = await story.world.create(paths.sales, {
    CoworkerId: ada,
    BusinessId: location,
    ProductId: product,
    Quantity: 1,
    ActivateNow: true,
  })
  const { Credits } = await story.wallet(ada)
  return { sale, credit: Credits.find((one: Row) => one.Origin === 'Product').Id }
}

describe('at the instant of its expiry', () => {
  test('R28 credit is spendable a second before and not from then on, and balance, quote, spend and booking agree', async () => {
    const end = '2031-05-10T12:00:00Z'
    const credit = await story.credit(ada, 100, { ExpireDate: end })
    const seen = async () => ({
      wallet: (await story.wallet(ada)).Spendable,
      list: (await story.world.ask('GET', '/api/wallets')).body.Records[0].Spendable,
      quote: (await story.quote(ada, 10)).body.Value.Covered,
      spend: (await story.spend(ada, 10)).body.Value.Covered,
    })
    await story.jumpTo('2031-05-10T11:59:59Z')
    expect(await seen()).toEqual({ wallet: 100, list: 100, quote: 10, spend: 10 })
    await story.jumpTo(end)
    expect(await seen()).toEqual({ wallet: 0, list: 0, quote: 0, spend: 0 })
    await makeBooking(story.world, room, ada, { FromTime: end, ToTime: '2031-05-10T13:00:00Z' })
    // What is left stays on record; nothing had to be written for it to be lost.
    expect(await story.left(credit)).toBe(90)
    expect((await story.wallet(ada)).Sequence).toBe(2)
    expect((await story.statement(ada)).at(-1)).toMatchObject({ Kind: 'Expire', Balance: 0 })
  })
  test('R35 R58 each credit has its own, which the history shows when it has come and not before', async () => {
    await story.credit(ada, 10, { ExpireDate: '2031-05-10T00:00:00Z' })
    await story.credit(ada, 20, { ExpireDate: '2031-05-20T00:00:00Z' })
    await story.credit(ada, 40, { ValidFrom: '2031-05-15T00:00:00Z' })
    const seen = []
    for (const day of ['05-09T23:59:59', '05-10T00:00:00', '05-15T00:00:00', '05-20T00:00:00']) {
      await story.jumpTo(`2031-${day}Z`)
      const ended = (await story.statement(ada)).filter((row) => row.Kind === 'Expire')
      seen.push([(await story.wallet(ada)).Spendable, ended.map((row) => row.Amount)])
    }
    expect(seen).toEqual([
      [30, []],
      [20, [-10]],
      [60, [-10]],
      [40, [-10, -20]],
    ])
  })
})

test('R33 what ends sooner is spent sooner, and what never ends last, of one’s own and of what is shared', async () => {
  const payer = await story.member()
  await story.world.create(paths.teams, {
    BusinessId: location,
    Name: 'Team',
    TeamMembers: [payer, ada],
    PayingMemberId: payer,
    ShareBookingCredit: true,
  })
  const plan = await story.plan(10, 'CalendarMonth')
  await story.offer(plan, 10, 'Week')
  await story.contract(ada, plan)
  const lasting: Record<number, string> = {}
  for (const [whose, owner] of [
    ['own', ada],
    ['shared', payer],
  ] as const) {
    for (const day of [undefined, 28, 12, 20]) {
      const end = day === undefined ? {} : { ExpireDate: `2031-05-${day}T00:00:00Z` }
      lasting[await story.credit(owner, 10, end)] = `${whose} ${day ?? 'never'}`
    }
  }
  const { body } = await story.spend(ada, 100)
  const order = body.Value.Uses.map(
    (use: Row) => lasting[use.CoworkerBookingCreditId] ?? 'of the plan',
  )
  expect(order).toEqual([
    'of the plan',
    'of the plan',
    'own 12',
    'own 20',
    'own 28',
    'own never',
    'shared 12',
    'shared 20',
    'shared 28',
    'shared never',
  ])
  const [first] = body.Value.Uses
  const ends = await story.world.ask('GET', `${paths.credits}/${first.CoworkerBookingCreditId}`)
  expect(ends.body.ExpireDate).toBe('2031-05-04T23:00:00Z')
})

describe('what is taken back', () => {
  test('R30 comes out of the credit of the sale alone, by what is left of it once nobody else is at it', async () => {
    const manual = await story.credit(ada, 200)
    const { sale, credit } = await soldCredit()
    await story.spend(ada, 10)
    // Sold credit goes first, so every one of these spends meets the removal of the sale.
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, () => story.spend(ada, 10)),
      remove(paths.sales, sale),
      ...Array.from({ length: 6 }, () => story.spend(ada, 10)),
    ])
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const rows = await story.statement(ada)
    const sum = (id: number, kind: string) =>
      rows
        .filter((row) => row.CoworkerBookingCreditId === id && row.Kind === kind)
        .reduce((total, row) => total + row.Amount, 0)
    expect(sum(credit, 'Use') + sum(manual, 'Use')).toBe(-130)
    expect(sum(credit, 'Void')).toBe(-100 - sum(credit, 'Use'))
    expect(sum(manual, 'Void')).toBe(0)
    expect(await story.left(manual)).toBe(200 + sum(manual, 'Use'))
  })
  test('R60 is the credit that was named, and the others stay', async () => {
    const [first, second, third] = [
      await story.credit(ada, 10),
      await story.credit(ada, 20),
      await story.credit(ada, 40),
    ]
    await makeUse(story.world, second, 5)
    expect((await remove(paths.credits, second)).body.WasSuccessful).toBe(true)
    expect((await story.wallet(ada)).Spendable).toBe(50)
    expect([await story.left(first), await story.left(third)]).toEqual([10, 40])
    const last = (await story.statement(ada)).at(-1)
    expect(last).toMatchObject({ Kind: 'Void', Amount: -15, CoworkerBookingCreditId: second })
  })
  test('R31 does not count as about to expire, nor as lost when the day comes', async () => {
    const end = { ExpireDate: '2031-05-05T00:00:00Z' }
    const zeroed = await story.credit(ada, 10, end)
    const deleted = await story.credit(ada, 20, end)
    const { sale } = await soldCredit({ ExpirationType: 'Day', ExpiresIn: 4 })
    expect(await story.wallet(ada)).toMatchObject({ ExpiringIn7Days: 130 })
    await story.world.ask('POST', `/api/wallets/${ada}/adjust`, {
      body: { CoworkerBookingCreditId: zeroed, Amount: -10, Reason: 'given by mistake' },
    })
    await remove(paths.credits, deleted)
    await remove(paths.sales, sale)
    expect(await story.wallet(ada)).toMatchObject({ ExpiringIn7Days: 0, ExpiringIn30Days: 0 })
    await story.moveTo('2031-05-06T00:00:00Z')
    expect((await story.statement(ada)).map((row) => row.Kind)).not.toContain('Expire')
    const breakage = await story.world.ask(
      'GET',
      '/api/reports/breakage?from=2031-05-01T00:00:00Z&to=2031-06-01T00:00:00Z',
    )
    expect(breakage.body.Records.filter((row: Row) => row.Amount !== 0)).toEqual([])
  })
})

describe('what is done late', () => {
  test('R29 counts from when the service took place: credit that has ended since still pays', async () => {
    await makeBooking(story.world, room, ada, {
      FromTime: '2031-05-20T09:00:00Z',
      ToTime: '2031-05-20T11:00:00Z',
    })
    const may = await story.credit(ada, 100, { ExpireDate: '2031-05-31T23:00:00Z' })
    expect(await story.left(may)).toBe(100)
    // Nobody looked for weeks: the schedule stood still, and June's credit is there by now.
    await story.jumpTo('2031-06-10T00:00:00Z')
    const june = await story.credit(ada, 100, { ValidFrom: '2031-05-31T23:00:00Z' })
    await story.moveTo('2031-06-10T00:00:00Z')
    expect([await story.left(may), await story.left(june)]).toEqual([60, 100])
    const settled = await story.world.ask('POST', `/api/wallets/${ada}/spend`, {
      body: { Charges: [{ Kind: 'Booking', Amount: 5, ServiceTime: '2031-05-25T09:00:00Z' }] },
    })
    expect(settled.body.Value.Uses).toMatchObject([{ CoworkerBookingCreditId: may, CreditUsed: 5 }])
  })
  test('R52 takes nothing that has been spent since, so that no later balance falls below zero', async () => {
    const credit = await story.credit(ada, 50)
    await story.moveTo('2031-05-20T00:00:00Z')
    await story.spend(ada, 40)
    const late = { ServiceTime: '2031-05-10T09:00:00Z' }
    expect((await story.quote(ada, 30, late)).body.Value).toMatchObject({ Covered: 10 })
    const refused = await story.world.ask('POST', `/api/wallets/${ada}/spend`, {
      body: { Charges: [{ Kind: 'Booking', Amount: 30, ...late }], RejectIfNotCovered: true },
    })
    expect(refused.status).toBe(400)
    expect(await story.left(credit)).toBe(10)
    expect((await story.spend(ada, 10, late)).body.Value.Covered).toBe(10)
    expect(await story.left(credit)).toBe(0)
  })
  test('R49 an end that is moved into the past counts in every answer at once', async () => {
    const credit = await story.credit(ada, 100)
    await story.moveTo('2031-05-20T00:00:00Z')
    expect((await story.wallet(ada)).Spendable).toBe(100)
    const end = '2031-05-10T00:00:00Z'
    await story.world.ask('PATCH', `${paths.credits}/${credit}`, { body: { ExpireDate: end } })
    expect((await story.wallet(ada)).Spendable).toBe(0)
    expect((await story.wallet(ada, `at=${end}`)).Spendable).toBe(0)
    expect((await story.wallet(ada, 'at=2031-05-09T00:00:00Z')).Spendable).toBe(100)
    expect((await story.world.ask('GET', '/api/wallets')).body.Records[0].Spendable).toBe(0)
    const { body } = await story.world.ask(
      'GET',
      '/api/reports/breakage?from=2031-05-10T00:00:00Z&to=2031-05-11T00:00:00Z',
    )
    expect(body.Records).toMatchObject([{ Amount: 100 }])
    expect((await story.spend(ada, 1)).body.Value.Covered).toBe(0)
  })
  test('R49 a setting that was remembered counts from the request after its change', async () => {
    await story.credit(ada, 100)
    const late = (await story.quote(ada, 10, { BusinessId: location })).body.Value.Covered
    expect(late).toBe(10)
    const other = await story.world.create(paths.businesses, {
      Name: 'Dublin',
      WebAddress: 'dublin',
      CountryId: 1901,
      CurrencyId: 3005,
      SimpleTimeZoneId: 2023,
    })
    const there = async () =>
      (await story.spend(ada, 10, { BusinessId: other })).body.Value.Covered as number
    expect(await there()).toBe(0)
    await story.world.create('/api/sys/businesssettings', {
      BusinessId: location,
      Name: 'Credits.SpendableAt',
      Value: 'WholeNetwork',
    })
    await story.world.create('/api/sys/businesssettings', {
      BusinessId: other,
      Name: 'Credits.SpendableAt',
      Value: 'WholeNetwork',
    })
    expect(await there()).toBe(10)
  })
})
