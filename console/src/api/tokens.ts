// The session of this browser: tokens as POST /api/token gave them, shared by all of its windows.

import { reach, Unreachable } from './unreachable.ts'

const place = 'deskbank.session'

interface Tokens {
  readonly access: string
  readonly refresh: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

interface Issued {
  readonly access_token: string
  readonly refresh_token: string
  readonly expires_in: number
}

export function readTokens(): Tokens | undefined {
  const text = localStorage.getItem(place)
  return text === null ? undefined : (JSON.parse(text) as Tokens)
}

export function forgetTokens(): void {
  localStorage.removeItem(place)
}

interface Refusal {
  readonly error_description?: string
  /** Of too many attempts. */
  readonly Message?: string
}

/** Fails with what the server says when email and password do not belong together, or were tried too often. */
export async function signIn(email: string, password: string): Promise<void> {
  const answer = await ask({ grant_type: 'password', username: email, password })
  if (answer.ok) return store((await answer.json()) as Issued)
  const body = (await answer.json().catch(() => ({}))) as Refusal
  const problem = body.error_description ?? body.Message
  throw new Error(problem ?? 'The server did not answer. Try again.')
}

/** Ends the session here, and on the server if it can be reached. A renewal under way comes first, and ends with it. */
export function signOut(): Promise<void> {
  return alone(async () => {
    const tokens = readTokens()
    forgetTokens()
    if (!tokens) return
    await fetch('/api/token/revoke', {
      method: 'POST',
      body: new URLSearchParams({ token: tokens.refresh }),
      keepalive: true,
      signal: AbortSignal.timeout(patience),
    }).catch(() => undefined)
  })
}

const patience = 5_000

const minute = 60_000

/** A token that is good for a while yet; asks for a new one when it is not, or when `stale` was refused. */
export async function liveToken(stale?: string): Promise<string | undefined> {
  const tokens = readTokens()
  if (!tokens) return undefined
  const isLive = tokens.access !== stale && tokens.expiresAt > Date.now() + minute
  return isLive ? tokens.access : alone(() => renewed(stale))
}

// A refresh token is good once, so windows take turns; whoever comes second finds the new one.
function alone<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request('deskbank.refresh', work) : work()
}

async function renewed(stale: string | undefined): Promise<string | undefined> {
  const tokens = readTokens()
  if (!tokens) return undefined
  if (tokens.access !== stale && tokens.expiresAt > Date.now() + minute) return tokens.access
  const answer = await ask({ grant_type: 'refresh_token', refresh_token: tokens.refresh })
  if (answer.ok) {
    store((await answer.json()) as Issued)
    return readTokens()?.access
  }
  // It says nothing about the session, which goes on when the service is back.
  if (answer.status >= 500) throw new Unreachable()
  if (answer.status === 400) forgetTokens()
  return undefined
}

function ask(form: Readonly<Record<string, string>>): Promise<Response> {
  return reach('/api/token', { method: 'POST', body: new URLSearchParams(form) })
}

function store(issued: Issued): void {
  const tokens: Tokens = {
    access: issued.access_token,
    refresh: issued.refresh_token,
    expiresAt: Date.now() + issued.expires_in * 1_000,
  }
  localStorage.setItem(place, JSON.stringify(tokens))
}
