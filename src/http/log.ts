// What the log says of a request, and of what went wrong: never what was sent. Passwords come in bodies, tokens in headers,
// and both, by mistake, in query strings and in the user part of an address.

import type { FastifyRequest } from 'fastify'

export interface LogTo {
  readonly write: (line: string) => void
}

export interface LogSettings {
  readonly logLevel: string
  readonly logTo?: LogTo | undefined
}

export function logSettings({ logLevel, logTo }: LogSettings) {
  return {
    level: logLevel,
    ...(logTo ? { stream: logTo } : {}),
    serializers: { req: requestOf, err: errorOf, error: errorOf },
  }
}

/** Method, path and address. */
function requestOf({ method, url, ip }: FastifyRequest) {
  return { method, url: pathOf(url), remoteAddress: ip }
}

function pathOf(url: string): string {
  const [path = ''] = url.split(/[?#]/)
  return path.replace(/^[a-z][a-z0-9+.-]*:(?=\/\/)/i, '').replace(/^\/\/[^/]*@[^/]*/, '')
}

interface Told {
  readonly type: string
  readonly message: string
  readonly stack: string
  readonly [member: string]: unknown
}

// Errors of the database carry the values of the statement and of the row.
const told = ['code', 'severity', 'schema', 'table', 'column', 'constraint', 'routine']

function errorOf(error: Error): Told {
  const { name: type, message, stack = '' } = error
  const members = Object.entries(error).filter(([name]) => told.includes(name))
  return {
    type,
    message,
    stack,
    ...Object.fromEntries(members),
    ...(error.cause instanceof Error ? { cause: errorOf(error.cause) } : {}),
  }
}
