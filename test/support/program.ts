// deskbank as those who run it see it: the built program in a process of its own.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

export type Settings = Readonly<Record<string, string>>

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface Program {
  readonly process: ChildProcessWithoutNullStreams
  /** What it has written so far. */
  readonly written: () => string
  readonly ended: Promise<Ended>
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Starts the program with these settings and no others. */
export function start(words: readonly string[], settings: Settings): Program {
  return follow(spawn(process.execPath, [entry, ...words], { env: environment(settings) }))
}

function environment(settings: Settings): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', RATE_LIMIT: 'off', ...settings }
}

const running = new Set<Program>()

/** Ends every program that a test has left running, as one that failed does. */
export async function endPrograms(): Promise<void> {
  for (const program of running) {
    program.process.kill('SIGKILL')
    await program.ended
  }
}

/** Collects what a process writes and how it ends. */
export function follow(child: ChildProcessWithoutNullStreams): Program {
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, out, err }))
  const program = { process: child, written: () => out, ended }
  running.add(program)
  ended.finally(() => running.delete(program))
  return program
}

/** Runs a command to its end. */
export function run(words: readonly string[], settings: Settings, input = ''): Promise<Ended> {
  const program = start(words, settings)
  program.process.stdin.end(input)
  return program.ended
}

export interface Server extends Program {
  /** Such as `http://127.0.0.1:41327`. */
  readonly address: string
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>
}

/** Starts `serve` and waits until it listens. */
export function serve(settings: Settings): Promise<Server> {
  return serverOf(start(['serve'], settings))
}

/** The same with `npm start`, but for the scripts around it; what is stopped is npm. */
export function serveWithNpm(settings: Settings): Promise<Server> {
  const child = spawn('npm', ['start', '--ignore-scripts'], {
    cwd: root,
    env: environment(settings),
  })
  return serverOf(follow(child))
}

async function serverOf(program: Program): Promise<Server> {
  const address = await lineOf(program, /^Deskbank listens on (http:\S+)$/m)
  return {
    ...program,
    address,
    stop: (signal = 'SIGTERM') => {
      program.process.kill(signal)
      return program.ended
    },
  }
}

/** Waits for a line on standard output and answers what its first group matched. */
export async function lineOf({ process: child, written, ended }: Program, line: RegExp) {
  const gone = ended.then(({ out, err, code }) => {
    throw new Error(`the program ended with ${code} before it wrote ${line}:\n${out}${err}`)
  })
  gone.catch(() => {})
  for (;;) {
    const found = line.exec(written())?.[1]
    if (found !== undefined) return found
    await Promise.race([once(child.stdout, 'data'), gone])
  }
}
