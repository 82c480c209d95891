// PGlite databases that begin as copies of one data folder. The folder is read once a process and copied in memory: a tar to
// take apart, or a database to be made from nothing, would cost several times as much for every file of tests.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { MemoryFS, PGlite } from '@electric-sql/pglite'
import { type Database, databaseOn } from '../../src/storage/database.ts'
import { poolOf } from '../../src/storage/pglite.ts'

interface DataFolder {
  readonly folders: readonly string[]
  /** Where in `bytes` each file begins and ends. */
  readonly files: readonly { readonly path: string; readonly from: number; readonly to: number }[]
  readonly bytes: Uint8Array
}

// Where PGlite looks for its data.
const place = '/pglite/data'
const read = new Map<string, Promise<DataFolder>>()

/** A database in memory with what is in the folder, which nobody may have open. */
export async function openCopy(folder: string): Promise<Database> {
  const known = read.get(folder) ?? readDataFolder(folder)
  read.set(folder, known)
  return openInMemory(new Files(await known))
}

/** Makes a folder, of another one or of nothing, that holds what `fill` leaves behind. */
export async function makeDataFolder(
  folder: string,
  from: string | undefined,
  fill: (database: Database) => Promise<void>,
): Promise<void> {
  // Files of a disk would take PGlite several times as long.
  const left: Left = { folders: [], files: [] }
  const files = new Files(from === undefined ? undefined : await readDataFolder(from), left)
  const database = await openInMemory(files)
  await fill(database)
  // Closed, so that no copy has to recover what was never written to its files.
  await database.close()
  await mkdir(folder, { mode: 0o700 })
  for (const path of left.folders) await mkdir(join(folder, path), { mode: 0o700 })
  for (const [path, bytes] of left.files) await writeFile(join(folder, path), bytes)
}

async function openInMemory(fs: Files): Promise<Database> {
  const pglite = await PGlite.create({
    fs,
    // A test has little data, and making room for more takes longer than opening all the rest.
    startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'],
  })
  await pglite.exec("set timezone = 'UTC'; set datestyle = 'ISO'")
  return databaseOn(
    poolOf(pglite, async () => {}),
    'pglite',
  )
}

/** What a database leaves behind, a folder before what is in it. */
interface Left {
  readonly folders: string[]
  readonly files: [path: string, bytes: Uint8Array][]
}

class Files extends MemoryFS {
  readonly #begin: DataFolder | undefined
  readonly #left: Left | undefined

  /** Begins with what is in a folder, or with nothing; what is there in the end goes into `left`. */
  constructor(begin: DataFolder | undefined, left?: Left) {
    super()
    this.#begin = begin
    this.#left = left
  }

  get #fs() {
    if (!this.pg) throw new Error('PGlite has no files before it begins')
    return this.pg.Module.FS
  }

  override async initialSyncFs(): Promise<void> {
    if (!this.#begin) return
    // PGlite writes into the bytes it is given.
    const bytes = new Uint8Array(this.#begin.bytes)
    this.#fs.mkdir(place, 0o700)
    for (const path of this.#begin.folders) this.#fs.mkdir(`${place}/${path}`, 0o700)
    for (const { path, from, to } of this.#begin.files) {
      this.#fs.writeFile(`${place}/${path}`, bytes.subarray(from, to), { canOwn: true })
    }
  }

  override async closeFs(): Promise<void> {
    if (this.#left) this.#leave('', this.#left)
    await super.closeFs()
  }

  #leave(folder: string, left: Left): void {
    for (const name of this.#fs.readdir(`${place}/${folder}`)) {
      if (name === '.' || name === '..') continue
      const path = join(folder, name)
      const { mode } = this.#fs.stat(`${place}/${path}`)
      if (this.#fs.isDir(mode)) {
        left.folders.push(path)
        this.#leave(path, left)
      } else left.files.push([path, this.#fs.readFile(`${place}/${path}`)])
    }
  }
}

async function readDataFolder(folder: string): Promise<DataFolder> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const pathOf = (entry: (typeof entries)[number]) =>
    relative(folder, join(entry.parentPath, entry.name))
  const paths = entries.filter((entry) => entry.isFile()).map(pathOf)
  const contents = await Promise.all(paths.map((path) => readFile(join(folder, path))))
  const files: DataFolder['files'][number][] = []
  let to = 0
  for (const [index, path] of paths.entries()) {
    const from = to
    to += contents[index]?.length ?? 0
    files.push({ path, from, to })
  }
  // A folder before what is in it.
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(pathOf)
    .sort()
  return { folders, files, bytes: Buffer.concat(contents) }
}
