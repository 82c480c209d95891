#!/usr/bin/env node

// The command line.

import { runDemo } from './commands/demo.ts'
import { migrateDatabase } from './commands/migrate.ts'
import { renewNow } from './commands/renew.ts'
import { serve } from './commands/serve.ts'
import { manageUser } from './commands/user.ts'
import { verifyLedger } from './commands/verify.ts'
import { readConfig } from './config.ts'
import { Failure } from './failure.ts'

const usage = `Usage: deskbank <command>

  serve      start the server (settings: DATABASE_URL, HOST, PORT, …; see README)
  demo       start an in-memory server with a sample space and ready-to-paste requests
  migrate    bring the schema of the database up to date
  renew      [--at <instant>]   grant everything that is due
  verify     [--repair] [--after <customer>]   recompute every balance from the journal, name each difference
  user       create <email> | set-password <email> | grant <email> <role>…   (passwords are read from standard input)
`

async function main([command = '', ...rest]: readonly string[]): Promise<void> {
  // The demo shows what it prints itself; a line for every request would bury it.
  const config = readConfig(process.env, command === 'demo' ? 'warn' : 'info')
  if (command === 'serve') return serve(config)
  if (command === 'demo') return runDemo(config)
  if (command === 'migrate') return migrateDatabase(config)
  if (command === 'renew') return renewNow(config, rest)
  if (command === 'verify') return verifyLedger(config, rest)
  if (command === 'user') return manageUser(config, rest)
  process.stdout.write(usage)
  if (command !== 'help' && command !== '--help') process.exitCode = 2
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Failure)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
