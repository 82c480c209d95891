// One process per PGlite data folder: PGlite itself does not notice a second one, and both would write.
// The lock is a listening socket in the folder. It ends with its process, however that dies, so a lock is never stale
// for long and no process id has to be believed.

import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readlink, realpath, rm, symlink } from 'node:fs/promises'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Failure } from '../failure.ts'

/** Takes the lock and answers how to give it back. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  return process.platform === 'win32' ? lockByPipe(folder) : lockByTurn(resolve(folder))
}

/** Whether a file in a data folder is one of the lock. */
export function isLockName(name: string): boolean {
  return /^lock(\.\d+|-[0-9a-f]{8}\.sock)$/.test(name)
}

/** Whether somebody has ever locked the folder. */
export async function wasLocked(folder: string): Promise<boolean> {
  return (await readdir(folder)).some(isLockName)
}

function inUse(folder: string): Failure {
  return new Failure(
    'conflict',
    `The data folder ${folder} is in use by another Deskbank process. Stop that one first, choose another folder with ` +
      'DATABASE_URL=pglite:<folder>, or use PostgreSQL for several processes.',
  )
}

// Windows itself gives a pipe to one process at a time and takes it back when that ends.
async function lockByPipe(folder: string): Promise<() => Promise<void>> {
  const name = (await realpath(folder)).toLowerCase().replaceAll(/[\\/:]/g, '-')
  try {
    const server = await listen(`\\\\.\\pipe\\deskbank-${name}`)
    return () => close(server)
  } catch (error) {
    throw hasCode(error, 'EADDRINUSE') ? inUse(folder) : error
  }
}

async function lockByTurn(folder: string): Promise<() => Promise<void>> {
  const own = `lock-${randomUUID().slice(0, 8)}.sock`
  const server = await nearby(folder, (place) => listen(join(place, own)))
  const release = async () => {
    await close(server)
    await rm(join(folder, own), { force: true })
  }
  try {
    await takeTurn(folder, own)
    return release
  } catch (error) {
    await release()
    throw error
  }
}

// Every holder takes the next number: the link `lock.<number>` to its own socket. A link is made in one step and only
// once, and it never names a socket that does not listen yet, so one that does not answer is dead for good. The highest
// number is never removed, not even by its holder: whoever takes a number that was given out before, because it looked
// at the folder long ago, finds a higher one and steps back. So two processes never hold the lock, however many compete.
async function takeTurn(folder: string, own: string): Promise<void> {
  for (;;) {
    const last = await lastTurn(folder)
    if (last > 0 && (await nearby(folder, (place) => answers(join(place, linkName(last)))))) {
      throw inUse(folder)
    }
    const turn = last + 1
    if (!(await isLinked(own, join(folder, linkName(turn))))) continue
    if ((await lastTurn(folder)) === turn) return clearBefore(folder, turn)
    await rm(join(folder, linkName(turn)), { force: true })
  }
}

const linkName = (turn: number) => `lock.${turn}`

async function turnsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names.filter((name) => /^lock\.\d+$/.test(name)).map((name) => Number(name.slice(5)))
}

async function lastTurn(folder: string): Promise<number> {
  return Math.max(0, ...(await turnsIn(folder)))
}

async function isLinked(target: string, path: string): Promise<boolean> {
  try {
    await symlink(target, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

// What the dead left behind.
async function clearBefore(folder: string, turn: number): Promise<void> {
  for (const earlier of (await turnsIn(folder)).filter((one) => one < turn)) {
    const link = join(folder, linkName(earlier))
    const target = await readlink(link).catch(() => undefined)
    if (target !== undefined) await rm(join(folder, target), { force: true })
    await rm(link, { force: true })
  }
}

// 104 bytes on a Mac, 108 on Linux, with the zero at the end. Node cuts off what is longer without a word.
const longestPath = 103
const longestName = 'lock-00000000.sock'

/** Calls with a path to the folder that is short enough for a socket in it. */
async function nearby<T>(folder: string, use: (place: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(join(folder, longestName)) <= longestPath) return use(folder)
  const shortcuts = await mkdtemp(join(tmpdir(), 'deskbank-'))
  try {
    const place = join(shortcuts, 'to')
    await symlink(folder, place)
    return await use(place)
  } finally {
    await rm(shortcuts, { recursive: true, force: true })
  }
}

function listen(path: string): Promise<Server> {
  return new Promise((settle, fail) => {
    const server = createServer((connection) => connection.destroy())
    server.once('error', fail)
    server.listen(path, () => {
      // A connection that cannot be accepted, for want of file handles, is no reason to end the process.
      server.on('error', () => {})
      server.unref()
      settle(server)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((settle) => {
    server.close(() => settle())
  })
}

/** Whether a process listens there. When in doubt one does: a socket may refuse for other reasons than death. */
function answers(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const connection = createConnection(path)
    connection.once('connect', () => {
      connection.destroy()
      settle(true)
    })
    connection.once('error', (error) => {
      settle(!hasCode(error, 'ECONNREFUSED') && !hasCode(error, 'ENOENT'))
    })
  })
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
