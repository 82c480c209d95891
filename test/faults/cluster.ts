// A PostgreSQL that is started, killed, started again, copied and promoted. It commits durably, as one in production does.

import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type pg from 'pg'
import {
  accountOfServer,
  findPrograms,
  freePort,
  untilReady,
  withClient,
} from '../../bench/system/cluster.ts'
import { end, type Running, run, start } from '../../bench/system/processes.ts'
import { childrenOf } from '../../bench/system/usage.ts'

const programs = () => findPrograms(['initdb', 'postgres', 'pg_ctl', 'pg_basebackup'])

// The user of the server may not be allowed to read the folder we stand in.
const asServer = () => ({ cwd: '/', ...accountOfServer() })

/** Makes an empty data folder. */
export async function initialise(data: string): Promise<void> {
  await makeData(data)
  await run(
    join(programs(), 'initdb'),
    // Small segments, so that the log soon needs a new one and is soon copied.
    [
      '--pgdata',
      data,
      '--auth=trust',
      '--username=deskbank',
      '--encoding=UTF8',
      '--wal-segsize=1',
    ].concat(['--locale=C.UTF-8', '--lc-collate=C', '--no-sync']),
    asServer(),
  )
}

/** A folder that only the user of the server reads, in one that it can pass through. */
async function makeData(data: string): Promise<void> {
  await mkdir(data, { mode: 0o700 })
  await chmod(dirname(data), 0o711)
  await giveToServer(data)
}

export async function giveToServer(path: string): Promise<void> {
  const account = accountOfServer()
  if (account) await chown(path, account.uid, account.gid)
}

/** A folder of a server that is stopped, with everything in it as it is. */
export async function copyData(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to])
}

export class Cluster {
  readonly data: string
  #port = 0
  #server: Running | undefined
  #isGone = false

  constructor(data: string) {
    this.data = data
  }

  get port(): number {
    return this.#port
  }

  /** Of the database of the service. */
  get url(): string {
    return this.#urlOf('deskbank')
  }

  /** What the server has written. */
  get log(): string {
    return this.#server?.written() ?? ''
  }

  #urlOf(database: string): string {
    return `postgres://deskbank@127.0.0.1:${this.#port}/${database}`
  }

  /** Starts the server at the port it had, the first time at a free one, and waits until it lets somebody in. */
  async start(settings: readonly string[] = []): Promise<void> {
    this.#port ||= await freePort()
    const words = [...durable(this.#port), ...settings].flatMap((setting) => ['-c', setting])
    const server = start(join(programs(), 'postgres'), ['-D', this.data, ...words], asServer())
    this.#server = server
    this.#isGone = false
    const gone = () => {
      this.#isGone = this.#server === server
    }
    void server.ended.then(gone, gone)
    await untilReady(this.#urlOf('postgres'), server.written)
  }

  async stop(): Promise<void> {
    if (this.#server) await end(this.#server, 'SIGINT')
  }

  /** Kills the postmaster and every process of it, as a machine that loses its power does. */
  async kill(): Promise<void> {
    const server = this.#server
    if (!server) return
    // Stopped first, so that it starts no more of them meanwhile.
    process.kill(server.pid, 'SIGSTOP')
    for (const pid of [...childrenOf(server.pid), server.pid]) killed(pid)
    await server.ended
  }

  /** Whether it has given up by itself. */
  get isGone(): boolean {
    return this.#isGone
  }

  async remove(): Promise<void> {
    await this.kill().catch(() => {})
    await rm(this.data, { recursive: true, force: true })
  }

  async query(text: string, database = 'deskbank'): Promise<readonly pg.QueryResultRow[]> {
    return withClient(this.#urlOf(database), async (client) => (await client.query(text)).rows)
  }

  /** A server that follows this one, under a name; it is started by whoever asked for it. */
  async standby(data: string, name: string): Promise<Cluster> {
    await makeData(data)
    const source = `host=127.0.0.1 port=${this.#port} user=deskbank application_name=${name}`
    await run(
      join(programs(), 'pg_basebackup'),
      ['--pgdata', data, '--write-recovery-conf', '--checkpoint=fast', '--no-sync', '-d', source],
      asServer(),
    )
    return new Cluster(data)
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function durable(port: number): readonly string[] {
  return [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=60',
    'shared_buffers=64MB',
    'fsync=on',
    'full_page_writes=on',
    'synchronous_commit=on',
    'wal_level=replica',
    'min_wal_size=4MB',
    'max_wal_size=32MB',
    'log_min_messages=warning',
  ]
}
