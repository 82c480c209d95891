// Turns rows of a wallet into what the engine judges.

import { type Amount, minorUnit } from '../engine/amount.ts'
import type { Credit, HeldPlan, Origin } from '../engine/credit.ts'
import { policyValue } from '../engine/policy.ts'
import type { Circumstances } from '../engine/terms.ts'
import { Failure } from '../failure.ts'
import {
  type ContractRow,
  type CreditRow,
  type HolderRow,
  type LocationRow,
  listContracts,
  listCredits,
  listHolders,
  listLocations,
  listSettings,
  listTeams,
  type TeamRow,
} from '../storage/wallet-facts.ts'
import type { Work } from './call.ts'

/** How long an expired credit is still shown with the reason why it cannot pay. */
const shownAfterExpiry = 100 * 24 * 3_600_000

export interface WalletFacts {
  readonly holder: HolderRow
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
  const teams = await listTeams(work.executor, coworkerId)
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

/** `since` is the earliest instant at which a credit may have to be valid. */
export async function loadFacts(
  work: Work,
  coworkerId: number,
  reach: Reach,
  since: number,
): Promise<WalletFacts> {
  const owners = [...reach.tiers.keys()]
  const holders = await listHolders(work.executor, owners)
  const holder = holders.find((one) => one.id === coworkerId)
  if (!holder) throw new Failure('not-found', `There is no Coworker with the Id ${coworkerId}.`)
  const rows = await listCredits(work.executor, owners, since - shownAfterExpiry)
  return {
    ...(await circumstancesOf(work, holder)),
    holder,
    credits: await creditsOf(work, rows, holders, reach),
  }
}

async function circumstancesOf(work: Work, holder: HolderRow) {
  const locations = await listLocations(work.executor)
  const settings =
    holder.businessId === null
      ? new Map<string, string>()
      : await listSettings(work.executor, holder.businessId)
  return {
    locations,
    circumstances: {
      now: work.now,
      ancestry: (id: number) => ancestryOf(locations, id),
      spendableAt: policyValue('Credits.SpendableAt', settings),
      minorUnit: minorUnit(holder.decimals ?? 2),
    },
  }
}

/** A location and those above it; a circle ends where it began. */
function ancestryOf(locations: readonly LocationRow[], id: number): readonly number[] {
  const parents = new Map(locations.map((location) => [location.id, location.parentId]))
  const line: number[] = []
  for (
    let at: number | null = id;
    at !== null && !line.includes(at);
    at = parents.get(at) ?? null
  ) {
    line.push(at)
  }
  return line
}

/** Rows as the engine sees them, with what their holders and contracts add. */
export async function creditsOf(
  work: Work,
  rows: readonly CreditRow[],
  holders: readonly HolderRow[],
  reach: Reach,
): Promise<readonly Credit[]> {
  const contracts = await listContracts(
    work.executor,
    holders.map((holder) => holder.id),
  )
  return rows.map((row) => creditOf(row, holders, contracts, reach.tiers.get(row.coworkerId) ?? 0))
}

function creditOf(
  row: CreditRow,
  holders: readonly HolderRow[],
  contracts: readonly ContractRow[],
  tier: Credit['tier'],
): Credit {
  const contract = contracts.find((one) => one.id === row.contractId)
  return {
    id: row.id,
    coworkerId: row.coworkerId,
    origin: originOf(row),
    businessId: row.businessId,
    currencyCode: row.currencyCode,
    description: row.description ?? row.offerName,
    total: row.total,
    remaining: row.remaining,
    validFrom: row.validFrom ?? undefined,
    expiresAt: row.expiresAt ?? undefined,
    createdAt: row.createdAt,
    usesCreditPrice: row.usesCreditPrice,
    terms: row,
    tier,
    sharedFor: tier === 0 ? 'Everything' : 'Bookings',
    contract: contract && { endsAt: contract.endsAt ?? undefined, pauses: contract.pauses },
    holder: {
      isSuspended: holders.find((one) => one.id === row.coworkerId)?.isSuspended ?? false,
      plans: contracts.filter((one) => one.coworkerId === row.coworkerId).map(planOf),
    },
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
