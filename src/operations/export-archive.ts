// A copy of everything in one file: what the tables hold at one instant, readable on either database (I18).

import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { formatInstant } from '../engine/instant.ts'
import { Failure } from '../failure.ts'
import {
  type ArchivedTable,
  countRows,
  listArchivedTables,
  lockShape,
  readNextId,
  readRows,
} from '../storage/archive.ts'
import type { Database, Executor } from '../storage/database.ts'
import { readKnownVersion } from '../storage/migrate.ts'
import { archiveFormat, type Foot, type Head, type TableLine, totalOf } from './archive-lines.ts'

export interface ExportOptions {
  /** The version of the program. */
  readonly deskbank: string
  /** Real time, in epoch milliseconds. */
  readonly now: number
  readonly onProgress: (rows: number, total: number) => void
}

export interface Exported {
  readonly rows: number
  readonly tables: number
}

// The rows repeat themselves so much that more effort makes them hardly smaller.
const compression = { level: 4, chunkSize: 64 * 1024 }

/**
 * Writes a gzip of lines of JSON: a `Head`, then for each table by name a `TableLine` and a line for every row in the order of
 * its primary key, and a `Foot`. Members of rows are columns, those that are null left out. All rows are of one instant, and
 * writers wait for none of it. Of a database at whatever schema version this program knows, which is not changed.
 *
 * `open` is called again when the connection breaks and everything begins anew. Answers how much there was. Fails with
 * `conflict` where there is nothing to export or the schema is newer than this program, with `busy` when the schema is being
 * changed meanwhile.
 */
export async function exportArchive(
  { executor, snapshot }: Database,
  options: ExportOptions,
  open: () => Writable,
): Promise<Exported> {
  if ((await readKnownVersion(executor)) === 0) {
    throw new Failure(
      'conflict',
      'The database has no tables of Deskbank, so there is nothing to export.',
    )
  }
  const expected = await listArchivedTables(executor)
  return snapshot(async (transaction) => {
    await lockShape(
      transaction,
      expected.map(({ name }) => name),
    )
    const tables = await listArchivedTables(transaction)
    if (JSON.stringify(tables) !== JSON.stringify(expected)) {
      throw new Failure(
        'busy',
        'The database is being migrated. Export it again when that is done.',
      )
    }
    const head = await headOf(transaction, tables, options)
    await pipeline(archiveOf(transaction, tables, head, options), createGzip(compression), open())
    return { rows: totalOf(head), tables: tables.length }
  })
}

async function headOf(
  transaction: Executor,
  tables: readonly ArchivedTable[],
  { deskbank, now }: ExportOptions,
): Promise<Head> {
  const rows: Record<string, number> = {}
  for (const { name } of tables) rows[name] = await countRows(transaction, name)
  const schema = await readKnownVersion(transaction)
  const exportedOn = formatInstant(now)
  return { archive: 'deskbank', format: archiveFormat, schema, deskbank, exportedOn, rows }
}

async function* archiveOf(
  transaction: Executor,
  tables: readonly ArchivedTable[],
  head: Head,
  { onProgress }: ExportOptions,
): AsyncGenerator<string> {
  const hash = createHash('sha256')
  const total = totalOf(head)
  let rows = 0
  for await (const { text, rows: more } of partsOf(transaction, tables, head)) {
    hash.update(text)
    rows += more
    onProgress(rows, total)
    yield text
  }
  const foot: Foot = { rows, sha256: hash.digest('hex') }
  yield `${JSON.stringify(foot)}\n`
}

interface Part {
  /** Whole lines. */
  readonly text: string
  /** How many of them are rows. */
  readonly rows: number
}

async function* partsOf(
  transaction: Executor,
  tables: readonly ArchivedTable[],
  head: Head,
): AsyncGenerator<Part> {
  yield { text: `${JSON.stringify(head)}\n`, rows: 0 }
  for (const table of tables) {
    const { name, columns } = table
    const line: TableLine = { table: name, columns, nextId: await readNextId(transaction, table) }
    yield { text: `${JSON.stringify(line)}\n`, rows: 0 }
    for await (const lines of readRows(transaction, table)) {
      yield { text: `${lines.join('\n')}\n`, rows: lines.length }
    }
  }
}
