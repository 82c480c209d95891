// Who am I, in the ways clients ask, and the named lists of the wire (wire 4.3, 14).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookup, makeCustomer, makeLocation } from '../support/space.ts'
import { makeRole, makeUser, passwordGrant } from '../support/users.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

describe('who am I', () => {
  test('before there is a location there is none to be at', async () => {
    const { status, body } = await world.ask('GET', '/api/auth/me')
    expect(status).toBe(200)
    expect(body).toMatchObject({ DefaultBusinessId: null, DefaultBusinessName: null })
  })
  test.each(['/api/auth/me', '/API/Auth/Me/', '/en/user/me', '/en-GB/user/me', '/es/User/Me'])(
    '%s answers the user, what they may do and where they are at home',
    async (path) => {
      const home = await makeLocation(world, { Name: 'Tokyo', SimpleTimeZoneId: lookup.tokyo })
      const role = await makeRole(world, 'CoworkerBookingCredit-List')
      const login = await makeUser(world, { UserRoles: [role], Businesses: [home] })
      const { access_token: token } = (await passwordGrant(world, login)).body
      const { status, body, text } = await world.ask('GET', path, { token })
      expect(status).toBe(200)
      expect(body).toMatchObject({
        Id: login.id,
        Email: login.email,
        Active: true,
        IsAdmin: false,
        APIAccess: true,
        CoworkerId: null,
        Businesses: [home],
        Roles: ['coworkerbookingcredit-list'],
        DefaultBusinessId: home,
        DefaultBusinessName: 'Tokyo',
        DefaultCurrencyCode: 'GBP',
        DefaultSimpleTimeZoneNameIana: 'Asia/Tokyo',
      })
      expect(text).not.toMatch(/assword|scrypt|Salt/)
    },
  )
  test('a member is told which customer they are', async () => {
    const customer = await makeCustomer(world, await makeLocation(world))
    const token = await world.signInAs({ coworkerId: customer })
    expect((await world.ask('GET', '/en/user/me', { token })).body.CoworkerId).toBe(customer)
  })
  test('clients also look themselves up by email', async () => {
    for (const group of ['spaces', 'sys']) {
      const { body } = await world.ask(
        'GET',
        `/api/${group}/users?User_Email=ADMIN@example.com&size=1`,
      )
      expect(body.Records).toMatchObject([
        { IsAdmin: true, APIAccess: true, Email: 'admin@example.com' },
      ])
    }
  })
  test.each(['/api/auth/me', '/en/user/me', '/api/utils/enums'])(
    '%s needs a session',
    async (path) => {
      const { status, body } = await world.ask('GET', path, { token: null })
      expect(status).toBe(401)
      expect(body).toMatchObject({ Value: null, Errors: null, WasSuccessful: false })
    },
  )
})

describe('the named lists', () => {
  const get = (query: string) => world.ask('GET', `/api/utils/enums${query}`)

  test('answer their members by name, whatever the case', async () => {
    const expected = [
      { Name: 'Week', Value: 1 },
      { Name: 'CalendarMonth', Value: 2 },
      { Name: 'TariffMonth', Value: 3 },
      { Name: 'Year', Value: 4 },
      { Name: 'Day', Value: 5 },
    ]
    for (const query of ['?name=eTimeSpanWeekMonth', '?NAME=etimespanweekmonth']) {
      expect((await get(query)).body).toEqual(expected)
    }
  })
  test('have the webhook actions by the numbers that clients look up', async () => {
    const { body } = await get('?name=eWebhookAction')
    expect(body).toHaveLength(90)
    expect(body).toEqual(
      expect.arrayContaining([
        { Name: 'BookingCreate', Value: 6 },
        { Name: 'CoworkerContractRenew', Value: 12 },
        { Name: 'CoworkerInvoicePaid', Value: 21 },
        { Name: 'CoworkerProductCreate', Value: 68 },
      ]),
    )
  })
  test('are all answered without a name', async () => {
    const { body } = await get('')
    const names = body.map(({ Name }: { Name: string }) => Name)
    expect(names).toEqual(expect.arrayContaining(['eChargePeriod', 'eWebhookAction']))
    expect(body[0].Values.length).toBeGreaterThan(0)
  })
  test.each(['eNothing', '', 'constructor'])('do not include %j', async (name) => {
    const { status, body } = await get(`?name=${name}`)
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: 'name', AttemptedValue: name }])
  })
  test('need no role', async () => {
    const token = await world.signInAs({})
    expect((await world.ask('GET', '/api/utils/enums?name=eChargePeriod', { token })).status).toBe(
      200,
    )
  })
})
