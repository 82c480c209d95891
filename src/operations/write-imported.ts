// Writes rows of an import as credits with their first movements: two statements for a batch.

import { minus } from '../engine/amount.ts'
import type { RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import { insertCredits, type NewCredit } from '../storage/new-credits.ts'
import type { Work } from './call.ts'
import { creditPriceOf, type KnownPrices } from './grant-credit.ts'
import type { Draft } from './import-rows.ts'
import { type HeldWallets, recordGrants } from './ledger.ts'

interface Known {
  /** The wallets of the rows. */
  readonly held: HeldWallets
  readonly prices: KnownPrices
}

export async function writeDrafts(
  work: Work,
  owner: Entity,
  drafts: readonly Draft[],
  { held, prices }: Known,
): Promise<void> {
  if (drafts.length === 0) return
  const places = new Map<string, number>()
  const templates: RecordValues[] = []
  const credits: NewCredit[] = []
  for (const draft of drafts) {
    const template = await templateOf(work, draft, prices)
    const key = JSON.stringify(template)
    const place = places.get(key) ?? places.size
    if (place === places.size) templates.push(template)
    places.set(key, place)
    credits.push(creditOf(work, draft, place))
  }
  const ids = await insertCredits(work.executor, owner, templates, credits)
  await recordGrants(
    work,
    drafts.map(({ values, total, left, reason }, place) => ({
      unit: 'Money',
      coworkerId: values.CoworkerId as number,
      creditId: ids[place] ?? 0,
      amount: total,
      occurredAt: work.now,
      ...(reason === undefined ? {} : { reason }),
      ...(left === total
        ? {}
        : { gone: { amount: minus(total, left), reason: 'used before the import' } }),
    })),
    held,
  )
}

/** What many rows have in common: the location and the terms. */
async function templateOf(
  work: Work,
  { values, computed }: Draft,
  prices: KnownPrices,
): Promise<RecordValues> {
  const {
    CoworkerId: _customer,
    TotalCredit: _total,
    ValidFrom: _from,
    ExpireDate: _until,
    CoworkerContractUniqueId: _contract,
    SystemId: _systemId,
    ...common
  } = values
  const template = { ...common, UpdatedBy: work.actor.email }
  if (!computed.has('UseCreditPrice')) return template
  return { ...template, UseCreditPrice: await creditPriceOf(work, values, prices) }
}

function creditOf(work: Work, { values, total, left }: Draft, template: number): NewCredit {
  const contract = values.CoworkerContractUniqueId as string | null
  return {
    template,
    coworkerId: values.CoworkerId as number,
    total,
    left,
    validFrom: values.ValidFrom as number | null,
    expiresAt: values.ExpireDate as number | null,
    createdAt: work.now,
    contract: contract === null ? undefined : { id: null, uniqueId: contract },
    sale: undefined,
    systemId: values.SystemId as string | null,
  }
}
