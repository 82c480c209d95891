// People who are nobody to the service, although all of them were, or nearly are, full administrators.

import { sql } from 'kysely'
import { basic, type Login, makeUser, passwordGrant, revoke } from './users.ts'
import type { World } from './world.ts'

export interface Caller {
  readonly name: string
  /** The header Authorization; none when undefined. */
  readonly authorization?: string | undefined
}

/** Everybody who gets 401, whatever they ask for. */
export async function nobodies(world: World): Promise<readonly Caller[]> {
  const { executor } = world.service.database
  const login = () => makeUser(world, { IsAdmin: true })
  const tokens = async (one: Login) => (await passwordGrant(world, one)).body
  const bearer = async (one: Login) => `Bearer ${(await tokens(one)).access_token}`
  const change = (one: Login, body: object) =>
    world.ask('PATCH', `/api/sys/users/${one.id}`, { body })

  const [alive, late, left, off, powerless, gone, renewed] = [
    await login(),
    await login(),
    await login(),
    await login(),
    await login(),
    await login(),
    await login(),
  ]
  const callers: Caller[] = [
    { name: 'no token' },
    { name: 'a malformed token', authorization: 'Bearer not.a-token' },
    { name: 'a token without its word', authorization: (await tokens(alive)).access_token },
    { name: 'another scheme', authorization: `Token ${(await tokens(alive)).access_token}` },
    { name: 'a refresh token', authorization: `Bearer ${(await tokens(alive)).refresh_token}` },
    { name: 'an expired token', authorization: await bearer(late) },
    { name: 'a token that was revoked', authorization: await bearer(left) },
    { name: 'the token of a disabled user', authorization: await bearer(off) },
    { name: 'Basic of a disabled user', authorization: basic(off.email, off.password) },
    { name: 'the token of a user without API access', authorization: await bearer(powerless) },
    { name: 'the token of a deleted user', authorization: await bearer(gone) },
    { name: 'a token from before a new password', authorization: await bearer(renewed) },
    { name: 'Basic with the old password', authorization: basic(renewed.email, renewed.password) },
    { name: 'Basic with a wrong password', authorization: basic(alive.email, 'wrong') },
    { name: 'Basic of nobody', authorization: basic('nobody@example.com', alive.password) },
  ]
  await sql`
    update access_token set expires_at = now() - interval '1 second' where user_id = ${late.id}`.execute(
    executor,
  )
  await revoke(world, callers[6]?.authorization?.slice('Bearer '.length) ?? '')
  // Past the rules that end sessions with it, so that what is asked at every request shows.
  await sql`update user_account set active = false where id = ${off.id}`.execute(executor)
  await sql`update user_account set api_access = false where id = ${powerless.id}`.execute(executor)
  await world.ask('DELETE', `/api/sys/users/${gone.id}`)
  await change(renewed, { NewPassword: 'an entirely new one' })
  return callers
}
