// Processes that the benchmark starts. Every one is known by its id, and every one is ended when the benchmark ends,
// however it does.

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Running {
  readonly child: ChildProcess
  readonly pid: number
  /** What it has written so far, standard output and standard error together. */
  readonly written: () => string
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>
}

const running = new Set<Running>()

/** Starts a program in a process group of its own, so that Ctrl-C reaches it only through us, and in our order. */
export function start(
  program: string,
  words: readonly string[],
  options: SpawnOptions = {},
): Running {
  const child = spawn(program, [...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    detached: true,
  })
  return follow(child)
}

/** Takes a process into account that was started elsewhere. */
export function follow(child: ChildProcess): Running {
  let text = ''
  const collect = (chunk: Buffer) => {
    text += chunk.toString('utf8')
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  const ended = Promise.race([
    once(child, 'close').then(([code]) => code as number | null),
    once(child, 'error').then(([error]) => Promise.reject(error as Error)),
  ])
  const one: Running = { child, pid: child.pid ?? 0, written: () => text, ended }
  running.add(one)
  ended.catch(() => {}).finally(() => running.delete(one))
  return one
}

/** Runs a program to its end and answers what it wrote; fails when the program does. */
export async function run(
  program: string,
  words: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const one = start(program, words, options)
  const code = await one.ended
  if (code === 0) return one.written()
  const written = one.written()
  const shown =
    written.length > mostShown
      ? `${written.slice(0, mostShown)} …\n${lastLineOf(written)}`
      : written
  throw new Error(`${program} ${words.join(' ')} ended with ${code}:\n${shown}`)
}

const mostShown = 2_000

function lastLineOf(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}

/** Asks one process to end and waits; after some seconds it is ended without being asked. */
export async function end(one: Running, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (!running.has(one)) return
  one.child.kill(signal)
  const timer = setTimeout(() => one.child.kill('SIGKILL'), 10_000)
  await one.ended.catch(() => {})
  clearTimeout(timer)
}

/** Ends whatever is left, the youngest first: servers before the database they use. */
export async function endAll(): Promise<void> {
  for (const one of [...running].reverse()) await end(one, 'SIGINT')
}

/** Waits until a process has written a line, and answers what its first group matched. */
export async function lineOf(one: Running, line: RegExp): Promise<string> {
  let hasEnded = false
  one.ended
    .catch(() => {})
    .finally(() => {
      hasEnded = true
    })
  for (;;) {
    const found = line.exec(one.written())
    if (found) return found[1] ?? found[0]
    if (hasEnded) throw new Error(`the process ended before it wrote ${line}:\n${one.written()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
