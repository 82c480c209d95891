// Wallets as they were at the last look. Spends are planned on them and written only if they are so still, so that a wallet
// that was looked at once need not be read for every spend. Nothing else believes it.

import type { Credit } from '../engine/credit.ts'
import type { JournalEnd } from '../engine/journal.ts'
import type { Database } from '../storage/database.ts'
import type { HolderRow } from '../storage/wallet-facts.ts'
import type { Balance, WalletMark } from '../storage/wallets.ts'

/** All that a spend may have to know of one wallet, as of one look. */
export interface RememberedWallet {
  readonly mark: WalletMark
  readonly holder: HolderRow
  /** As its holder sees them. */
  readonly credits: readonly Credit[]
  /** Credits that ended before this were left out; epoch milliseconds. */
  readonly since: number
  /** Of the catalogue, and of the teams with it. */
  readonly version: number
  /** Whose credit its customer may spend, where that was asked. */
  readonly reach: RememberedReach | undefined
}

export interface RememberedReach {
  /** The tier of everybody whose credit can be reached. */
  readonly tiers: ReadonlyMap<number, Credit['tier']>
  /** Everybody to whom nothing may be due first. */
  readonly concerned: readonly number[]
}

interface Entry {
  readonly database: Database
  readonly wallet: RememberedWallet
}

// About half a kilobyte for each credit and each wallet, in either generation.
const mostRemembered = 250_000

// Two generations: when the younger is full the older is forgotten, and whoever was asked for meanwhile is in the younger.
// A process has one database; where tests have several, wallets of the same number drive each other out.
let young = new Map<number, Entry>()
let old = new Map<number, Entry>()
let weight = 0

/** The wallet of a customer as it was last seen; undefined when it was not, or may have changed since. */
export function rememberedWallet(
  database: Database,
  coworkerId: number,
): RememberedWallet | undefined {
  const recent = young.get(coworkerId)
  const entry = recent ?? old.get(coworkerId)
  if (entry?.database !== database) return undefined
  if (!recent) keep(coworkerId, entry)
  return entry.wallet
}

export function rememberWallet(
  database: Database,
  coworkerId: number,
  wallet: RememberedWallet,
): void {
  forgetWallets([coworkerId])
  keep(coworkerId, { database, wallet })
}

type Changeable<Row> = { -readonly [Name in keyof Row]: Row[Name] }

/**
 * What a spend that was planned on a wallet has left of it, unless somebody is about to change it and it was forgotten. Changed
 * where it stands: what lives long is not made anew for every spend.
 */
export function moveRemembered(
  database: Database,
  coworkerId: number,
  wallet: RememberedWallet,
  end: JournalEnd,
  balances: ReadonlyMap<number, Balance>,
): void {
  if (rememberedWallet(database, coworkerId) !== wallet) return
  const mark: Changeable<WalletMark> = wallet.mark
  mark.sequence = end.sequence
  mark.recordedAt = end.recordedAt
  for (const credit of wallet.credits as readonly Changeable<Credit>[]) {
    credit.remaining = balances.get(credit.id)?.remaining ?? credit.remaining
  }
}

function keep(coworkerId: number, entry: Entry): void {
  young.set(coworkerId, entry)
  weight += weightOf(entry)
  if (weight < mostRemembered) return
  old = young
  young = new Map()
  weight = 0
}

function weightOf({ wallet: { credits } }: Entry): number {
  return 1 + credits.length + (credits[0]?.holder.plans.length ?? 0)
}

/** For whoever is about to change wallets otherwise: the next spend looks for itself and need not find out. */
export function forgetWallets(coworkerIds: Iterable<number>): void {
  for (const id of coworkerIds) {
    const entry = young.get(id)
    if (entry) weight -= weightOf(entry)
    young.delete(id)
    old.delete(id)
  }
}

/** For when it is not certain that the database is the one that was looked at: a standby may have taken over. */
export function forgetAllWallets(): void {
  young = new Map()
  old = new Map()
  weight = 0
}

export function countRemembered(): number {
  return young.size + [...old.keys()].filter((id) => !young.has(id)).length
}

/** Whether one generation has no room for many more. */
export function isMemoryFull(): boolean {
  return weight > mostRemembered * 0.9
}
