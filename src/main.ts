#!/usr/bin/env node

// The command line.

import { runDemo } from './commands/demo.ts'
import { exportFile, exportUsage } from './commands/export.ts'
import { importFile, importUsage } from './commands/import.ts'
import { migrateDatabase } from './commands/migrate.ts'
import { renewNow, renewUsage } from './commands/renew.ts'
import { serve } from './commands/serve.ts'
import { manageUser, userUsage } from './commands/user.ts'
import { verifyLedger, verifyUsage } from './commands/verify.ts'
import { readVersion } from './commands/version.ts'
import { readWords, textOf, type Usage, type Words, WrongUsage } from './commands/words.ts'
import { type Config, readConfig } from './config.ts'
import { Failure } from './failure.ts'

interface Command extends Usage {
  readonly run: (config: Config, words: Words) => Promise<void>
}

const commands: Readonly<Record<string, Command>> = {
  serve: {
    words: '',
    does: 'start the server',
    details: ['Settings come from the environment: DATABASE_URL, HOST, PORT, …; see README.'],
    run: serve,
  },
  demo: {
    words: '',
    does: 'start a server in memory with a sample space, and print requests to paste',
    details: ['Settings come from the environment: HOST, PORT, …; see README.'],
    run: runDemo,
  },
  migrate: {
    words: '',
    does: 'bring the schema of the database up to date',
    run: migrateDatabase,
  },
  renew: { ...renewUsage, run: renewNow },
  export: { ...exportUsage, run: exportFile },
  import: { ...importUsage, run: importFile },
  verify: { ...verifyUsage, run: verifyLedger },
  user: { ...userUsage, run: manageUser },
}

const width = 10

const summary = [
  'Usage: deskbank <command>',
  '',
  ...Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(width)} ${does}`),
  '',
  'deskbank <command> --help tells what may follow a command; deskbank --version, which one this is.',
].join('\n')

async function main([name = '', ...rest]: readonly string[]): Promise<void> {
  if (['help', '--help', '-h'].includes(name)) return say(summary)
  if (['version', '--version'].includes(name)) return say(`deskbank ${await readVersion()}`)
  if (name === '') throw new WrongUsage('Which command?', summary)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw new WrongUsage(`There is no command "${name}".`, summary)
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
