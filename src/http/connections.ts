// How long a connection may take and how much it may send, and what is answered to bytes that are no request. Whoever sends
// slowly, half or nothing holds a connection for so long and no longer.

import { type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyHttpOptions, FastifyInstance } from 'fastify'
import { Failure } from '../failure.ts'
import { failureEnvelope } from './envelope.ts'

/** Milliseconds, but for what is named otherwise. */
export interface ConnectionLimits {
  /** For all the headers of a request, also of one that never begins. */
  readonly headers: number
  /** For a whole request, its body included. */
  readonly request: number
  /** Between two requests of a connection: longer than the minute after which proxies close theirs. */
  readonly idle: number
  /** How often the first two are looked at. */
  readonly checking: number
  /** At once; one more is closed without an answer. */
  readonly connections: number
  /** Bytes; a list of 1,000 ids in a query, escaped, fits. */
  readonly headerBytes: number
  /** Bytes. */
  readonly bodyBytes: number
}

export const connectionLimits: ConnectionLimits = {
  headers: 20_000,
  request: 60_000,
  idle: 72_000,
  checking: 5_000,
  connections: 10_000,
  headerBytes: 32 * 1024,
  bodyBytes: 1024 * 1024,
}

/** What the framework is told when it makes the server. */
export function serverOptions(limits: ConnectionLimits) {
  return {
    requestTimeout: limits.request,
    keepAliveTimeout: limits.idle,
    bodyLimit: limits.bodyBytes,
    clientErrorHandler: answerBrokenRequest,
    http: {
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      connectionsCheckingInterval: limits.checking,
      maxHeaderSize: limits.headerBytes,
      insecureHTTPParser: false,
    },
  } satisfies FastifyHttpOptions<Server>
}

export function limitConnections(app: FastifyInstance, limits: ConnectionLimits): void {
  app.server.maxConnections = limits.connections
}

/** The address within this server of `http://host/path?query`, which is allowed in place of `/path?query`. */
export function withoutHost(url: string): string {
  const rest = url.replace(/^https?:\/\/[^/?#]*/i, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}

const problems: Readonly<Record<string, readonly [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time. Send it again, whole.'],
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers of the request are too long together.'],
}
const unreadable = [400, 'This is no HTTP request that can be read without doubt.'] as const

/** The connection is closed in every case: nobody knows where the next request would begin. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, message] = problems[error.code ?? ''] ?? unreadable
  if (!socket.writable) return void socket.destroy(error)
  const body = failureEnvelope(new Failure('invalid', message))
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nX-Content-Type-Options: nosniff\r\n` +
      `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}
