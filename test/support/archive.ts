// Archives in memory: taken of a database, taken apart, put together again.

import { createHash } from 'node:crypto'
import { Readable, Writable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import { inject } from 'vitest'
import { exportArchive } from '../../src/operations/export-archive.ts'
import { importArchive } from '../../src/operations/import-archive.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { openCopy } from './data-folder.ts'
import { createDatabase } from './database.ts'
import type { Copy } from './world.ts'

export async function archiveOf(
  database: Database,
  onProgress: () => void = () => {},
): Promise<Buffer> {
  const chunks: Buffer[] = []
  const open = () =>
    new Writable({
      write: (chunk, _, done) => {
        chunks.push(chunk)
        done()
      },
    })
  await exportArchive(database, { deskbank: '0.0.0', now: Date.now(), onProgress }, open)
  return Buffer.concat(chunks)
}

export const loadInto = (database: Database, archive: Buffer) =>
  importArchive(database, () => Readable.from([archive]), { onProgress: () => {} })

/** Its lines, the head first and the foot last. */
export function linesOf(archive: Buffer): readonly string[] {
  return gunzipSync(archive).toString('utf8').trimEnd().split('\n')
}

/** All but the head, which says when it was written, and the foot, which depends on it. */
export const contentOf = (archive: Buffer): string => linesOf(archive).slice(1, -1).join('\n')

/** Its rows, without what says which number the next ones get. */
export const rowsOf = (archive: Buffer): readonly string[] =>
  linesOf(archive)
    .slice(1, -1)
    .filter((line) => !line.startsWith('{"table":'))

/** An archive of these lines and a foot that fits. */
export function archiveWith(lines: readonly string[], rows: number): Buffer {
  const text = lines.map((line) => `${line}\n`).join('')
  const sha256 = createHash('sha256').update(text).digest('hex')
  return gzipSync(`${text}${JSON.stringify({ rows, sha256 })}\n`)
}

export type Engine = Database['engine']

/** A database without a table. */
export async function openEmpty(engine: Engine): Promise<Copy> {
  if (engine === 'pglite') {
    // A run on PostgreSQL has no folder to copy.
    const folder = inject('unmigrated')
    const database = folder
      ? await openCopy(folder)
      : await openDatabase({ engine, folder: undefined })
    return { database, url: undefined, drop: async () => {} }
  }
  const { url, drop } = await createDatabase()
  return { database: await openDatabase({ engine, url }), url, drop }
}
