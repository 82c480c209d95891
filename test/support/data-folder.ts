// PGlite databases that begin as copies of one data folder. The folder is read once a process and copied in memory: a tar to
// take apart, or a database to be made from nothing, would cost several times as much for every file of tests.

import { readdir, readFile } from 'node:fs/promises'
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
  const pglite = await PGlite.create({
    fs: new CopyInMemory(await known),
    // A test has little data, and making room for more takes longer than opening all the rest.
    startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'],
  })
  await pglite.exec("set timezone = 'UTC'; set datestyle = 'ISO'")
  return databaseOn(
    poolOf(pglite, async () => {}),
    'pglite',
  )
}

class CopyInMemory extends MemoryFS {
  readonly #folder: DataFolder

  constructor(folder: DataFolder) {
    super()
    this.#folder = folder
  }

  override async initialSyncFs(): Promise<void> {
    if (!this.pg) throw new Error('PGlite fills its files only when it has some')
    const { FS } = this.pg.Module
    // PGlite writes into the bytes it is given.
    const bytes = new Uint8Array(this.#folder.bytes)
    FS.mkdir(place, 0o700)
    for (const path of this.#folder.folders) FS.mkdir(`${place}/${path}`, 0o700)
    for (const { path, from, to } of this.#folder.files) {
      FS.writeFile(`${place}/${path}`, bytes.subarray(from, to), { canOwn: true })
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
