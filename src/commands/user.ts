// deskbank user: makes logins and gives them passwords and roles, for whoever runs the server.

import { text } from 'node:stream/consumers'
import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import { createUser, grantRoles, setPassword } from '../operations/users.ts'
import { openService } from './serve.ts'

const usage = 'Usage: deskbank user create <email> | set-password <email> | grant <email> <role>…'

export async function manageUser(config: Config, words: readonly string[]): Promise<void> {
  const [verb, email, ...roles] = words
  if (!email || !['create', 'set-password', 'grant'].includes(verb ?? '')) {
    throw new Failure('invalid', usage)
  }
  const service = await openService(config)
  try {
    if (verb === 'grant') await grantRoles(service, email, roles)
    if (verb === 'create') await createUser(service, email, await readPassword())
    if (verb === 'set-password') await setPassword(service, email, await readPassword())
    process.stdout.write('Done.\n')
  } finally {
    await service.database.close()
  }
}

// From standard input, so that it stands in no history and no list of processes.
async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stdout.write('Password, then Enter and Ctrl-D: ')
  return (await text(process.stdin)).trim()
}
