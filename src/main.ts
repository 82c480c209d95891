#!/usr/bin/env node

// The command line.

import { readVersion } from './commands/version.ts'
import { readWords, textOf, type Usage, type Words, WrongUsage } from './commands/words.ts'
import { type Config, readConfig } from './config.ts'
import { Failure } from './failure.ts'

interface Command extends Usage {
  readonly run: (config: Config, words: Words) => Promise<void>
}

// Loaded when they are asked for: loading all of them takes longer than most of what they do.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => ({
    words: '',
    does: 'start the server',
    details: ['Settings come from the environment: DATABASE_URL, HOST, PORT, …; see README.'],
    run: (await import('./commands/serve.ts')).serve,
  }),
  demo: async () => ({
    words: '',
    does: 'start a server in memory with a sample space, and print requests to paste',
    details: ['Settings come from the environment: HOST, PORT, …; see README.'],
    run: (await import('./commands/demo.ts')).runDemo,
  }),
  migrate: async () => ({
    words: '',
    does: 'bring the schema of the database up to date',
    run: (await import('./commands/migrate.ts')).migrateDatabase,
  }),
  renew: async () => {
    const { renewNow, renewUsage } = await import('./commands/renew.ts')
    return { ...renewUsage, run: renewNow }
  },
  export: async () => {
    const { exportFile, exportUsage } = await import('./commands/export.ts')
    return { ...exportUsage, run: exportFile }
  },
  import: async () => {
    const { importFile, importUsage } = await import('./commands/import.ts')
    return { ...importUsage, run: importFile }
  },
  verify: async () => {
    const { verifyLedger, verifyUsage } = await import('./commands/verify.ts')
    return { ...verifyUsage, run: verifyLedger }
  },
  user: async () => {
    const { manageUser, userUsage } = await import('./commands/user.ts')
    return { ...userUsage, run: manageUser }
  },
}

const width = 10

async function summary(): Promise<string> {
  const lines = Object.entries(commands).map(
    async ([name, load]) => `  ${name.padEnd(width)} ${(await load()).does}`,
  )
  return [
    'Usage: deskbank <command>',
    '',
    ...(await Promise.all(lines)),
    '',
    'deskbank <command> --help tells what may follow a command; deskbank --version, which one this is.',
  ].join('\n')
}

async function main([name = '', ...rest]: readonly string[]): Promise<void> {
  if (['help', '--help', '-h'].includes(name)) return say(await summary())
  if (['version', '--version'].includes(name)) return say(`deskbank ${await readVersion()}`)
  if (name === '') throw new WrongUsage('Which command?', await summary())
  const command = Object.hasOwn(commands, name) ? await commands[name]?.() : undefined
  if (!command) throw new WrongUsage(`There is no command "${name}".`, await summary())
  if (rest.some((word) => ['--help', '-h'].includes(word))) return say(textOf(name, command))
  const words = readWords(name, command, rest)
  // The demo shows what it prints itself; a line for every request would bury it.
  await command.run(readConfig(process.env, name === 'demo' ? 'warn' : 'info'), words)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Failure)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error instanceof WrongUsage ? 2 : 1
}
