// Power that nobody takes for themselves: logins, roles, and members who order for themselves only (design 5).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSoundWallet } from '../support/journal.ts'
import {
  lookup,
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makeProduct,
  makeResource,
  makeResourceType,
  paths,
} from '../support/space.ts'
import { type Login, makeRole, makeUser, passwordGrant } from '../support/users.ts'
import { type Answer, openWorld, type World } from '../support/world.ts'

let world: World
let here: number

beforeAll(async () => {
  world = await openWorld()
  here = await makeLocation(world)
})
afterAll(() => world.close())

function expectForbidden(answer: Answer): void {
  expect(answer.body).toMatchObject({ Value: null, Errors: null, WasSuccessful: false })
  expect(answer.status).toBe(403)
}

const tokenOf = async (login: Login) => (await passwordGrant(world, login)).body.access_token

const userRights = ['User-List', 'User-Read', 'User-Create', 'User-Edit', 'User-Delete']

describe('a user who may edit users', () => {
  let editor: Login
  let token: string

  beforeAll(async () => {
    const role = await makeRole(world, ...userRights, 'Coworker-List')
    editor = await makeUser(world, { UserRoles: [role] })
    token = await tokenOf(editor)
  })

  const patch = (login: Login, body: Readonly<Record<string, unknown>>) =>
    world.ask('PATCH', `${paths.users}/${login.id}`, { token, body })

  test('makes plain users, renames them and sets their passwords', async () => {
    const body = { FullName: 'Plain', Email: 'plain@example.com', NewPassword: 'plain password' }
    const created = await world.ask('POST', paths.users, { token, body })
    expect(created.status).toBe(200)
    const login = { id: created.body.Value.Id, email: body.Email, password: body.NewPassword }
    expect((await patch(login, { FullName: 'Simple', NewPassword: 'new password' })).status).toBe(
      200,
    )
    expect((await passwordGrant(world, { ...login, password: 'new password' })).status).toBe(200)
  })
  test.each<[string, () => Promise<Readonly<Record<string, unknown>>>]>([
    ['an administrator', async () => ({ IsAdmin: true })],
    ['more powerful', async () => ({ AddedUserRoles: [await makeRole(world, 'Tariff-Edit')] })],
    ['less powerful', async () => ({ UserRoles: [] })],
    ['tied to a location', async () => ({ Businesses: [here] })],
  ])('cannot make themselves %s', async (_, body) => {
    expectForbidden(await patch(editor, await body()))
    const put = {
      ...(await world.ask('GET', `${paths.users}/${editor.id}`)).body,
      ...(await body()),
    }
    expectForbidden(await world.ask('PUT', paths.users, { token, body: put }))
    const { body: after } = await world.ask('GET', `${paths.users}/${editor.id}`)
    expect(after).toMatchObject({ IsAdmin: false, Businesses: [] })
    expect(after.UserRoles).toHaveLength(1)
  })
  test('cannot create anybody with power', async () => {
    const login = { FullName: 'X', Email: 'x@example.com' }
    const role = await makeRole(world, 'Tariff-Edit')
    for (const power of [{ IsAdmin: true }, { IsAdmin: 'True' }, { UserRoles: [role] }]) {
      const body = { ...login, ...power }
      expectForbidden(await world.ask('POST', paths.users, { token, body }))
    }
  })
  test.each([
    ['an administrator', () => makeUser(world, { IsAdmin: true })],
    [
      'an administrator of a location',
      () => makeUser(world, { IsAdmin: true, Businesses: [here] }),
    ],
    ['a user with a role they lack', () => strongerUser()],
  ])('cannot touch or delete %s', async (_, make) => {
    const login = await make()
    const url = `${paths.users}/${login.id}`
    for (const body of [
      { NewPassword: 'taken over' },
      { Email: 'mine@example.com' },
      { Active: false },
      { IsAdmin: false },
    ]) {
      expectForbidden(await world.ask('PATCH', url, { token, body }))
    }
    expectForbidden(await world.ask('DELETE', url, { token }))
    expect((await passwordGrant(world, login)).status).toBe(200)
  })
  test('changes colleagues who may do no more, and themselves', async () => {
    const colleague = await makeUser(world, { UserRoles: [await makeRole(world, 'USER-list')] })
    expect((await patch(colleague, { FullName: 'Colleague' })).status).toBe(200)
    expect((await patch(editor, { FullName: 'Myself' })).status).toBe(200)
  })
  test('cannot read or edit roles as such', async () => {
    const role = await makeRole(world, 'Tariff-Edit')
    expectForbidden(await world.ask('GET', `${paths.roles}/${role}`, { token }))
    expectForbidden(await world.ask('PATCH', `${paths.roles}/${role}`, { token, body: {} }))
  })
})

test('an editor of users who is tied to a location is told why they cannot create one', async () => {
  const role = await makeRole(world, ...userRights)
  const token = await tokenOf(await makeUser(world, { UserRoles: [role], Businesses: [here] }))
  for (const Businesses of [[], [here]]) {
    const body = { FullName: 'X', Email: 'new@example.com', Businesses }
    const answer = await world.ask('POST', paths.users, { token, body })
    expectForbidden(answer)
    expect(answer.body.Message).toMatch(
      /^You are tied to locations .* Ask one to create the user\.$/,
    )
  }
})

const strongerUser = async () =>
  makeUser(world, { UserRoles: [await makeRole(world, ...userRights, 'Tariff-Edit')] })

test('whoever holds every role of UserRole still cannot write one', async () => {
  const roles = ['List', 'Read', 'Create', 'Edit', 'Delete', 'Update'].map(
    (verb) => `UserRole-${verb}`,
  )
  const role = await makeRole(world, ...roles)
  const token = await tokenOf(await makeUser(world, { UserRoles: [role] }))
  const body = { Name: 'Mine', Roles: ['User-Edit'] }
  const one = `${paths.roles}/${role}`
  expect((await world.ask('GET', one, { token })).status).toBe(200)
  expectForbidden(await world.ask('POST', paths.roles, { token, body }))
  expectForbidden(await world.ask('PATCH', one, { token, body }))
  expectForbidden(await world.ask('PUT', paths.roles, { token, body: { ...body, Id: role } }))
  expectForbidden(await world.ask('DELETE', one, { token }))
})

test('an administrator of certain locations cannot touch a full one, or become one', async () => {
  const editor = await makeUser(world, { IsAdmin: true, Businesses: [here] })
  const peer = await makeUser(world, { IsAdmin: true, Businesses: [here] })
  const token = await tokenOf(editor)
  const patch = (login: Login, body: unknown) =>
    world.ask('PATCH', `${paths.users}/${login.id}`, { token, body })
  expectForbidden(await patch(editor, { Businesses: [] }))
  expectForbidden(await patch(editor, { RemovedBusinesses: [here] }))
  expectForbidden(await patch(peer, { NewPassword: 'taken over' }))
})

test('the parent of a location is passed over for all but full administrators', async () => {
  const token = await world.signInAs({ roles: ['Business-Edit', 'Business-Read'] })
  const child = await makeLocation(world)
  const url = `${paths.businesses}/${child}`
  const body = { RootLocationId: here, Name: 'Renamed' }
  expect((await world.ask('PATCH', url, { token, body })).status).toBe(200)
  expect((await world.ask('GET', url)).body).toMatchObject({
    RootLocationId: null,
    Name: 'Renamed',
  })
  await world.ask('PATCH', url, { body })
  expect((await world.ask('GET', url)).body.RootLocationId).toBe(here)
})

describe('a member', () => {
  let customer: number
  let other: number
  let room: number
  let product: number
  let token: string

  beforeAll(async () => {
    customer = await makeCustomer(world, here)
    other = await makeCustomer(world, here)
    room = await makeResource(world, here, await makeResourceType(world, here))
    product = await makeProduct(world, here, { Price: 5 })
    token = await world.signInAs({ coworkerId: customer, apiAccess: false })
  })

  const ask: World['ask'] = (method, url, given) => world.ask(method, url, { ...given, token })
  const hour = { FromTime: '2026-05-20T09:00:00Z', ToTime: '2026-05-20T10:00:00Z' }

  test('books, signs up and buys for themselves', async () => {
    const event = await world.create(paths.events, {
      BusinessId: here,
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
    const seat = { BusinessId: here, CalendarEventId: event, EventProductId: ticket }
    const answers = [
      await ask('POST', paths.bookings, {
        body: { ResourceId: room, CoworkerId: customer, ...hour },
      }),
      await ask('POST', paths.attendees, {
        body: { ...seat, CoworkerId: customer, FullName: 'Me', Email: 'me@example.com' },
      }),
      await ask('POST', paths.sales, {
        body: { CoworkerId: `${customer}`, BusinessId: here, ProductId: product, Quantity: 1 },
      }),
    ]
    for (const { status, body } of answers) {
      expect(status).toBe(200)
      expect(body.Value.CoworkerId).toBe(customer)
    }
  })
  test('for nobody else, and not for nobody', async () => {
    for (const CoworkerId of [other, null, undefined, [customer], { valueOf: customer }, '']) {
      const body = { ResourceId: room, CoworkerId, ...hour }
      expectForbidden(await ask('POST', paths.bookings, { body }))
    }
  })
  test('does not name the price, nor says that it is paid', async () => {
    const sale = await ask('POST', paths.sales, {
      body: {
        CoworkerId: customer,
        BusinessId: here,
        ProductId: product,
        Quantity: 1,
        Price: 0,
        ActivateNow: true,
        Invoiced: true,
        CreditAmount: 5,
        DiscountAmount: 5,
        CoworkerInvoicePaid: true,
      },
    })
    expect(sale.body.Value.Price).not.toBe(0)
    expect(sale.body.Value).toMatchObject({
      Invoiced: false,
      CreditAmount: 0,
      DiscountAmount: 0,
      CoworkerInvoicePaid: false,
    })
    const booking = await ask('POST', paths.bookings, {
      body: { ResourceId: room, CoworkerId: customer, ...hour, OverridePrice: 0 },
    })
    expect(booking.body.Value.OverridePrice).toBeNull()
  })
  test('does nothing else on records', async () => {
    const credit = await makeCredit(world, here, customer)
    const booking = await makeBooking(world, room, customer)
    const money = { CoworkerId: customer, BusinessId: here, TotalCredit: 1 }
    const use = { CoworkerBookingCreditId: credit, CreditUsed: 1 }
    const answers = [
      await ask('GET', paths.credits),
      await ask('GET', `${paths.credits}/${credit}`),
      await ask('GET', `${paths.credits}?id=[${credit}]`),
      await ask('POST', paths.credits, { body: money }),
      await ask('POST', paths.uses, { body: use }),
      await ask('GET', paths.bookings),
      await ask('PATCH', `${paths.bookings}/${booking}`, { body: { Notes: 'Mine' } }),
      await ask('DELETE', `${paths.bookings}/${booking}`),
      await ask('GET', `${paths.coworkers}/${customer}`),
      await ask('PATCH', `${paths.coworkers}/${customer}`, { body: { Notes: 'Me' } }),
      await ask('POST', `${paths.coworkers}/runcommand`, {
        body: { Key: 'COWORKER_DELETE', Ids: [other] },
      }),
      await ask('GET', `${paths.coworkers}/commands`),
    ]
    for (const answer of answers) expectForbidden(answer)
    await expectSoundWallet(world, customer)
  })
  test('with roles does what the roles allow, too', async () => {
    const staff = await world.signInAs({ coworkerId: other, roles: ['Booking-Create'] })
    const body = { ResourceId: room, CoworkerId: customer, ...hour, OverridePrice: 1 }
    const answer = await world.ask('POST', paths.bookings, { token: staff, body })
    expect(answer.status).toBe(200)
    expect(answer.body.Value.OverridePrice).toBe(1)
  })
})

describe('the last full administrator', () => {
  let alone: World

  beforeAll(async () => {
    alone = await openWorld()
  })
  afterAll(() => alone.close())

  test('cannot lose the power to sign in and to make another one', async () => {
    const place = await makeLocation(alone)
    const { body: me } = await alone.ask('GET', '/api/auth/me')
    const user = `${paths.users}/${me.Id}`
    for (const body of [
      { IsAdmin: false },
      { Active: false },
      { APIAccess: false },
      { Businesses: [place] },
    ]) {
      const answer = await alone.ask('PATCH', user, { body })
      expect(answer.status).toBe(400)
      expect(answer.body.Message).toContain('the last full administrator')
    }
    const plain = { Id: me.Id, FullName: 'Admin', Email: me.Email }
    expect((await alone.ask('PUT', paths.users, { body: plain })).status).toBe(400)
    expect((await alone.ask('DELETE', user)).body.WasSuccessful).toBe(false)
    expect((await alone.ask('GET', '/api/auth/me')).status).toBe(200)
  })
})

describe('a customer with CreateUser', () => {
  test('takes over no login that somebody else has', async () => {
    const role = await makeRole(world, 'Coworker-Create', 'Coworker-Read')
    const token = await tokenOf(await makeUser(world, { UserRoles: [role], Businesses: [here] }))
    const { body: me } = await world.ask('GET', '/api/auth/me')
    const answer = await world.ask('POST', '/api/spaces/coworkers', {
      token,
      body: {
        FullName: 'Mallory',
        Email: me.Email,
        CountryId: 1901,
        SimpleTimeZoneId: 2023,
        Businesses: [here],
        InvoicingBusinessId: here,
        CreateUser: true,
      },
    })
    expect(answer.status).toBe(400)
    expect(answer.body.Errors[0].PropertyName).toBe('CreateUser')
  })
})
