// Migrated databases for programs: a folder of their own on PGlite, a database of their own on PostgreSQL.

import { cp } from 'node:fs/promises'
import { inject } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { createDatabase } from './database.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { isPostgres } from './world.ts'

export interface Store {
  /** What DATABASE_URL has to be. */
  readonly url: string
  /** The data itself, to look into while no program has it open. */
  readonly open: () => Promise<Database>
  readonly drop: () => Promise<void>
}

/** With the tables and the administrator of `template`. */
export async function makeStore(): Promise<Store> {
  if (isPostgres) return storeOf(await createDatabase(inject('template')))
  const store = await makeEmptyStore()
  await cp(inject('migrated'), store.url.replace('pglite:', ''), { recursive: true })
  return store
}

/** Without anything in it. */
export async function makeEmptyStore(): Promise<Store> {
  if (isPostgres) return storeOf(await createDatabase())
  const folder = await makeFolder()
  return storeOf({ url: `pglite:${folder}`, drop: () => removeFolder(folder) })
}

function storeOf({ url, drop }: Pick<Store, 'url' | 'drop'>): Store {
  return { url, drop, open: () => openDatabase(readConfig({ DATABASE_URL: url }).database) }
}
