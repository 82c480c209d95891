// Policies: listed with what is in force, stored only with values they take, and obeyed.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  makeUse,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number
const settings = '/api/sys/businesssettings'

beforeAll(async () => {
  world = await openWorld()
  riverside = await makeLocation(world)
})
afterAll(() => world.close())

type Row = Record<string, unknown>
const set = (BusinessId: number, Name: string, Value: string | null) =>
  world.ask('POST', settings, { body: { BusinessId, Name, Value } })
const list = async (query = '') => (await world.ask('GET', `/api/reports/policies?${query}`)).body

describe('the list', () => {
  test('R64 has a row for every silent point, with a default among what is allowed, in words', async () => {
    const { Records: rows, TotalItems } = await list()
    expect(TotalItems).toBe(rows.length)
    for (const row of rows) {
      expect(row.Allowed).toContain(row.Default)
      expect(row.Fixed).toBe(row.Allowed.length === 1)
      expect(row.Meaning).toMatch(/^[A-Z].*\.$/)
      expect(row.Value).toBeNull()
    }
    const sources = new Set(rows.map((row: Row) => row.Source))
    for (let n = 1; n <= 30; n += 1) expect(sources).toContain(`S${n}`)
    for (const rule of ['H3', 'H5', 'F8', 'B4', 'G8', 'Q1']) expect(sources).toContain(rule)
    expect(new Set(rows.map((row: Row) => row.Name)).size).toBe(rows.length)
    for (const row of rows.filter((one: Row) => /^[SQ]/.test(String(one.Source)))) {
      expect(row.Name).toMatch(/^Credits\./)
    }
  })

  test('has the value in force at a location: what is set there, else the default', async () => {
    await set(riverside, 'credits.spendableat', 'ownlocation')
    const rows = (await list(`BusinessId=${riverside}`)).Records
    const value = (name: string) => rows.find((row: Row) => row.Name === name).Value
    expect(value('Credits.SpendableAt')).toBe('OwnLocation')
    expect(value('Credits.ReturnWhenLate')).toBe('True')
    expect(value('Credits.BurnOrder')).toBe('PlanProductManual')
  })

  test('is paged, and CSV on request', async () => {
    const page = await list('size=3&page=2')
    expect(page.Records).toHaveLength(3)
    expect(page.CurrentPage).toBe(2)
    const { text } = await world.ask('GET', '/api/reports/policies?format=csv')
    expect(text).toContain('Credits.ReturnWhenLate,True,True False,false,')
  })

  test('is for those with the role and of their locations', async () => {
    const elsewhere = await makeLocation(world)
    const token = await world.signInAs({
      roles: ['CoworkerBookingCredit-List'],
      businesses: [elsewhere],
    })
    const other = await world.signInAs({ roles: ['CoworkerBookingCredit-Read'] })
    const ask = async (query: string, who: string) =>
      (await world.ask('GET', `/api/reports/policies?${query}`, { token: who })).status
    expect(await ask('', token)).toBe(200)
    expect(await ask(`BusinessId=${elsewhere}`, token)).toBe(200)
    expect(await ask(`BusinessId=${riverside}`, token)).toBe(404)
    expect(await ask('', other)).toBe(403)
    expect((await world.ask('GET', '/api/reports/policies?BusinessId=x')).status).toBe(400)
  })
})

describe('a setting', () => {
  test('of a policy takes its values only, and says which', async () => {
    const { status, body } = await set(riverside, 'credits.SpendableAt', 'Everywhere')
    expect(status).toBe(400)
    expect(body.Errors).toEqual([
      {
        PropertyName: 'Value',
        AttemptedValue: 'Everywhere',
        Message:
          'must be one of OwnLocationAndChildren, OwnLocation, WholeNetwork for Credits.SpendableAt',
      },
    ])
    expect((await set(riverside, 'Credits.BurnOrder', 'Random')).body.Message).toBe(
      'Value: must be PlanProductManual for Credits.BurnOrder',
    )
  })

  test('is checked by PUT and PATCH, and its refusal changes nothing', async () => {
    const { body } = await set(riverside, 'Store.AlwaysInvoice', 'true')
    const { Id } = body.Value
    const put = await world.ask('PUT', settings, {
      body: { Id, BusinessId: riverside, Name: 'Store.AlwaysInvoice', Value: 'maybe' },
    })
    const patch = await world.ask('PATCH', `${settings}/${Id}`, { body: { Value: 'perhaps' } })
    expect([put.status, patch.status]).toEqual([400, 400])
    expect((await world.ask('GET', `${settings}/${Id}`)).body.Value).toBe('true')
    expect((await world.ask('PATCH', `${settings}/${Id}`, { body: { Value: null } })).status).toBe(
      200,
    )
  })

  test('of another name is stored as it is', async () => {
    const { body } = await set(riverside, 'Credits.SomethingElse', 'Whatever')
    expect(body.Value).toMatchObject({ Name: 'Credits.SomethingElse', Value: 'Whatever' })
  })
})

/** A room of its own at a location with one policy, and a customer with credit. */
async function placeWith(name?: string, value?: string) {
  const place = await makeLocation(world)
  if (name !== undefined) await set(place, name, value ?? null)
  await set(place, 'Bookings.ChargeBookingsImmediately', 'True')
  const type = await makeResourceType(world, place)
  const rate = await makeRate(world, place, { ResourceTypes: [type] })
  const resource = await makeResource(world, place, type)
  const customer = await makeCustomer(world, place)
  return { place, type, rate, resource, customer }
}
// Read once: a booking of two hours and a millisecond would take another minute.
const began = Date.now()
const later = (hours: number) => new Date(began + hours * 3_600_000).toISOString()
const tomorrow = { FromTime: later(24), ToTime: later(26) }
const left = async (customer: number) =>
  (await world.ask('GET', `/api/wallets/${customer}`)).body.Spendable
const cancel = (id: number, reason: number) =>
  world.ask('POST', `${paths.bookings}/runcommand`, {
    body: {
      Key: 'CANCEL_BOOKING',
      Ids: [id],
      Parameters: [{ Name: 'Cancellation Reason', Value: reason }],
    },
  })

describe('a policy in force', () => {
  test.each([
    [undefined, undefined, 8, 60],
    ['Credits.ReturnWhenNotCheckedIn', 'True', 8, 100],
    [undefined, undefined, 5, 100],
    ['Credits.ReturnWhenNotPaid', 'False', 5, 60],
  ])('W42 S10 %s %s after reason %i leaves %i', async (name, value, reason, expected) => {
    const { place, resource, customer } = await placeWith(name, value)
    await makeCredit(world, place, customer, { CaneBeUsedForBookings: true })
    const booking = await makeBooking(world, resource, customer, tomorrow)
    expect(await left(customer)).toBe(60)
    expect((await cancel(booking, reason)).body.WasSuccessful).toBe(true)
    expect(await left(customer)).toBe(expected)
  })

  test.each([
    [undefined, undefined, true],
    ['Credits.DeleteUsedCredit', 'Refused', false],
  ])('S15 %s %s lets a used credit be deleted: %s', async (name, value, isDeleted) => {
    const { place, customer } = await placeWith(name, value)
    const used = await makeCredit(world, place, customer)
    const unused = await makeCredit(world, place, customer)
    await makeUse(world, used, 40)
    const { body } = await world.ask('DELETE', `${paths.credits}/${used}`)
    expect(body.WasSuccessful).toBe(isDeleted)
    expect((await world.ask('GET', `${paths.credits}/${used}`)).status).toBe(isDeleted ? 404 : 200)
    expect((await world.ask('DELETE', `${paths.credits}/${unused}`)).body.WasSuccessful).toBe(true)
  })

  test.each([
    [undefined, undefined, 180],
    ['Credits.ZeroPriceBookings', 'UseTime', 60],
  ])('S20 %s %s leaves %i minutes after two free hours', async (name, value, expected) => {
    const { place, rate, resource, customer } = await placeWith(name, value)
    const time = await makeTimeCredit(world, place, customer, rate, { TotalUses: 180 })
    await makeBooking(world, resource, customer, { ...tomorrow, OverridePrice: 0, ChargeNow: true })
    const { body } = await world.ask('GET', `${paths.timeCredits}/${time}`)
    expect(body.RemainingUses).toBe(expected)
  })

  test.each([
    [undefined, undefined, 60],
    ['Credits.OptOut', 'MoneyAndTime', 180],
  ])(
    'W23 S21 %s %s leaves %i minutes to a booking that opts out',
    async (name, value, expected) => {
      const { place, rate, resource, customer } = await placeWith(name, value)
      const time = await makeTimeCredit(world, place, customer, rate, { TotalUses: 180 })
      await makeBooking(world, resource, customer, { ...tomorrow, DoNotUseBookingCredit: true })
      const { body } = await world.ask('GET', `${paths.timeCredits}/${time}`)
      expect(body.RemainingUses).toBe(expected)
    },
  )
})
