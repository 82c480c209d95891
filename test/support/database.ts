// Databases for tests of the storage itself, beside the worlds of everybody else.

import { randomUUID } from 'node:crypto'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { withDatabase } from './template.ts'
import { runOnServer } from './world.ts'

export interface TwoConnections {
  readonly url: string
  readonly one: Database
  readonly other: Database
  readonly close: () => Promise<void>
}

/** One database on a real PostgreSQL as two processes see it. PGlite has a single connection and cannot show this. */
export async function openTwoConnections(): Promise<TwoConnections> {
  const { url, drop } = await createDatabase()
  const one = await openDatabase({ engine: 'postgres', url })
  const other = await openDatabase({ engine: 'postgres', url })
  return {
    url,
    one,
    other,
    close: async () => {
      await one.close()
      await other.close()
      await drop()
    },
  }
}

/** A new database on the server that TEST_DATABASE_URL names; empty, or a copy of a template. */
export async function createDatabase(
  template?: string,
): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('TEST_DATABASE_URL is not set')
  const name = `deskbank_test_${randomUUID().replaceAll('-', '')}`
  await runOnServer(server, `create database ${name}${template ? ` template ${template}` : ''}`)
  return {
    url: withDatabase(server, name),
    drop: () => runOnServer(server, `drop database ${name} with (force)`),
  }
}
