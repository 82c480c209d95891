// Quote and spend over the wire (design 5). A quote plans and writes nothing; spends that wait together are done together.

import type { Body } from '../entities/change.ts'
import type { Catalogue } from '../storage/catalogue.ts'
import type { Database } from '../storage/database.ts'
import { hasRole, requireRole } from './access.ts'
import type { Call, Service, Work } from './call.ts'
import { caught } from './caught.ts'
import { quoteRecord, spendRecord } from './charge-record.ts'
import { requireKnown, requireQuotedLocations } from './charged-things.ts'
import { type AskedCharge, readSpend } from './charges.ts'
import { settleDue } from './due-work.ts'
import { explain, quoteAnswer } from './explanation.ts'
import { createFold, type Fold } from './fold.ts'
import { catalogueOf, currentCatalogue, keptOf } from './kept-catalogue.ts'
import { namesRecord, readNamedSpend } from './named-records.ts'
import {
  askHoldings,
  factsOf,
  type Holdings,
  type OpenWallet,
  openWallet,
  openWalletWithin,
} from './open-wallet.ts'
import { type Outcome, outcomeOf, perform } from './perform.ts'
import { planSpend } from './plan-spend.ts'
import { ActorChanged } from './remembered-actors.ts'
import { createSpendFolding } from './spend-folding.ts'
import { type SpendJob, spendJob } from './spend-job.ts'
import { entityNamed, requireWallet } from './wallet-access.ts'

/**
 * What a spend with the same body would do now; asked with a key, what it would have done when the key was new. What is not
 * covered is shown, and refused by none.
 */
export async function quote(
  service: Service,
  call: Call,
  coworkerId: number,
  body: Body,
): Promise<Outcome> {
  if (call.idempotency || namesRecord(body)) {
    return perform(service, call, (work) => quoteWithin(service, work, coworkerId, body))
  }
  const asked = caught(() => readSpend(body))
  const wallet = await openWallet(service, call, coworkerId, (executor, owners) =>
    askHoldings(executor, owners, sinceOf(call, 'charges' in asked ? asked.charges : [])),
  )
  // Whoever may not look into the wallet is told that, and nothing of the body.
  if ('error' in asked) throw asked.error
  const catalogue = await catalogueOf(service, wallet.catalogueVersion)
  return quoted(call, wallet, catalogue, { coworkerId, charges: asked.charges })
}

async function quoteWithin(
  service: Service,
  work: Work,
  coworkerId: number,
  body: Body,
): Promise<Outcome> {
  await requireWallet(work, coworkerId, {
    entity: 'CoworkerBookingCredit',
    verb: 'Read',
    isOpenToMembers: true,
  })
  const named = namesRecord(body) ? readNamedSpend(body).named : undefined
  const charges = named ? [] : readSpend(body).charges
  await settleDue(work, coworkerId)
  if (named) return quoteRecord(work, coworkerId, named)
  const wallet = await openWalletWithin(work, coworkerId, (executor, owners) =>
    askHoldings(executor, owners, sinceOf(work, charges)),
  )
  const kept = keptOf(service.database)
  const catalogue = await currentCatalogue(work.executor, wallet.catalogueVersion, kept)
  return quoted(work, wallet, catalogue, { coworkerId, charges })
}

/** The earliest instant at which a credit may have to be valid. */
function sinceOf({ now }: Call, asked: readonly AskedCharge[]): number {
  return Math.min(now, ...asked.map((charge) => charge.serviceTime ?? now))
}

function quoted(
  call: Call,
  wallet: OpenWallet<Holdings>,
  catalogue: Catalogue,
  {
    coworkerId,
    charges,
  }: { readonly coworkerId: number; readonly charges: readonly AskedCharge[] },
): Outcome {
  requireKnown(charges, catalogue.known, catalogue.locations)
  const plan = planSpend(factsOf(wallet, catalogue, call.now), charges, call.now)
  requireQuotedLocations(call.actor, coworkerId, plan.charges)
  return outcomeOf(call, 'Quoted; nothing was used.', quoteAnswer(explain(plan, [])))
}

/**
 * Settles the charges and writes uses, movements and the explanation, or refuses and writes nothing. Fails with 403, 404,
 * 400 with the errors of all charges, 409 for a key that was used for another body, and 503 when too many wait.
 */
export async function spend(
  service: Service,
  call: Call,
  coworkerId: number,
  body: Body,
): Promise<Outcome> {
  const owner = entityNamed(service, creating.entity)
  const verbs = [creating.verb]
  // The batch looks again whom it believes; what does not go with a batch has to ask first.
  if (call.remembered && (namesRecord(body) || !hasRole(call.actor, owner, verbs))) {
    throw new ActorChanged()
  }
  requireRole(call.actor, owner, verbs)
  if (namesRecord(body)) {
    return perform(service, call, (work) => spendOnRecord(work, coworkerId, body))
  }
  return foldOf(service).submit(spendJob(call, coworkerId, body))
}

const creating = {
  entity: 'CoworkerBookingCreditUseHistory',
  verb: 'Create',
  isOpenToMembers: false,
} as const

/** Whether one more spend would be taken now: cheaper to ask than who asks. */
export function hasRoomToSpend(service: Service): boolean {
  return foldOf(service).hasRoom()
}

async function spendOnRecord(work: Work, coworkerId: number, body: Body): Promise<Outcome> {
  await requireWallet(work, coworkerId, creating)
  const { named, ...terms } = readNamedSpend(body)
  if (!named) throw new Error('a charge no longer names a record')
  await settleDue(work, coworkerId)
  return spendRecord(work, coworkerId, named, terms)
}

const folds = new WeakMap<Database, Fold<SpendJob, Outcome>>()

/** One queue for each database, as long as it is open. */
function foldOf(service: Service): Fold<SpendJob, Outcome> {
  const known = folds.get(service.database)
  if (known) return known
  const fold = createFold(createSpendFolding(service))
  folds.set(service.database, fold)
  return fold
}
