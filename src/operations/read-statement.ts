// The statement of a wallet: every movement with who, why, from what, and what was left.

import { decimal, utc, type Wire } from '../entities/wire-json.ts'
import {
  countStatement,
  listStatement,
  type StatementRow,
  type StatementSpan,
} from '../storage/statements.ts'
import type { Work } from './call.ts'
import { requireWallet } from './wallet-access.ts'
import { originOf } from './wallet-facts.ts'

export interface StatementPage {
  readonly rows: readonly Record<string, Wire>[]
  readonly totalItems: number
}

export async function readStatement(
  work: Work,
  span: Omit<StatementSpan, 'now'>,
  page: { readonly limit: number; readonly offset: number },
): Promise<StatementPage> {
  await requireWallet(work, span.coworkerId, {
    entity: 'CoworkerBookingCredit',
    verb: 'Read',
    isOpenToMembers: true,
  })
  const until = { ...span, now: work.now }
  return {
    totalItems: await countStatement(work.executor, until),
    rows: (await listStatement(work.executor, until, page)).map(rowWire),
  }
}

function rowWire(row: StatementRow): Record<string, Wire> {
  return {
    Sequence: row.sequence,
    OccurredOn: utc(row.occurredOn),
    RecordedOn: utc(row.recordedOn),
    Kind: row.kind,
    Unit: row.unit,
    CurrencyCode: row.currencyCode,
    CoworkerBookingCreditId: row.creditId,
    CoworkerExtraServiceId: row.timeCreditId,
    Description: row.description,
    Amount: decimal(row.amount),
    RemainingCredit: decimal(row.remaining),
    Balance: decimal(row.balance),
    BookingId: row.bookingId,
    EventAttendeeId: row.eventAttendeeId,
    CoworkerInvoiceLineId: row.invoiceLineId,
    By: row.by,
    Reason: row.reason,
    Origin: originOf(row),
  }
}
