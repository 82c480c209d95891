// Turns rows of a wallet into what the engine judges.

import { type Amount, minorUnit } from '../engine/amount.ts'
import type { Credit, HeldPlan, HolderFacts, Origin } from '../engine/credit.ts'
import { policyValue } from '../engine/policy.ts'
import type { Circumstances } from '../engine/terms.ts'
import { Failure } from '../failure.ts'
import type { Catalogue } from '../storage/catalogue.ts'
import type { Executor } from '../storage/database.ts'
import { Outdated } from '../storage/database-errors.ts'
import { type LocationRow, listLocations, listSettingsOf } from '../storage/locations.ts'
import {
  type ContractRow,
  type CreditRow,
  type HolderRow,
  listContracts,
  listCredits,
  listHolders,
  listTeams,
  type TeamRow,
} from '../storage/wallet-facts.ts'
import type { Work } from './call.ts'

/** How long an expired credit is still shown with the reason why it cannot pay, in milliseconds. */
export const shownAfterExpiry = 100 * 24 * 3_600_000

export interface WalletFacts {
  /** The invoicing location of the customer. */
  readonly businessId: number | null
  readonly isSuspended: boolean
  readonly credits: readonly Credit[]
  readonly locations: readonly LocationRow[]
  readonly circumstances: Circumstances & { readonly minorUnit: Amount }
}

/** The wallets a customer can spend from: their own, then what teams share (domain I2, L). */
export interface Reach {
  readonly teams: readonly TeamRow[]
  /** Tier of each customer whose credit can be reached. */
  readonly tiers: ReadonlyMap<number, Credit['tier']>
}

export async function reachOf(work: Work, coworkerId: number): Promise<Reach> {
  return reachIn(await listTeams(work.executor, [coworkerId]), coworkerId)
}

/** The reach of one customer, from teams that may be those of others as well. */
export function reachIn(all: readonly TeamRow[], coworkerId: number): Reach {
  const teams = all.filter((team) => team.members.includes(coworkerId))
  const tiers = new Map<number, Credit['tier']>([[coworkerId, 0]])
  const reach = (id: number, tier: Credit['tier']) => {
    if ((tiers.get(id) ?? 3) > tier) tiers.set(id, tier)
  }
  for (const team of teams) {
    if (team.sharesMoney || team.isPooled) reach(team.payerId, 1)
    if (team.isPooled) for (const member of team.members) reach(member, 2)
  }
  return { teams, tiers }
}

/** What was read of some wallets, in one go for all of them. */
export interface Loaded {
  readonly holders: ReadonlyMap<number, HolderRow>
  /** By owner, as the owner sees them. */
  readonly credits: ReadonlyMap<number, readonly Credit[]>
  readonly locations: readonly LocationRow[]
  readonly settings: ReadonlyMap<number, ReadonlyMap<string, string>>
}

/** Holders and their credits; `since` is the earliest instant at which a credit may have to be valid. */
export interface LoadedRows {
  readonly holders: readonly HolderRow[]
  readonly credits: readonly CreditRow[]
}

export async function loadRows(
  executor: Executor,
  owners: readonly number[],
  since: number,
): Promise<LoadedRows> {
  const [holders, credits] = await Promise.all([
    listHolders(executor, owners),
    listCredits(executor, owners, since - shownAfterExpiry),
  ])
  return { holders, credits }
}

/** With the contracts that matter. Whoever has the catalogue already passes it in. */
export async function withContracts(
  executor: Executor,
  { holders, credits: rows }: LoadedRows,
  catalogue?: Pick<Catalogue, 'locations' | 'settings'>,
): Promise<Loaded> {
  const contracts = await listContracts(executor, whoseContractsMatter(byOwner(rows)))
  return loadedFrom({ holders, credits: rows }, contracts, {
    locations: catalogue?.locations ?? (await listLocations(executor)),
    settings: catalogue?.settings ?? (await listSettingsOf(executor, placesOf(holders))),
  })
}

export function loadedFrom(
  { holders, credits }: LoadedRows,
  contracts: readonly ContractRow[],
  { locations, settings }: Pick<Catalogue, 'locations' | 'settings'>,
): Loaded {
  const held = new Map(holders.map((holder) => [holder.id, holder]))
  const contractsOf = byOwner(contracts)
  const own = ([owner, rows]: readonly [number, readonly CreditRow[]]) =>
    [owner, creditsOf(rows, held.get(owner), contractsOf.get(owner) ?? [], locations)] as const
  return { holders: held, credits: new Map([...byOwner(credits)].map(own)), locations, settings }
}

/** Contracts say when plan credit ends, and which plans its holder is on. */
function whoseContractsMatter(
  credits: ReadonlyMap<number, readonly CreditRow[]>,
): readonly number[] {
  const matters = (row: CreditRow) => row.contractId !== null || row.terms.tariffIds.length > 0
  return [...credits].flatMap(([owner, rows]) => (rows.some(matters) ? [owner] : []))
}

function placesOf(holders: readonly HolderRow[]): readonly number[] {
  return [...new Set(holders.flatMap(({ businessId }) => (businessId ? [businessId] : [])))]
}

function byOwner<Row extends { readonly coworkerId: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  const lists = new Map<number, Row[]>()
  for (const row of rows) {
    const list = lists.get(row.coworkerId)
    if (list) list.push(row)
    else lists.set(row.coworkerId, [row])
  }
  return lists
}

/** The same for one customer alone. */
export async function loadFacts(
  work: Work,
  coworkerId: number,
  reach: Reach,
  since: number,
): Promise<WalletFacts> {
  const rows = await loadRows(work.executor, [...reach.tiers.keys()], since)
  const loaded = await withContracts(work.executor, rows)
  return factsIn(loaded, coworkerId, reach, work.now)
}

/** What concerns one customer of what was read; fails with 404 when there is no such customer. */
export function factsIn(
  loaded: Loaded,
  coworkerId: number,
  reach: Pick<Reach, 'tiers'>,
  now: number,
): WalletFacts {
  const holder = loaded.holders.get(coworkerId)
  if (!holder) throw new Failure('not-found', `There is no Coworker with the Id ${coworkerId}.`)
  const { locations } = loaded
  const place = locations.find(({ id }) => id === holder.businessId)
  const settings = loaded.settings.get(place?.id ?? 0) ?? new Map<string, string>()
  const credits: Credit[] = []
  for (const [owner, tier] of reach.tiers) {
    const isOwn = tier === 0 && !holder.isSuspended
    for (const credit of loaded.credits.get(owner) ?? []) {
      credits.push(isOwn ? credit : shared(credit, tier, holder.isSuspended))
    }
  }
  return {
    businessId: place?.id ?? null,
    isSuspended: holder.isSuspended,
    credits,
    locations,
    circumstances: {
      now,
      ancestry: (id: number) => ancestryOf(locations, id),
      spendableAt: policyValue('Credits.SpendableAt', settings),
      minorUnit: minorUnit(place?.decimals ?? 2),
    },
  }
}

/** The same credit as somebody else sees it. Who is suspended uses nothing, nor what others share (domain S26). */
function shared(credit: Credit, tier: Credit['tier'], isSuspended: boolean): Credit {
  return {
    ...credit,
    tier,
    sharedFor: tier === 0 ? 'Everything' : 'Bookings',
    holder: isSuspended ? { ...credit.holder, isSuspended } : credit.holder,
  }
}

/** A location and those above it; a circle ends where it began. */
function ancestryOf(locations: readonly LocationRow[], id: number): readonly number[] {
  const line: number[] = []
  let at: number | null = id
  while (at !== null && !line.includes(at)) {
    line.push(at)
    const place: number = at
    at = locations.find((location) => location.id === place)?.parentId ?? null
  }
  return line
}

/** The credits of one holder as the engine sees them, with what holder and contracts add; as their holder sees them. */
export function creditsOf(
  rows: readonly CreditRow[],
  holder: HolderRow | undefined,
  contracts: readonly ContractRow[],
  locations: readonly LocationRow[],
): readonly Credit[] {
  const facts = { isSuspended: holder?.isSuspended ?? false, plans: contracts.map(planOf) }
  return rows.map((row) => creditOf(row, facts, contracts, locations))
}

function creditOf(
  row: CreditRow,
  holder: HolderFacts,
  contracts: readonly ContractRow[],
  locations: readonly LocationRow[],
): Credit {
  const place = locations.find(({ id }) => id === row.businessId)
  if (!place) throw new Outdated(`credit ${row.id} is of a location that is new`)
  const contract = contracts.find((one) => one.id === row.contractId)
  return {
    id: row.id,
    coworkerId: row.coworkerId,
    origin: originOf(row),
    businessId: row.businessId,
    currencyCode: place.currencyCode,
    description: row.description ?? row.offerName,
    total: row.total,
    remaining: row.remaining,
    validFrom: row.validFrom ?? undefined,
    expiresAt: row.expiresAt ?? undefined,
    createdAt: row.createdAt,
    usesCreditPrice: row.usesCreditPrice,
    terms: row.terms,
    tier: 0,
    sharedFor: 'Everything',
    contract: contract && { endsAt: contract.endsAt ?? undefined, pauses: contract.pauses },
    holder,
  }
}

function planOf(contract: ContractRow): HeldPlan {
  return {
    tariffId: contract.tariffId,
    from: contract.startsAt ?? Number.NEGATIVE_INFINITY,
    until: contract.endsAt ?? undefined,
    pauses: contract.pauses,
  }
}

export function originOf(row: { contractId: number | null; saleId: number | null }): Origin {
  if (row.contractId !== null) return 'Plan'
  return row.saleId !== null ? 'Product' : 'Manual'
}
