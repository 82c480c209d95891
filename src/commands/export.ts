// deskbank export: a copy of everything in one file, for the next database.

import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import { type Exported, exportArchive } from '../operations/export-archive.ts'
import { openDatabase } from '../storage/database.ts'
import { isLockTimeout } from '../storage/database-errors.ts'
import { endProgress, showProgress } from './progress.ts'
import { removedOnSignal } from './removed-on-signal.ts'
import { readVersion } from './version.ts'
import { textOf, type Usage, type Words, WrongUsage } from './words.ts'

export const exportUsage: Usage = {
  words: '<file> [--force]',
  does: 'write everything into one file, as of one instant, for deskbank import; - is standard output',
  details: [
    '--force   replace a file of that name',
    'The file is a gzip of lines of JSON, one for each row, and reads the same on PGlite and PostgreSQL. It holds personal',
    'data and hashes of passwords, so nobody but its owner may read it; sessions are left out. A server on PostgreSQL goes',
    'on meanwhile; a PGlite folder is open in one process only, so stop the server first.',
  ],
  options: { force: { type: 'boolean' } },
  takesArguments: true,
}

export async function exportFile(config: Config, { options, rest }: Words): Promise<void> {
  const [name, ...others] = rest
  if (name === undefined || others.length > 0) {
    throw new WrongUsage(
      'export takes one file, or - for standard output.',
      textOf('export', exportUsage),
    )
  }
  if (name === '-') return toOutput(config)
  const path = resolve(name)
  await requireFree(path, options.force === true)
  await toFile(config, path)
}

async function toOutput(config: Config): Promise<void> {
  if (process.stdout.isTTY) {
    throw new Failure(
      'invalid',
      'An archive is nothing for a terminal: name a file, or pass it on with |.',
    )
  }
  let isBegun = false
  await exportTo(config, () => {
    if (isBegun) throw new Failure('busy', 'The connection to the database broke; export it again.')
    isBegun = true
    return process.stdout
  }).catch((error: unknown) => {
    throw inWords(error, 'Standard output')
  })
}

async function toFile(config: Config, path: string): Promise<void> {
  // Beside its place, so that it gets there in one step when it is whole.
  const part = `${path}.${randomUUID().slice(0, 8)}.part`
  const forget = removedOnSignal(part)
  try {
    const mode = 0o600
    const { rows, tables } = await exportTo(config, () => createWriteStream(part, { mode }))
    await sync(part)
    await rename(part, path)
    await sync(dirname(path))
    const { size } = await stat(path)
    process.stdout.write(`Exported ${rows} rows of ${tables} tables to ${path}, ${size} bytes.\n`)
  } catch (error) {
    await rm(part, { force: true })
    throw inWords(error, path)
  } finally {
    forget()
  }
}

async function exportTo(config: Config, target: () => Writable): Promise<Exported> {
  const deskbank = await readVersion()
  // Not brought up to date: whoever is about to upgrade wants a copy of what there was before.
  const database = await openDatabase(config.database)
  const onProgress = (rows: number, total: number) => showProgress(rows, total, 'rows')
  try {
    return await exportArchive(database, { deskbank, now: Date.now(), onProgress }, target)
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    throw new Failure('busy', 'The database is being migrated. Export it again when that is done.')
  } finally {
    endProgress()
    await database.close()
  }
}

async function requireFree(path: string, isForced: boolean): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return
  if (!found.isFile()) throw new Failure('invalid', `${path} is no file.`)
  if (!isForced) throw new Failure('conflict', `${path} is there already; --force replaces it.`)
}

/** A file is only there for good when it and its name are on the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const diskErrors = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EPIPE']

function inWords(error: unknown, where: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  const isOfFile = 'path' in error || diskErrors.includes(String(error.code))
  return isOfFile ? new Failure('invalid', `${where} cannot be written: ${error.code}.`) : error
}
