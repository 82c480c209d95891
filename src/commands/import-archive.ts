// deskbank import of what deskbank export wrote.

import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Config } from '../config.ts'
import type { Head } from '../operations/archive-lines.ts'
import { totalOf } from '../operations/archive-lines.ts'
import { checkArchive, importArchive } from '../operations/import-archive.ts'
import { openDatabase } from '../storage/database.ts'
import { endProgress, showProgress } from './progress.ts'

/** Whether a file begins as gzip does, which no CSV file does. */
export async function isCompressed(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b
  } finally {
    await file.close()
  }
}

interface Source {
  readonly path: string
  readonly isCheck: boolean
}

export async function importArchiveFrom(config: Config, { path, isCheck }: Source): Promise<void> {
  const read = () => createReadStream(path, { highWaterMark: 256 * 1024 })
  const onProgress = (rows: number, total: number) => showProgress(rows, total, 'rows')
  try {
    if (isCheck) return sayChecked(await checkArchive(read(), { onProgress }))
    // Not brought up to date: an archive brings its tables along, and a database that is in use stays as it is.
    const database = await openDatabase(config.database)
    try {
      sayImported(await importArchive(database, read, { onProgress }))
    } finally {
      await database.close()
    }
  } finally {
    endProgress()
  }
}

function sayChecked(head: Head): void {
  process.stdout.write(`The archive is whole: ${described(head)}. Nothing was changed.\n`)
}

function sayImported(head: Head): void {
  process.stdout.write(`Imported ${described(head)}.\n`)
}

function described(head: Head): string {
  const tables = Object.keys(head.rows).length
  return (
    `${totalOf(head)} rows of ${tables} tables, exported on ${head.exportedOn} ` +
    `by Deskbank ${head.deskbank} at schema version ${head.schema}`
  )
}
