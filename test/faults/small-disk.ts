// A disk of a few megabytes that can be filled, as a file system in memory. Where nobody lets us mount one there is none.

import { execFile } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { accountOfServer } from '../../bench/system/cluster.ts'

const run = promisify(execFile)

function asRoot(program: string, words: readonly string[]): Promise<unknown> {
  const isRoot = process.getuid?.() === 0
  return isRoot ? run(program, [...words]) : run('sudo', ['-n', program, ...words])
}

const megabyte = Buffer.alloc(1024 * 1024)

export class SmallDisk {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  /** Fails where nobody may mount anything. */
  static async mount(path: string, megabytes: number): Promise<SmallDisk> {
    await mkdir(path)
    const { uid, gid } = accountOfServer() ?? { uid: process.getuid?.(), gid: process.getgid?.() }
    const options = `size=${megabytes}m,mode=0777,uid=${uid},gid=${gid}`
    await asRoot('mount', ['-t', 'tmpfs', '-o', options, 'deskbank-faults', path])
    return new SmallDisk(path)
  }

  /** Leaves no room for a single page. */
  async fill(): Promise<void> {
    for (let size = megabyte.length; size >= 512; size /= 2) await this.#fillWith(size)
  }

  async #fillWith(size: number): Promise<void> {
    for (;;) {
      try {
        await appendFile(this.#ballast, megabyte.subarray(0, size))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return
        throw error
      }
    }
  }

  clear(): Promise<void> {
    return rm(this.#ballast)
  }

  async unmount(): Promise<void> {
    await asRoot('umount', [this.path])
  }

  get #ballast(): string {
    return join(this.path, 'ballast')
  }
}

export async function canMount(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbank-faults-'))
  try {
    const disk = await SmallDisk.mount(join(folder, 'disk'), 1)
    await disk.unmount()
    await rmdir(disk.path)
    return true
  } catch {
    return false
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
