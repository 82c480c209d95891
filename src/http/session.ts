// Who is calling: bearer tokens, HTTP Basic, and Basic without its scheme word (wire 4.1, 4.2).

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Failure } from '../failure.ts'
import { businessTime } from '../operations/business-clock.ts'
import type { Actor, Call, Idempotency, Service } from '../operations/call.ts'
import type { Guesses } from '../operations/guesses.ts'
import { hashToken } from '../operations/passwords.ts'
import { ActorChanged, rememberedActor } from '../operations/remembered-actors.ts'
import { actorByPassword, actorByToken } from '../operations/sign-in.ts'
import { digest } from '../storage/receipts.ts'

/** The actor of a request; fails with 401 when there is none. */
async function authenticate(
  service: Service,
  guesses: Guesses | undefined,
  request: FastifyRequest,
): Promise<Actor> {
  const actor = await actorBehind(service, guesses, request)
  if (actor) return actor
  throw new Failure('unauthenticated', problemWith(wordsIn(request)))
}

const howToSend = 'send a token from POST /api/token as Authorization: Bearer <token>.'

function problemWith([scheme, ...rest]: readonly string[]): string {
  if (scheme === undefined) return `Sign in first: ${howToSend}`
  // A pair may stand alone, a token may not, and which of them it was meant to be cannot be known.
  if (rest.length === 0) {
    return `The header Authorization is neither the word Bearer with a token behind it nor a valid pair of email and password: ${howToSend}`
  }
  if (!['bearer', 'basic'].includes(scheme.toLowerCase())) {
    // What it begins with may be the secret itself, so it is not repeated.
    return `The header Authorization must begin with Bearer or Basic: ${howToSend}`
  }
  return 'The token or the pair of email and password is not valid, or the user may not use the API.'
}

async function actorBehind(
  service: Service,
  guesses: Guesses | undefined,
  request: FastifyRequest,
): Promise<Actor | undefined> {
  const pair = pairIn(request)
  if (pair) return actorByPassword(service, pair, { address: request.ip, guesses })
  const [scheme, token] = wordsIn(request)
  return scheme?.toLowerCase() === 'bearer' && token ? actorByToken(service, token) : undefined
}

/** Email and password of HTTP Basic, with its scheme word or without. */
function pairIn(
  request: FastifyRequest,
): { readonly email: string; readonly password: string } | undefined {
  const [first = '', second = ''] = wordsIn(request)
  const scheme = first.toLowerCase()
  if (scheme === 'bearer') return undefined
  const encoded = scheme === 'basic' ? second : first
  const [email, ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return email && password.length > 0 ? { email, password: password.join(':') } : undefined
}

function wordsIn(request: FastifyRequest): readonly string[] {
  return request.headers.authorization?.match(/\S+/g) ?? []
}

interface Known {
  readonly call: Call
  /** When the actor was asked for; milliseconds of a clock that never goes back. */
  readonly since: number
}

function knownAs(
  request: FastifyRequest,
  { actor, remembered }: Pick<Call, 'actor' | 'remembered'>,
  now: number,
): Known {
  const call = { actor, now, idempotency: undefined, remembered, address: request.ip }
  return { call, since: performance.now() }
}

/** Routes registered here know their actor before a body is read. */
export function requireSession(
  app: FastifyInstance,
  service: Service,
  guesses: Guesses | undefined,
): void {
  app.decorateRequest('known', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    const { looksAgain } = request.routeOptions.config
    const before = looksAgain ? rememberedOf(service, request) : undefined
    // Most spends are known by now, and most of what comes are spends: for them nothing is waited for.
    if (before && !service.sandbox) {
      request.known = knownAs(request, before, Date.now())
      return done()
    }
    const ask = async () => {
      const actor = before?.actor ?? (await authenticate(service, guesses, request))
      // Whoever was only just asked for is looked at again as well: a body takes its time.
      const { remembered } = (looksAgain && (before ?? rememberedOf(service, request))) || {}
      request.known = knownAs(request, { actor, remembered }, await businessTime(service))
    }
    ask().then(() => done(), done)
  })
  app.addHook('preHandler', (request, _reply, done) => {
    const { call, since } = knownOf(request)
    const isOld = performance.now() - since > freshMilliseconds
    if (!isOld || call.remembered) return done()
    lookAgain(service, request).then(() => done(), done)
  })
}

/** A session may end while a body is on its way. */
const freshMilliseconds = 500

declare module 'fastify' {
  interface FastifyRequest {
    /** Set where a session is required. */
    known?: Known | undefined
  }
  interface FastifyContextConfig {
    /** Whether its handler runs within `lookingAgain`, so that an actor may be remembered until then. */
    looksAgain?: boolean
  }
}

function rememberedOf(service: Service, request: FastifyRequest) {
  const [scheme, token] = wordsIn(request)
  if (scheme?.toLowerCase() !== 'bearer' || !token) return undefined
  return rememberedActor(service.database, hashToken(token))
}

/** Runs a write whose actor may be remembered; again with one who is asked for, when that is not so any more. */
export async function lookingAgain<T>(
  service: Service,
  request: FastifyRequest,
  run: (call: Call) => Promise<T>,
): Promise<T> {
  try {
    return await run(writeCallOf(request))
  } catch (error) {
    if (!(error instanceof ActorChanged)) throw error
    await lookAgain(service, request)
    return run(writeCallOf(request))
  }
}

async function lookAgain(service: Service, request: FastifyRequest): Promise<void> {
  const actor = await authenticate(service, undefined, request)
  const call = { ...callOf(request), actor, remembered: undefined }
  request.known = { call, since: performance.now() }
}

function isUnauthenticated(error: unknown): error is Failure {
  return error instanceof Failure && error.kind === 'unauthenticated'
}

/** What is to be answered: that nobody is signed in any more comes before whatever else went wrong. */
export async function tellable(
  service: Service,
  request: FastifyRequest,
  error: Error,
): Promise<Error> {
  if (!request.known?.call.remembered) return error
  return lookAgain(service, request).then(
    () => error,
    // Whether anybody is signed in could not be found out: that says nothing of what was done.
    (refusal) => (isUnauthenticated(refusal) ? refusal : error),
  )
}

export function actorOf(request: FastifyRequest): Actor {
  return callOf(request).actor
}

/** A read: who and when, both fixed when the request came in. */
export function callOf(request: FastifyRequest): Call {
  return knownOf(request).call
}

function knownOf(request: FastifyRequest): Known {
  if (!request.known) throw new Error(`${request.url} was served without a session`)
  return request.known
}

const longestKey = 255

/** A write: who, when, and the key it may be repeated under (wire 18). */
export function writeCallOf(request: FastifyRequest): Call {
  const header = request.headers['idempotency-key']
  const key = Array.isArray(header) ? header[0] : header
  if (key === undefined || key === '') return callOf(request)
  if (key.length > longestKey) {
    throw new Failure('invalid', `Idempotency-Key: may have at most ${longestKey} characters`, {
      errors: [
        {
          property: 'Idempotency-Key',
          message: `may have at most ${longestKey} characters`,
          attempted: key,
        },
      ],
    })
  }
  const idempotency: Idempotency = {
    method: request.method,
    path: pathOf(request),
    key,
    requestHash: digest(textOf(request.body ?? null)),
  }
  const { actor, now, remembered, address } = callOf(request)
  return { actor, now, idempotency, remembered, address }
}

function textOf(body: unknown): string {
  const text = JSON.stringify(body)
  return text.includes(password) ? JSON.stringify(body, withoutPasswords) : text
}

const password = 'NewPassword'

// A password is short enough to be guessed from its hash, so none goes into one.
function withoutPasswords(name: string, value: unknown): unknown {
  return name === password ? null : value
}

// Paths mean the same in any case, with doubled slashes, a slash at the end, noughts before an id and letters written as their
// codes, so keys must too.
function pathOf(request: FastifyRequest): string {
  const [path = ''] = request.url.split(/[?#]/)
  const plain = path.includes('%') ? decodeURIComponent(path) : path
  return plain
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '')
    .replace(/\/0+(?=\d)/g, '/')
}
