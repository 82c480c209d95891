// The statement of a wallet: every movement with who, why, from what, and what was left.

import { decimal, utc, type Wire } from '../entities/wire-json.ts'
import {
  type BalanceRow,
  countStatement,
  listBalances,
  listStatement,
  type StatementPaging,
  type StatementRow,
  type StatementSpan,
} from '../storage/statements.ts'
import type { Work } from './call.ts'
import { requireWallet } from './wallet-access.ts'
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
] as const

type StatementWire = Readonly<Record<(typeof statementColumns)[number], Wire>>

export interface StatementPage {
  readonly rows: readonly StatementWire[]
  readonly totalItems: number
}

export async function readStatement(
  work: Work,
  span: Omit<StatementSpan, 'now'>,
  page: StatementPaging,
): Promise<StatementPage> {
  await requireReading(work, span.coworkerId)
  const until = { ...span, now: work.now }
  return {
    totalItems: await countStatement(work.executor, until),
    rows: (await listStatement(work.executor, until, page)).map(rowWire),
  }
}

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
  }
}

/** Enough for a day each over four years; more would be no picture any more. */
const mostBalances = 1_500

/** What the customer held at the end of each day on which it changed; the newest days when there are very many. */
export async function readBalances(work: Work, span: Omit<StatementSpan, 'now'>): Promise<Wire> {
  await requireReading(work, span.coworkerId)
  const rows = await listBalances(
    work.executor,
    { ...span, now: work.now },
    { limit: mostBalances },
  )
  return { Records: rows.map(balanceWire) }
}

function balanceWire(row: BalanceRow): Wire {
  return { On: utc(row.on), CurrencyCode: row.currencyCode, Balance: decimal(row.balance) }
}

async function requireReading(work: Work, coworkerId: number): Promise<void> {
  await requireWallet(work, coworkerId, {
    entity: 'CoworkerBookingCredit',
    verb: 'Read',
    isOpenToMembers: true,
  })
}
