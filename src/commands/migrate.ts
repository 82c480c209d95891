// deskbank migrate: brings the schema up to date and says what was done.

import type { Config } from '../config.ts'
import { openDatabase } from '../storage/database.ts'
import { migrate } from '../storage/migrate.ts'

export async function migrateDatabase(config: Config): Promise<void> {
  const database = await openDatabase(config.database)
  try {
    const done = await migrate(database)
    const text = done.length === 0 ? 'The schema is up to date.' : `Applied ${done.join(', ')}.`
    process.stdout.write(`${text}\n`)
  } finally {
    await database.close()
  }
}
