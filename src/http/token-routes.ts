// POST /api/token: the password grant and the refresh grant (wire 4.1); and the way to end what they began.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Service } from '../operations/call.ts'
import type { Origin } from '../operations/check-password.ts'
import type { Guesses } from '../operations/guesses.ts'
import {
  accessSeconds,
  type IssuedTokens,
  refresh,
  signIn,
  signOut,
} from '../operations/sign-in.ts'
import { isForm, isJsonAsForm } from './bodies.ts'

type Parameters = ReadonlyMap<string, string>

export function tokenRoutes(
  app: FastifyInstance,
  service: Service,
  guesses: Guesses | undefined,
): void {
  app.post('/api/token', async (request, reply) => {
    const origin: Origin = { address: request.ip, guesses }
    const parameters = readParameters(request)
    const grant = parameters.get('grant_type')?.toLowerCase()
    if (grant === 'password') {
      const tokens = await byPassword(service, request, parameters, origin)
      return answer(reply, tokens, missingIn(parameters, ['username', 'password']))
    }
    if (grant === 'refresh_token') {
      const tokens = await byRefresh(service, request, parameters, origin)
      return answer(reply, tokens, missingIn(parameters, ['refresh_token']))
    }
    guesses?.begin(request.ip)
    return reply.code(400).send({
      error: 'unsupported_grant_type',
      error_description: problemWith(request, parameters.get('grant_type')),
    })
  })
  // An addition of ours, as RFC 7009 has it: whoever holds a token may end it, and learns nothing about others.
  app.post('/api/token/revoke', async (request, reply) => {
    const token = readParameters(request).get('token')
    reply.header('cache-control', 'no-store')
    if (!token) {
      return reply.code(400).send({
        error: 'invalid_request',
        error_description: isForm(request.headers['content-type'])
          ? 'The form has no token. Send the access token or the refresh token of the session to end.'
          : `The body is not a form. Send ${form} with token=….`,
      })
    }
    await signOut(service, token, request.ip)
    return reply.send({})
  })
}

const form = 'a form (Content-Type: application/x-www-form-urlencoded)'

const forms =
  `Send ${form} with grant_type=password, username and password, or with ` +
  'grant_type=refresh_token and refresh_token.'

function problemWith({ headers, body }: FastifyRequest, grant: string | undefined): string {
  const type = headers['content-type']
  if (isJsonAsForm(type, body) || (body !== undefined && !isForm(type))) {
    return `The body is not a form. ${forms}`
  }
  return grant === undefined
    ? `grant_type is missing. ${forms}`
    : `grant_type may not be "${grant}". ${forms}`
}

function missingIn(parameters: Parameters, names: readonly string[]): string {
  const missing = names.filter((name) => !parameters.get(name))
  return missing.length === 0 ? '' : ` The form has no ${missing.join(' and no ')}.`
}

// Only forms count: a JSON body has no grant type, so it is refused as one without it (wire 4.1). Names in any case.
function readParameters(request: FastifyRequest): Parameters {
  const body = isForm(request.headers['content-type'])
    ? ((request.body ?? {}) as Record<string, unknown>)
    : {}
  return new Map(
    Object.entries(body).map(([name, value]) => [name.toLowerCase(), String([value].flat()[0])]),
  )
}

function clientId(request: FastifyRequest): string | undefined {
  const header = request.headers.client_id
  return Array.isArray(header) ? header[0] : header
}

function byPassword(
  service: Service,
  request: FastifyRequest,
  parameters: Parameters,
  origin: Origin,
) {
  const email = parameters.get('username') ?? ''
  const password = parameters.get('password') ?? ''
  return signIn(service, { email, password }, clientId(request), origin)
}

function byRefresh(
  service: Service,
  request: FastifyRequest,
  parameters: Parameters,
  origin: Origin,
) {
  const token = parameters.get('refresh_token') ?? ''
  return refresh(service, token, clientId(request), origin)
}

function answer(
  reply: FastifyReply,
  tokens: IssuedTokens | undefined,
  missing: string,
): FastifyReply {
  reply.header('cache-control', 'no-store')
  if (!tokens) {
    return reply.code(400).send({
      error: 'invalid_grant',
      error_description: `The user name or password is incorrect.${missing}`,
    })
  }
  return reply.send({
    access_token: tokens.accessToken,
    token_type: 'bearer',
    expires_in: accessSeconds,
    refresh_token: tokens.refreshToken,
  })
}
