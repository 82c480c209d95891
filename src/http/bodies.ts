// Request bodies: JSON whatever it calls itself, forms, and nothing at all where a verb needs no body (wire 9.5).

import { isUtf8 } from 'node:buffer'
import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../failure.ts'

// No documented body is deeper than four; what is much deeper only exhausts the stack of whoever walks it.
const deepest = 20

export async function acceptBodies(app: FastifyInstance): Promise<void> {
  await app.register(formbody)
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser<Buffer>(
    ['application/json', 'text/plain', 'text/json'],
    { parseAs: 'buffer' },
    (request, bytes, done) => {
      // Read anyway, it would be stored with signs in it that nobody wrote.
      if (!isUtf8(bytes)) return done(new Failure('invalid', 'The body is not UTF-8.'))
      const text = bytes.toString('utf8')
      if (text.trim() === '') return done(null, undefined)
      return void parseJson(request, text, (error, body) => {
        if (error) done(new Failure('invalid', problemWith(text)))
        else if (!isDeeperThan(body, deepest)) done(null, body)
        else done(new Failure('invalid', `The body is nested more than ${deepest} levels deep.`))
      })
    },
  )
}

// Said here, because the framework says of every text that it calls itself application/json.
function problemWith(text: string): string {
  try {
    JSON.parse(text)
  } catch (error) {
    // The engine quotes what it could not read, and that may be a password.
    const reason = error instanceof Error ? error.message : String(error)
    return `The body is not JSON: ${reason.replace(/, (\.\.\.)?".*"(\.\.\.)? is not valid JSON$/s, '')}.`
  }
  return 'The body may not have members called __proto__ or constructor.prototype.'
}

/** Routes registered here tell senders of JSON when they call it a form, as curl does unless told otherwise. */
export function refuseJsonAsForm(app: FastifyInstance): void {
  app.addHook('preValidation', ({ headers, body }, _reply, done) => {
    if (!isJsonAsForm(headers['content-type'], body)) return done()
    const message =
      'The body looks like JSON, but the header Content-Type says that it is a form. Send Content-Type: application/json.'
    done(new Failure('invalid', message))
  })
}

/** Read as a form, JSON becomes members with odd names, the first of which begins like JSON. */
export function isJsonAsForm(contentType: string | undefined, body: unknown): boolean {
  if (!isForm(contentType) || typeof body !== 'object' || body === null) return false
  return /^\s*[{[]/.test(Object.keys(body)[0] ?? '')
}

export function isForm(contentType: string | undefined): boolean {
  return contentType?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1))
}
