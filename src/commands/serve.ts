// deskbank serve: opens the database, brings it up to date, and answers until told to stop.

import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { catalog } from '../entities/catalog.ts'
import { buildApp } from '../http/app.ts'
import type { Service } from '../operations/call.ts'
import { ensureAdministrator } from '../operations/first-administrator.ts'
import { openDatabase } from '../storage/database.ts'
import { migrate } from '../storage/migrate.ts'
import { listen } from './listen.ts'

export async function serve(config: Config): Promise<void> {
  const service = await openService(config)
  try {
    await greetAdministrator(service, config)
    const app = await buildApp(service, config)
    await listen(app, config)
    stopOnSignal(app, service)
  } catch (error) {
    // An open database would keep the process alive after it has said what is wrong.
    await service.database.close()
    throw error
  }
}

/** The service on an opened and migrated database. */
export async function openService(config: Config): Promise<Service> {
  const database = await openDatabase(config.database)
  try {
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return { database, catalog, sandbox: config.sandbox ? { restore: async () => {} } : undefined }
}

async function greetAdministrator(service: Service, config: Config): Promise<void> {
  const password = await ensureAdministrator(service, config.adminEmail, config.adminPassword)
  if (password !== undefined && config.adminPassword === undefined) {
    process.stdout.write(
      `First start. Administrator: ${config.adminEmail}, password: ${password} (shown once)\n`,
    )
  }
}

/** Finishes the requests under way, then closes the database, so that nothing is cut in half. */
export function stopOnSignal(app: FastifyInstance, service: Service): void {
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await app.close()
    await service.database.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
}
