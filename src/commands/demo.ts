// deskbank demo: an in-memory server with a sample space, and requests to paste.

import type { Config } from '../config.ts'
import { buildApp } from '../http/app.ts'
import { openService, stopOnSignal } from './serve.ts'

export async function runDemo(config: Config): Promise<void> {
  const settings: Config = {
    ...config,
    database: { engine: 'pglite', folder: undefined },
    sandbox: true,
    rateLimit: undefined,
  }
  const service = await openService(settings)
  const app = await buildApp(service, settings)
  await app.listen({ host: settings.host, port: settings.port })
  stopOnSignal(app, service)
}
