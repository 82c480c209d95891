// Wallets as they were at the last look. Spends are planned on them and written only if they are so still, so that a wallet
// that was looked at once need not be read for every spend. Nothing else believes it.

import type { Database } from '../storage/database.ts'
import type { ContractRow, CreditRow, HolderRow } from '../storage/wallet-facts.ts'
import type { WalletMark } from '../storage/wallets.ts'
import type { Reach } from './wallet-facts.ts'

/** All that a spend may have to know of one wallet, as of one look. */
export interface RememberedWallet {
  readonly mark: WalletMark
  readonly holder: HolderRow
  readonly credits: readonly CreditRow[]
  readonly contracts: readonly ContractRow[]
  /** Credits that ended before this were left out; epoch milliseconds. */
  readonly since: number
  /** Of the catalogue, and of the teams with it. */
  readonly version: number
  /** Whose credit its customer may spend, where that was asked. */
  readonly reach: Reach | undefined
}

interface Entry {
  readonly database: Database
  readonly wallet: RememberedWallet
}

// About a kilobyte for each credit, however long their owners have not been here.
const mostCredits = 250_000

// Two generations: when the younger is full the older is forgotten, and whoever was asked for meanwhile is in the younger.
// A process has one database; where tests have several, wallets of the same number drive each other out.
let young = new Map<number, Entry>()
let old = new Map<number, Entry>()
let credits = 0

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
  keep(coworkerId, { database, wallet })
}

function keep(coworkerId: number, entry: Entry): void {
  if (!young.has(coworkerId)) credits += 1 + entry.wallet.credits.length
  young.set(coworkerId, entry)
  if (credits < mostCredits) return
  old = young
  young = new Map()
  credits = 0
}

/** For whoever is about to change wallets otherwise: the next spend looks for itself and need not find out. */
export function forgetWallets(coworkerIds: Iterable<number>): void {
  for (const id of coworkerIds) {
    young.delete(id)
    old.delete(id)
  }
}
