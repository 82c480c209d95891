// Whoever has no contract but a frozen one is a contact while the freeze lasts (domain A8, D6), for everything that asks.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  makeBooking,
  makeProduct,
  makeRate,
  makeResource,
  makeResourceType,
  paths,
} from '../support/space.ts'
import { openStory, type Story } from '../support/story.ts'

const frozen = { from: '2031-04-30T23:00:00Z', until: '2031-06-30T23:00:00Z' }

let story: Story
let location: number
let plan: number
let ada: number
beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story.close())
beforeEach(async () => {
  location = await story.startOn('2031-04-02T00:00:00Z')
  plan = await story.plan(0.01, 'TariffMonth')
  ada = await story.member()
  await story.world.create('/api/billing/contractpausedperiods', {
    CoworkerContractId: await story.contract(ada, plan),
    PauseFrom: frozen.from,
    PauseUntil: frozen.until,
  })
})

/** From the last instant before the freeze to the first after it. */
const instants = [
  ['before the freeze', '2031-04-30T22:59:59Z', true],
  ['at its start', frozen.from, false],
  ['at its last second', '2031-06-30T22:59:59Z', false],
  ['at its end', frozen.until, true],
] as const

describe('a product that a customer buys online', () => {
  /** What can be spent of the 100 that the product promises. */
  async function bought(): Promise<{ sale: number; spendable: number }> {
    const before = (await story.wallet(ada)).Spendable
    const ProductId = await makeProduct(story.world, location, { Price: 100 })
    await story.world.create(paths.offers, {
      Name: 'Pack',
      ProductId,
      Credit: 100,
      CaneBeUsedForBookings: true,
    })
    const { status, body } = await story.world.ask('POST', paths.sales, {
      body: { CoworkerId: ada, BusinessId: location, ProductId, Quantity: 1 },
      token: await story.world.signInAs({ coworkerId: ada, apiAccess: false }),
    })
    expect(status).toBe(200)
    const after = (await story.wallet(ada)).Spendable
    return { sale: body.Value.Id, spendable: Math.round(after - before) }
  }

  test.each(instants)('%s waits for payment unless they are a member', async (_, now, isMember) => {
    await story.moveTo(now)
    expect((await bought()).spendable).toBe(isMember ? 100 : 0)
  })
  test('during a freeze releases its credit once it is paid', async () => {
    await story.moveTo('2031-05-10T00:00:00Z')
    const { sale } = await bought()
    const paid = { body: { CoworkerInvoicePaid: true } }
    expect((await story.world.ask('PATCH', `${paths.sales}/${sale}`, paid)).status).toBe(200)
    expect((await story.wallet(ada)).Spendable).toBe(100)
  })
  test('is theirs at once with another contract that is not frozen', async () => {
    await story.contract(ada, plan)
    await story.moveTo('2031-05-10T00:00:00Z')
    expect((await bought()).spendable).toBe(100)
  })
})

describe('what is left of a booking', () => {
  let room: number
  beforeEach(async () => {
    const type = await makeResourceType(story.world, location)
    await makeRate(story.world, location, { ResourceTypes: [type] })
    room = await makeResource(story.world, location, type)
  })

  async function dueDate(FromTime: string, ToTime: string): Promise<string> {
    const booking = await makeBooking(story.world, room, ada, {
      FromTime,
      ToTime,
      DoNotUseBookingCredit: true,
    })
    await story.moveTo(ToTime)
    const url = `${paths.timeCredits}?CoworkerExtraService_BookingId=${booking}`
    const { body } = await story.world.ask('GET', url)
    expect(body.Records).toMatchObject([{ Price: 20 }])
    return body.Records[0].DueDate
  }

  test('that ends before the freeze is due at the renewal after it', async () => {
    expect(await dueDate('2031-04-12T09:00:00Z', '2031-04-12T10:00:00Z')).toBe(frozen.until)
  })
  test('that ends during the freeze is due that day, as for a contact', async () => {
    await story.moveTo('2031-05-10T00:00:00Z')
    expect(await dueDate('2031-05-12T09:00:00Z', '2031-05-12T10:00:00Z')).toBe(
      '2031-05-12T10:00:00Z',
    )
  })
  test('is due at the renewal of another contract that is not frozen', async () => {
    await story.contract(ada, plan, { BillingDay: 20 })
    await story.moveTo('2031-05-10T00:00:00Z')
    expect(await dueDate('2031-05-12T09:00:00Z', '2031-05-12T10:00:00Z')).toBe(
      '2031-05-19T23:00:00Z',
    )
  })
})

describe('the list of wallets', () => {
  const listed = async (query = '') =>
    (await story.world.ask('GET', `/api/wallets?${query}`)).body.Records

  test.each(instants)('%s says what they are', async (_, now, isMember) => {
    await story.moveTo(now)
    const [Status, other] = isMember ? ['Active', 'Contact'] : ['Contact', 'Active']
    expect(await listed()).toMatchObject([{ CoworkerId: ada, Status, TariffId: plan }])
    expect(await listed(`Status=${Status}`)).toHaveLength(1)
    expect(await listed(`Status=${other}`)).toHaveLength(0)
  })
  test('calls a member who has another contract that is not frozen', async () => {
    await story.contract(ada, plan)
    await story.moveTo('2031-05-10T00:00:00Z')
    expect(await listed()).toMatchObject([{ Status: 'Active' }])
  })
})
