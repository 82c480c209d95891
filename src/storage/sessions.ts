// Users as the service must know them to let them in, and the sessions they hold. Tokens are stored hashed.

import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'
import { texts } from './lists.ts'

export interface UserRow {
  readonly id: number
  readonly email: string
  readonly fullName: string
  readonly passwordHash: string | null
  readonly isActive: boolean
  readonly hasApiAccess: boolean
  readonly isAdministrator: boolean
  readonly locations: readonly number[]
  readonly roles: readonly string[]
  /** The customer this user is, for members. */
  readonly coworkerId: number | null
}

const userColumns = sql`
  u.id, u.email, u.full_name as "fullName", u.password_hash as "passwordHash", u.active as "isActive",
  u.api_access as "hasApiAccess", u.is_admin as "isAdministrator", u.businesses as locations,
  array(
    select distinct lower(role) from user_role r, unnest(r.roles) role where r.id = any(u.user_roles) order by 1
  ) as roles,
  (select min(c.id) from coworker c where c.user_id = u.id) as "coworkerId"`

export async function findUserByEmail(
  executor: Executor,
  email: string,
): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`
    select ${userColumns} from user_account u
    where lower(u.email) = lower(${email})
    order by u.id limit 1`.execute(executor)
  return rows[0]
}

/** Who a login is, for the audit. */
export type LoginRow = Pick<UserRow, 'id' | 'email' | 'locations'>

export async function findLogin(executor: Executor, id: number): Promise<LoginRow | undefined> {
  const { rows } = await sql<LoginRow>`
    select id, email, businesses as locations from user_account where id = ${id}`.execute(executor)
  return rows[0]
}

/**
 * Holds a user who may still come in with the password that was checked, so that whoever changes it waits and then finds
 * the tokens to end; false when they may not any more.
 */
export async function holdUser(
  executor: Executor,
  { id, passwordHash }: Pick<UserRow, 'id' | 'passwordHash'>,
): Promise<boolean> {
  const { rows } = await sql`
    select id from user_account
    where id = ${id} and active and password_hash = ${passwordHash}
    for share`.execute(executor)
  return rows.length > 0
}

/** A user as they were found, and what tells whether they are so still. */
export interface FoundUser extends UserRow {
  readonly fingerprint: string
}

/** Everything about the user behind a token of `t`, with one text that differs when any of it does. */
const userOfToken = sql`
  select seen.*, encode(sha256(convert_to(seen::text, 'UTF8')), 'hex') as fingerprint
  from (select ${userColumns} from user_account u where u.id = t.user_id) seen`

/** The users behind access tokens that are still valid, by the hash of the token. */
export async function findUsersByTokens(
  executor: Executor,
  accessHashes: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, FoundUser>> {
  const { rows } = await sql<FoundUser & { readonly tokenHash: string }>`
    select found.*, t.token_hash as "tokenHash" from access_token t
    cross join lateral (${userOfToken}) found
    where t.token_hash = any(${texts(accessHashes)}) and t.expires_at > ${timestamp(now)}`.execute(
    executor,
  )
  return new Map(rows.map((row) => [row.tokenHash, row]))
}

/** What a token was last known to stand for. */
export interface KnownToken {
  readonly tokenHash: string
  readonly fingerprint: string
}

/**
 * A condition: one of these tokens has ended by an instant of real time, or its user is not as they were. Tokens and
 * fingerprints are arrays of text.
 */
export function isAnyChanged(
  tokenHashes: RawBuilder<unknown>,
  fingerprints: RawBuilder<unknown>,
  instant: RawBuilder<unknown>,
): RawBuilder<boolean> {
  return sql`exists (
    select from unnest(${tokenHashes}, ${fingerprints}) as known (token_hash, fingerprint)
    where known.fingerprint is distinct from (
      select found.fingerprint from access_token t
      cross join lateral (${userOfToken}) found
      where t.token_hash = known.token_hash and t.expires_at > ${instant}))`
}

export interface Tokens {
  readonly userId: number
  readonly clientId: string
  /** What the tokens of one sign-in have in common, refreshed ones too. */
  readonly sessionId: string
  readonly accessHash: string
  readonly accessExpiresAt: number
  readonly refreshHash: string
  readonly refreshExpiresAt: number
}

/** Stores new tokens; the refresh token of the same user and client ends (wire 4.1), and what has expired goes. */
export async function insertTokens(executor: Executor, tokens: Tokens): Promise<void> {
  for (const table of ['access_token', 'spent_refresh_token']) {
    await sql`
      delete from ${sql.table(table)} where user_id = ${tokens.userId} and expires_at < now()`.execute(
      executor,
    )
  }
  await sql`
    insert into access_token (token_hash, user_id, expires_at, session_id)
    values (${tokens.accessHash}, ${tokens.userId}, ${timestamp(tokens.accessExpiresAt)}, ${tokens.sessionId})`.execute(
    executor,
  )
  await sql`
    insert into refresh_token (user_id, client_id, token_hash, expires_at, session_id)
    values (${tokens.userId}, ${tokens.clientId}, ${tokens.refreshHash}, ${timestamp(tokens.refreshExpiresAt)},
      ${tokens.sessionId})
    on conflict (user_id, client_id) do update
    set token_hash = excluded.token_hash, expires_at = excluded.expires_at, session_id = excluded.session_id`.execute(
    executor,
  )
}

export interface RefreshRow {
  readonly userId: number
  readonly clientId: string
  readonly sessionId: string
  readonly expiresAt: number
  readonly isActive: boolean
}

/** Finds the session of a refresh token and holds it, so that one token is exchanged once. */
export async function lockRefreshToken(
  executor: Executor,
  refreshHash: string,
  now: number,
): Promise<RefreshRow | undefined> {
  // In the order of whoever changes a user and ends their sessions, so that neither waits for the other in a circle.
  await sql`
    select id from user_account
    where id = (select user_id from refresh_token where token_hash = ${refreshHash})
    for share`.execute(executor)
  const { rows } = await sql<RefreshRow>`
    select t.user_id as "userId", t.client_id as "clientId", t.session_id as "sessionId",
      t.expires_at as "expiresAt", u.active as "isActive"
    from refresh_token t join user_account u on u.id = t.user_id
    where t.token_hash = ${refreshHash} and t.expires_at > ${timestamp(now)}
    for update of t`.execute(executor)
  return rows[0]
}

interface SpentRow {
  readonly userId: number
  readonly sessionId: string
  readonly spentAt: number
}

/** Remembers a refresh token that is being exchanged, for as long as it would have been good. */
export async function insertSpentToken(
  executor: Executor,
  session: RefreshRow,
  refreshHash: string,
  now: number,
): Promise<void> {
  await sql`
    insert into spent_refresh_token (token_hash, user_id, session_id, spent_at, expires_at)
    values (${refreshHash}, ${session.userId}, ${session.sessionId}, ${timestamp(now)}, ${timestamp(session.expiresAt)})`.execute(
    executor,
  )
}

export async function findSpentToken(
  executor: Executor,
  refreshHash: string,
): Promise<SpentRow | undefined> {
  const { rows } = await sql<SpentRow>`
    select user_id as "userId", session_id as "sessionId", spent_at as "spentAt"
    from spent_refresh_token where token_hash = ${refreshHash}`.execute(executor)
  return rows[0]
}

/** The session that a token of either kind belongs to, if there is one. */
export async function findSessions(
  executor: Executor,
  tokenHash: string,
): Promise<readonly Pick<SpentRow, 'userId' | 'sessionId'>[]> {
  const { rows } = await sql<SpentRow>`
    select session_id as "sessionId", user_id as "userId" from access_token where token_hash = ${tokenHash}
    union
    select session_id, user_id from refresh_token where token_hash = ${tokenHash}`.execute(executor)
  return rows
}

/**
 * Ends a session. The refresh token goes first: whoever exchanges it at the same time is waited for, so that the tokens
 * they are given end as well.
 */
export async function endSession(executor: Executor, sessionId: string): Promise<void> {
  await sql`delete from refresh_token where session_id = ${sessionId}`.execute(executor)
  await sql`delete from access_token where session_id = ${sessionId}`.execute(executor)
}

/** Ends every session of a user, as a new password or a disabled account must; in the same order. */
export async function endSessions(executor: Executor, userId: number): Promise<void> {
  await sql`delete from refresh_token where user_id = ${userId}`.execute(executor)
  await sql`delete from access_token where user_id = ${userId}`.execute(executor)
}

/** Ends the sessions of a user who has lost the page of a customer and may do nothing else here. */
export async function endSessionsWithoutAccess(executor: Executor, userId: number): Promise<void> {
  const { rows } = await sql`
    select id from user_account
    where id = ${userId} and not api_access and not exists (select from coworker c where c.user_id = ${userId})`.execute(
    executor,
  )
  if (rows.length > 0) await endSessions(executor, userId)
}

/** Lets nobody else add a user until the transaction ends. */
export async function lockUsers(executor: Executor): Promise<void> {
  await sql`lock table user_account in share row exclusive mode`.execute(executor)
}

/** Whether somebody is left who may do everything and can sign in, one user apart. */
export async function hasFullAdministrator(
  executor: Executor,
  without: number | undefined,
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from user_account
      where active and api_access and is_admin and businesses = '{}' and password_hash is not null
        and id <> ${without ?? 0}
    ) as found`.execute(executor)
  return rows[0]?.found ?? false
}

export async function countUsers(executor: Executor): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*) as total from user_account`.execute(
    executor,
  )
  return rows[0]?.total ?? 0
}

export async function writeUserOfCoworker(
  executor: Executor,
  coworkerId: number,
  userId: number,
): Promise<void> {
  await sql`update coworker set user_id = ${userId} where id = ${coworkerId}`.execute(executor)
}
