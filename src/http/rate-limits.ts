// Limits on how often a user may call (wire 5), per user and process. Throttling answers 429 (API-9).

import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RateLimit } from '../config.ts'
import { Failure } from '../failure.ts'
import { Guesses } from '../operations/guesses.ts'
import { actorOf } from './session.ts'

interface Window {
  readonly most: number
  readonly milliseconds: number
  readonly writesOnly: boolean
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** As published for the Nexudus API; the newer figures. */
const documented: readonly Window[] = [
  { most: 60, milliseconds: minute, writesOnly: true },
  { most: 5_000, milliseconds: day, writesOnly: true },
  { most: 1, milliseconds: 100, writesOnly: false },
  { most: 120, milliseconds: minute, writesOnly: false },
  { most: 5_000, milliseconds: hour, writesOnly: false },
  { most: 200_000, milliseconds: day, writesOnly: false },
]

export async function limitRates(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, { global: false })
}

/** Counts every request of a user against the windows in force. */
export function limitUsers(app: FastifyInstance, limit: RateLimit): void {
  if (limit === undefined) return
  const windows =
    limit === 'documented' ? documented : [{ most: limit, milliseconds: minute, writesOnly: false }]
  const checks = windows.map((window) => ({ ...window, check: checkOf(app, window) }))
  app.addHook('onRequest', async (request) => {
    const isWrite = request.method !== 'GET' && request.method !== 'HEAD'
    for (const { check, writesOnly } of checks) {
      if (!writesOnly || isWrite) refuseExceeded(await check(request))
    }
  })
}

function checkOf(app: FastifyInstance, window: Window) {
  return app.createRateLimit({
    max: window.most,
    timeWindow: window.milliseconds,
    keyGenerator: (request: FastifyRequest) => String(actorOf(request).userId),
  })
}

/** One count of wrong passwords for the token endpoint and for Basic, so that neither is a way around the other. */
export function guessesUnder(limit: RateLimit): Guesses | undefined {
  return limit === undefined ? undefined : new Guesses()
}

const mostTokenRequests = 600

/** Whatever an address asks of the token endpoint; what fails there is limited more closely. */
export function limitTokenRequests(app: FastifyInstance, limit: RateLimit): void {
  if (limit === undefined) return
  const check = app.createRateLimit({
    max: mostTokenRequests,
    timeWindow: minute,
    keyGenerator: (request: FastifyRequest) => request.ip,
  })
  app.addHook('onRequest', async (request) => refuseExceeded(await check(request)))
}

type Verdict = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>

function refuseExceeded(verdict: Verdict): void {
  if (verdict.isAllowed || !verdict.isExceeded) return
  const seconds = verdict.ttl / 1_000
  throw new Failure('throttled', `Too many requests. Wait ${seconds} seconds`, {
    retryAfterSeconds: Math.max(1, Math.ceil(seconds)),
  })
}
