// Puts an archive into an empty database: all of it or nothing, at its own schema version, and migrated from there (I18).

import type { Readable } from 'node:stream'
import { Failure } from '../failure.ts'
import { type ArchivedTable, listArchivedTables } from '../storage/archive.ts'
import type { Database, Executor } from '../storage/database.ts'
import { isLockTimeout, sqlState } from '../storage/database-errors.ts'
import {
  lockMigrations,
  migrateWithin,
  newestVersion,
  readKnownVersion,
} from '../storage/migrate.ts'
import {
  dropTables,
  emptyTable,
  insertRows,
  lockEmpty,
  setAside,
  takeStock,
  writeNextId,
} from '../storage/restore.ts'
import { type Head, isDamaged, type TableLine, totalOf } from './archive-lines.ts'
import { type Receiver, readArchive } from './read-archive.ts'

export interface ImportArchiveOptions {
  readonly onProgress: (rows: number, total: number) => void
}

/**
 * Replaces the tables of a database that nobody has used yet by those of the archive, in one transaction, and brings them up to
 * date. `open` gives the bytes of the file, again when the transaction has to be repeated.
 *
 * Fails with `invalid` when the file is no archive, was cut off or altered, contradicts itself or is of a newer schema; with
 * `conflict` when the database is not empty; with `busy` when somebody else is at it. Then nothing has changed.
 */
export async function importArchive(
  database: Database,
  open: () => Readable,
  options: ImportArchiveOptions,
): Promise<Head> {
  return database.transaction(async (transaction) => {
    const head = await loadArchive(transaction, open(), options)
    await migrateWithin(transaction)
    return head
  })
}

/** The same within a transaction, and without bringing the tables up to date. */
export async function loadArchive(
  transaction: Executor,
  bytes: Readable,
  options: ImportArchiveOptions,
): Promise<Head> {
  const loader = new Loader(transaction, options)
  try {
    const head = await readArchive(bytes, loader)
    await loader.finish()
    return head
  } catch (error) {
    throw inWords(error)
  }
}

/** Reads an archive to its end and changes nothing; refuses it as an import would, as far as that needs no database. */
export async function checkArchive(
  bytes: Readable,
  { onProgress }: ImportArchiveOptions,
): Promise<Head> {
  let rows = 0
  let total = 0
  return readArchive(bytes, {
    begin: async (head) => {
      await requireKnownSchema(head)
      total = totalOf(head)
    },
    table: async () => {},
    rows: async (lines) => {
      rows += lines.length
      onProgress(rows, total)
    },
  })
}

async function requireKnownSchema({ schema }: Head): Promise<void> {
  const newest = await newestVersion()
  if (schema <= newest) return
  throw new Failure(
    'invalid',
    `The archive has schema version ${schema}, this Deskbank knows versions up to ${newest}. Import it with a newer Deskbank.`,
  )
}

/** Characters of JSON that go to the database together. */
const batchLength = 1_000_000

class Loader implements Receiver {
  readonly #transaction: Executor
  readonly #options: ImportArchiveOptions
  #tables: ReadonlyMap<string, ArchivedTable> = new Map()
  #restore: () => Promise<void> = async () => {}
  #table: ArchivedTable | undefined
  #waiting: string[] = []
  #length = 0
  #rows = 0
  #total = 0

  constructor(transaction: Executor, options: ImportArchiveOptions) {
    this.#transaction = transaction
    this.#options = options
  }

  begin = async (head: Head): Promise<void> => {
    await requireKnownSchema(head)
    await lockMigrations(this.#transaction)
    await readKnownVersion(this.#transaction)
    await lockEmpty(this.#transaction)
    await dropTables(this.#transaction)
    await migrateWithin(this.#transaction, head.schema)
    this.#restore = await setAside(this.#transaction)
    const tables = await listArchivedTables(this.#transaction)
    this.#tables = new Map(tables.map((table) => [table.name, table]))
    this.#total = totalOf(head)
  }

  table = async ({ table: name, columns, nextId }: TableLine): Promise<void> => {
    await this.#flush()
    const table = this.#tables.get(name)
    if (table?.columns.join() !== columns.join()) {
      throw isDamaged(`the table ${name} has other columns at this schema version`)
    }
    await emptyTable(this.#transaction, table)
    if (nextId !== null) await writeNextId(this.#transaction, table, nextId)
    this.#table = table
  }

  rows = async (lines: readonly string[]): Promise<void> => {
    for (const line of lines) {
      this.#waiting.push(line)
      this.#length += line.length
      if (this.#length >= batchLength) await this.#flush()
    }
  }

  async #flush(): Promise<void> {
    if (this.#table === undefined || this.#waiting.length === 0) return
    await insertRows(this.#transaction, this.#table, this.#waiting)
    this.#rows += this.#waiting.length
    this.#waiting = []
    this.#length = 0
    this.#options.onProgress(this.#rows, this.#total)
  }

  /** To be called when the end of the archive has confirmed the rest. */
  async finish(): Promise<void> {
    await this.#flush()
    await this.#restore()
    await takeStock(this.#transaction)
  }
}

/** Data that the database does not take, for whatever reason: no value, no reference, a rule broken. */
function inWords(error: unknown): unknown {
  if (isLockTimeout(error)) {
    return new Failure(
      'busy',
      'Something else is at work in this database. Nothing was imported; try again.',
    )
  }
  if (error instanceof Error && /^2[0-9A-Z]{4}$/.test(sqlState(error) ?? '')) {
    return isDamaged(`the database does not take it, for ${error.message}`)
  }
  return error
}
