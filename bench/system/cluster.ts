// A PostgreSQL server of our own in a temporary folder, with durable commits.

import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { delimiter, join } from 'node:path'
import pg from 'pg'
import { end, run, start } from './processes.ts'

export interface Cluster {
  readonly port: number
  /** The process all others of the database are children of. */
  readonly pid: number
  /** Where pgbench is. */
  readonly programs: string
  readonly log: () => string
  readonly urlOf: (database: string) => string
  readonly createDatabase: (name: string) => Promise<void>
  readonly dropDatabase: (name: string) => Promise<void>
  /**
   * Has the machine write what it only keeps in memory so far of the file system of the database. It does so by itself half a
   * minute after it was given the first of it, all at once, and commits wait for a tenth of a second: in one measurement, and not
   * in its neighbour.
   */
  readonly writeOut: () => Promise<void>
  readonly stop: () => Promise<void>
}

interface Account {
  readonly uid: number
  readonly gid: number
}

const megabyte = 1024 * 1024

/** Starts a server in `folder`; `extra` are further settings such as `shared_preload_libraries=…`. */
export async function startCluster(folder: string, extra: readonly string[]): Promise<Cluster> {
  const programs = findPrograms(['initdb', 'postgres', 'pgbench'])
  const account = accountOfServer()
  const data = join(folder, 'cluster')
  mkdirSync(data, { mode: 0o700 })
  // The user of the server has to pass through a folder that is ours alone.
  chmodSync(folder, 0o711)
  if (account) chownSync(data, account.uid, account.gid)
  const options = { cwd: '/', ...account }
  await run(
    join(programs, 'initdb'),
    ['--pgdata', data, '--auth=trust', '--username=bench', '--encoding=UTF8', '--locale=C.UTF-8'],
    options,
  )
  const port = await freePort()
  const settings = [...settingsFor(port), ...extra].flatMap((setting) => ['-c', setting])
  const server = start(join(programs, 'postgres'), ['-D', data, ...settings], options)
  const urlOf = (database: string) => `postgres://bench@127.0.0.1:${port}/${database}`
  await untilReady(urlOf('postgres'), server.written)
  await query(urlOf('postgres'), useLogFiles)
  const manage = (statement: string) => query(urlOf('postgres'), statement)
  return {
    port,
    pid: server.pid,
    programs,
    log: server.written,
    urlOf,
    createDatabase: (name) => manage(`create database ${name}`),
    dropDatabase: (name) => manage(`drop database if exists ${name} with (force)`),
    writeOut: async () => {
      await run('sync', ['-f', data])
    },
    stop: () => end(server, 'SIGINT'),
  }
}

function settingsFor(port: number): readonly string[] {
  const shared = Math.floor(Math.min(totalmem() / 4, 2048 * megabyte) / megabyte)
  return [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    `shared_buffers=${shared}MB`,
    // A commit is on disk before it is answered; anything else would measure another product.
    'fsync=on',
    'synchronous_commit=on',
    'full_page_writes=on',
    // No checkpoint of its own falls into one measurement and not into its neighbour: half of this may be written before one.
    'max_wal_size=20GB',
    `min_wal_size=${logFiles.count * logFiles.megabytes}MB`,
    'checkpoint_timeout=1h',
  ]
}

/** As many files of the log as are written between two checkpoints that come by themselves, and what each of them holds. */
const logFiles = { count: 672, megabytes: 16 }

/**
 * The log of a database that has been at work for a while goes into files that it has used before. A new one would make each
 * file as it comes to it, and everybody wait meanwhile.
 */
const useLogFiles = `
select count(pg_logical_emit_message(false, 'bench', repeat('x', ${logFiles.megabytes * megabyte})))
from generate_series(1, ${logFiles.count});
checkpoint`

/** Runs one or several statements on a connection of their own. */
export async function query(url: string, statements: string): Promise<void> {
  await withClient(url, (client) => client.query(statements))
}

export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  // A server that goes away fails the statement; that it says so a second time is nobody's business.
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Waits until a server that was started answers. */
export async function untilReady(url: string, written: () => string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await query(url, 'select 1')
    } catch (error) {
      if (attempt === 200) throw new Error(`PostgreSQL does not answer: ${error}\n${written()}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** Debian keeps the programs of the server out of PATH, in a folder for each version: the newest is taken. */
export function findPrograms(needed: readonly string[]): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  const newestFirst = versions.sort((left, right) => Number(right) - Number(left))
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...newestFirst.map((version) => join(root, version, 'bin')),
  ]
  const found = folders.find((folder) => needed.every((name) => existsSync(join(folder, name))))
  if (found) return found
  throw new Error(`There is no PostgreSQL 15 or newer with ${needed.join(', ')}.`)
}

/** PostgreSQL refuses to run as root: then it runs as the user of its package, or as nobody. */
export function accountOfServer(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  if (found) return { uid: Number(found[2]), gid: Number(found[3]) }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody.')
}

export function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
