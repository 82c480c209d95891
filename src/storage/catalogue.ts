// Locations with their currencies and settings, and which things a charge may name: what every settlement asks for and
// hardly anybody changes.

import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'
import { type KnownIds, listKnownIds } from './known-ids.ts'
import { numbers } from './lists.ts'
import { type LocationRow, listLocations } from './locations.ts'
import { isDue } from './spends.ts'
import type { WalletMark } from './wallets.ts'

export interface Catalogue {
  readonly version: number
  readonly locations: readonly LocationRow[]
  /** Settings by name in lower case, of each location. */
  readonly settings: ReadonlyMap<number, ReadonlyMap<string, string>>
  readonly known: KnownIds
}

/** The version is read first, so that what a change slips in between is read again by the next who looks. */
export async function readCatalogue(executor: Executor, version: number): Promise<Catalogue> {
  const { rows } = await sql<{ businessId: number; name: string; value: string | null }>`
    select business_id as "businessId", lower(name) as name, value from business_setting
    order by id`.execute(executor)
  const settings = new Map<number, Map<string, string>>()
  for (const row of rows) {
    const own = settings.get(row.businessId) ?? new Map<string, string>()
    settings.set(row.businessId, own.set(row.name, row.value ?? ''))
  }
  return {
    version,
    locations: await listLocations(executor),
    settings,
    known: await listKnownIds(executor),
  }
}

/** What is known of wallets by one look at them. */
export interface WalletStates {
  /** By customer; whoever has no wallet is not in it. */
  readonly ends: ReadonlyMap<number, WalletMark>
  /** Unknown when none of the wallets exists. */
  readonly catalogueVersion: number | undefined
  /** Those who have something due at the instant asked about. */
  readonly due: ReadonlySet<number>
}

export function readWalletStates(
  executor: Executor,
  coworkerIds: readonly number[],
  now: number,
): Promise<WalletStates> {
  return statesIn(executor, walletStates(coworkerIds, now))
}

/**
 * The same of wallets that are locked, in the order of their ids, as `lockWallets` does. Whatever became due while a lock
 * was waited for was done by whoever held it.
 */
export function lockWalletStates(
  executor: Executor,
  coworkerIds: readonly number[],
  now: number,
): Promise<WalletStates> {
  return statesIn(executor, sql`${walletStates(coworkerIds, now)} for update of wallet`)
}

interface StateRow extends WalletMark {
  readonly coworkerId: number
  readonly version: number
  readonly isDue: boolean
}

function walletStates(coworkerIds: readonly number[], now: number): RawBuilder<StateRow> {
  return sql`
    select coworker_id as "coworkerId", sequence, recorded_at as "recordedAt", stamp,
      (select version from catalogue_version) as version,
      ${isDue(sql`wallet.coworker_id`, now)} as "isDue"
    from wallet
    where coworker_id = any(${numbers(coworkerIds)})
    order by coworker_id`
}

async function statesIn(
  executor: Executor,
  statement: RawBuilder<StateRow>,
): Promise<WalletStates> {
  const { rows } = await statement.execute(executor)
  return {
    ends: new Map(rows.map((row) => [row.coworkerId, row])),
    catalogueVersion: rows[0]?.version,
    due: new Set(rows.filter((row) => row.isDue).map((row) => row.coworkerId)),
  }
}
