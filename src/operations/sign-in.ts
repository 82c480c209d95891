// Lets people in and out: passwords for tokens, refresh tokens for new ones, tokens for an actor (wire 4).

import { randomUUID } from 'node:crypto'
import type { Database, Executor } from '../storage/database.ts'
import {
  endSession,
  type FoundUser,
  findSessions,
  findSpentToken,
  findUsersByTokens,
  holdUser,
  insertSpentToken,
  insertTokens,
  lockRefreshToken,
  type RefreshRow,
  type Tokens,
  type UserRow,
} from '../storage/sessions.ts'
import { auditSignIn, auditSignInWith, auditUser, type Refusal } from './audit-sign-in.ts'
import type { Actor, Service } from './call.ts'
import { type Credentials, type Origin, provePassword } from './check-password.ts'
import { foldLookups, type Lookup } from './fold-lookups.ts'
import { hashToken, newToken } from './passwords.ts'
import { remember } from './remembered-actors.ts'

/** Seven days less one second, as documented (wire 4.1). */
export const accessSeconds = 604_799
const refreshSeconds = 30 * 24 * 3_600

export interface IssuedTokens {
  readonly accessToken: string
  readonly refreshToken: string
}

/**
 * Undefined when email and password do not belong together or the user is not active; fails with `throttled` after too
 * many wrong guesses.
 */
export async function signIn(
  service: Service,
  credentials: Credentials,
  clientId: string | undefined,
  origin: Origin,
): Promise<IssuedTokens | undefined> {
  const proof = await provePassword(service, 'Password', credentials, origin, activeUser)
  if (!proof) return undefined
  const { user } = proof
  const { address } = origin
  return service.database.transaction(async (executor) => {
    // Between the question and here a new password, or the end of the user, may have been committed.
    if (!(await holdUser(executor, user))) return undefined
    await auditSignInWith(executor, { kind: 'SignIn', way: 'Password', user, address })
    return issueTokens(executor, {
      userId: user.id,
      clientId: clientId || user.email,
      sessionId: randomUUID(),
    })
  })
}

const activeUser = (user: UserRow) => (user.isActive ? user : undefined)

/**
 * Undefined when the token is unknown, used, expired, or belongs to another client (wire X2). One that comes back after it
 * was exchanged is in two hands, so its session ends; not at once, because clients repeat what they got no answer to.
 */
export async function refresh(
  service: Service,
  refreshToken: string,
  clientId: string | undefined,
  { address, guesses }: Origin,
): Promise<IssuedTokens | undefined> {
  const guess = guesses?.begin(address)
  const hash = hashToken(refreshToken)
  const told = { kind: 'Refresh', address } as const
  const exchange = async (executor: Executor) => {
    const now = Date.now()
    const session = await lockRefreshToken(executor, hash, now)
    const refusal = session
      ? refusalOf(session, clientId)
      : await noticeReuse(executor, hash, now, told)
    if (!session) return undefined
    await auditUser(executor, session.userId, { ...told, refusal })
    if (refusal !== undefined) return undefined
    await insertSpentToken(executor, session, hash, now)
    return issueTokens(executor, session)
  }
  const tokens = await service.database.transaction(exchange).catch((error: unknown) => {
    // Nobody looked whether it was right, as when the database is down.
    guess?.takeBack()
    throw error
  })
  if (tokens) guess?.takeBack()
  return tokens
}

function refusalOf(session: RefreshRow, clientId: string | undefined): Refusal | undefined {
  if (!session.isActive) return 'NotActive'
  return clientId && clientKey(clientId) !== session.clientId ? 'OtherClient' : undefined
}

/** For as long a client may still be waiting for the answer to the exchange. */
const repeatMilliseconds = 30_000

async function noticeReuse(
  executor: Executor,
  hash: string,
  now: number,
  told: { readonly kind: 'Refresh'; readonly address: string },
): Promise<undefined> {
  const spent = await findSpentToken(executor, hash)
  if (!spent) {
    await auditSignInWith(executor, { ...told, refusal: 'UnknownToken' })
    return
  }
  await auditUser(executor, spent.userId, { ...told, refusal: 'ReusedToken' })
  if (now - spent.spentAt >= repeatMilliseconds) await endSession(executor, spent.sessionId)
}

/**
 * Ends the sign-in that an access token or a refresh token came from: every token of it, however often it was refreshed,
 * and nothing else of the same user. A token that is none, or has ended, is none of anybody's business (RFC 7009).
 */
export async function signOut(service: Service, token: string, address: string): Promise<void> {
  await service.database.transaction(async (executor) => {
    for (const { sessionId, userId } of await findSessions(executor, hashToken(token))) {
      await endSession(executor, sessionId)
      await auditUser(executor, userId, { kind: 'SignOut', address })
    }
  })
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
  const hash = hashToken(token)
  const user = await tokenLookup(service)(hash)
  const actor = actorOf(user)
  remember(service.database, hash, user && actor && { user, actor })
  return actor
}

const lookups = new WeakMap<Database, Lookup<FoundUser>>()

// Every request asks, and most of those under way at the same time carry the same few tokens.
function tokenLookup({ database }: Service): Lookup<FoundUser> {
  const known = lookups.get(database)
  if (known) return known
  const lookup = foldLookups((hashes) =>
    database.lookUp((executor) => findUsersByTokens(executor, hashes, Date.now())),
  )
  lookups.set(database, lookup)
  return lookup
}

/** The actor behind an email and a password, as HTTP Basic sends them with every request; audited when it is news. */
export async function actorByPassword(
  service: Service,
  credentials: Credentials,
  origin: Origin,
): Promise<Actor | undefined> {
  const proof = await provePassword(service, 'Basic', credentials, origin, actorOf)
  if (proof?.isNew) {
    const { user } = proof
    await auditSignIn(service, { kind: 'SignIn', way: 'Basic', user, address: origin.address })
  }
  return proof?.accepted
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
    hasApiAccess: user.hasApiAccess,
    isAdministrator: user.hasApiAccess && user.isAdministrator,
    roles: new Set(user.hasApiAccess ? user.roles : []),
    locations: user.locations.length > 0 ? user.locations : undefined,
    coworkerId: user.coworkerId ?? undefined,
  }
}
