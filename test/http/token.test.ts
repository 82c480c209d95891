// Signing in: the token endpoint, HTTP Basic and what ends a session (wire 4.1, 4.2, 4.4, X2).

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  askForToken,
  type Login,
  makeUser,
  passwordGrant,
  refreshGrant,
  revoke,
  whoAmI,
} from '../support/users.ts'
import { type Answer, openWorld, type World } from '../support/world.ts'

let world: World
let person: Login

beforeAll(async () => {
  world = await openWorld()
  person = await makeUser(world)
})
afterAll(() => world.close())

const wrong = {
  error: 'invalid_grant',
  error_description: 'The user name or password is incorrect.',
}

const isAlive = async (accessToken: string) =>
  (await whoAmI(world, `Bearer ${accessToken}`)).status === 200

const fresh = async (headers: Readonly<Record<string, string>> = {}) =>
  (await passwordGrant(world, await makeUser(world), headers)).body

describe('the password grant', () => {
  test('answers an access token for seven days less one second, and a refresh token', async () => {
    const { status, body, headers } = await passwordGrant(world, person)
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['access_token', 'token_type', 'expires_in', 'refresh_token'])
    expect(body.token_type).toBe('bearer')
    expect(body.expires_in).toBe(604_799)
    expect(body.access_token).not.toBe(body.refresh_token)
    expect(headers['cache-control']).toBe('no-store')
    expect(await isAlive(body.access_token)).toBe(true)
  })
  test('matches the names of parameters and the grant without regard to case', async () => {
    const answer = await askForToken(world, {
      Grant_Type: 'Password',
      userName: person.email,
      PASSWORD: person.password,
    })
    expect(answer.status).toBe(200)
  })
  test('knows the user by email in any case', async () => {
    const answer = await passwordGrant(world, { ...person, email: person.email.toUpperCase() })
    expect(answer.status).toBe(200)
  })
  test('passes over the totp that users with two factors send', async () => {
    const { email, password } = person
    const answer = await askForToken(world, {
      grant_type: 'password',
      username: email,
      password,
      totp: '123456',
    })
    expect(answer.status).toBe(200)
  })
  test.each([
    ['a wrong password', () => passwordGrant(world, { ...person, password: 'wrong' })],
    ['a password in another case', () => passwordGrant(world, upper(person))],
    ['an unknown user', () => passwordGrant(world, { ...person, email: 'nobody@example.com' })],
    ['U+0000 in the name', () => passwordGrant(world, { ...person, email: 'a\0b' })],
  ])('answers %s with 400 and the documented text', async (_, ask) => {
    const { status, body } = await ask()
    expect({ status, body }).toEqual({ status: 400, body: wrong })
  })
  test.each([
    ['no password', { username: 'a@example.com' }, 'The form has no password.'],
    ['nothing at all', {}, 'The form has no username and no password.'],
  ])('says of %s what is missing', async (_, given, more) => {
    const { status, body } = await askForToken(world, { grant_type: 'password', ...given })
    const expected = { ...wrong, error_description: `${wrong.error_description} ${more}` }
    expect({ status, body }).toEqual({ status: 400, body: expected })
  })
  test('refuses a user who is not active', async () => {
    const login = await makeUser(world, { Active: false })
    expect((await passwordGrant(world, login)).body).toEqual(wrong)
  })
  test('refuses a user without a password', async () => {
    const login = await makeUser(world, { NewPassword: null })
    expect((await passwordGrant(world, { ...login, password: '' })).body).toMatchObject({
      error: 'invalid_grant',
    })
  })
})

const upper = (login: Login): Login => ({ ...login, password: login.password.toUpperCase() })

describe('the token endpoint', () => {
  const what = (text: string) => expect.stringMatching(`^${text}\\. Send a form `)
  test.each([
    ['a JSON body, whatever it says', () => jsonGrant(), 'The body is not a form'],
    ['JSON that calls itself a form', () => jsonAsForm(), 'The body is not a form'],
    [
      'another grant',
      () => askForToken(world, { grant_type: 'client_credentials' }),
      'grant_type may not be "client_credentials"',
    ],
    [
      'no grant',
      () => askForToken(world, { username: person.email, password: person.password }),
      'grant_type is missing',
    ],
    ['no body', () => world.ask('POST', '/api/token', { token: null }), 'grant_type is missing'],
  ])(
    'answers %s with 400 and unsupported_grant_type, and what to send',
    async (_, ask, problem) => {
      const { status, body } = await ask()
      expect({ status, body }).toEqual({
        status: 400,
        body: { error: 'unsupported_grant_type', error_description: what(problem) },
      })
    },
  )
  test('is found in any case and with a slash at the end', async () => {
    const answer = await world.ask('POST', '/API/Token/', {
      token: null,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      text: `grant_type=password&username=${person.email}&password=${encodeURIComponent(person.password)}`,
    })
    expect(answer.status).toBe(200)
  })
})

function jsonGrant(): Promise<Answer> {
  const { email, password } = person
  const body = { grant_type: 'password', username: email, password }
  return world.ask('POST', '/api/token', { token: null, body })
}

function jsonAsForm(): Promise<Answer> {
  return world.ask('POST', '/api/token', {
    token: null,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    text: JSON.stringify({ grant_type: 'password', username: 'a@example.com', password: 'b' }),
  })
}

describe('the refresh grant', () => {
  test('answers new tokens, and the old refresh token stops working', async () => {
    const first = await fresh()
    const second = await refreshGrant(world, first.refresh_token)
    expect(second.status).toBe(200)
    expect(second.body.expires_in).toBe(604_799)
    expect(second.body.refresh_token).not.toBe(first.refresh_token)
    const again = await refreshGrant(world, first.refresh_token)
    expect({ status: again.status, body: again.body }).toEqual({ status: 400, body: wrong })
    expect((await refreshGrant(world, second.body.refresh_token)).status).toBe(200)
  })
  test('leaves access tokens valid that were issued before', async () => {
    const first = await fresh()
    const second = await refreshGrant(world, first.refresh_token)
    expect(await isAlive(first.access_token)).toBe(true)
    expect(await isAlive(second.body.access_token)).toBe(true)
  })
  test('exchanges one token once, however many ask at the same time', async () => {
    const { refresh_token } = await fresh()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => refreshGrant(world, refresh_token)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(7)
  })
  test('refuses an access token, an unknown token and none', async () => {
    const { access_token } = await fresh()
    for (const token of [access_token, 'unknown']) {
      expect((await refreshGrant(world, token)).body).toEqual(wrong)
    }
    expect((await refreshGrant(world, '')).body.error_description).toBe(
      'The user name or password is incorrect. The form has no refresh_token.',
    )
  })
  test('refuses a token that has expired', async () => {
    const login = await makeUser(world)
    const { refresh_token } = (await passwordGrant(world, login)).body
    await expire('refresh_token', login.id)
    expect((await refreshGrant(world, refresh_token)).body).toEqual(wrong)
  })
})

describe('client_id', () => {
  test('one refresh token lives per client: a new sign-in ends the one before', async () => {
    const login = await makeUser(world)
    const phone = await passwordGrant(world, login, { client_id: 'phone' })
    const desk = await passwordGrant(world, login, { client_id: 'desk' })
    const phoneAgain = await passwordGrant(world, login, { client_id: 'PHONE' })
    expect((await refreshGrant(world, phone.body.refresh_token)).status).toBe(400)
    expect((await refreshGrant(world, desk.body.refresh_token)).status).toBe(200)
    expect((await refreshGrant(world, phoneAgain.body.refresh_token)).status).toBe(200)
    expect(await isAlive(phone.body.access_token)).toBe(true)
  })
  test('without it the email of the user is assumed', async () => {
    const login = await makeUser(world)
    const first = await passwordGrant(world, login)
    const second = await passwordGrant(world, login, { client_id: login.email })
    expect((await refreshGrant(world, first.body.refresh_token)).status).toBe(400)
    expect((await refreshGrant(world, second.body.refresh_token)).status).toBe(200)
  })
  test('a refresh without it is always accepted', async () => {
    const { refresh_token } = await fresh({ client_id: 'nexudus.portal.person@example.com' })
    expect((await refreshGrant(world, refresh_token)).status).toBe(200)
  })
  test('a refresh with it must name that of the sign-in, and a wrong one costs nothing', async () => {
    const { refresh_token } = await fresh({ client_id: 'phone' })
    expect((await refreshGrant(world, refresh_token, { client_id: 'desk' })).body).toEqual(wrong)
    expect((await refreshGrant(world, refresh_token, { client_id: 'phone' })).status).toBe(200)
  })
})

describe('signing out', () => {
  const isRefreshable = async (token: string) => (await refreshGrant(world, token)).status === 200

  test.each(['access_token', 'refresh_token'] as const)(
    'by the %s ends both, and every access token before them',
    async (kind) => {
      const first = await fresh()
      const second = (await refreshGrant(world, first.refresh_token)).body
      const { status, body, headers } = await revoke(world, second[kind])
      expect({ status, body }).toEqual({ status: 200, body: {} })
      expect(headers['cache-control']).toBe('no-store')
      for (const { access_token } of [first, second]) {
        expect((await whoAmI(world, `Bearer ${access_token}`)).status).toBe(401)
      }
      const answer = await refreshGrant(world, second.refresh_token)
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 400, body: wrong })
    },
  )
  test('leaves the other sign-ins of the same user alone', async () => {
    const login = await makeUser(world)
    const phone = (await passwordGrant(world, login, { client_id: 'phone' })).body
    const desk = (await passwordGrant(world, login, { client_id: 'desk' })).body
    const older = (await passwordGrant(world, login)).body
    const newer = (await passwordGrant(world, login)).body
    await revoke(world, phone.access_token)
    await revoke(world, older.access_token)
    expect(await isAlive(older.access_token)).toBe(false)
    for (const { access_token, refresh_token } of [desk, newer]) {
      expect(await isAlive(access_token)).toBe(true)
      expect(await isRefreshable(refresh_token)).toBe(true)
    }
  })
  test('while the session is refreshed leaves nothing of it', async () => {
    for (let time = 0; time < 10; time += 1) {
      const { access_token, refresh_token } = await fresh()
      const [refreshed] = await Promise.all([
        refreshGrant(world, refresh_token),
        revoke(world, access_token),
      ])
      if (refreshed.status === 200) {
        expect(await isAlive(refreshed.body.access_token)).toBe(false)
        expect(await isRefreshable(refreshed.body.refresh_token)).toBe(false)
      }
    }
  })
  test('tells nothing of a token that is none, was spent, or has ended', async () => {
    const first = await fresh()
    const second = (await refreshGrant(world, first.refresh_token)).body
    for (const token of ['unknown', first.refresh_token]) {
      const { status, body } = await revoke(world, token)
      expect({ status, body }).toEqual({ status: 200, body: {} })
    }
    expect(await isAlive(second.access_token)).toBe(true)
    await revoke(world, second.access_token)
    expect((await revoke(world, second.access_token)).status).toBe(200)
  })
  test.each([
    ['no token', () => revoke(world, ''), /^The form has no token\./],
    ['JSON', () => jsonRevocation(), /^The body is not a form\./],
  ])('answers %s with 400, and what to send', async (_, ask, problem) => {
    const { status, body } = await ask()
    expect(status).toBe(400)
    expect(body).toEqual({
      error: 'invalid_request',
      error_description: expect.stringMatching(problem),
    })
  })
})

function jsonRevocation(): Promise<Answer> {
  return world.ask('POST', '/api/token/revoke', { token: null, body: { token: 'a' } })
}

function expire(table: 'access_token' | 'refresh_token', userId: number) {
  return sql`
    update ${sql.table(table)} set expires_at = now() - interval '1 second'
    where user_id = ${userId}`.execute(world.service.database.executor)
}
