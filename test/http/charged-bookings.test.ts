// Charged bookings that change (domain S13): they stay charged though no credit is left, and the money follows at once.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { openRooms, type Rooms } from '../support/rooms.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let space: Rooms

const moveTo = (Now: string) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.ask('POST', '/api/sandbox/reset')
  await moveTo('2031-05-03T09:00:00Z')
  space = await openRooms(world)
})
afterEach(async () => {
  expect(await verify(world.service, { repair: false, after: 0, onProgress: () => {} })).toEqual([])
})

const command = (Key: string, ...Ids: number[]) =>
  world.ask('POST', '/api/spaces/bookings/runcommand', { body: { Key, Ids, Parameters: [] } })
const totals = async () => (await space.invoices()).map((invoice) => invoice.TotalAmount)
const accept = async (id: number, body: object) =>
  expect((await space.change(id, body)).status).toBe(200)

const hour = { ToTime: '2031-05-10T10:00:00Z' }
const threeHours = { ToTime: '2031-05-10T12:00:00Z' }
const nextDay = { FromTime: '2031-05-11T09:00:00Z', ToTime: '2031-05-11T10:00:00Z' }
const nextMonth = { FromTime: '2031-06-10T09:00:00Z', ToTime: '2031-06-10T11:00:00Z' }

/** Two hours for £40, charged by command. */
async function bookCharged() {
  const booking = await space.book({ hours: 2 })
  expect(await space.charge(booking)).toEqual([false, null])
  await command('CHARGE_BOOKING', booking)
  expect(await space.charge(booking)).toEqual([true, 40])
  return booking
}

describe('S13 a booking that was charged in money', () => {
  test.each<[string, object, number]>([
    ['shorter', hour, 20],
    ['longer', threeHours, 60],
    ['moved', nextDay, 20],
    ['without booking credit', { DoNotUseBookingCredit: true }, 40],
    ['for another price', { OverridePrice: 12 }, 12],
  ])('is charged what it costs now: %s', async (_how, body, price) => {
    const booking = await bookCharged()
    await accept(booking, body)
    expect(await space.charge(booking)).toEqual([true, price])
    expect(await space.charges(booking)).toMatchObject([{ Price: price, Invoiced: false }])
  })
  test('is charged with the products that are added to it and taken off again', async () => {
    const booking = await bookCharged()
    const ProductId = await space.product(12)
    const products = '/api/spaces/bookingproducts'
    const added = await world.create(products, { BookingId: booking, ProductId, Quantity: 1 })
    expect(await space.charge(booking)).toEqual([true, 52])
    expect((await world.ask('DELETE', `${products}/${added}`)).status).toBe(200)
    expect(await space.charge(booking)).toEqual([true, 40])
  })
  test('is credited at once when it costs less than its invoice says, and billed when it costs more', async () => {
    const booking = await bookCharged()
    await space.bill()
    expect(await totals()).toEqual([48])
    await accept(booking, hour)
    expect([await space.charge(booking), await totals()]).toEqual([
      [true, 20],
      [48, -24],
    ])
    await accept(booking, { ToTime: '2031-05-10T11:30:00Z' })
    await space.bill()
    expect([await space.charge(booking), await totals()]).toEqual([
      [true, 50],
      [48, -24, 36],
    ])
    await moveTo('2031-05-11T09:00:00Z')
    expect([await space.charge(booking), await totals()]).toEqual([
      [true, 50],
      [48, -24, 36],
    ])
  })
  test('stays charged in another month once an invoice asks for it', async () => {
    const booking = await bookCharged()
    await space.bill()
    await accept(booking, nextMonth)
    expect([await space.charge(booking), await totals()]).toEqual([[true, 40], [48]])
  })
  test('uses credit that came since', async () => {
    const booking = await bookCharged()
    const credit = await space.credit(15)
    await accept(booking, hour)
    expect([await space.left(credit), await space.charge(booking)]).toEqual([0, [true, 5]])
  })
  test('together with its series, booking by booking', async () => {
    const first = await space.book({
      hours: 1,
      more: { RepeatBooking: true, Repeats: 'Weekly', RepeatEvery: 1, RepeatUntil: '2031-05-24' },
    })
    const path = '/api/spaces/bookings?orderBy=FromTime&dir=0'
    const ids = (await world.ask('GET', path)).body.Records.map(({ Id }: { Id: number }) => Id)
    const [, second, third] = ids
    await command('CHARGE_BOOKING', first, second)
    await accept(first, {
      ToTime: '2031-05-10T11:00:00Z',
      WhichBookingsToUpdate: 'UpdateAllBookings',
    })
    expect(await Promise.all([first, second, third].map(space.charge))).toEqual([
      [true, 40],
      [true, 40],
      [false, null],
    ])
  })
  test('is confirmed anew for somebody else, whose credit is other credit', async () => {
    const booking = await bookCharged()
    await accept(booking, { CoworkerId: await space.person('Grace') })
    expect(await space.charge(booking)).toEqual([false, null])
  })
  test('waits while it is tentative', async () => {
    const booking = await bookCharged()
    await accept(booking, { Tentative: true })
    expect(await space.charge(booking)).toEqual([false, null])
  })
  test('H5 is not changed where the location accepts nothing but credit', async () => {
    const booking = await bookCharged()
    await space.setting('Bookings.RejectIfNoCreditIsAvailable', 'True')
    expect((await space.change(booking, hour)).status).toBe(400)
    expect(await space.charge(booking)).toEqual([true, 40])
  })
})

describe('S13 a booking that credit paid', () => {
  test('is paid in money once it no longer uses booking credit', async () => {
    const credit = await space.credit(100)
    const booking = await space.book({ hours: 2 })
    await accept(booking, { DoNotUseBookingCredit: true })
    expect([await space.left(credit), await space.charge(booking)]).toEqual([100, [true, 40]])
    await accept(booking, { DoNotUseBookingCredit: false })
    expect([await space.left(credit), await space.charge(booking)]).toEqual([60, [true, 0]])
  })
  test('S26 is paid in money when it changes while its customer is suspended', async () => {
    const credit = await space.credit(100)
    const booking = await space.book({ hours: 2 })
    await world.ask('PATCH', `/api/spaces/coworkers/${space.customer}`, { body: { Active: false } })
    await accept(booking, hour)
    expect([await space.left(credit), await space.charge(booking)]).toEqual([100, [true, 20]])
  })
  test('is paid in money in a room that its credit is not for', async () => {
    const credit = await space.credit(100, { ElegibleResourceTypes: [space.roomType] })
    const booking = await space.book({ hours: 2 })
    await accept(booking, { ResourceId: space.board })
    expect([await space.left(credit), await space.charge(booking)]).toEqual([100, [true, 80]])
  })
  test.each(['money', 'time'])(
    'S17 waits where its credit of %s does not reach, though a bill run has passed',
    async (kind) => {
      const ends = { ExpireDate: '2031-06-01T00:00:00Z' }
      if (kind === 'money') await space.credit(100, ends)
      else await space.time(120, ends)
      const booking = await space.book({ hours: 2 })
      await space.sell(await space.product(5))
      await space.bill()
      await accept(booking, nextMonth)
      expect((await space.charge(booking))[0]).toBe(false)
      await moveTo('2031-06-01T09:00:00Z')
      const june = await space.credit(100)
      await moveTo('2031-06-10T11:00:00Z')
      expect([await space.left(june), await space.charge(booking)]).toEqual([60, [true, 0]])
      expect(await totals()).toEqual([6])
    },
  )
  test('S4 waits after the end of the contract that granted its credit', async () => {
    const plan = await space.plan(10)
    await world.create('/api/billing/tariffbookingcredits', {
      TariffId: plan,
      Credit: 100,
      Name: 'Rooms',
      ServiceRenewalTime: 'TariffMonth',
      CaneBeUsedForBookings: true,
    })
    await space.contract(plan, { CancellationDate: '2031-05-20T00:00:00Z' })
    const booking = await space.book({ hours: 2 })
    expect(await space.charge(booking)).toEqual([true, 0])
    await accept(booking, { FromTime: '2031-05-21T09:00:00Z', ToTime: '2031-05-21T11:00:00Z' })
    expect(await space.charge(booking)).toEqual([false, null])
  })
})
