// Headers that tell browsers what an answer may not be used for.

import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** An answer of the API is data: nothing in it runs, loads or is framed. */
export const ofData = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Pages get everything helmet knows; data, which is most of what is answered, the little that concerns it. */
export async function protectAnswers(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    global: false,
    // Asking for upgrades to https would break every plain address.
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  })
  app.addHook('onRequest', (request, reply, done) => {
    if (!/^\/+api\//i.test(request.url)) {
      protectPage(reply).then(() => done(), done)
      return
    }
    reply.headers(ofData)
    done()
  })
}

async function protectPage(reply: FastifyReply): Promise<void> {
  await reply.helmet()
}
