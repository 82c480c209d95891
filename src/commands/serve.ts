// deskbank serve: opens the database, brings it up to date, and answers until told to stop.

import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { catalog } from '../entities/catalog.ts'
import { Failure } from '../failure.ts'
import { buildApp } from '../http/app.ts'
import type { Service } from '../operations/call.ts'
import { ensureAdministrator } from '../operations/first-administrator.ts'
import { openDatabase } from '../storage/database.ts'
import { migrate } from '../storage/migrate.ts'
import { listen, requireFreePort } from './listen.ts'
import { type Schedule, scheduleDueWork } from './schedule.ts'

export async function serve(config: Config): Promise<void> {
  const service = await openService(config)
  try {
    // Before the password is shown, which happens once: a start that comes to nothing should not be the one to show it.
    await requireFreePort(config)
    await greetAdministrator(service, config)
    const app = await buildApp(service, config)
    const address = await listen(app, config)
    stopOnSignal(app, service, scheduleDueWork(service, app.log))
    process.stdout.write(`Deskbank listens on ${address}\n`)
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
  const { folds } = config
  return {
    database,
    catalog,
    folds,
    sandbox: config.sandbox ? { restore: async () => {} } : undefined,
  }
}

/** Makes the first administrator of an empty database, and says so once. */
export async function greetAdministrator(service: Service, config: Config): Promise<void> {
  const password = await ensureAdministrator(
    service,
    config.adminEmail,
    config.adminPassword,
  ).catch((error: unknown) => {
    throw namingSetting(error)
  })
  if (password !== undefined && config.adminPassword === undefined) {
    process.stdout.write(
      `First start. Administrator: ${config.adminEmail}, password: ${password} (shown once)\n`,
    )
  }
}

const settings: Readonly<Record<string, string>> = {
  Email: 'DESKBANK_ADMIN_EMAIL',
  NewPassword: 'DESKBANK_ADMIN_PASSWORD',
}

// The rules for logins are those of the record, so a refusal names its members, which whoever starts this never wrote.
function namingSetting(error: unknown): unknown {
  const [first] = error instanceof Failure ? error.errors : []
  const setting = settings[first?.property ?? '']
  return first && setting
    ? new Failure('invalid', `The setting ${setting} ${first.message}.`)
    : error
}

/** Finishes the requests under way, then closes the database, so that nothing is cut in half. */
export function stopOnSignal(app: FastifyInstance, service: Service, schedule?: Schedule): void {
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    const settled = schedule?.stop()
    // A caller may keep the connection of a finished request open for as long as it likes.
    const sweep = setInterval(() => app.server.closeIdleConnections(), 50)
    await app.close()
    clearInterval(sweep)
    await settled
    await service.database.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
}
