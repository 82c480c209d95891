// Dates as they travel: UTC in both directions, wall clocks beside them (wire 14; design 5, numbers).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  lookup,
  makeBooking,
  makeCustomer,
  makeLocation,
  makeResource,
  makeResourceType,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let customer: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
  customer = await makeCustomer(world, location)
})
afterAll(() => world.close())

const smallest = () => ({ CoworkerId: customer, BusinessId: location, TotalCredit: 100 })

describe('dates', () => {
  test('of creation carry a fraction in the answer to a POST, and whole seconds ever after', async () => {
    const { body } = await world.ask('POST', paths.credits, { body: smallest() })
    const { Id, CreatedOn, UpdatedOn } = body.Value
    for (const instant of [CreatedOn, UpdatedOn]) {
      expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,6}[1-9])?Z$/)
    }
    const read = (await world.ask('GET', `${paths.credits}/${Id}`)).body
    expect(read.CreatedOn).toBe(CreatedOn.replace(/(\.\d+)?Z$/, 'Z'))
    expect(read.UpdatedOn).toBe(UpdatedOn.replace(/(\.\d+)?Z$/, 'Z'))
  })
  test.each([
    ['2027-02-07T00:00:00Z', '2027-02-07T00:00:00Z'],
    ['2027-02-07', '2027-02-07T00:00:00Z'],
    ['2027-02-07T09:30', '2027-02-07T09:30:00Z'],
    ['2027-02-07 09:30:15', '2027-02-07T09:30:15Z'],
    ['2027-02-07T09:30:15.1234567Z', '2027-02-07T09:30:15Z'],
    ['2027-02-07T09:30:15+02:00', '2027-02-07T07:30:15Z'],
    ['2027-02-07T23:30:00-0530', '2027-02-08T05:00:00Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
    ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59Z'],
  ])('%s is kept as %s', async (given, kept) => {
    const { body } = await world.ask('POST', paths.credits, {
      body: { ...smallest(), ValidFrom: given },
    })
    expect(body.Value.ValidFrom).toBe(kept)
    expect((await world.ask('GET', `${paths.credits}/${body.Value.Id}`)).body.ValidFrom).toBe(kept)
  })
  test.each([
    ['2026-02-30'],
    ['2027-02-29T00:00:00Z'],
    ['2026-13-01'],
    ['2026-05-01T24:00:00Z'],
    ['2026-05-01T09:60:00Z'],
    ['01/05/2026'],
    ['tomorrow'],
    ['0000-01-01'],
    ['10000-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59-01:00'],
    ['0001-01-01T00:00:00+01:00'],
    [1_777_777_777],
    [true],
  ])('%s is none', async (ExpireDate) => {
    const { status, body } = await world.ask('POST', paths.credits, {
      body: { ...smallest(), ExpireDate },
    })
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: 'ExpireDate', AttemptedValue: ExpireDate }])
  })
  test.each([
    ['london', '2026-07-01T09:00:00', '2026-01-01T08:00:00'],
    ['tokyo', '2026-07-01T17:00:00', '2026-01-01T17:00:00'],
    ['newYork', '2026-07-01T04:00:00', '2026-01-01T03:00:00'],
  ] as const)('in …Local are the wall clock of the location: %s', async (zone, summer, winter) => {
    const place = await makeLocation(world, { SimpleTimeZoneId: lookup[zone] })
    const room = await makeResource(world, place, await makeResourceType(world, place))
    const id = await makeBooking(world, room, customer, {
      FromTime: '2026-01-01T08:00:00Z',
      ToTime: '2026-07-01T08:00:00Z',
    })
    expect((await world.ask('GET', `${paths.bookings}/${id}`)).body).toMatchObject({
      FromTimeLocal: winter,
      ToTimeLocal: summer,
    })
  })
  test('that .NET means by nothing have a wall clock within the years of the wire', async () => {
    for (const zone of [lookup.london, lookup.tokyo, lookup.newYork]) {
      const place = await makeLocation(world, { SimpleTimeZoneId: zone })
      const room = await makeResource(world, place, await makeResourceType(world, place))
      const times = { FromTime: '0001-01-01T00:00:00Z', ToTime: '9999-12-31T23:59:59Z' }
      const id = await makeBooking(world, room, customer, times)
      const { status, body } = await world.ask('GET', `${paths.bookings}/${id}`)
      expect(status).toBe(200)
      expect(body).toMatchObject(times)
      expect(body.FromTimeLocal).toMatch(/^0001-01-01T/)
      expect(body.ToTimeLocal).toMatch(/^9999-12-31T/)
    }
  })
})
