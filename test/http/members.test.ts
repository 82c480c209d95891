// Lists in bodies, bodies that are forms, and members that sources disagree about (wire 9.4, 9.5; X10, X11, X14, X15).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  lookup,
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  makeResource,
  makeResourceType,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let customer: number
let products: readonly number[]

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
  customer = await makeCustomer(world, location)
  const make = () => makeProduct(world, location)
  products = [await make(), await make(), await make()]
})
afterAll(() => world.close())

const read = async (path: string, id: number) => (await world.ask('GET', `${path}/${id}`)).body
const smallest = () => ({ CoworkerId: customer, BusinessId: location, TotalCredit: 100 })

describe('lists', () => {
  const list = async (id: number) => (await read(paths.credits, id)).ElegibleProducts

  test.each<[string, (ids: readonly number[]) => Record<string, unknown>, readonly number[]]>([
    [
      'plain, then added, then removed (API-3)',
      ([a, b, c]) => ({
        ElegibleProducts: [a],
        AddedElegibleProducts: [b, c],
        RemovedElegibleProducts: [c, a],
      }),
      [1],
    ],
    [
      'removed wins over added',
      ([a]) => ({ AddedElegibleProducts: [a], RemovedElegibleProducts: [a] }),
      [],
    ],
    [
      'null counts as left out',
      ([a]) => ({
        ElegibleProducts: null,
        AddedElegibleProducts: [a],
        RemovedElegibleProducts: null,
      }),
      [0],
    ],
    [
      'an id twice counts once',
      ([a, b]) => ({ ElegibleProducts: [a, b, a], AddedElegibleProducts: [b] }),
      [0, 1],
    ],
    [
      'ids as text',
      ([a, b]) => ({ ElegibleProducts: [`${a}`], AddedElegibleProducts: `${b}` }),
      [0, 1],
    ],
    ['as one text', ([a, b]) => ({ ElegibleProducts: `[${a}, ${b}]` }), [0, 1]],
  ])('on POST, PUT and PATCH: %s', async (_, body, expected) => {
    const members = body(products)
    const wanted = expected.map((index) => products[index])
    const id = await world.create(paths.credits, { ...smallest(), ...members })
    expect(await list(id)).toEqual(wanted)
    const empty = () => makeCredit(world, location, customer)
    const put = await empty()
    await world.ask('PUT', paths.credits, { body: { ...smallest(), ...members, Id: put } })
    expect(await list(put)).toEqual(wanted)
    const patched = await empty()
    await world.ask('PATCH', `${paths.credits}/${patched}`, { body: members })
    expect(await list(patched)).toEqual(wanted)
  })
  test('[] empties a list, and deltas start from the stored one', async () => {
    const [a, b, c] = products
    const id = await makeCredit(world, location, customer, { ElegibleProducts: [a, b] })
    const put = (members: Record<string, unknown>) =>
      world.ask('PUT', paths.credits, { body: { ...smallest(), ...members, Id: id } })
    await put({ AddedElegibleProducts: [c], RemovedElegibleProducts: [a] })
    expect(await list(id)).toEqual([b, c])
    await put({ ElegibleProducts: [] })
    expect(await list(id)).toEqual([])
  })
  test('taking out what is not in there is no error', async () => {
    const id = await makeCredit(world, location, customer, {
      RemovedElegibleProducts: [999_999],
    })
    expect(await list(id)).toEqual([])
  })
  test.each([['text'], [[1.5]], [[null]], [{ a: 1 }], [[[1]]], [true]])(
    '%j is none',
    async (value) => {
      for (const name of ['ElegibleProducts', 'AddedElegibleProducts']) {
        const body = { ...smallest(), [name]: value }
        const answer = await world.ask('POST', paths.credits, { body })
        expect(answer.status).toBe(400)
        expect(answer.body.Errors).toMatchObject([{ PropertyName: name, AttemptedValue: value }])
      }
    },
  )
})

describe('a form', () => {
  const send = (method: 'POST' | 'PUT' | 'PATCH', url: string, text: string) =>
    world.ask(method, url, {
      text,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
    })
  const start = () => `CoworkerId=${customer}&BusinessId=${location}&TotalCredit=12.5`

  test.each(['true', 'True', 'TRUE', '1'])('has booleans as text: %s', async (yes) => {
    const answer = await send('POST', paths.credits, `${start()}&CaneBeUsedForBookings=${yes}`)
    expect(answer.body.Value).toMatchObject({ TotalCredit: 12.5, CaneBeUsedForBookings: true })
    const url = `${paths.credits}/${answer.body.Value.Id}`
    await send('PATCH', url, 'CaneBeUsedForBookings=False')
    expect((await world.ask('GET', url)).body.CaneBeUsedForBookings).toBe(false)
  })
  test('has lists in the ways of its senders', async () => {
    const [a, b] = products
    for (const lists of [
      `ElegibleProducts=${a}&ElegibleProducts=${b}`,
      `ElegibleProducts=[${a},${b}]`,
      `ElegibleProducts=${a}%2C${b}`,
      `ElegibleProducts=${a}&AddedElegibleProducts=${b}`,
    ]) {
      const { body } = await send('POST', paths.credits, `${start()}&${lists}`)
      expect(body.Value.ElegibleProducts).toEqual([a, b])
    }
    const empty = await send('POST', paths.credits, `${start()}&ElegibleProducts=`)
    expect(empty.body.Value.ElegibleProducts).toEqual([])
  })
  test('clears with nothing behind the name, and writes texts as they are', async () => {
    const id = await makeCredit(world, location, customer, { ExpireDate: '2026-05-01' })
    const text = `Id=${id}&${start()}&Description=Tea+%26+caf%C3%A9&ExpireDate=`
    expect((await send('PUT', paths.credits, text)).status).toBe(200)
    expect(await read(paths.credits, id)).toMatchObject({
      Description: 'Tea & café',
      ExpireDate: null,
    })
  })
  test('has enums by name or number', async () => {
    const form = `BusinessId=${location}&Name=Rate&Price=1&DisplayOrder=1&CurrencyId=3005`
    for (const period of ['Weeks', 'weeks', '3']) {
      const { body } = await send('POST', paths.rates, `${form}&ChargePeriod=${period}`)
      expect(body.Value.ChargePeriod).toBe(3)
    }
  })
  test('that is empty names what is required', async () => {
    const { status, body } = await send('POST', paths.credits, '')
    expect({ status, first: body.Message }).toEqual({
      status: 400,
      first: 'CoworkerId: is a required field',
    })
  })
  test('with a member twice has no single value for it', async () => {
    const { status, body } = await send('POST', paths.credits, `${start()}&TotalCredit=5`)
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: 'TotalCredit' }])
  })
})

describe('what sources disagree about is optional', () => {
  test('the customer of a ticket (X14)', async () => {
    const event = await world.create(paths.events, {
      BusinessId: location,
      Name: 'Breakfast',
      StartDate: '2026-05-20T09:00:00Z',
      EndDate: '2026-05-20T10:00:00Z',
    })
    const ticket = await world.create(paths.tickets, {
      CalendarEventId: event,
      Name: 'Seat',
      DisplayOrder: 1,
      StartDate: '2026-05-01T09:00:00Z',
      EndDate: '2026-05-20T09:00:00Z',
      Price: 10,
      CurrencyId: lookup.pounds,
    })
    const seat = { BusinessId: location, CalendarEventId: event, EventProductId: ticket }
    const guest = { ...seat, FullName: 'Guest', Email: 'guest@example.com' }
    expect(await read(paths.attendees, await world.create(paths.attendees, guest))).toMatchObject({
      CoworkerId: null,
      EventProductPrice: 10,
    })
  })
  test('the repetition of a booking (X15), which then reads 0', async () => {
    const room = await makeResource(world, location, await makeResourceType(world, location))
    const booking = await makeBooking(world, room, customer)
    expect((await read(paths.bookings, booking)).Repeats).toBe(0)
  })
  test('the resource types of an offer (X10), and switches have their wire names everywhere (X11)', async () => {
    const product = await makeProduct(world, location)
    const plan = await makePlan(world, location)
    const given = { CaneBeUsedForBookings: true, CanBeUsedForEvents: true }
    const offer = { Name: 'Offer', Credit: 1, ...given }
    const made = [
      [paths.offers, { ...offer, ProductId: product }],
      [paths.planOffers, { ...offer, TariffId: plan }],
      [paths.credits, { ...smallest(), ...given }],
    ] as const
    for (const [path, body] of made) {
      expect(await read(path, await world.create(path, body))).toMatchObject({
        ElegibleResourceTypes: [],
        CaneBeUsedForBookings: true,
        CaneBeUsedForEvents: false,
      })
    }
  })
})
