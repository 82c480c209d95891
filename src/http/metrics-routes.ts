// Figures for whatever watches the service, as Prometheus reads them. Routes and statuses only: no label names a
// customer, a record or a secret.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { Failure } from '../failure.ts'
import type { Service } from '../operations/call.ts'
import { countRemembered } from '../operations/remembered-wallets.ts'
import { readScheduleRun } from '../storage/schedule.ts'

/**
 * `GET /metrics`: with a token, whoever sends it as bearer; without one, callers on the same machine. Everybody else is
 * refused with 401 or 403.
 */
export function metricsRoutes(
  app: FastifyInstance,
  service: Service,
  { token, spendsSentAway }: { token: string | undefined; spendsSentAway: () => number },
): void {
  const registry = new Registry()
  measureRequests(app, registry)
  measureSpendsSentAway(spendsSentAway, registry)
  measurePool(service, registry)
  measureMemory(registry)
  measureSchedule(service, registry)
  app.get('/metrics', async (request, reply) => {
    requireWatcher(request, token)
    const all = Registry.merge([registry, processRegistry()])
    return reply.type(all.contentType).send(await all.metrics())
  })
}

// The process is one, however many applications it serves.
let ofProcess: Registry | undefined

function processRegistry(): Registry {
  if (ofProcess) return ofProcess
  ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess })
  return ofProcess
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

function measureRequests(app: FastifyInstance, registry: Registry): void {
  const durations = new Histogram({
    name: 'deskbank_http_request_duration_seconds',
    help: 'Requests by method, route and status, and how long they took.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: seconds,
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    // Paths that lead nowhere are as many as callers like, so they share a label.
    const route = request.routeOptions.url ?? 'none'
    durations.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1_000,
    )
    done()
  })
}

function measureSpendsSentAway(sentAway: () => number, registry: Registry): void {
  new Counter({
    name: 'deskbank_spends_sent_away_total',
    help: 'Spends that were answered 503 before anything else was done, since more waited than could be served soon.',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(sentAway())
    },
  })
}

function measurePool(service: Service, registry: Registry): void {
  new Gauge({
    name: 'deskbank_database_connections',
    help: 'Connections to the database that work or are idle, and callers that wait for one.',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      const { busy, idle, waiting } = service.database.connections()
      this.set({ state: 'busy' }, busy)
      this.set({ state: 'idle' }, idle)
      this.set({ state: 'waiting' }, waiting)
    },
  })
}

function measureMemory(registry: Registry): void {
  new Gauge({
    name: 'deskbank_remembered_wallets',
    help: 'Wallets that spends are planned on without being read again, as long as nothing of them has changed.',
    registers: [registry],
    collect() {
      this.set(countRemembered())
    },
  })
}

function measureSchedule(service: Service, registry: Registry): void {
  const failures = new Gauge({
    name: 'deskbank_schedule_failures',
    help: 'What the last run of the schedule could not settle.',
    registers: [registry],
  })
  new Gauge({
    name: 'deskbank_schedule_age_seconds',
    help: 'Since the schedule last went through everything due, in any process; -1 before its first run.',
    registers: [registry],
    async collect() {
      const run = await readScheduleRun(service.database.executor)
      this.set(run ? Math.max(0, (Date.now() - run.finishedAt) / 1_000) : -1)
      failures.set(run?.failures ?? 0)
    },
  })
}

const loopback = /^(127\.|::1$|::ffff:127\.)/

function requireWatcher(request: FastifyRequest, token: string | undefined): void {
  if (token !== undefined) {
    const [scheme, given = ''] = request.headers.authorization?.split(' ') ?? []
    if (scheme?.toLowerCase() === 'bearer' && isSame(given, token)) return
    throw new Failure('unauthenticated', 'Send METRICS_TOKEN as Authorization: Bearer <token>.')
  }
  // Behind a proxy on the same machine everybody would look local.
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip'].some(
    (name) => request.headers[name] !== undefined,
  )
  if (loopback.test(request.ip) && !isForwarded) return
  throw new Failure(
    'forbidden',
    'Metrics are for callers on the same machine, unless METRICS_TOKEN is set.',
  )
}

// Hashed first, so that neither the length nor a common beginning can be told from the time it takes.
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
