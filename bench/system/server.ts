// The program under test: the built `deskbank`, in a process of its own.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { end, lineOf, type Running, run, start } from './processes.ts'

const entry = fileURLToPath(new URL('../../../dist/main.js', import.meta.url))
const password = 'a password for benchmarks'
/** The words for Node of `npm start`. */
const asStarted = nodeWordsOfStart()

function nodeWordsOfStart(): readonly string[] {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  const { scripts } = JSON.parse(text) as { scripts: { start: string } }
  return scripts.start.match(/--\S+/g) ?? []
}

export type Settings = Readonly<Record<string, string>>

export interface Server {
  readonly pid: number
  readonly port: number
  readonly databaseUrl: string
  /** A bearer token of the administrator. */
  readonly token: string
  /** From the start of the process until it listened. */
  readonly secondsToListen: number
  readonly get: (path: string) => Promise<{ status: number; text: string }>
  readonly stop: () => Promise<void>
}

export interface ServerOptions {
  readonly databaseUrl: string
  readonly settings?: Settings
  /** For Node, such as `--cpu-prof`. */
  readonly nodeWords?: readonly string[]
}

/** Starts `deskbank serve` and signs in. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { process: running, port, seconds } = await listen(['serve'], options)
  const token = await signIn(port)
  await untilRecalled(port)
  return {
    pid: running.pid,
    port,
    databaseUrl: options.databaseUrl,
    token,
    secondsToListen: seconds,
    get: (path) => get(port, token, path),
    stop: () => end(running),
  }
}

/** A server that begins looks at the wallets that moved last; what is measured beside it would be measured wrongly. */
async function untilRecalled(port: number): Promise<void> {
  const remembered = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
    return /^deskbank_remembered_wallets (\d+)/m.exec(await answer.text())?.[1]
  }
  for (let before: unknown, now = await remembered(); now !== before; now = await remembered()) {
    before = now
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** Starts a command that listens, and says how long that took. */
export async function listen(
  words: readonly string[],
  options: ServerOptions,
): Promise<{ process: Running; port: number; seconds: number }> {
  const since = performance.now()
  const running = start(
    process.execPath,
    [...asStarted, ...(options.nodeWords ?? []), entry, ...words],
    {
      env: environment(options),
    },
  )
  const pattern =
    words[0] === 'demo'
      ? /console\s+http:\/\/127\.0\.0\.1:(\d+)/
      : /listens on http:\/\/127\.0\.0\.1:(\d+)/
  const port = Number(await lineOf(running, pattern))
  return { process: running, port, seconds: (performance.now() - since) / 1000 }
}

/** Runs a command of `deskbank` to its end. */
export function runCommand(words: readonly string[], options: ServerOptions): Promise<string> {
  return run(process.execPath, [entry, ...words], { env: environment(options) })
}

/** Starts a command of `deskbank`, for whoever watches it at work. */
export function startCommand(words: readonly string[], options: ServerOptions): Running {
  return start(process.execPath, [entry, ...words], { env: environment(options) })
}

function environment({ databaseUrl, settings }: ServerOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'silent',
    DATABASE_URL: databaseUrl,
    DESKBANK_ADMIN_PASSWORD: password,
    ...settings,
  }
}

async function signIn(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      username: 'admin@example.com',
      password,
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token?: string }
  if (token) return token
  throw new Error(`the administrator could not sign in: ${answer.status}`)
}

async function get(port: number, token: string, path: string) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return { status: answer.status, text: await answer.text() }
}
