// The statement of a customer as it is read over the wire, and which operation each line of it belongs to.

import { type Amount, parseAmount } from '../../src/engine/amount.ts'
import { type Movement, replay } from '../../src/engine/wallet.ts'
import type { Client } from '../support/client.ts'
import { paths } from '../support/space.ts'

export interface Line {
  readonly sequence: number
  readonly kind: Movement['kind']
  readonly credit: number
  readonly use: number | null
  readonly amount: number
  readonly remaining: number
  readonly balance: number
  /** The key of the operation that it says it belongs to. */
  readonly key: string
}

// biome-ignore lint/suspicious/noExplicitAny: rows of every shape
type Row = any

/** Every page of a list. */
async function listAll(client: Client, url: string): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let page = 1; ; page += 1) {
    const { status, body } = await client.get(`${url}?size=1000&page=${page}`)
    if (status !== 200) throw new Error(`GET ${url} answered ${status} ${JSON.stringify(body)}`)
    rows.push(...body.Records)
    if (!body.HasNextPage) return rows
  }
}

/** The keys that bookings were made under, by id. */
export async function keysOfBookings(client: Client): Promise<ReadonlyMap<number, string>> {
  const rows = await listAll(client, paths.bookings)
  return new Map(rows.map(({ Id, Notes }: Row) => [Id, Notes]))
}

export async function readLines(
  client: Client,
  customer: number,
  bookings: ReadonlyMap<number, string>,
): Promise<readonly Line[]> {
  const rows = await listAll(client, `/api/wallets/${customer}/statement`)
  return rows.map((row) => ({
    sequence: row.Sequence,
    kind: row.Kind,
    credit: row.CoworkerBookingCreditId,
    use: row.CoworkerBookingCreditUseHistoryId,
    amount: row.Amount,
    remaining: row.RemainingCredit,
    balance: row.Balance,
    key: keyOf(row, bookings),
  }))
}

function keyOf(row: Row, bookings: ReadonlyMap<number, string>): string {
  if (row.Kind === 'Grant') return row.Description
  if (row.BookingId !== null) return bookings.get(row.BookingId) ?? `booking ${row.BookingId}`
  // What a spend took bears its reference also when it comes back, and then the reason says who gave it back.
  return row.Kind === 'Use' ? (row.Reference ?? row.Reason) : row.Reason
}

/** What is wrong with a statement by itself: gaps, lines out of order, balances that do not follow from one another. */
export function flawsOf(customer: number, lines: readonly Line[]): readonly string[] {
  const exact = (value: number) => parseAmount(value) as Amount
  const { discrepancies } = replay(
    lines.map((line) => ({
      sequence: line.sequence,
      unit: 'Money',
      creditId: line.credit,
      kind: line.kind,
      amount: exact(line.amount),
      remaining: exact(line.remaining),
    })),
  )
  const flaws = discrepancies.map(({ sequence, problem }) => `${sequence}: ${problem}`)
  let balance = 0
  for (const line of lines) {
    balance += exact(line.amount)
    if (balance !== exact(line.balance)) flaws.push(`${line.sequence}: its balance does not follow`)
  }
  return flaws.map((flaw) => `statement of ${customer}, line ${flaw}`)
}
