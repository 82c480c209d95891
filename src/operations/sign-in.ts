// Lets people in and out: passwords for tokens, refresh tokens for new ones, tokens for an actor (wire 4).

import { randomUUID } from 'node:crypto'
import type { Database, Executor } from '../storage/database.ts'
import {
  endSession,
  findUserByEmail,
  findUsersByTokens,
  insertTokens,
  lockRefreshToken,
  type Tokens,
  type UserRow,
} from '../storage/sessions.ts'
import type { Actor, Service } from './call.ts'
import { foldLookups, type Lookup } from './fold-lookups.ts'
import { hashToken, isPassword, newToken } from './passwords.ts'

/** Seven days less one second, as documented (wire 4.1). */
export const accessSeconds = 604_799
const refreshSeconds = 30 * 24 * 3_600

export interface IssuedTokens {
  readonly accessToken: string
  readonly refreshToken: string
}

/** Undefined when email and password do not belong together or the user is not active. */
export async function signIn(
  service: Service,
  email: string,
  password: string,
  clientId: string | undefined,
): Promise<IssuedTokens | undefined> {
  const user = await checkPassword(service, email, password)
  if (!user?.isActive) return undefined
  return service.database.transaction((executor) =>
    issueTokens(executor, {
      userId: user.id,
      clientId: clientId || user.email,
      sessionId: randomUUID(),
    }),
  )
}

/** Undefined when the token is unknown, used, expired, or belongs to another client (wire X2). */
export async function refresh(
  service: Service,
  refreshToken: string,
  clientId: string | undefined,
): Promise<IssuedTokens | undefined> {
  return service.database.transaction(async (executor) => {
    const session = await lockRefreshToken(executor, hashToken(refreshToken), Date.now())
    if (!session?.isActive) return undefined
    if (clientId && clientKey(clientId) !== session.clientId) return undefined
    return issueTokens(executor, session)
  })
}

/**
 * Ends the sign-in that an access token or a refresh token came from: every token of it, however often it was refreshed,
 * and nothing else of the same user. A token that is none, or has ended, is none of anybody's business (RFC 7009).
 */
export async function signOut(service: Service, token: string): Promise<void> {
  await service.database.transaction((executor) => endSession(executor, hashToken(token)))
}

// An index holds no text of any length, so a long one stands for itself as a hash.
function clientKey(clientId: string): string {
  const lowered = clientId.toLowerCase()
  return lowered.length > 255 ? hashToken(lowered) : lowered
}

/** Tokens for a user whose identity is known. Sessions live in real time, whatever the business clock says. */
async function issueTokens(
  executor: Executor,
  { userId, clientId, sessionId }: Pick<Tokens, 'userId' | 'clientId' | 'sessionId'>,
): Promise<IssuedTokens> {
  const tokens = { accessToken: newToken(), refreshToken: newToken() }
  const now = Date.now()
  await insertTokens(executor, {
    userId,
    clientId: clientKey(clientId),
    sessionId,
    accessHash: hashToken(tokens.accessToken),
    accessExpiresAt: now + accessSeconds * 1_000,
    refreshHash: hashToken(tokens.refreshToken),
    refreshExpiresAt: now + refreshSeconds * 1_000,
  })
  return tokens
}

/** The actor behind an access token; undefined when it is none, or its user may not call. */
export async function actorByToken(service: Service, token: string): Promise<Actor | undefined> {
  return actorOf(await tokenLookup(service)(hashToken(token)))
}

const lookups = new WeakMap<Database, Lookup<UserRow>>()

// Every request asks, and most of those under way at the same time carry the same few tokens.
function tokenLookup({ database }: Service): Lookup<UserRow> {
  const known = lookups.get(database)
  if (known) return known
  const lookup = foldLookups((hashes) => findUsersByTokens(database.executor, hashes, Date.now()))
  lookups.set(database, lookup)
  return lookup
}

/** The actor behind an email and a password, as HTTP Basic sends them with every request. */
export async function actorByPassword(
  service: Service,
  email: string,
  password: string,
): Promise<Actor | undefined> {
  return actorOf(await checkPassword(service, email, password))
}

async function checkPassword(
  service: Service,
  email: string,
  password: string,
): Promise<UserRow | undefined> {
  // PostgreSQL has no text with U+0000, so nobody is called that.
  const user = email.includes('\0')
    ? undefined
    : await findUserByEmail(service.database.executor, email)
  return (await isKnownPair(email, password, user?.passwordHash)) ? user : undefined
}

// Basic repeats the password with every request, and scrypt is slow on purpose. A pair that was right is remembered for
// as long as the stored hash stays the same.
const knownPairs = new Map<string, string>()
const mostKnownPairs = 1_000

async function isKnownPair(
  email: string,
  password: string,
  stored: string | null | undefined,
): Promise<boolean> {
  const pair = hashToken(`${email.toLowerCase()}\n${password}`)
  if (stored && knownPairs.get(pair) === stored) return true
  const isRight = await isPassword(password, stored)
  if (isRight && stored) {
    if (knownPairs.size >= mostKnownPairs) knownPairs.clear()
    knownPairs.set(pair, stored)
  }
  return isRight
}

/**
 * Active, and flagged for the API: without both nobody calls (wire 4.4). Members do for their own page, and without the
 * flag for nothing else, whatever else their login may do.
 */
function actorOf(user: UserRow | undefined): Actor | undefined {
  if (!user?.isActive || !(user.hasApiAccess || user.coworkerId !== null)) return undefined
  return {
    userId: user.id,
    email: user.email,
    fullName: user.fullName,
    isAdministrator: user.hasApiAccess && user.isAdministrator,
    roles: new Set(user.hasApiAccess ? user.roles : []),
    locations: user.locations.length > 0 ? user.locations : undefined,
    coworkerId: user.coworkerId ?? undefined,
  }
}
