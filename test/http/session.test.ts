// Who is let in with what: tokens, HTTP Basic, the flags of a user, and what ends a session (wire 4.1, 4.2, 4.4).

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCustomer, makeLocation, paths } from '../support/space.ts'
import {
  basic,
  type Login,
  makeUser,
  passwordGrant,
  refreshGrant,
  whoAmI,
} from '../support/users.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let person: Login

beforeAll(async () => {
  world = await openWorld()
  person = await makeUser(world)
})
afterAll(() => world.close())

const bearer = async (login: Login) =>
  `Bearer ${(await passwordGrant(world, login)).body.access_token}`

describe('HTTP Basic', () => {
  test('email and password work on every endpoint, colons in the password included', async () => {
    const authorization = basic(person.email, person.password)
    expect((await whoAmI(world, authorization)).body.Email).toBe(person.email)
    const list = await world.ask('GET', paths.credits, {
      token: null,
      headers: { authorization },
    })
    expect(list.status).toBe(403)
  })
  test('the scheme word is taken in any case, and not missed', async () => {
    for (const scheme of ['basic ', 'BASIC  ', '']) {
      const authorization = basic(person.email.toUpperCase(), person.password, scheme)
      expect((await whoAmI(world, authorization)).status).toBe(200)
    }
  })
  test('a new password counts at once, although pairs are remembered', async () => {
    const login = await makeUser(world)
    expect((await whoAmI(world, basic(login.email, login.password))).status).toBe(200)
    await change(login, { NewPassword: 'another password' })
    expect((await whoAmI(world, basic(login.email, login.password))).status).toBe(401)
    expect((await whoAmI(world, basic(login.email, 'another password'))).status).toBe(200)
  })
})

describe('what is no credential answers 401 with the write envelope', () => {
  test.each([
    ['nothing', ''],
    ['a token nobody issued', 'Bearer 0123456789abcdef'],
    ['the word without a token', 'Bearer'],
    ['another scheme', 'Digest username="x"'],
    ['Basic without a pair', 'Basic'],
    ['Base64 without a colon', `Basic ${Buffer.from('nobody').toString('base64')}`],
    ['no Base64', 'Basic ???'],
    ['a wrong pair', basic('nobody@example.com', 'wrong')],
    ['a pair with U+0000', basic('no\0body', 'wrong')],
    ['no email', basic('', 'wrong')],
    ['no password', basic('admin@example.com', '')],
  ])('%s', async (_, authorization) => {
    const { status, text, body, headers } = await whoAmI(world, authorization)
    expect(status).toBe(401)
    expect(text).toBe(
      `{"Message":${JSON.stringify(body.Message)},"Value":null,"Errors":null,"WasSuccessful":false}`,
    )
    expect(headers['www-authenticate']).toBe('Bearer')
  })
  test('a refresh token is no access token', async () => {
    const { refresh_token } = (await passwordGrant(world, person)).body
    expect((await whoAmI(world, `Bearer ${refresh_token}`)).status).toBe(401)
  })
  test('an expired access token answers 401, never 403, and its refresh token still works', async () => {
    const login = await makeUser(world)
    const { access_token, refresh_token } = (await passwordGrant(world, login)).body
    await sql`update access_token set expires_at = now() - interval '1 second' where user_id = ${login.id}`.execute(
      world.service.database.executor,
    )
    const list = await world.ask('GET', paths.credits, { token: access_token })
    expect(list.status).toBe(401)
    expect((await refreshGrant(world, refresh_token)).status).toBe(200)
  })
})

describe('the flags of a user', () => {
  test('without APIAccess neither a token nor Basic opens the API', async () => {
    const login = await makeUser(world, { APIAccess: false })
    expect((await whoAmI(world, await bearer(login))).status).toBe(401)
    expect((await whoAmI(world, basic(login.email, login.password))).status).toBe(401)
  })
  test('without Active neither opens it', async () => {
    const login = await makeUser(world, { Active: false })
    expect((await passwordGrant(world, login)).status).toBe(400)
    expect((await whoAmI(world, basic(login.email, login.password))).status).toBe(401)
  })
  test('a member needs no APIAccess, and without it has no other powers', async () => {
    const login = await makeUser(world, { APIAccess: false, IsAdmin: true })
    const customer = await makeCustomer(world, await makeLocation(world))
    await world.ask('PATCH', `${paths.coworkers}/${customer}`, { body: { UserId: login.id } })
    const authorization = await bearer(login)
    const { body } = await whoAmI(world, authorization)
    const powers = { APIAccess: false, IsAdmin: false, Roles: [] }
    expect(body).toMatchObject({ CoworkerId: customer, ...powers })
    const list = await world.ask('GET', paths.credits, { token: null, headers: { authorization } })
    expect(list.status).toBe(403)
  })
})

describe('a session ends', () => {
  test.each([
    ['with a new password', { NewPassword: 'another password' }, { NewPassword: 'and another' }],
    ['when the user is deactivated', { Active: false }, { Active: true }],
    ['when API access is taken', { APIAccess: false }, { APIAccess: true }],
  ])('%s, for good', async (_, taken, given) => {
    const login = await makeUser(world)
    const { access_token, refresh_token } = (await passwordGrant(world, login)).body
    await change(login, taken)
    expect((await whoAmI(world, `Bearer ${access_token}`)).status).toBe(401)
    expect((await refreshGrant(world, refresh_token)).status).toBe(400)
    await change(login, given)
    expect((await whoAmI(world, `Bearer ${access_token}`)).status).toBe(401)
  })
  test('when the user is deleted', async () => {
    const login = await makeUser(world)
    const authorization = await bearer(login)
    await world.ask('DELETE', `${paths.users}/${login.id}`)
    expect((await whoAmI(world, authorization)).status).toBe(401)
  })
  test('but not with any other change, also not of a member without API access', async () => {
    const login = await makeUser(world, { APIAccess: false })
    const customer = await makeCustomer(world, await makeLocation(world))
    await world.ask('PATCH', `${paths.coworkers}/${customer}`, { body: { UserId: login.id } })
    const authorization = await bearer(login)
    await change(login, { FullName: 'Renamed' })
    expect((await whoAmI(world, authorization)).body.FullName).toBe('Renamed')
  })
})

async function change(login: Login, body: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await world.ask('PATCH', `${paths.users}/${login.id}`, { body })
  expect(answer.status).toBe(200)
}

describe('secrets never travel', () => {
  const secrets = { AccessToken: null, NewPassword: null, PasswordSalt: null }
  test('not in a single get, a batch or the answer to a POST', async () => {
    const login = await makeUser(world)
    const one = await world.ask('GET', `${paths.users}/${login.id}`)
    const batch = await world.ask('GET', `${paths.users}?id=[${login.id}]`)
    const created = await world.ask('POST', paths.users, {
      body: { FullName: 'Secret', Email: 'secret@example.com', NewPassword: 'very secret word' },
    })
    expect(one.body).toMatchObject(secrets)
    expect(batch.body[0]).toMatchObject(secrets)
    expect(created.body.Value).toMatchObject(secrets)
    for (const { text } of [one, batch, created]) {
      expect(text).not.toMatch(/scrypt|pass:word|very secret/)
    }
  })
  test('not in list rows, and not through a filter or an order', async () => {
    const plain = await world.ask('GET', paths.users)
    expect(plain.text).not.toMatch(/scrypt/)
    const filtered = await world.ask(
      'GET',
      `${paths.users}?User_PasswordHash=x&User_PasswordSalt=x`,
    )
    expect(filtered.status).toBe(200)
    expect(filtered.text).not.toMatch(/scrypt/)
    expect((await world.ask('GET', `${paths.users}?orderBy=PasswordHash`)).status).toBe(400)
  })
  test.each([['short'], [{ not: 'a password' }], ['with \0 in it, long enough']])(
    'not in the refusal of a password: %j',
    async (password) => {
      const { status, body } = await world.ask('PATCH', `${paths.users}/${person.id}`, {
        body: { NewPassword: password },
      })
      expect(status).toBe(400)
      expect(body.Errors).toMatchObject([{ AttemptedValue: null, PropertyName: 'NewPassword' }])
    },
  )
})
