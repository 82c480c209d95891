// The web console: files that Vite has built, served from here, with its first page at every address that is nobody else's.

import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Where `npm run build` puts it, seen from this file as it is built. */
export const builtConsole = new URL('../console/', import.meta.url)

export interface Console {
  /** Whether a request that no route answers is a person opening one of the console's pages. */
  readonly answers: (request: FastifyRequest) => boolean
  readonly send: (reply: FastifyReply) => FastifyReply
}

/** Serves the console from its folder; undefined when none was built there. */
export async function consoleRoutes(
  app: FastifyInstance,
  folder: URL,
): Promise<Console | undefined> {
  const page = await readFile(new URL('index.html', folder), 'utf8').catch(() => undefined)
  if (page === undefined) return undefined
  await app.register(fastifyStatic, {
    root: fileURLToPath(new URL('assets/', folder)),
    prefix: '/assets/',
    // Their names change with their contents.
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
    decorateReply: false,
    index: false,
  })
  const send = (reply: FastifyReply) => sendPage(reply, page)
  app.get('/', (_request, reply) => send(reply))
  return { answers: isPageOfConsole, send }
}

// What machines ask stays with the API, and so do their mistakes.
const taken =
  /^\/(api|docs|assets|healthz|readyz|metrics|openapi\.json)(\/|$)|^\/[^/]+\/user\/me\/?$/i

function isPageOfConsole(request: FastifyRequest): boolean {
  const [path = ''] = request.url.split('?')
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  return isRead && !taken.test(path) && (request.headers.accept?.includes('text/html') ?? false)
}

/** What the build writes where the nonce of an answer belongs. */
const placeholder = '__CSP_NONCE__'

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  return reply
    .header('content-security-policy', policyWith(nonce))
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(page.replaceAll(placeholder, nonce))
}

// Nothing from anywhere else. Styles are made while the page runs, by code that knows the nonce. It does not ask for upgrades to
// https, which would leave the page blank on a plain address.
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
