// What the statement that writes planned spends is given: a column of each kind of row for each of its lists.

import { type Amount, zero } from '../engine/amount.ts'
import type { JournalEnd } from '../engine/journal.ts'
import { amounts, bigints, instants, integers, uuids } from './binary-lists.ts'
import { instantList, jsonList, textList } from './lists.ts'
import type { KnownToken } from './sessions.ts'
import type { NewReceipt, SpendCounts, SpendRow, SpendRows, SpendUseRow } from './spends.ts'
import type { Balance, MovementRow, WalletMark } from './wallets.ts'

/** All that spends were planned on, which has to be so still when they are written. */
export interface SpendsSeen {
  /** Every wallet that was looked at, by customer, whether anything is taken from it or not. */
  readonly marks: ReadonlyMap<number, WalletMark>
  /** What each credit that is used held, by its id. */
  readonly remaining: ReadonlyMap<number, Amount>
  readonly catalogueVersion: number
  readonly tokens: readonly KnownToken[]
  /** Customers to whom nothing may be due first. */
  readonly concerned: readonly number[]
  /** Business time by which nothing is due; epoch milliseconds. */
  readonly now: number
}

/** One column of many rows, as a parameter. */
type Column<Row> = (rows: readonly Row[]) => string | Buffer

const texts =
  <Row>(of: (row: Row) => string | null): Column<Row> =>
  (rows) =>
    textList(rows.map(of))

type Columns<Row> = Readonly<Record<string, Column<Row>>>

interface SeenWallet {
  readonly id: number
  readonly before: WalletMark
  readonly after: JournalEnd
}

const walletColumns = {
  owners: bigints((row) => row.id),
  sequencesBefore: bigints((row) => row.before.sequence),
  stamps: bigints((row) => row.before.stamp),
  sequences: bigints((row) => row.after.sequence),
  recorded: instants((row) => row.after.recordedAt),
} satisfies Columns<SeenWallet>

// Not one row with a member more: a copy that gets another member is made as slowly as a dozen rows, and leaves garbage that
// lives long.
interface SeenBalance {
  readonly before: Amount
  readonly after: Balance
}

const balanceColumns = {
  holders: bigints((row) => row.after.coworkerId),
  credits: bigints((row) => row.after.creditId),
  totals: amounts((row) => row.after.total),
  before: amounts((row) => row.before),
  after: amounts((row) => row.after.remaining),
} satisfies Columns<SeenBalance>

const settlementColumns = {
  settlers: bigints((row) => row.coworkerId),
  settlementIds: bigints((row) => row.id),
  references: texts((row) => row.reference),
  explanations: (rows) => jsonList(rows.map((row) => row.explanation)),
  settledBy: texts((row) => row.by),
  settledAt: instants((row) => row.at),
} satisfies Columns<SpendRow>

const useColumns = {
  useOwners: bigints((row) => row.coworkerId),
  useIds: bigints((row) => row.id),
  users: bigints((row) => row.usedById),
  usedCredits: bigints((row) => row.creditId),
  used: amounts((row) => row.used),
  descriptions: texts((row) => row.description),
  useSettlements: bigints((row) => row.settlementId),
  chargeIndexes: integers((row) => row.chargeIndex),
  ranks: integers((row) => row.rank),
  usedBy: texts((row) => row.by),
  usedAt: instants((row) => row.at),
} satisfies Columns<SpendUseRow>

const movementColumns = {
  numbers: bigints((row) => row.sequence),
  left: amounts((row) => row.remaining),
  movedAt: instants((row) => row.recordedAt),
  keys: texts((row) => row.receipt),
} satisfies Columns<MovementRow>

const receiptColumns = {
  receiptIds: uuids((row) => row.id),
  requestHashes: uuids((row) => row.requestHash),
  receiptOwners: bigints((row) => row.settlement.coworkerId),
  receiptSettlements: bigints((row) => row.settlement.id),
} satisfies Columns<NewReceipt>

export type PlannedValue =
  | keyof typeof walletColumns
  | keyof typeof balanceColumns
  | keyof typeof settlementColumns
  | keyof typeof useColumns
  | keyof typeof movementColumns
  | keyof typeof receiptColumns
  | 'walletCount'
  | 'creditCount'
  | 'useCount'
  | 'version'
  | 'tokenHashes'
  | 'fingerprints'
  | 'realNow'
  | 'concerned'
  | 'now'
  | 'moreSettlements'
  | 'moreUses'

const concerned = bigints((id: number) => id)

/** The values of the statement that writes spends, by the names they have in it. */
export function plannedValues(
  { settlements, uses, receipts, appended }: SpendRows,
  seen: SpendsSeen,
  more: SpendCounts,
): ReadonlyMap<PlannedValue, unknown> {
  const { movements, balances, ends } = appended
  const wallets = [...seen.marks]
    .map(([id, mark]): SeenWallet => ({ id, before: mark, after: ends.get(id) ?? mark }))
    .sort((left, right) => left.id - right.id)
  const taken = balances.map(
    (after): SeenBalance => ({ before: seen.remaining.get(after.creditId) ?? zero, after }),
  )
  const values = new Map<PlannedValue, unknown>()
  const list = <Row, Of extends Columns<Row>>(columns: Of, rows: readonly Row[]) => {
    for (const name in columns) values.set(name as PlannedValue, columns[name]?.(rows))
  }
  list(walletColumns, wallets)
  list(balanceColumns, taken)
  list(settlementColumns, settlements)
  list(useColumns, uses)
  list(movementColumns, movements)
  list(receiptColumns, receipts)
  return values
    .set('walletCount', wallets.length)
    .set('creditCount', balances.length)
    .set('useCount', uses.length)
    .set('version', seen.catalogueVersion)
    .set('tokenHashes', textList(seen.tokens.map((one) => one.tokenHash)))
    .set('fingerprints', textList(seen.tokens.map((one) => one.fingerprint)))
    .set('realNow', instantText(Date.now()))
    .set('concerned', concerned(seen.concerned))
    .set('now', instantText(seen.now))
    .set('moreSettlements', more.settlements)
    .set('moreUses', more.uses)
}

const instantText = (instant: number) => instantList([instant]).slice(2, -2)
