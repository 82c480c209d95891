// PGlite, PostgreSQL in this process, behind the interface of a node-postgres pool.

import { mkdir, readdir } from 'node:fs/promises'
import type { PGlite, PGliteOptions } from '@electric-sql/pglite'
import type { PostgresPool } from 'kysely'
import { Failure } from '../failure.ts'
import { isLockName, lockFolder, wasLocked } from './folder-lock.ts'
import { parserTable } from './types.ts'

/** Opens a data folder, or a database in memory without one. A folder in use by another process is refused. */
export async function openPglite(
  folder: string | undefined,
  options: PGliteOptions = {},
): Promise<PostgresPool> {
  if (folder === undefined) return poolOf(await createPglite(options), async () => {})
  try {
    return await openFolder(folder, options)
  } catch (error) {
    if (error instanceof Failure) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new Failure('busy', `The data folder ${folder} cannot be opened: ${reason}.`)
  }
}

async function openFolder(folder: string, options: PGliteOptions): Promise<PostgresPool> {
  // PGlite lets everybody read and write its files, so the folder has to keep others out.
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Before anything is written. What another process is only just making is looked at when that has let go of it.
  if (!(await wasLocked(folder))) await requireDataFolder(folder)
  const unlock = await lockFolder(folder)
  try {
    await requireDataFolder(folder)
    return poolOf(await createPglite({ ...options, dataDir: folder }), unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

// A volume of its own has this from the start.
const harmless = 'lost+found'

/** Files of somebody else are never written among. */
async function requireDataFolder(folder: string): Promise<void> {
  const names = await readdir(folder)
  if (names.includes('PG_VERSION')) return
  const strange = names.find((name) => name !== harmless && !isLockName(name))
  if (strange === undefined) return
  throw new Failure(
    'invalid',
    `The folder ${folder} is not empty and no data folder of Deskbank: it has ${strange}. Name an empty or a new one with ` +
      'DATABASE_URL=pglite:<folder>.',
  )
}

async function createPglite(options: PGliteOptions): Promise<PGlite> {
  // Several megabytes that nobody needs who has a server.
  const { PGlite } = await import('@electric-sql/pglite')
  const pglite = await PGlite.create(options)
  await pglite.exec("set timezone = 'UTC'; set datestyle = 'ISO'")
  return pglite
}

/** One connection, so callers take turns. */
export function poolOf(pglite: PGlite, closed: () => Promise<void>): PostgresPool {
  // Once: with a statement, PGlite would first copy its own parsers, which are hundreds, each time.
  Object.assign(pglite.parsers, parserTable())
  let free: Promise<void> = Promise.resolve()
  const client = (release: () => void) => {
    // What is started together runs in that order.
    let last: Promise<unknown> = Promise.resolve()
    return {
      query: (text: string, values: readonly unknown[]) => {
        const answer = last.then(() => runQuery(pglite, text, values))
        last = answer.catch(() => {})
        return answer
      },
      release,
    }
  }
  return {
    connect: () => {
      const turn = free
      let release = () => {}
      free = new Promise((resolve) => {
        release = resolve
      })
      return turn.then(() => client(release))
    },
    end: async () => {
      await free
      await pglite.close()
      await closed()
    },
  } as PostgresPool
}

async function runQuery(pglite: PGlite, text: string, values: readonly unknown[]) {
  // Only the simple protocol takes several statements, and it takes no parameters.
  const result =
    values.length === 0 ? (await pglite.exec(text)).at(-1) : await pglite.query(text, [...values])
  return {
    command: text.trimStart().slice(0, 6).toUpperCase(),
    rowCount: result?.affectedRows ?? 0,
    rows: result?.rows ?? [],
  }
}
