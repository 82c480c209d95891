// The first start: somebody must be able to sign in.

import { countUsers, lockUsers } from '../storage/sessions.ts'
import { type Service, serviceActor, type Work } from './call.ts'
import { newToken } from './passwords.ts'
import { createRecord } from './save-record.ts'

/** Makes a full administrator when there is no user yet; answers the password, made up when none is given. */
export async function ensureAdministrator(
  service: Service,
  email: string,
  password: string | undefined,
): Promise<string | undefined> {
  const user = service.catalog.named('User')
  if (!user) throw new Error('no entity User')
  return service.database.transaction(async (executor) => {
    if ((await countUsers(executor)) > 0) return undefined
    // Several processes may start on one empty database; the first one makes the user, the others look again.
    await lockUsers(executor)
    if ((await countUsers(executor)) > 0) return undefined
    const chosen = password ?? newToken().slice(0, 16)
    const work: Work = {
      catalog: service.catalog,
      executor,
      actor: serviceActor(email),
      now: Date.now(),
    }
    await createRecord(work, user, {
      FullName: 'Administrator',
      Email: email,
      NewPassword: chosen,
      Active: true,
      IsAdmin: true,
      APIAccess: true,
    })
    return chosen
  })
}
