// Who may do what: roles, locations, members, and power that nobody takes for themselves (wire 4.4, 4.5, X6; design 5).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allRoles } from '../../src/operations/people.ts'
import { expectSoundWallet } from '../support/journal.ts'
import {
  lookup,
  makeCredit,
  makeCustomer,
  makeLocation,
  makeProduct,
  makeUse,
  paths,
} from '../support/space.ts'
import { makeRole, makeUser, passwordGrant } from '../support/users.ts'
import { type Answer, openWorld, type World } from '../support/world.ts'

let world: World
let here: number
let there: number

beforeAll(async () => {
  world = await openWorld()
  here = await makeLocation(world)
  there = await makeLocation(world)
})
afterAll(() => world.close())

const refusal = { Value: null, Errors: null, WasSuccessful: false }
const everyRole = () => allRoles(world.service.catalog)

function expectForbidden(answer: Answer): void {
  expect(answer.body).toMatchObject(refusal)
  expect(answer.status).toBe(403)
}

describe('roles', () => {
  test('a 403 names the role that is missing, in the write envelope and in its order', async () => {
    const token = await world.signInAs({ roles: ['CoworkerBookingCredit-List'] })
    const { status, text } = await world.ask('GET', `${paths.credits}/1`, { token })
    expect(status).toBe(403)
    expect(text).toBe(
      '{"Message":"You need the role CoworkerBookingCredit-Read.","Value":null,"Errors":null,"WasSuccessful":false}',
    )
  })
  test('are compared without regard to case, and kept as they were written', async () => {
    const role = await makeRole(world, 'coworkerbookingcredit-LIST')
    const login = await makeUser(world, { UserRoles: [role] })
    const token = (await passwordGrant(world, login)).body.access_token
    expect((await world.ask('GET', paths.credits, { token })).status).toBe(200)
    const { body } = await world.ask('GET', `${paths.roles}/${role}`)
    expect(body.Roles).toEqual(['coworkerbookingcredit-LIST'])
  })
  test('of several role records add up, and a change counts at once', async () => {
    const lists = await makeRole(world, 'CoworkerBookingCredit-List')
    const reads = await makeRole(world, 'CoworkerBookingCredit-Read')
    const login = await makeUser(world, { UserRoles: [lists, reads] })
    const token = (await passwordGrant(world, login)).body.access_token
    const credit = await makeCredit(world, here, await makeCustomer(world, here))
    const one = `${paths.credits}/${credit}`
    expect((await world.ask('GET', paths.credits, { token })).status).toBe(200)
    expect((await world.ask('GET', one, { token })).status).toBe(200)
    await world.ask('PATCH', `${paths.users}/${login.id}`, { body: { RemovedUserRoles: [reads] } })
    expect((await world.ask('GET', one, { token })).status).toBe(403)
  })
  test('that do not exist cannot be given', async () => {
    const body = { Name: 'Typo', Roles: ['CoworkerBookingCredit-Lists', 'Wallet-Read'] }
    const answer = await world.ask('POST', paths.roles, { body })
    expect(answer.status).toBe(400)
    expect(answer.body.Message).toContain('CoworkerBookingCredit-Lists, Wallet-Read')
  })
  test('a missing role is noticed before the body is looked at', async () => {
    const token = await world.signInAs({})
    for (const text of ['{}', '{"TotalCredit":"x"}']) {
      expectForbidden(await world.ask('POST', paths.credits, { token, text }))
    }
  })
  test.each(['Read', 'List'])('a batch get is content with -%s (X6)', async (verb) => {
    const token = await world.signInAs({ roles: [`CoworkerBookingCredit-${verb}`] })
    for (const query of ['id=[1]', 'CoworkerBookingCredit_Id=[1]']) {
      expect((await world.ask('GET', `${paths.credits}?${query}`, { token })).status).toBe(200)
    }
  })
  test.each(['Update', 'Edit'])('a command is content with -%s (X6)', async (verb) => {
    const token = await world.signInAs({ roles: [`Coworker-${verb}`] })
    const customer = await makeCustomer(world, here)
    const { status, body } = await world.ask('POST', `${paths.coworkers}/runcommand`, {
      token,
      body: { Key: 'COWORKER_DELETE', Ids: [customer] },
    })
    expect({ status, done: body.WasSuccessful }).toEqual({ status: 200, done: true })
    expect((await world.ask('GET', `${paths.coworkers}/commands`, { token })).status).toBe(200)
  })
  test('-Update is for commands only', async () => {
    const token = await world.signInAs({ roles: ['Coworker-Update'] })
    const customer = await makeCustomer(world, here)
    expectForbidden(await world.ask('PATCH', `${paths.coworkers}/${customer}`, { token, body: {} }))
  })
  test('a full administrator needs none', async () => {
    const token = await world.signInAs({ isAdmin: true })
    const customer = await makeCustomer(world, here)
    const body = { CoworkerId: customer, BusinessId: here, TotalCredit: 1 }
    expect((await world.ask('POST', paths.credits, { token, body })).status).toBe(200)
    expect((await world.ask('GET', paths.roles, { token })).status).toBe(200)
  })
})

describe.each([
  ['an administrator of certain locations', { isAdmin: true }],
  ['a user of certain locations with every role', { roles: 'all' }],
])('%s', (_, kind) => {
  let token: string
  let own: number
  let shared: number
  let foreign: number

  beforeAll(async () => {
    const roles = 'roles' in kind ? everyRole() : []
    token = await world.signInAs({ roles, isAdmin: 'isAdmin' in kind, businesses: [here] })
    own = await makeCustomer(world, here)
    shared = await makeCustomer(world, here, { Businesses: [here, there] })
    foreign = await makeCustomer(world, there)
  })

  const ask: World['ask'] = (method, url, given) => world.ask(method, url, { ...given, token })

  test('sees records of these locations only', async () => {
    const seen = async (path: string) =>
      (await ask('GET', `${path}?size=1000`)).body.Records.map(({ Id }: { Id: number }) => Id)
    expect(await seen(paths.coworkers)).toEqual(expect.arrayContaining([own, shared]))
    expect(await seen(paths.coworkers)).not.toContain(foreign)
    expect(await seen(paths.businesses)).toEqual([here])
    expect((await ask('GET', `${paths.coworkers}/${foreign}`)).status).toBe(404)
    expect((await ask('GET', `${paths.coworkers}?id=[${own},${foreign}]`)).body).toHaveLength(1)
    expect((await ask('GET', `${paths.coworkers}?Coworker_Id=[${foreign}]`)).body.TotalItems).toBe(
      0,
    )
  })
  test('does not see logins without a location, or with others', async () => {
    const { body } = await ask('GET', `${paths.users}?size=1000`)
    for (const { Id } of body.Records) {
      expect((await world.ask('GET', `${paths.users}/${Id}`)).body.Businesses).toContain(here)
    }
    expect((await ask('GET', `${paths.users}?User_Email=admin@example.com`)).body.TotalItems).toBe(
      0,
    )
  })
  test('cannot change what is not seen', async () => {
    const url = `${paths.coworkers}/${foreign}`
    expect((await ask('PATCH', url, { body: { FullName: 'Mine' } })).status).toBe(404)
    const product = await makeProduct(world, there)
    expect((await ask('DELETE', `${paths.products}/${product}`)).status).toBe(404)
    expect((await world.ask('GET', `${paths.products}/${product}`)).status).toBe(200)
  })
  test('cannot name what is not seen, so nothing is created elsewhere', async () => {
    const elsewhere = { CoworkerId: own, BusinessId: there, TotalCredit: 1 }
    const stranger = { CoworkerId: foreign, BusinessId: here, TotalCredit: 1 }
    const answers = [
      [await ask('POST', paths.credits, { body: elsewhere }), 'BusinessId'],
      [await ask('POST', paths.credits, { body: stranger }), 'CoworkerId'],
    ] as const
    for (const [{ status, body }, name] of answers) {
      expect(status).toBe(400)
      expect(body.Errors).toMatchObject([{ PropertyName: name }])
    }
  })
  test('cannot move a record to another location', async () => {
    const product = await makeProduct(world, here)
    const answer = await ask('PATCH', `${paths.products}/${product}`, {
      body: { BusinessId: there },
    })
    expect(answer.status).toBe(400)
    expect((await world.ask('GET', `${paths.products}/${product}`)).body.BusinessId).toBe(here)
  })
  test('echoes what others listed, and adds only what is seen', async () => {
    const [near, far] = [await makeProduct(world, here), await makeProduct(world, there)]
    const credit = await makeCredit(world, here, own, { ElegibleProducts: [far] })
    const echo = (await ask('GET', `${paths.credits}/${credit}`)).body
    expect((await ask('PUT', paths.credits, { body: echo })).status).toBe(200)
    const add = (id: number) =>
      ask('PATCH', `${paths.credits}/${credit}`, { body: { AddedElegibleProducts: [id] } })
    expect((await add(near)).status).toBe(200)
    expect((await add(await makeProduct(world, there))).status).toBe(400)
    const { body } = await world.ask('GET', `${paths.credits}/${credit}`)
    expect(body.ElegibleProducts).toEqual([far, near])
  })
  test('is shown credits that other locations gave to a customer, and their uses', async () => {
    const credit = await makeCredit(world, there, shared)
    const use = await makeUse(world, credit, 1)
    const hidden = await makeCredit(world, there, foreign)
    expect((await ask('GET', `${paths.credits}/${credit}`)).body.RemainingCredit).toBe(99)
    expect((await ask('GET', `${paths.uses}/${use}`)).status).toBe(200)
    expect((await ask('GET', `${paths.credits}/${hidden}`)).status).toBe(404)
  })
  test('but can neither change, use nor delete them', async () => {
    const credit = await makeCredit(world, there, shared)
    const mine = await makeCredit(world, here, shared)
    const use = await makeUse(world, credit, 1)
    const own = await makeUse(world, mine, 1)
    const one = `${paths.credits}/${credit}`
    const full = (await ask('GET', one)).body
    const spend = { CoworkerBookingCreditId: credit, CreditUsed: 1 }
    expectForbidden(await ask('PATCH', one, { body: { Description: 'Mine' } }))
    expectForbidden(await ask('PUT', paths.credits, { body: full }))
    expectForbidden(await ask('DELETE', one))
    expectForbidden(await ask('POST', paths.uses, { body: spend }))
    expectForbidden(await ask('PATCH', `${paths.uses}/${use}`, { body: { CreditUsed: 2 } }))
    expectForbidden(await ask('PATCH', `${paths.uses}/${own}`, { body: spend }))
    expect((await ask('GET', one)).body).toEqual(full)
    await expectSoundWallet(world, shared)
  })
  test('changes credits of these locations as usual', async () => {
    const credit = await makeCredit(world, here, shared)
    const body = { CoworkerBookingCreditId: credit, CreditUsed: 1 }
    expect((await ask('POST', paths.uses, { body })).status).toBe(200)
    expect((await ask('DELETE', `${paths.credits}/${credit}`)).status).toBe(200)
    await expectSoundWallet(world, shared)
  })
  test('opens no location, makes no roles and hands out no power', async () => {
    const location = { Name: 'New', WebAddress: 'new', CountryId: lookup.country }
    expectForbidden(await ask('POST', paths.businesses, { body: location }))
    expectForbidden(await ask('POST', paths.roles, { body: { Name: 'Mine', Roles: [] } }))
    const login = { FullName: 'New', Email: 'new@example.com', Businesses: [here] }
    expectForbidden(await ask('POST', paths.users, { body: { ...login, IsAdmin: true } }))
    expectForbidden(await ask('POST', paths.users, { body: login }))
  })
})
