// The program as its users start it; and the demo, once for all files, because making its space takes longest.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the demo listens. */
    demo: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { address, stop } = await startProgram('demo')
  project.provide('demo', address)
  return stop
}

export interface Program {
  readonly address: string
  readonly stop: () => Promise<void>
}

export async function startProgram(
  command: 'demo' | 'serve',
  settings: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
  const program = spawn(process.execPath, [main, command], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async () => {
    const closed = once(program, 'close')
    if (program.kill('SIGTERM')) await closed
  }
  return { address: await addressOf(program), stop }
}

async function addressOf(program: ChildProcess): Promise<string> {
  let written = ''
  return new Promise((resolve, reject) => {
    program.stdout?.setEncoding('utf8').on('data', (text: string) => {
      written += text
      const [, address] = /(?:^ {2}console +|listens on )(http:\S+?)\/?$/m.exec(written) ?? []
      if (address) resolve(address)
    })
    program.once('close', () =>
      reject(new Error(`the program ended before it listened:\n${written}`)),
    )
  })
}
