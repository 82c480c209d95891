// A command of `deskbank` at work: how long it took, what it cost, and how much memory it had.

import { startCommand } from './server.ts'
import { cpuSeconds, familyCpuSeconds, residentBytes } from './usage.ts'

export interface Watched {
  readonly seconds: number
  /** CPU seconds: of the command, and of the database on its behalf. */
  readonly cpu: { readonly command: number; readonly database: number }
  readonly written: string
  /** The most memory it was seen with, in bytes. */
  readonly memory: number
}

/** Runs a command to its end. `database` is the process whose children serve its connections. */
export async function watched(
  words: readonly string[],
  databaseUrl: string,
  database: number,
): Promise<Watched> {
  const before = familyCpuSeconds(database)
  const running = startCommand(words, { databaseUrl })
  let memory = 0
  let command = 0
  const look = () => {
    memory = Math.max(memory, residentBytes(running.pid) || 0)
    command = Math.max(command, cpuSeconds(running.pid) || 0)
  }
  const watch = setInterval(look, 20)
  const { value: code, seconds } = await timed(() => running.ended)
  clearInterval(watch)
  const written = running.written()
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${written}`)
  const cpu = { command, database: familyCpuSeconds(database) - before }
  return { seconds, cpu, written, memory }
}

export async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const since = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - since) / 1000 }
}
