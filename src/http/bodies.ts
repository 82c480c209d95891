// Request bodies: JSON whatever it calls itself, forms, and nothing at all where a verb needs no body (wire 9.5).

import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../failure.ts'

// No documented body is deeper than four; what is much deeper only exhausts the stack of whoever walks it.
const deepest = 20

export async function acceptBodies(app: FastifyInstance): Promise<void> {
  await app.register(formbody)
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser<string>(
    ['application/json', 'text/plain', 'text/json'],
    { parseAs: 'string' },
    (request, text, done) => {
      if (text.trim() === '') return done(null, undefined)
      return void parseJson(request, text, (error, body) => {
        if (error || !isDeeperThan(body, deepest)) done(error, body)
        else done(new Failure('invalid', `The body is nested more than ${deepest} levels deep.`))
      })
    },
  )
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1))
}
