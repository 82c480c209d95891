// One process per PGlite data folder: PGlite itself does not notice a second one, and both would write.
// The lock is a listening socket in the folder. It ends with its process, however that dies, so a lock is never stale
// for long and no process id has to be believed.

import { randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { Failure } from '../failure.ts'

/** Takes the lock and answers how to give it back. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = socketPath(folder)
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const server = await listen(path)
    if (server) return () => close(server)
    if (!(await clearWhenDead(path))) throw inUse(folder)
  }
  throw inUse(folder)
}

function inUse(folder: string): Failure {
  return new Failure(
    'conflict',
    `The data folder ${folder} is in use by another Deskbank process. Stop that one first, choose another folder with ` +
      'DATABASE_URL=pglite:<folder>, or use PostgreSQL for several processes.',
  )
}

// Paths of sockets are short by the operating system's rules; the shorter of both spellings is used.
function socketPath(folder: string): string {
  const absolute = join(resolve(folder), 'lock.sock')
  if (process.platform === 'win32') return `\\\\.\\pipe\\${absolute.replaceAll(/[\\/:]/g, '-')}`
  const local = relative(process.cwd(), absolute)
  return local.length < absolute.length ? local : absolute
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((settle, fail) => {
    const server = createServer((connection) => connection.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') settle(undefined)
      else fail(error)
    })
    server.listen(path, () => {
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

// Two processes may find the same dead socket. Each moves away what it finds and looks at it again, so one that moved
// a living lock puts it back.
async function clearWhenDead(path: string): Promise<boolean> {
  if (await answers(path)) return false
  const aside = `${path}.${randomUUID().slice(0, 8)}`
  try {
    await rename(path, aside)
  } catch {
    return true
  }
  if (await answers(aside)) {
    await rename(aside, path)
    return false
  }
  await rm(aside, { force: true })
  return true
}

function answers(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const connection = createConnection(path)
    connection.once('connect', () => {
      connection.destroy()
      settle(true)
    })
    connection.once('error', () => settle(false))
  })
}
