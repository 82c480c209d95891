// Who may look into a wallet, and who may move it (design 5, who may).

import type { Entity } from '../entities/entity.ts'
import { Failure } from '../failure.ts'
import { findRecord } from '../storage/records.ts'
import { requireRole, type Verb } from './access.ts'
import { readingFor, type Work } from './call.ts'

interface Need {
  readonly entity: string
  readonly verb: Verb
  readonly isOpenToMembers: boolean
}

/** Fails with 404 when the customer does not exist for the caller. Members have their own wallet without a role. */
export async function requireWallet(work: Work, coworkerId: number, need: Need): Promise<void> {
  const isOwn = requireWalletRole(work, coworkerId, need)
  const reading = readingFor(work, entityNamed(work, 'Coworker'))
  const customer = await findRecord(
    work.executor,
    isOwn ? { ...reading, locations: undefined } : reading,
    coworkerId,
  )
  if (!customer) throw new Failure('not-found', `There is no Coworker with the Id ${coworkerId}.`)
}

/** Whether it is the caller's own as a member, who may look into it wherever it is; whoever else needs the role. */
export function requireWalletRole(
  work: Pick<Work, 'catalog' | 'actor'>,
  coworkerId: number,
  { entity, verb, isOpenToMembers }: Need,
): boolean {
  const isOwn = isOpenToMembers && work.actor.coworkerId === coworkerId
  if (!isOwn) requireRole(work.actor, entityNamed(work, entity), [verb])
  return isOwn
}

export function entityNamed(work: Pick<Work, 'catalog'>, name: string): Entity {
  const owner = work.catalog.named(name)
  if (!owner) throw new Error(`no entity ${name}`)
  return owner
}
