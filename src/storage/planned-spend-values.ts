// What the statement that writes planned spends is given: a column of each kind of row for each of its lists.

import { type Amount, formatAmount, zero } from '../engine/amount.ts'
import type { JournalEnd } from '../engine/journal.ts'
import { instantList, jsonList, numberList, textList } from './lists.ts'
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
type Column<Row> = (rows: readonly Row[]) => string

const numbersOf =
  <Row>(of: (row: Row) => number | null): Column<Row> =>
  (rows) =>
    numberList(rows.map(of))
const textsOf =
  <Row>(of: (row: Row) => string | null): Column<Row> =>
  (rows) =>
    textList(rows.map(of))
const instantsOf =
  <Row>(of: (row: Row) => number | null): Column<Row> =>
  (rows) =>
    instantList(rows.map(of))

type Columns<Row> = Readonly<Record<string, Column<Row>>>

/** Each of the columns as a parameter of its name. */
function listed<Row, Of extends Columns<Row>>(columns: Of, rows: readonly Row[]) {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column(rows)]),
  ) as Readonly<Record<keyof Of, string>>
}

interface SeenWallet {
  readonly id: number
  readonly before: WalletMark
  readonly after: JournalEnd
}

const walletColumns = {
  owners: numbersOf((row) => row.id),
  sequencesBefore: numbersOf((row) => row.before.sequence),
  stamps: numbersOf((row) => row.before.stamp),
  sequences: numbersOf((row) => row.after.sequence),
  recorded: instantsOf((row) => row.after.recordedAt),
} satisfies Columns<SeenWallet>

interface SeenBalance extends Balance {
  readonly before: Amount
}

const balanceColumns = {
  holders: numbersOf((row) => row.coworkerId),
  credits: numbersOf((row) => row.creditId),
  totals: textsOf((row) => formatAmount(row.total)),
  before: textsOf((row) => formatAmount(row.before)),
  after: textsOf((row) => formatAmount(row.remaining)),
} satisfies Columns<SeenBalance>

const settlementColumns = {
  settlers: numbersOf((row) => row.coworkerId),
  settlementIds: numbersOf((row) => row.id),
  references: textsOf((row) => row.reference),
  explanations: (rows) => jsonList(rows.map((row) => row.explanation)),
  settledBy: textsOf((row) => row.by),
  settledAt: instantsOf((row) => row.at),
} satisfies Columns<SpendRow>

const useColumns = {
  useOwners: numbersOf((row) => row.coworkerId),
  useIds: numbersOf((row) => row.id),
  users: numbersOf((row) => row.usedById),
  usedCredits: numbersOf((row) => row.creditId),
  used: textsOf((row) => formatAmount(row.used)),
  descriptions: textsOf((row) => row.description),
  useSettlements: numbersOf((row) => row.settlementId),
  chargeIndexes: numbersOf((row) => row.chargeIndex),
  ranks: numbersOf((row) => row.rank),
  usedBy: textsOf((row) => row.by),
  usedAt: instantsOf((row) => row.at),
} satisfies Columns<SpendUseRow>

const movementColumns = {
  numbers: numbersOf((row) => row.sequence),
  left: textsOf((row) => formatAmount(row.remaining)),
  movedAt: instantsOf((row) => row.recordedAt),
  keys: textsOf((row) => row.receipt),
} satisfies Columns<MovementRow>

const receiptColumns = {
  receiptIds: textsOf((row) => row.id),
  requestHashes: textsOf((row) => row.requestHash),
  receiptOwners: numbersOf((row) => row.settlement.coworkerId),
  receiptSettlements: numbersOf((row) => row.settlement.id),
} satisfies Columns<NewReceipt>

/** The values of the statement that writes spends, by the names they have in it. */
export function plannedValues(
  { settlements, uses, receipts, appended }: SpendRows,
  seen: SpendsSeen,
  more: SpendCounts,
) {
  const { movements, balances, ends } = appended
  const wallets = [...seen.marks]
    .map(([id, mark]): SeenWallet => ({ id, before: mark, after: ends.get(id) ?? mark }))
    .sort((left, right) => left.id - right.id)
  const taken = balances.map((one): SeenBalance => {
    const before = seen.remaining.get(one.creditId) ?? zero
    return { ...one, before }
  })
  return {
    ...listed(walletColumns, wallets),
    ...listed(balanceColumns, taken),
    ...listed(settlementColumns, settlements),
    ...listed(useColumns, uses),
    ...listed(movementColumns, movements),
    ...listed(receiptColumns, receipts),
    walletCount: wallets.length,
    creditCount: balances.length,
    useCount: uses.length,
    version: seen.catalogueVersion,
    tokenHashes: textList(seen.tokens.map((one) => one.tokenHash)),
    fingerprints: textList(seen.tokens.map((one) => one.fingerprint)),
    realNow: instantList([Date.now()]).slice(2, -2),
    concerned: numberList(seen.concerned),
    now: instantList([seen.now]).slice(2, -2),
    moreSettlements: more.settlements,
    moreUses: more.uses,
  }
}
