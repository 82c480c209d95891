// Logins from the command line, by whoever runs the server.

import { invalidField } from '../failure.ts'
import { findUserByEmail } from '../storage/sessions.ts'
import { type Service, serviceActor, type Work } from './call.ts'
import { createRecord, updateRecordFrom } from './save-record.ts'

/** A user who may call the API but has no roles yet. */
export async function createUser(service: Service, email: string, password: string): Promise<void> {
  await atWork(service, async (work) => {
    await createRecord(work, entityNamed(service, 'User'), {
      FullName: email,
      Email: email,
      NewPassword: password,
      APIAccess: true,
    })
  })
}

export async function setPassword(
  service: Service,
  email: string,
  password: string,
): Promise<void> {
  await atWork(service, async (work) => {
    const id = await userId(work, email)
    await updateRecordFrom(work, entityNamed(service, 'User'), 'merge', id, {
      NewPassword: password,
    })
  })
}

/** Gives roles to a user through a set of roles of its own. */
export async function grantRoles(
  service: Service,
  email: string,
  roles: readonly string[],
): Promise<void> {
  await atWork(service, async (work) => {
    const id = await userId(work, email)
    const { value } = await createRecord(work, entityNamed(service, 'UserRole'), {
      Name: `Roles of ${email}`,
      Roles: roles,
    })
    const { Id } = JSON.parse(value) as { Id: number }
    await updateRecordFrom(work, entityNamed(service, 'User'), 'merge', id, {
      AddedUserRoles: [Id],
    })
  })
}

function atWork(service: Service, run: (work: Work) => Promise<void>): Promise<void> {
  return service.database.transaction((executor) =>
    run({
      catalog: service.catalog,
      executor,
      actor: serviceActor('command line'),
      now: Date.now(),
    }),
  )
}

function entityNamed(service: Service, name: string) {
  const owner = service.catalog.named(name)
  if (!owner) throw new Error(`no entity ${name}`)
  return owner
}

async function userId(work: Work, email: string): Promise<number> {
  const user = await findUserByEmail(work.executor, email)
  if (user) return user.id
  throw invalidField('Email', 'is the email address of no user', email)
}
