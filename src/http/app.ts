// The HTTP application: plugins, sessions, routes and the one way failures are answered. No port is opened here.

import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import type { Service } from '../operations/call.ts'
import { hasRoomToSpend } from '../operations/spend.ts'
import {
  isConnectionLost,
  isLockTimeout,
  isPassing,
  isUnable,
  sqlState,
} from '../storage/database-errors.ts'
import { auditRoutes } from './audit-routes.ts'
import { acceptBodies, refuseJsonAsForm } from './bodies.ts'
import { commandRoutes } from './command-routes.ts'
import {
  type ConnectionLimits,
  connectionLimits,
  limitConnections,
  serverOptions,
  withoutHost,
} from './connections.ts'
import { builtConsole, consoleRoutes } from './console.ts'
import { documentationRoutes } from './documentation-routes.ts'
import { failureEnvelope, faultEnvelope, notFoundBody, statusOf } from './envelope.ts'
import { healthRoutes } from './health-routes.ts'
import { identityRoutes } from './identity-routes.ts'
import { type LogTo, logSettings } from './log.ts'
import { metricsRoutes } from './metrics-routes.ts'
import { followVerbs } from './other-verbs.ts'
import { ofData, protectAnswers } from './protective-headers.ts'
import { guessesUnder, limitRates, limitTokenRequests, limitUsers } from './rate-limits.ts'
import { recordRoutes } from './record-routes.ts'
import { reportRoutes } from './report-routes.ts'
import { keepRoom, sendSpendsAway } from './room.ts'
import { sandboxRoutes } from './sandbox-routes.ts'
import { requireSession, tellable } from './session.ts'
import { tokenRoutes } from './token-routes.ts'
import { walletListRoutes } from './wallet-list-routes.ts'
import { walletRoutes } from './wallet-routes.ts'

export interface AppSettings extends Pick<Config, 'logLevel' | 'rateLimit'> {
  /** Where the log goes; to standard output unless given. */
  readonly logTo?: LogTo
  /** Proxies that are believed where a request comes from; none unless given. */
  readonly trustedProxies?: readonly string[]
  /** Who sends it reads `/metrics`; without it, callers on the same machine. */
  readonly metricsToken?: string | undefined
  /** The folder of the built console; where the build puts it unless given. */
  readonly console?: URL
  /** What one connection may take; `connectionLimits` unless given. */
  readonly connections?: ConnectionLimits
}

export async function buildApp(service: Service, settings: AppSettings): Promise<FastifyInstance> {
  const limits = settings.connections ?? connectionLimits
  const app = Fastify({
    ...serverOptions(limits),
    logger: logSettings(settings),
    trustProxy: settings.trustedProxies?.length ? [...settings.trustedProxies] : false,
    // Clients write `coworkerProducts` and `runCommand`, with and without a slash at the end (wire 3).
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
    },
    // As senders through a proxy write it, whose own name says nothing here.
    rewriteUrl: ({ url = '/' }) => withoutHost(url),
    forceCloseConnections: 'idle',
    // Whoever comes while it stops is told so in the words of all other failures.
    return503OnClosing: false,
    // Paths that are no paths fail before there is a route, and answer like everything else.
    frameworkErrors: (error, request, reply) => {
      answerFailure(error, request, reply.headers(ofData))
    },
  })
  limitConnections(app, limits)
  const spendsSentAway = sendSpendsAway(app.server, () => hasRoomToSpend(service))
  await protectAnswers(app)
  refuseWhenStopping(app)
  await limitRates(app)
  await acceptBodies(app)
  app.setErrorHandler(async (error: FastifyError, request, reply) =>
    answerFailure(await tellable(service, request, error), request, reply),
  )
  const verbsOf = followVerbs(app)
  const pages = await consoleRoutes(app, settings.console ?? builtConsole)
  // Whoever opens the bare address with a browser finds something to read.
  if (!pages) app.get('/', async (_request, reply) => reply.redirect('/docs'))
  app.setNotFoundHandler((request, reply) => {
    if (pages?.answers(request)) return pages.send(reply)
    const [path = ''] = request.url.split('?')
    const verbs = verbsOf(path).join(', ')
    if (verbs === '') {
      throw new Failure('not-found', `There is nothing at ${request.method} ${path}.`)
    }
    reply.header('allow', verbs)
    throw new Failure('not-offered', `${path} does not offer ${request.method}, but ${verbs}.`)
  })
  healthRoutes(app, service)
  metricsRoutes(app, service, { token: settings.metricsToken, spendsSentAway })
  await app.register(async (scope) => documentationRoutes(scope, service))
  const guesses = guessesUnder(settings.rateLimit)
  await app.register(async (scope) => {
    limitTokenRequests(scope, settings.rateLimit)
    tokenRoutes(scope, service, guesses)
  })
  await app.register(async (scope) => {
    keepRoom(scope, service)
    requireSession(scope, service, guesses)
    limitUsers(scope, settings.rateLimit)
    refuseJsonAsForm(scope)
    identityRoutes(scope, service)
    recordRoutes(scope, service)
    commandRoutes(scope, service)
    walletRoutes(scope, service)
    walletListRoutes(scope, service)
    reportRoutes(scope, service)
    auditRoutes(scope, service)
    sandboxRoutes(scope, service)
  })
  return app
}

/** What had begun is finished; what comes later, on a connection that is still open, has not been begun. */
function refuseWhenStopping(app: FastifyInstance): void {
  let isStopping = false
  app.addHook('preClose', async () => {
    isStopping = true
  })
  app.addHook('onRequest', (_request, _reply, done) => {
    if (!isStopping) return done()
    const message = 'The service is stopping, and nothing was done. Send it again.'
    done(new Failure('busy', message, { retryAfterSeconds: 1 }))
  })
}

const foreignKeyViolation = '23503'
const uniqueViolation = '23505'
// By an administrator, or by a limit of time that the server was given.
const queryCanceled = '57014'

function answerFailure(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  reply.type('application/json; charset=utf-8')
  const failure = asFailure(error)
  if (!failure) {
    request.log.error(error)
    return reply.code(500).send(faultEnvelope)
  }
  // A database that is full or gone is somebody's to look after, though the caller only has to come again.
  if (failure.kind === 'busy' && failure !== error && !isGone(request)) request.log.warn(error)
  if (failure.retryAfterSeconds !== undefined)
    reply.header('retry-after', failure.retryAfterSeconds)
  if (failure.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer')
  const isRecordGone = failure.kind === 'not-found' && ['GET', 'DELETE'].includes(request.method)
  const isRecordPath = (request.params as { id?: string } | undefined)?.id !== undefined
  return reply
    .code(statusOf[failure.kind])
    .send(isRecordGone && isRecordPath ? notFoundBody : failureEnvelope(failure))
}

/** A caller who hung up before the request was whole broke their own connection, and nobody else's. */
function isGone({ raw }: FastifyRequest): boolean {
  return raw.destroyed && !raw.complete
}

// What the framework and the database refuse on behalf of the input is the caller's to know; all else is a fault.
function asFailure(error: FastifyError | Error): Failure | undefined {
  if (error instanceof Failure) return error
  if (sqlState(error) === foreignKeyViolation || sqlState(error) === uniqueViolation) {
    return new Failure(
      'conflict',
      'Another request changed what this one depends on. Read it again and retry.',
    )
  }
  if (isPassing(error) || isLockTimeout(error)) {
    return new Failure('busy', 'Too many requests change the same records. Try again.', {
      retryAfterSeconds: 1,
    })
  }
  if ('code' in error && error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new Failure(
      'invalid',
      'The kind of body is not known. Send JSON with the header Content-Type: application/json.',
    )
  }
  if ('code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new Failure(
      'too-large',
      'The body is longer than 1 MiB. Send it in parts, or take the command deskbank import.',
    )
  }
  if (isConnectionLost(error) || sqlState(error) === queryCanceled) {
    return new Failure(
      'busy',
      'The database broke off, and this may or may not have been done. Send it again with the same Idempotency-Key; ' +
        'without one, look before you do.',
      { retryAfterSeconds: 1 },
    )
  }
  if (isUnable(error)) {
    return new Failure(
      'busy',
      'The database cannot take this at present, and nothing was done. Send it again later.',
      { retryAfterSeconds: 5 },
    )
  }
  if ('statusCode' in error && error.statusCode !== undefined && error.statusCode < 500) {
    return new Failure('invalid', `The request cannot be read: ${error.message}`)
  }
  return undefined
}
