// People who sign in, and the ways they do.

import { paths } from './space.ts'
import type { Answer, World } from './world.ts'

export interface Login {
  readonly id: number
  readonly email: string
  readonly password: string
}

let made = 0

/** A user who may call the API but has no roles, unless told otherwise. */
export async function makeUser(
  world: World,
  members: Readonly<Record<string, unknown>> = {},
): Promise<Login> {
  made += 1
  const email = `Person.${made}@example.com`
  const password = `pass:word ${made}`
  const id = await world.create(paths.users, {
    FullName: `Person ${made}`,
    Email: email,
    NewPassword: password,
    APIAccess: true,
    ...members,
  })
  return { id, email, password }
}

/** Roles as a record that users can be given. */
export function makeRole(world: World, ...roles: readonly string[]): Promise<number> {
  made += 1
  return world.create(paths.roles, { Name: `Roles ${made}`, Roles: roles })
}

type Parameters = Readonly<Record<string, string>>

/** POST /api/token with these parameters as a form. */
export function askForToken(
  world: World,
  parameters: Parameters,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return world.ask('POST', '/api/token', {
    token: null,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    text: new URLSearchParams(parameters).toString(),
  })
}

export function passwordGrant(
  world: World,
  { email, password }: Login,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return askForToken(world, { grant_type: 'password', username: email, password }, headers)
}

export function refreshGrant(
  world: World,
  refreshToken: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return askForToken(world, { grant_type: 'refresh_token', refresh_token: refreshToken }, headers)
}

/** POST /api/token/revoke, with nothing but the token. */
export function revoke(world: World, token: string): Promise<Answer> {
  return world.ask('POST', '/api/token/revoke', {
    token: null,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    text: new URLSearchParams({ token }).toString(),
  })
}

/** The `Authorization` header of HTTP Basic, with or without its scheme word. */
export function basic(email: string, password: string, scheme = 'Basic '): string {
  return `${scheme}${Buffer.from(`${email}:${password}`).toString('base64')}`
}

export function whoAmI(world: World, authorization: string): Promise<Answer> {
  return world.ask('GET', '/api/auth/me', { token: null, headers: { authorization } })
}
