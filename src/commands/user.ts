// deskbank user: makes logins and gives them passwords and roles, for whoever runs the server.

import { text } from 'node:stream/consumers'
import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import type { Service } from '../operations/call.ts'
import { createUser, grantRoles, setPassword } from '../operations/users.ts'
import { greetAdministrator, openService } from './serve.ts'

const usage = 'Usage: deskbank user create <email> | set-password <email> | grant <email> <role>…'

export async function manageUser(config: Config, words: readonly string[]): Promise<void> {
  // Read before the database is opened, because a data folder is locked for as long as it is open.
  const task = await readTask(words)
  const service = await openService(config)
  try {
    // Otherwise this user would be the first, and no start after this one would make an administrator.
    await greetAdministrator(service, config)
    await task(service)
    process.stdout.write('Done.\n')
  } finally {
    await service.database.close()
  }
}

type Task = (service: Service) => Promise<void>

async function readTask([verb, email, ...roles]: readonly string[]): Promise<Task> {
  if (email && verb === 'grant' && roles.length > 0) {
    return (service) => grantRoles(service, email, roles)
  }
  if (!email || roles.length > 0 || (verb !== 'create' && verb !== 'set-password')) {
    throw new Failure('invalid', usage)
  }
  const password = await readPassword()
  return (service) =>
    verb === 'create' ? createUser(service, email, password) : setPassword(service, email, password)
}

// From standard input, so that it stands in no history and no list of processes.
async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stdout.write('Password, then Enter and Ctrl-D: ')
  const password = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (password !== '') return password
  throw new Failure('invalid', 'There is no password on standard input.')
}
