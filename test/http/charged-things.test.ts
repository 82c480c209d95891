// What a quote and a spend may name: things that exist, however lately.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openRooms, type Rooms } from '../support/rooms.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let space: Rooms

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await world.ask('POST', '/api/sandbox/clock', { body: { Now: '2031-05-03T09:00:00Z' } })
  space = await openRooms(world)
})

const verbs = ['quote', 'spend'] as const

test.each(verbs)(
  'F1-F3, F7 a %s names everything that does not exist, and uses nothing',
  async (verb) => {
    const credit = await space.universal(100, {
      CaneBeUsedForBookings: true,
      CaneBeUsedForEvents: true,
    })
    const { status, body } = await space.wallet(verb, {
      Charges: [
        { Kind: 'Booking', Amount: 5, ResourceTypeId: space.roomType },
        { Kind: 'Booking', Amount: 5, ResourceTypeId: 901, BusinessId: 902 },
        { Kind: 'Event', Amount: 5, EventCategoryIds: [903, 904] },
        { Kind: 'Product', Amount: 5, ProductId: 905 },
        { Kind: 'Pass', Amount: 5, TimePassId: 906 },
        { Kind: 'Plan', Amount: 5, TariffId: 907 },
        { Kind: 'Other', Amount: 5, ProductId: -1 },
      ],
    })
    expect(status).toBe(400)
    const right = 'give the Id of one that does, or leave it out'
    expect(body.Errors).toEqual([
      {
        PropertyName: 'Charges[1].BusinessId',
        Message: `names no Business that exists: 902; ${right}`,
        AttemptedValue: 902,
      },
      {
        PropertyName: 'Charges[1].ResourceTypeId',
        Message: `names no ResourceType that exists: 901; ${right}`,
        AttemptedValue: 901,
      },
      {
        PropertyName: 'Charges[2].EventCategoryIds',
        Message: `names no CalendarEventCategory that exists: 903, 904; ${right}`,
        AttemptedValue: [903, 904],
      },
      {
        PropertyName: 'Charges[3].ProductId',
        Message: `names no Product that exists: 905; ${right}`,
        AttemptedValue: 905,
      },
      {
        PropertyName: 'Charges[4].TimePassId',
        Message: `names no TimePass that exists: 906; ${right}`,
        AttemptedValue: 906,
      },
      {
        PropertyName: 'Charges[5].TariffId',
        Message: `names no Tariff that exists: 907; ${right}`,
        AttemptedValue: 907,
      },
      {
        PropertyName: 'Charges[6].ProductId',
        Message: `names no Product that exists: -1; ${right}`,
        AttemptedValue: -1,
      },
    ])
    expect(await space.left(credit)).toBe(100)
  },
)

test.each(verbs)(
  'F1-F3, F7 a %s takes every kind of thing from the moment it exists',
  async (verb) => {
    await space.universal(100, { CaneBeUsedForBookings: true, CaneBeUsedForEvents: true })
    const category = await space.make('/api/content/calendareventcategories', { Title: 'Workshop' })
    const later = [
      { Kind: 'Event', Amount: 1, EventCategoryIds: [category] },
      { Kind: 'Product', Amount: 1, ProductId: await space.product(1) },
      { Kind: 'Pass', Amount: 1, TimePassId: await space.pass(1) },
      { Kind: 'Plan', Amount: 1, TariffId: await space.plan(1) },
    ]
    for (const charge of later) {
      const { status, body } = await space.wallet(verb, { Charges: [charge] })
      expect([status, body.Value?.Covered]).toEqual([200, 1])
    }
  },
)

test('what is deleted between two spends can no longer be spent on', async () => {
  await space.universal(100)
  const product = await space.product(1)
  const spend = () =>
    space.wallet('spend', { Charges: [{ Kind: 'Product', Amount: 1, ProductId: product }] })
  expect((await spend()).status).toBe(200)
  await world.ask('DELETE', `/api/billing/products/${product}`)
  expect((await spend()).body.Errors).toMatchObject([{ PropertyName: 'Charges[0].ProductId' }])
})

test('a spend that names nothing known is refused alone: those beside it are done', async () => {
  const credit = await space.credit(100)
  const charge = (ResourceTypeId: number) => ({
    Charges: [{ Kind: 'Booking', Amount: 1, ResourceTypeId }],
  })
  const answers = await Promise.all(
    [space.roomType, 999, space.boardType, 999].map((id) => space.wallet('spend', charge(id))),
  )
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 200, 400])
  expect(await space.left(credit)).toBe(98)
})

test.each(verbs)(
  'R45 a %s of less than can be counted is refused, and of nothing is not',
  async (verb) => {
    const ask = (Amount: unknown) => space.wallet(verb, { Charges: [{ Kind: 'Other', Amount }] })
    for (const Amount of [0.00004, '0.00001', 1e-12]) {
      expect((await ask(Amount)).body.Errors).toMatchObject([{ PropertyName: 'Charges[0].Amount' }])
    }
    expect((await ask(0)).status).toBe(200)
    expect((await ask(0.00005)).body.Value.Remainder).toBe(0.0001)
  },
)

test.each(verbs)('R45 a %s without an amount is refused, however it is missing', async (verb) => {
  for (const Amount of ['', null, undefined]) {
    const { status, body } = await space.wallet(verb, { Charges: [{ Kind: 'Other', Amount }] })
    expect([status, body.Errors]).toEqual([
      400,
      [
        {
          PropertyName: 'Charges[0].Amount',
          Message: 'is a required field',
          AttemptedValue: Amount ?? null,
        },
      ],
    ])
  }
})

test.each(verbs)('a %s is told everything that is wrong with it', async (verb) => {
  const { status, body } = await space.wallet(verb, {
    Charges: [{ Kind: 'Nothing', Amount: -1 }],
    Reference: {},
    RejectIfNotCovered: 'perhaps',
  })
  const named = body.Errors.map((one: { PropertyName: string }) => one.PropertyName)
  expect([status, named]).toEqual([
    400,
    ['Charges[0].Kind', 'Charges[0].Amount', 'Reference', 'RejectIfNotCovered'],
  ])
})

test('a release and an adjustment are told everything that is wrong with them', async () => {
  const wrong = { BookingId: 'x', CoworkerBookingCreditId: 'y', Amount: 'z', Reason: {} }
  const named = async (verb: string) =>
    (await space.wallet(verb, wrong)).body.Errors.map(
      (one: { PropertyName: string }) => one.PropertyName,
    )
  expect(await named('release')).toEqual(['BookingId', 'Amount', 'Reason'])
  expect(await named('adjust')).toEqual(['CoworkerBookingCreditId', 'Amount', 'Reason'])
})

test('RejectIfNotCovered is true or false, or nothing is spent', async () => {
  const credit = await space.universal(100)
  const { status, body } = await space.wallet('spend', {
    Charges: [{ Kind: 'Other', Amount: 1 }],
    RejectIfNotCovered: 'perhaps',
  })
  expect([status, body.Errors]).toEqual([
    400,
    [
      {
        PropertyName: 'RejectIfNotCovered',
        Message: 'must be true or false',
        AttemptedValue: 'perhaps',
      },
    ],
  ])
  expect(await space.left(credit)).toBe(100)
})
