// deskbank import: money credit from a CSV file, all of it or none; or an archive of everything, which is read elsewhere.

import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import { type Imported, importCredits } from '../operations/import-credits.ts'
import type { Mistake } from '../operations/import-rows.ts'
import { isLockTimeout, sqlState } from '../storage/database-errors.ts'
import { readCsv } from './csv-rows.ts'
import { importArchiveFrom, isCompressed } from './import-archive.ts'
import { openService } from './open-service.ts'
import { endProgress, showProgress } from './progress.ts'
import { removedOnSignal } from './removed-on-signal.ts'
import { textOf, type Usage, type Words, WrongUsage } from './words.ts'

export const importUsage: Usage = {
  words: '<file> [--check]',
  does: 'import money credit from a CSV file, or all of an archive; exit 1 when something is wrong with it',
  details: [
    '-         in place of the file reads standard input',
    '--check   only say what is wrong with the file, and change nothing',
    'What deskbank export wrote is known by its first bytes. It goes into an empty database, all of it or nothing, and',
    'brings its tables up to date. Whatever is not compressed is a CSV file with money credit:',
    'The first line names members of CoworkerBookingCredit as a POST takes them, in any order and case:',
    '  CoworkerId, BusinessId, TotalCredit; also Description, ValidFrom, ExpireDate, CaneBeUsedForBookings, …',
    'and RemainingCredit (what is left of TotalCredit; all of it unless given) and Reason (for the statement).',
    'Cells: 12.5, true, 2026-05-01T09:00:00Z, "1,2" for a list of ids; an empty one leaves its member unset. UTF-8.',
    'A row whose SystemId a credit has already is passed over, so that a file can be imported again. Without SystemId',
    'a file that is imported twice grants everything twice.',
    'All or nothing: up to 100 mistakes are named with their lines. The wallets of the file are held until the end.',
  ],
  options: { check: { type: 'boolean' } },
  takesArguments: true,
}

export async function importFile(config: Config, { options, rest }: Words): Promise<void> {
  const [name, ...others] = rest
  if (name === undefined || others.length > 0) {
    throw new WrongUsage('import takes one file, or - for standard input.', usageText())
  }
  await withFile(name, async ({ path, size }) => {
    if (await isCompressed(path)) {
      return importArchiveFrom(config, { path, isCheck: options.check === true })
    }
    const isCheck = options.check === true
    const imported = await importFrom(config, { path, size, isCheck })
    for (const mistake of imported.mistakes) process.stderr.write(`${sentenceOf(mistake)}\n`)
    process.stdout.write(`${outcomeOf(imported, isCheck)}\n`)
    if (imported.mistakes.length > 0) process.exitCode = 1
  })
}

const usageText = () => textOf('import', importUsage)

interface Source {
  readonly path: string
  /** In bytes. */
  readonly size: number
}

async function importFrom(
  config: Config,
  { path, size, isCheck }: Source & { readonly isCheck: boolean },
): Promise<Imported> {
  const service = await openService(config)
  let read = 0
  const open = () =>
    readCsv(path, (bytes) => {
      read = bytes
    })
  const onProgress = (rows: number) => showProgress(read, size, `bytes, ${rows} rows`)
  const run = () => importCredits(service, open, { isCheck, onProgress })
  try {
    // What is due to everybody waits meanwhile, instead of for one wallet after the other.
    return await (isCheck ? run() : service.database.inTurn(run))
  } catch (error) {
    throw inWords(error)
  } finally {
    endProgress()
    await service.database.close()
  }
}

const referenceGone = '23503'

function inWords(error: unknown): unknown {
  const again = 'Nothing was imported; try again.'
  if (isLockTimeout(error))
    return new Failure('busy', `Something else is at work on these wallets. ${again}`)
  if (sqlState(error) === referenceGone)
    return new Failure('conflict', `Something that the file names was deleted meanwhile. ${again}`)
  return error
}

/** What comes from elsewhere is put into a file first: a transaction that has to be repeated reads it again. */
async function withFile(name: string, run: (source: Source) => Promise<void>): Promise<void> {
  if (name !== '-') return run({ path: name, size: await sizeOf(name) })
  const folder = await mkdtemp(join(tmpdir(), 'deskbank-import-'))
  const forget = removedOnSignal(folder)
  try {
    const path = join(folder, 'input')
    await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }))
    await run({ path, size: await sizeOf(path) })
  } finally {
    await rm(folder, { recursive: true, force: true })
    forget()
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Failure('invalid', `${path} cannot be read: ${error.code}.`)
  })
  if (found.isFile()) return found.size
  throw new Failure('invalid', `${path} is no file. Use - to read from standard input.`)
}

const longestShown = 60

function sentenceOf({ line, property, message, attempted }: Mistake): string {
  const what = property === '' ? message : `${property}: ${message}`
  if (attempted === null) return `line ${line}, ${what}`
  const text = String(attempted)
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
  return `line ${line}, ${what} (${JSON.stringify(shown)})`
}

function outcomeOf({ credits, passedOver, mistakes, isCut }: Imported, isCheck: boolean): string {
  if (mistakes.length > 0) {
    const found = counted(mistakes.length, 'mistake')
    return isCut
      ? `${found}, and the rest of the file was not looked at; nothing was imported.`
      : `${found}; nothing was imported.`
  }
  const passed = passedOver === 0 ? '' : `, passed over ${passedOver} that are there already`
  return isCheck
    ? `No mistakes: would import ${counted(credits, 'credit')}${passed}. Nothing was changed.`
    : `Imported ${counted(credits, 'credit')}${passed}.`
}

function counted(number: number, of: string): string {
  return `${number} ${of}${number === 1 ? '' : 's'}`
}
