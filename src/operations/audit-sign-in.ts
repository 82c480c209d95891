// Writes the audit of who came in, who tried to, and who left.

import { type AuditKind, insertAuditEntry } from '../storage/audit-trail.ts'
import type { Executor } from '../storage/database.ts'
import { findLogin, type LoginRow } from '../storage/sessions.ts'
import type { Service } from './call.ts'

export type Refusal =
  | 'UnknownUser'
  | 'WrongPassword'
  | 'NotActive'
  | 'NoAccess'
  | 'Throttled'
  | 'UnknownToken'
  | 'ReusedToken'
  | 'OtherClient'

export interface SignInAttempt {
  readonly kind: Extract<AuditKind, 'SignIn' | 'Refresh' | 'SignOut'>
  readonly address: string
  readonly way?: 'Password' | 'Basic'
  readonly user?: LoginRow | undefined
  /** As it was given. */
  readonly email?: string | undefined
  /** Why it failed; nothing when it did not. */
  readonly refusal?: Refusal | undefined
}

export function auditSignIn(
  { database }: Pick<Service, 'database'>,
  attempt: SignInAttempt,
): Promise<void> {
  return auditSignInWith(database.executor, attempt)
}

/** The same within the transaction that lets somebody in. */
export async function auditSignInWith(executor: Executor, attempt: SignInAttempt): Promise<void> {
  const { kind, address, way, user, refusal } = attempt
  await insertAuditEntry(executor, Date.now(), {
    kind,
    outcome: refusal === undefined ? 'Success' : refusal === 'Throttled' ? 'Throttled' : 'Failure',
    userId: user?.id ?? null,
    madeBy: user?.email ?? nameOf(attempt.email),
    address,
    detail: [way, refusal].filter((one) => one !== undefined).join(' ') || null,
    businesses: user?.locations ?? [],
  })
}

/** The same for somebody of whom only the id is known. */
export async function auditUser(
  executor: Executor,
  userId: number,
  attempt: Omit<SignInAttempt, 'user'>,
): Promise<void> {
  await auditSignInWith(executor, { ...attempt, user: await findLogin(executor, userId) })
}

const longestEmail = 254

// People type passwords where their name belongs. What is no email is not written down.
function nameOf(email: string | undefined): string | null {
  if (!email || email.length > longestEmail) return null
  return /^[^\s@\0]+@[^\s@\0]+\.[^\s@\0]+$/.test(email) ? email : null
}
