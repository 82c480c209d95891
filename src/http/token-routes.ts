// POST /api/token: the password grant and the refresh grant (wire 4.1).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Service } from '../operations/call.ts'
import { accessSeconds, type IssuedTokens, refresh, signIn } from '../operations/sign-in.ts'

type Parameters = ReadonlyMap<string, string>

export function tokenRoutes(app: FastifyInstance, service: Service): void {
  app.post('/api/token', async (request, reply) => {
    const parameters = readParameters(request)
    const grant = parameters.get('grant_type')?.toLowerCase()
    if (grant === 'password') return answer(reply, await byPassword(service, request, parameters))
    if (grant === 'refresh_token') {
      return answer(reply, await byRefresh(service, request, parameters))
    }
    return reply.code(400).send({ error: 'unsupported_grant_type' })
  })
}

// Only forms count: a JSON body has no grant type, so it is refused as one without it. Names in any case.
function readParameters(request: FastifyRequest): Parameters {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const body = isForm ? ((request.body ?? {}) as Record<string, unknown>) : {}
  return new Map(
    Object.entries(body).map(([name, value]) => [name.toLowerCase(), String([value].flat()[0])]),
  )
}

function clientId(request: FastifyRequest): string | undefined {
  const header = request.headers.client_id
  return Array.isArray(header) ? header[0] : header
}

function byPassword(service: Service, request: FastifyRequest, parameters: Parameters) {
  const email = parameters.get('username') ?? ''
  return signIn(service, email, parameters.get('password') ?? '', clientId(request))
}

function byRefresh(service: Service, request: FastifyRequest, parameters: Parameters) {
  return refresh(service, parameters.get('refresh_token') ?? '', clientId(request))
}

function answer(reply: FastifyReply, tokens: IssuedTokens | undefined): FastifyReply {
  reply.header('cache-control', 'no-store')
  if (!tokens) {
    return reply.code(400).send({
      error: 'invalid_grant',
      error_description: 'The user name or password is incorrect.',
    })
  }
  return reply.send({
    access_token: tokens.accessToken,
    token_type: 'bearer',
    expires_in: accessSeconds,
    refresh_token: tokens.refreshToken,
  })
}
