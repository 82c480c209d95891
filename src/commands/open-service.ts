// What most commands begin with: the service on its database, and its first administrator. No command that needs nothing
// else should have to load the server.

import type { Config } from '../config.ts'
import { catalog } from '../entities/catalog.ts'
import { Failure } from '../failure.ts'
import type { Service } from '../operations/call.ts'
import { ensureAdministrator } from '../operations/first-administrator.ts'
import { openDatabase } from '../storage/database.ts'
import { migrate } from '../storage/migrate.ts'

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
