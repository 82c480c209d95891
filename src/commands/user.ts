// deskbank user: makes logins and gives them passwords and roles, for whoever runs the server.

import { text } from 'node:stream/consumers'
import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import type { Service } from '../operations/call.ts'
import { createUser, grantRoles, setPassword } from '../operations/users.ts'
import { greetAdministrator, openService } from './open-service.ts'
import { textOf, type Usage, type Words, WrongUsage } from './words.ts'

export const userUsage: Usage = {
  words: 'create <email> | set-password <email> | grant <email> <role>…',
  does: 'make logins, and give them passwords and roles',
  details: [
    'create and set-password read the password from standard input, as in',
    '  deskbank user create grace@example.com < password.txt',
    'Roles are named like CoworkerBookingCredit-List: a record, and List, Read, Create, Edit or Delete.',
  ],
  takesArguments: true,
}

export async function manageUser(config: Config, { rest }: Words): Promise<void> {
  // Read before the database is opened, because a data folder is locked for as long as it is open.
  const task = await readTask(rest)
  const service = await openService(config)
  try {
    // Otherwise this user would be the first, and no start after this one would make an administrator.
    await greetAdministrator(service, config)
    process.stdout.write(`${await task(service)}\n`)
  } finally {
    await service.database.close()
  }
}

/** Answers what was done. */
type Task = (service: Service) => Promise<string>

async function readTask([verb, email, ...roles]: readonly string[]): Promise<Task> {
  if (email && verb === 'grant' && roles.length > 0) {
    return async (service) => {
      await grantRoles(service, email, roles)
      return `${email} has been given ${roles.join(', ')}.`
    }
  }
  if (!email || roles.length > 0 || (verb !== 'create' && verb !== 'set-password')) {
    throw new WrongUsage(problemWith(verb, email), textOf('user', userUsage))
  }
  const password = await readPassword()
  if (verb === 'set-password') {
    return async (service) => {
      await setPassword(service, email, password)
      return `${email} has a new password. Whoever was signed in with the old one is signed out.`
    }
  }
  return async (service) => {
    await createUser(service, email, password)
    return `${email} may sign in, and do nothing yet: give roles with deskbank user grant ${email} <role>…`
  }
}

function problemWith(verb: string | undefined, email: string | undefined): string {
  if (verb === undefined) return 'What should be done, and with whom?'
  if (!['create', 'set-password', 'grant'].includes(verb))
    return `Nothing is called "${verb}" here.`
  if (!email) return `${verb} needs an email address.`
  return verb === 'grant'
    ? 'grant needs at least one role.'
    : `${verb} takes an email address and nothing more; the password comes from standard input.`
}

// From standard input, so that it stands in no history and no list of processes.
async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stdout.write('Password, then Enter and Ctrl-D: ')
  const password = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (password !== '') return password
  throw new Failure('invalid', 'There is no password on standard input.')
}
