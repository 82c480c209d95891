// Whether an email and a password belong together, with the same work whoever is asked for, and guesses counted.

import { createHmac, randomBytes } from 'node:crypto'
import { findUserByEmail, type UserRow } from '../storage/sessions.ts'
import { auditSignIn, type Refusal } from './audit-sign-in.ts'
import type { Service } from './call.ts'
import { type Guess, type Guesses, Throttled } from './guesses.ts'
import { isPassword } from './passwords.ts'

/** Where somebody asks to be let in from, and how often that may fail; undefined counts nothing. */
export interface Origin {
  readonly address: string
  readonly guesses: Guesses | undefined
}

export interface Credentials {
  readonly email: string
  readonly password: string
}

export interface Proof<T> {
  readonly user: UserRow
  readonly accepted: T
  /** False when the same was proven from there before and is remembered. */
  readonly isNew: boolean
}

/**
 * Proves who somebody is. `accept` answers undefined for users who may not come in, which is answered like a wrong
 * password. Fails with `throttled` after too many wrong guesses. Every failure is audited.
 */
export async function provePassword<T>(
  service: Service,
  way: 'Password' | 'Basic',
  { email, password }: Credentials,
  origin: Origin,
  accept: (user: UserRow) => T | undefined,
): Promise<Proof<T> | undefined> {
  const told = { kind: 'SignIn', email, address: origin.address, way } as const
  try {
    origin.guesses?.check(origin.address, email)
    // PostgreSQL has no text with U+0000, so nobody is called that.
    const user = email.includes('\0')
      ? undefined
      : await service.database.lookUp((executor) => findUserByEmail(executor, email))
    const { isRight, isNew, guess } = await compare({ email, password }, user, origin)
    const accepted = isRight && user ? accept(user) : undefined
    if (user && accepted !== undefined) {
      guess?.takeBack()
      const isFromNew = origin.guesses?.remember(origin.address, email) ?? false
      return { user, accepted, isNew: isNew || isFromNew }
    }
    if (!guess) origin.guesses?.begin(origin.address, email)
    await auditSignIn(service, { ...told, user, refusal: refusalOf(user, isRight) })
    return undefined
  } catch (error) {
    if (error instanceof Throttled && error.isFirst) {
      await auditSignIn(service, { ...told, user: undefined, refusal: 'Throttled' })
    }
    throw error
  }
}

function refusalOf(user: UserRow | undefined, isRight: boolean): Refusal {
  if (!user) return 'UnknownUser'
  if (!user.isActive) return 'NotActive'
  return isRight ? 'NoAccess' : 'WrongPassword'
}

interface Comparison {
  readonly isRight: boolean
  /** Whether it was worked out for this request. */
  readonly isNew: boolean
  /** Counted against whoever asked first; who asks the same while it is worked out makes no guess of their own. */
  readonly guess?: Guess | undefined
}

async function compare(
  { email, password }: Credentials,
  user: UserRow | undefined,
  origin: Origin,
): Promise<Comparison> {
  // Users who are not active are as good as unknown, in time as well.
  const stored = user?.isActive ? user.passwordHash : null
  const pair = keyOf(origin.address, email.toLowerCase(), password)
  if (stored && knownPairs.get(pair) === stored) return { isRight: true, isNew: false }
  const question = `${pair} ${stored}`
  const underWay = comparisons.get(question)
  if (underWay) return { isRight: await underWay, isNew: false }
  const guess = origin.guesses?.begin(origin.address, email)
  const comparison = isPassword(password, stored).finally(() => comparisons.delete(question))
  comparisons.set(question, comparison)
  const isRight = await comparison
  if (isRight && stored) {
    if (knownPairs.size >= mostKnownPairs) knownPairs.clear()
    knownPairs.set(pair, stored)
  }
  return { isRight, isNew: true, guess }
}

// Basic repeats the password with every request, and scrypt is slow on purpose. A pair that was right is remembered for
// as long as the stored hash, which is read every time, stays the same.
const knownPairs = new Map<string, string>()
const mostKnownPairs = 1_000

/** What is being worked out: a function of the pair and the stored hash, so whoever asks meanwhile is told the truth. */
const comparisons = new Map<string, Promise<boolean>>()

// A password is short enough to be guessed from its hash; not from one whose key ends with the process.
const secret = randomBytes(32)

const keyOf = (...parts: readonly string[]) =>
  createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64')
