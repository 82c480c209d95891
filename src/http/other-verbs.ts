// Verbs that a path does not take answer 405 with those that it does, as those of records do (wire 10.2).

import type { FastifyInstance } from 'fastify'

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Follows the routes that are registered from now on; what it answers tells the verbs that a path takes. */
export function followVerbs(app: FastifyInstance): (path: string) => readonly string[] {
  const taken: { readonly pattern: RegExp; readonly verbs: readonly string[] }[] = []
  app.addHook('onRoute', ({ url, method, config }) => {
    if (!url.includes('*') && !config?.isRefused)
      taken.push({ pattern: patternOf(url), verbs: [method].flat() })
  })
  return (path) => {
    const plain = path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
    const verbs = taken.filter(({ pattern }) => pattern.test(plain)).flatMap((one) => one.verbs)
    return methods.filter((method) => verbs.includes(method))
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A verb that is registered to say that it is not offered. */
    isRefused?: boolean
  }
}

function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll('.', '\\.')))
  return new RegExp(`^${parts.join('/')}$`, 'i')
}
