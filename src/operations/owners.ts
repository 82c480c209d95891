// Whose a credit is: asked for once in a transaction, because it never changes.

import type { Unit } from '../engine/wallet.ts'
import type { Executor } from '../storage/database.ts'
import { findOwner } from '../storage/wallets.ts'
import type { Work } from './call.ts'
import { idIn } from './id-in.ts'

/** By transaction, which no caller of these may go without: elsewhere an executor outlives what it has seen. */
const known = new WeakMap<Executor, Map<string, number>>()

/** The customer whose credit it is, in the transaction at work; undefined when there is no such credit. */
export async function ownerOf(
  { executor }: Work,
  unit: Unit,
  creditId: number,
): Promise<number | undefined> {
  const owners = known.get(executor) ?? new Map<string, number>()
  known.set(executor, owners)
  const key = `${unit} ${creditId}`
  const owner = owners.get(key) ?? (await findOwner(executor, unit, creditId))
  // One that is not there yet may come about.
  if (owner !== undefined) owners.set(key, owner)
  return owner
}

/** The owners of the credits that members of a body or a record name, those that exist. */
export async function ownersOf(
  work: Work,
  unit: Unit,
  credits: readonly unknown[],
): Promise<number[]> {
  const owners = await Promise.all(credits.flatMap(idIn).map((id) => ownerOf(work, unit, id)))
  return owners.filter((owner) => owner !== undefined)
}
