// Holds a record until the transaction ends, together with every wallet that a change of it moves.

import type { Body, RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import { Failure } from '../failure.ts'
import { Outdated } from '../storage/database-errors.ts'
import { findRecord, lockRecord } from '../storage/records.ts'
import { readingFor, type Work } from './call.ts'
import { consequenceOf } from './consequences.ts'
import { holdWallets } from './ledger.ts'

/** Answers the record as it is once nobody else can change it. */
export async function holdRecord(
  work: Work,
  owner: Entity,
  id: number,
  body: Body,
): Promise<RecordValues> {
  const found = await findVisible(work, owner, id)
  const { wallets, settling } = consequenceOf(owner)
  await settling?.(work, found, body)
  if (!wallets) {
    await lockRecord(work.executor, owner, id)
    return findVisible(work, owner, id)
  }
  const asked = await wallets(work, found, body)
  await holdWallets(work, asked)
  // What refers to a customer waits for whoever deletes one.
  if (!owner.wallet) await lockRecord(work.executor, owner, id)
  const record = await findVisible(work, owner, id)
  // While this one waited, the record may have moved to a wallet that is not held.
  const needed = await wallets(work, record, body)
  if (needed.some((customer) => !asked.includes(customer))) {
    throw new Outdated(`${owner.name} ${id} moved to another wallet`)
  }
  return record
}

async function findVisible(work: Work, owner: Entity, id: number): Promise<RecordValues> {
  const record = await findRecord(work.executor, readingFor(work, owner), id)
  if (!record) throw new Failure('not-found', `There is no ${owner.name} with the Id ${id}.`)
  return record
}
