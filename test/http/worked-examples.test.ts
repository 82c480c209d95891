// The worked examples of the rules that are told best as a whole: from the grant to the booking and what is to pay, with tax.
// Riverside, London, pounds, prices net, tax 20 %; the years are later than those of the examples, the days are theirs.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  makeBooking,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  paths,
} from '../support/space.ts'
import { openStory, type Row, type Story } from '../support/story.ts'

let story: Story
let riverside: number
let meetingType: number
let meetingRoom: number
let boardroom: number
let meetingRate: number
let ada: number

beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story.close())

async function startOn(now: string): Promise<void> {
  riverside = await story.startOn(now)
  meetingType = await makeResourceType(story.world, riverside)
  const boardType = await makeResourceType(story.world, riverside)
  meetingRoom = await makeResource(story.world, riverside, meetingType)
  boardroom = await makeResource(story.world, riverside, boardType)
  meetingRate = await makeRate(story.world, riverside, { ResourceTypes: [meetingType] })
  const dear = { ResourceTypes: [boardType], Price: 40, CreditPrice: 30 }
  await makeRate(story.world, riverside, dear)
  const tax = { BusinessId: riverside, Name: 'VAT', Rate: 20 }
  const rate = await story.world.create('/api/sys/taxrates', tax)
  await story.world.create('/api/sys/businesssettings', {
    BusinessId: riverside,
    Name: 'Billing.TaxValue',
    Value: String(rate),
  })
  ada = await story.member()
}

const until = (from: string, hours: number) =>
  new Date(Date.parse(from) + hours * 3_600_000).toISOString()

const book = (from: string, hours: number, room = meetingRoom, more: object = {}) =>
  makeBooking(story.world, room, ada, { FromTime: from, ToTime: until(from, hours), ...more })

const charge = async (booking: number) =>
  (await story.world.ask('GET', `${paths.bookings}/${booking}`)).body.CoworkerExtraServicePrice

const usedBy = async (booking: number) =>
  (
    await story.world.ask(
      'GET',
      `${paths.uses}?CoworkerBookingCreditUseHistory_Booking=${booking}&orderBy=Id&dir=0`,
    )
  ).body.Records.map((use: Row) => [use.CoworkerBookingCreditId, use.CreditUsed])

/** Net, tax and gross of what the customer is billed now. */
async function billed(customer = ada): Promise<readonly number[]> {
  const run = { Key: 'COWORKER_BILL_RUN', Ids: [customer], Parameters: [] }
  await story.world.ask('POST', `${paths.coworkers}/runcommand`, { body: run })
  const { body } = await story.world.ask(
    'GET',
    `/api/billing/coworkerinvoices?CoworkerInvoice_Coworker=${customer}`,
  )
  const [{ TotalAmount, TaxAmount }] = body.Records
  return [TotalAmount - TaxAmount, TaxAmount, TotalAmount]
}

async function planOf(members: object, ...offers: [number, string][]): Promise<number> {
  const plan = await story.world.create(paths.plans, {
    BusinessId: riverside,
    Name: 'Flex',
    Price: 0,
    CurrencyId: 3005,
    CancellationPeriod: 0,
    DisplayOrder: 1,
    InvoiceEvery: 1,
    InvoiceEveryWeeks: 0,
    ...members,
  })
  for (const [amount, renewal] of offers) await story.offer(plan, amount, renewal)
  return plan
}

describe('issuing', () => {
  test('W2 at a tariff month: what was left is lost on the billing day', async () => {
    await startOn('2031-01-15T00:00:00Z')
    await story.contract(ada, await planOf({}, [100, 'TariffMonth']), { BillingDay: 15 })
    await story.moveTo('2031-02-14T08:00:00Z')
    await book('2031-02-14T09:00:00Z', 3)
    expect((await story.wallet(ada)).Spendable).toBe(40)
    await story.moveTo('2031-02-15T00:00:00Z')
    expect((await story.wallet(ada)).Spendable).toBe(100)
    expect((await story.statement(ada, 'Kind=Expire')).map((row) => row.Amount)).toEqual([-40])
  })
  test('W3 on a quarterly plan: one grant a quarter, or one a month', async () => {
    await startOn('2031-03-01T00:00:00Z')
    const ben = await story.member()
    await story.contract(ada, await planOf({ InvoiceEvery: 3 }, [300, 'TariffMonth']))
    await story.contract(ben, await planOf({ InvoiceEvery: 3 }, [100, 'CalendarMonth']))
    await story.moveTo('2031-05-20T00:00:00Z')
    const june = '2031-05-31T23:00:00Z'
    expect(await story.grants(ada)).toEqual([[300, '2031-03-01T00:00:00Z', june]])
    expect(await story.grants(ben)).toEqual([
      [100, '2031-03-01T00:00:00Z', '2031-03-31T23:00:00Z'],
      [100, '2031-03-31T23:00:00Z', '2031-04-30T23:00:00Z'],
      [100, '2031-04-30T23:00:00Z', june],
    ])
  })
  test('W4 on a yearly plan with monthly credit: thirteen grants, the last unusable from the end', async () => {
    await startOn('2031-03-10T00:00:00Z')
    const plan = await planOf({ InvoiceEvery: 12 }, [60, 'CalendarMonth'])
    const contract = await story.contract(ada, plan, { BillingDay: 10 })
    await story.world.ask('PATCH', `${paths.contracts}/${contract}`, {
      body: { CancellationDate: '2032-03-10T00:00:00Z' },
    })
    const cancel = { Key: 'CANCEL_CONTRACT', Ids: [contract] }
    await story.world.ask('POST', `${paths.contracts}/runcommand`, { body: cancel })
    await story.moveTo('2032-03-09T23:59:59Z')
    expect((await story.wallet(ada)).Spendable).toBe(60)
    await story.moveTo('2032-03-10T00:00:00Z')
    expect((await story.wallet(ada)).Spendable).toBe(0)
    await story.moveTo('2032-05-01T00:00:00Z')
    const grants = await story.grants(ada)
    expect(grants).toHaveLength(13)
    expect(grants.reduce((sum, [amount]) => sum + amount, 0)).toBe(780)
    expect(grants[0]).toEqual([60, '2031-03-10T00:00:00Z', '2031-03-31T23:00:00Z'])
    expect(grants[12]?.[1]).toBe('2032-03-01T00:00:00Z')
  })
  test('W5 weekly: from the start to Monday, and what it does not cover is charged', async () => {
    // A Wednesday, like 4 March 2026.
    await startOn('2031-03-05T00:00:00Z')
    await story.contract(ada, await planOf({}, [25, 'Week']))
    expect(await story.grants(ada)).toEqual([[25, '2031-03-05T00:00:00Z', '2031-03-10T00:00:00Z']])
    await story.moveTo('2031-03-07T08:00:00Z')
    expect(await charge(await book('2031-03-07T09:00:00Z', 1.5))).toBe(5)
    expect(await billed()).toEqual([5, 1, 6])
    await story.moveTo('2031-03-10T00:00:00Z')
    expect((await story.wallet(ada)).Spendable).toBe(25)
  })
  test('W6 invoiced ahead: each month has its own grant all the same', async () => {
    await startOn('2031-01-01T00:00:00Z')
    const plan = await planOf({ Price: 200, AdvanceInvoiceCycles: 3 }, [100, 'CalendarMonth'])
    await story.contract(ada, plan)
    await billed()
    for (const now of ['2031-01-01T00:00:00Z', '2031-02-01T00:00:00Z', '2031-03-01T00:00:00Z']) {
      await story.moveTo(now)
      expect([now, (await story.wallet(ada)).Spendable]).toEqual([now, 100])
    }
  })
  test('W8 a month after 31 January is 28 February, at the hour of the release', async () => {
    await startOn('2031-01-31T10:00:00Z')
    const product = await story.world.create(paths.products, {
      BusinessId: riverside,
      Name: 'Bundle',
      Description: 'Room credit',
      DisplayOrder: 1,
      Price: 100,
      CurrencyId: 3005,
    })
    await story.world.create(paths.offers, {
      Name: 'Bundle',
      ProductId: product,
      Credit: 100,
      CaneBeUsedForBookings: true,
      ExpirationType: 'Month',
      ExpiresIn: 1,
    })
    const sale = { CoworkerId: ada, BusinessId: riverside, ProductId: product, Quantity: 1 }
    await story.world.create(paths.sales, { ...sale, ActivateNow: true })
    expect(await story.grants(ada)).toEqual([[100, '2031-01-31T10:00:00Z', '2031-02-28T10:00:00Z']])
  })
})

describe('spending', () => {
  test('W13 in part: the rest is charged, with its tax', async () => {
    await startOn('2031-05-01T00:00:00Z')
    const g = await story.credit(ada, 15)
    const booking = await book('2031-05-10T09:00:00Z', 2)
    expect([await usedBy(booking), await charge(booking)]).toEqual([[[g, 15]], 25])
    expect(await billed()).toEqual([25, 5, 30])
  })
  test('W14 plan credit before credit by hand, even where that expires first', async () => {
    await startOn('2031-05-01T00:00:00Z')
    await story.contract(ada, await planOf({}, [30, 'CalendarMonth']))
    const manual = await story.credit(ada, 50, { ExpireDate: '2031-05-19T23:00:00Z' })
    const ids = (await story.wallet(ada)).Credits.map((one: Row) => [one.Origin, one.Id])
    const plan = ids.find(([origin]: [string, number]) => origin === 'Plan')[1]
    const booking = await book('2031-05-10T09:00:00Z', 3)
    expect(await usedBy(booking)).toEqual([
      [plan, 30],
      [manual, 30],
    ])
    expect([await story.left(plan), await story.left(manual)]).toEqual([0, 20])
    await story.moveTo('2031-05-20T00:00:00Z')
    expect(await story.wallet(ada)).toMatchObject({ Spendable: 0 })
    expect((await story.statement(ada, 'Kind=Expire')).map((row) => row.Amount)).toEqual([-20])
  })
  test.each([
    ['ends with the other', '2031-06-30T00:00:00Z', [10, 40]],
    ['ends sooner', '2031-06-15T00:00:00Z', [40, 10]],
  ])('W15 of two by hand the narrower, unless the other %s', async (_, end, expected) => {
    await startOn('2031-05-01T00:00:00Z')
    const a = await story.credit(ada, 40, { ExpireDate: end })
    const b = await story.credit(ada, 40, {
      ExpireDate: '2031-06-30T00:00:00Z',
      ElegibleResourceTypes: [meetingType],
    })
    const used = Object.fromEntries(await usedBy(await book('2031-05-10T09:00:00Z', 2.5)))
    expect([used[a], used[b]]).toEqual(expected)
  })
  test('W20 time, then money', async () => {
    await startOn('2031-05-01T00:00:00Z')
    const hour = await makeTimeCredit(story.world, riverside, ada, meetingRate)
    const g = await story.credit(ada, 50)
    const booking = await book('2031-05-10T09:00:00Z', 2)
    const time = await story.world.ask('GET', `${paths.timeCredits}/${hour}`)
    expect([time.body.RemainingUses, await story.left(g), await charge(booking)]).toEqual([
      0, 30, 0,
    ])
  })
  test.each([
    [100, 60, 0],
    [45, 45, 20],
  ])('W21 at the credit price: of %d uses %d, and %d is charged', async (total, used, price) => {
    await startOn('2031-05-01T00:00:00Z')
    const g = await story.credit(ada, total)
    const booking = await book('2031-05-10T09:00:00Z', 2, boardroom)
    expect([await usedBy(booking), await charge(booking)]).toEqual([[[g, used]], price])
    if (price > 0) expect(await billed()).toEqual([20, 4, 24])
  })
  test('W21 R46 what the rounding of a share leaves goes to the money part, and the whole is exact', async () => {
    await startOn('2031-05-01T00:00:00Z')
    const a = await story.credit(ada, 7.77)
    const booking = await book('2031-05-10T09:00:00Z', 1, boardroom)
    // 40 x (1 - 7.77 / 30) is 29.64 to the penny.
    expect([await usedBy(booking), await charge(booking)]).toEqual([[[a, 7.77]], 29.64])
    const b = await story.credit(ada, 30)
    const cancel = { Key: 'CANCEL_BOOKING', Ids: [booking] }
    await story.world.ask('POST', `${paths.bookings}/runcommand`, { body: cancel })
    const again = await book('2031-05-10T09:00:00Z', 1, boardroom)
    expect([await usedBy(again), await charge(again)]).toEqual([
      [
        [a, 7.77],
        [b, 22.23],
      ],
      0,
    ])
  })
})

test('W37 late: the credit is back, and the fee is a charge of its own with its tax', async () => {
  await startOn('2031-05-01T00:00:00Z')
  const fee = await story.world.create(paths.products, {
    BusinessId: riverside,
    Name: 'Late cancellation',
    Description: 'Fee',
    DisplayOrder: 1,
    Price: 0,
    CurrencyId: 3005,
  })
  await story.world.ask('PATCH', `${paths.resources}/${meetingRoom}`, {
    body: {
      LateCancellationLimit: 24 * 60,
      ChargeCancellationFee: true,
      CancellationFeeType: 'Percentage',
      CancellationFeePercentage: 50,
      CancellationFeeProductId: fee,
    },
  })
  const g = await story.credit(ada, 100)
  const booking = await book('2031-05-20T09:00:00Z', 2)
  expect(await story.left(g)).toBe(60)
  await story.moveTo('2031-05-20T06:00:00Z')
  const cancel = { Key: 'CANCEL_BOOKING', Ids: [booking] }
  await story.world.ask('POST', `${paths.bookings}/runcommand`, { body: cancel })
  expect(await story.left(g)).toBe(100)
  expect(await billed()).toEqual([20, 4, 24])
})

describe('contracts', () => {
  test('W43 leaving: what is left of the plan ends with the contract, a bundle stays', async () => {
    await startOn('2031-04-01T00:00:00Z')
    const contract = await story.contract(ada, await planOf({}, [100, 'CalendarMonth']))
    await book('2031-04-05T09:00:00Z', 1.5)
    await story.credit(ada, 50)
    await story.world.ask('PATCH', `${paths.contracts}/${contract}`, {
      body: { CancellationDate: '2031-04-19T23:00:00Z' },
    })
    const cancel = { Key: 'CANCEL_CONTRACT', Ids: [contract] }
    await story.world.ask('POST', `${paths.contracts}/runcommand`, { body: cancel })
    expect((await story.wallet(ada)).Spendable).toBe(120)
    await story.moveTo('2031-04-19T23:00:00Z')
    const { Spendable, Credits } = await story.wallet(ada)
    expect(Spendable).toBe(50)
    const [ended] = Credits.filter((one: Row) => one.Origin === 'Plan')
    expect(ended).toMatchObject({ RemainingCredit: 70, Usable: false })
    expect(ended.Reasons.map((one: Row) => one.Code)).toEqual(['ContractEnded'])
  })
  test('W45 frozen: April lasts to its end, nothing comes for two months, credit by hand stays', async () => {
    await startOn('2031-04-01T00:00:00Z')
    const contract = await story.contract(ada, await planOf({}, [100, 'TariffMonth']))
    await story.credit(ada, 30)
    await story.moveTo('2031-04-12T00:00:00Z')
    await story.world.create('/api/billing/contractpausedperiods', {
      CoworkerContractId: contract,
      PauseFrom: '2031-04-30T23:00:00Z',
      PauseUntil: '2031-06-30T23:00:00Z',
    })
    const seen = []
    for (const day of ['04-30T22:59:59', '04-30T23:00:00', '06-15T00:00:00', '06-30T23:00:00']) {
      await story.moveTo(`2031-${day}Z`)
      seen.push((await story.wallet(ada)).Spendable)
    }
    expect(seen).toEqual([130, 30, 30, 130])
  })
})

describe('teams', () => {
  const team = (members: readonly number[], more: object) =>
    story.world.create(paths.teams, {
      BusinessId: riverside,
      Name: 'Team',
      TeamMembers: members,
      PayingMemberId: members[0],
      ...more,
    })

  test('W47 shared: own first, and the history tells owner and user apart; not shared: charged', async () => {
    await startOn('2031-05-01T00:00:00Z')
    const payer = await story.member()
    const shared = await story.credit(payer, 100)
    const own = await story.credit(ada, 20)
    const id = await team([payer, ada], {
      ShareBookingCredit: true,
      CreateSingleInvoiceForTeam: true,
    })
    const booking = await book('2031-05-10T09:00:00Z', 2.5)
    expect([await usedBy(booking), await charge(booking)]).toEqual([
      [
        [own, 20],
        [shared, 30],
      ],
      0,
    ])
    const [use] = (await story.statement(payer, 'Kind=Use')) as Row[]
    expect(use).toMatchObject({ Amount: -30, BookingId: booking, UsedByCoworkerId: ada })
    await story.world.ask('PATCH', `${paths.teams}/${id}`, { body: { ShareBookingCredit: false } })
    const now = { ChargeNow: true }
    for (const [day, more, charged] of [
      [11, now, payer],
      [12, { ...now, InvoiceThisCoworker: true }, ada],
    ] as const) {
      const next = await book(`2031-05-${day}T09:00:00Z`, 1.5, meetingRoom, more)
      const { body } = await story.world.ask(
        'GET',
        `${paths.timeCredits}?CoworkerExtraService_BookingId=${next}`,
      )
      expect([body.Records[0].CoworkerId, body.Records[0].Price]).toEqual([charged, 30])
    }
    expect(await story.left(shared)).toBe(70)
  })
  test('W48 pooled: own credit, then that of the payer, then that of the others', async () => {
    await startOn('2031-05-01T00:00:00Z')
    const people = [await story.member(), ada, await story.member()]
    const amounts = [100, 50, 50]
    const credits: number[] = []
    for (const [index, person] of people.entries()) {
      await story.contract(person, await planOf({}, [amounts[index] ?? 0, 'CalendarMonth']))
      credits.push((await story.wallet(person)).Credits[0].Id)
    }
    await team(people, { TransferCreditsToPayingMember: true })
    const booking = await book('2031-05-10T09:00:00Z', 6)
    expect(await charge(booking)).toBe(0)
    expect(await Promise.all(credits.map(story.left))).toEqual([30, 0, 50])
  })
})

test('W53 a room of a child location is paid, one in another currency or above is not', async () => {
  await startOn('2031-05-01T00:00:00Z')
  const place = (Name: string, more: object) =>
    story.world.create(paths.businesses, {
      Name,
      WebAddress: Name.toLowerCase(),
      CountryId: 1901,
      CurrencyId: 3005,
      SimpleTimeZoneId: 2023,
      ...more,
    })
  const roomAt = async (location: number, CurrencyId: number) => {
    const type = await makeResourceType(story.world, location)
    await makeRate(story.world, location, { ResourceTypes: [type], CurrencyId })
    return makeResource(story.world, location, type)
  }
  const annex = await place('Annex', { RootLocationId: riverside })
  const dublin = await place('Dublin', { CurrencyId: 3901, RootLocationId: riverside })
  const g = await story.credit(ada, 100)
  const now = { ChargeNow: true }
  await book('2031-05-10T09:00:00Z', 1, await roomAt(annex, 3005), now)
  expect(await story.left(g)).toBe(80)
  const abroad = await book('2031-05-11T09:00:00Z', 1, await roomAt(dublin, 3901), now)
  expect([await story.left(g), await charge(abroad)]).toEqual([80, 20])
  const local = await story.credit(ada, 100, { BusinessId: annex })
  await book('2031-05-12T09:00:00Z', 5, meetingRoom, now)
  expect([await story.left(g), await story.left(local)]).toEqual([0, 100])
})
