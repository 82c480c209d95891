// Who may look into a wallet, and who may move it (design 5, who may).

import type { Entity } from '../entities/entity.ts'
import { Failure } from '../failure.ts'
import { findRecord } from '../storage/records.ts'
import { requireRole, type Verb } from './access.ts'
import { readingFor, type Work } from './call.ts'

/** Fails with 404 when the customer does not exist for the caller. Members have their own wallet without a role. */
export async function requireWallet(
  work: Work,
  coworkerId: number,
  needed: { readonly entity: string; readonly verb: Verb; readonly isOpenToMembers: boolean },
): Promise<void> {
  const isOwn = needed.isOpenToMembers && work.actor.coworkerId === coworkerId
  if (!isOwn) requireRole(work.actor, entityNamed(work, needed.entity), [needed.verb])
  const reading = readingFor(work, entityNamed(work, 'Coworker'))
  const customer = await findRecord(
    work.executor,
    isOwn ? { ...reading, locations: undefined } : reading,
    coworkerId,
  )
  if (!customer) throw new Failure('not-found', `There is no Coworker with the Id ${coworkerId}.`)
}

export function entityNamed(work: Pick<Work, 'catalog'>, name: string): Entity {
  const owner = work.catalog.named(name)
  if (!owner) throw new Error(`no entity ${name}`)
  return owner
}
