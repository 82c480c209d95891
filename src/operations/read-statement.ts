// The statement of a wallet: every movement with who, why, from what, and what was left.

import { decimal, utc, type Wire } from '../entities/wire-json.ts'
import {
  type BalanceRow,
  listBalances,
  listStatement,
  type StatementPaging,
  type StatementRow,
  type StatementSpan,
} from '../storage/statements.ts'
import type { Call, Service } from './call.ts'
import { openWallet } from './open-wallet.ts'
import { originOf } from './wallet-facts.ts'

export const statementColumns = [
  'Sequence',
  'OccurredOn',
  'RecordedOn',
  'Kind',
  'Unit',
  'CurrencyCode',
  'CoworkerBookingCreditId',
  'CoworkerExtraServiceId',
  'CoworkerBookingCreditUseHistoryId',
  'Description',
  'Amount',
  'RemainingCredit',
  'Balance',
  'BookingId',
  'EventAttendeeId',
  'CoworkerInvoiceLineId',
  'By',
  'Reason',
  'Reference',
  'Origin',
  'UsedByCoworkerId',
  'UsedByFullName',
] as const

type StatementWire = Readonly<Record<(typeof statementColumns)[number], Wire>>

export interface StatementPage {
  readonly rows: readonly StatementWire[]
  readonly totalItems: number
}

/** A page of the statement of a wallet; balances run over all of it. Fails as `openWallet` does. */
export async function readStatement(
  service: Service,
  call: Call,
  span: Omit<StatementSpan, 'now'>,
  page: StatementPaging,
): Promise<StatementPage> {
  const { beside } = await openWallet(
    service,
    call,
    span.coworkerId,
    (executor) => listStatement(executor, { ...span, now: call.now }, page),
    { isLong: page.limit > mostAtAGlance },
  )
  // A page beyond the end has no line that could say how many there are.
  const totalItems =
    beside.totalItems ?? (await readStatement(service, call, span, firstLine)).totalItems
  return { totalItems, rows: beside.rows.map(rowWire) }
}

/** Lines; more of them would keep others from a glance. */
const mostAtAGlance = 1_000
const firstLine: StatementPaging = { limit: 1, offset: 0 }

function rowWire(row: StatementRow): StatementWire {
  return {
    Sequence: row.sequence,
    OccurredOn: utc(row.occurredOn),
    RecordedOn: utc(row.recordedOn),
    Kind: row.kind,
    Unit: row.unit,
    CurrencyCode: row.currencyCode,
    CoworkerBookingCreditId: row.creditId,
    CoworkerExtraServiceId: row.timeCreditId,
    CoworkerBookingCreditUseHistoryId: row.unit === 'Money' ? row.useId : null,
    Description: row.description,
    Amount: decimal(row.amount),
    RemainingCredit: decimal(row.remaining),
    Balance: decimal(row.balance),
    BookingId: row.bookingId,
    EventAttendeeId: row.eventAttendeeId,
    CoworkerInvoiceLineId: row.invoiceLineId,
    By: row.by,
    Reason: row.reason,
    Reference: row.reference,
    Origin: originOf(row),
    UsedByCoworkerId: row.usedById,
    UsedByFullName: row.usedByName,
  }
}

/** Enough for a day each over four years; more would be no picture any more. */
const mostBalances = 1_500

/** What the customer held at the end of each day on which it changed; the newest days when there are very many. */
export async function readBalances(
  service: Service,
  call: Call,
  span: Omit<StatementSpan, 'now'>,
): Promise<Wire> {
  const page = { limit: mostBalances }
  const { beside } = await openWallet(service, call, span.coworkerId, (executor) =>
    listBalances(executor, { ...span, now: call.now }, page),
  )
  return { Records: beside.map(balanceWire) }
}

function balanceWire(row: BalanceRow): Wire {
  return { On: utc(row.on), CurrencyCode: row.currencyCode, Balance: decimal(row.balance) }
}
