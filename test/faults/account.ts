// Once a fault is over: is everything that was acknowledged there, once, as it was answered, and nothing else?

import { expect } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { catalog } from '../../src/entities/catalog.ts'
import { openDatabase } from '../../src/storage/database.ts'
import type { Client } from '../support/client.ts'
import { expectSoundWallet } from '../support/journal.ts'
import { run } from '../support/program.ts'
import { Testimony } from '../support/run/testimony.ts'
import type { Operation } from './deeds.ts'
import type { Load } from './load.ts'
import { type FaultSpace, priceOfBooking } from './space.ts'
import { flawsOf, keysOfBookings, type Line, readLines } from './statement.ts'

export interface Account {
  readonly acknowledged: number
  /** Requests that were sent again because there was no answer, or 503. */
  readonly sentAgain: number
  readonly lost: readonly string[]
  readonly duplicated: readonly string[]
  readonly unexplained: readonly string[]
}

/** What an answer says must be in the statement; an unknown use or balance is not compared. */
type Expected = Pick<Line, 'kind' | 'amount'> & Partial<Pick<Line, 'credit' | 'use' | 'remaining'>>

/** Compares every answer with what the service now says of itself. The service runs and nobody else asks it. */
export async function giveAccount(load: Load, space: FaultSpace, client: Client): Promise<Account> {
  const bookings = await keysOfBookings(client)
  const lines = new Map<string, Line[]>()
  const unexplained = [...load.faults]
  for (const { id } of space.customers) {
    const statement = await readLines(client, id, bookings)
    unexplained.push(...flawsOf(id, statement))
    for (const line of statement) lines.set(line.key, [...(lines.get(line.key) ?? []), line])
  }
  lines.delete('to begin with')
  const lost: string[] = []
  const duplicated: string[] = []
  for (const operation of load.operations) {
    const found = lines.get(operation.key) ?? []
    lines.delete(operation.key)
    const verdict = judge(operation, found)
    if (verdict === undefined) continue
    const tale = `${operation.key} ${JSON.stringify(operation.request)} was answered
      ${operation.answer?.text} and left ${JSON.stringify(found)}`
    if (verdict === 'lost') lost.push(tale)
    else if (verdict === 'duplicated') duplicated.push(tale)
    else unexplained.push(tale)
  }
  for (const [key, found] of lines) unexplained.push(`${key} left ${JSON.stringify(found)}`)
  duplicated.push(...bookedTwice(bookings))
  return {
    acknowledged: load.acknowledged,
    sentAgain: load.operations.reduce((sum, one) => sum + one.unanswered, 0),
    lost,
    duplicated,
    unexplained,
  }
}

function judge(
  operation: Operation,
  found: readonly Line[],
): 'lost' | 'duplicated' | 'different' | undefined {
  const expected = expectedOf(operation)
  if (found.length < expected.length) return 'lost'
  if (found.length > expected.length) return 'duplicated'
  const left = [...found]
  for (const one of expected) {
    const at = left.findIndex((line) => isSame(one, line))
    if (at < 0) return 'different'
    left.splice(at, 1)
  }
  return undefined
}

function isSame(one: Expected, line: Line): boolean {
  return (
    one.kind === line.kind &&
    one.amount === line.amount &&
    (one.credit === undefined || one.credit === line.credit) &&
    (one.use === undefined || one.use === line.use) &&
    (one.remaining === undefined || one.remaining === line.remaining)
  )
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Value = any

function expectedOf({ kind, request, answer }: Operation): readonly Expected[] {
  if (answer?.status !== 200) return []
  const value: Value = answer.body.Value
  const body: Value = request.body
  switch (kind) {
    case 'overdraft':
      return []
    case 'spend':
      return value.Uses.map((use: Value) => ({
        kind: 'Use',
        credit: use.CoworkerBookingCreditId,
        use: use.CoworkerBookingCreditUseHistoryId,
        amount: -use.CreditUsed,
        remaining: use.RemainingCredit,
      }))
    case 'release':
      return value.Uses.map((use: Value) => ({
        kind: 'Return',
        credit: use.CoworkerBookingCreditId,
        use: use.CoworkerBookingCreditUseHistoryId,
        amount: use.Returned,
      }))
    case 'use': {
      const credit = body.CoworkerBookingCreditId
      return [{ kind: 'Use', credit, use: value.Id, amount: -body.CreditUsed }]
    }
    case 'adjust': {
      const { RemainingCredit: remaining } = value
      const credit = body.CoworkerBookingCreditId
      return [{ kind: 'Adjust', credit, amount: body.Amount, remaining }]
    }
    case 'credit': {
      const { TotalCredit: amount } = body
      return [{ kind: 'Grant', credit: value.Id, amount, remaining: amount }]
    }
    case 'booking':
      return paidByCredit(value)
  }
}

/** What credit did not pay is charged in money: all of it while a clock stands before the credit was granted. */
function paidByCredit({ CoworkerExtraServicePrice: inMoney }: Value): readonly Expected[] {
  const amount = (inMoney ?? 0) - priceOfBooking
  return amount === 0 ? [] : [{ kind: 'Use', amount }]
}

/** A booking that was made twice under one key has two ids. */
function bookedTwice(bookings: ReadonlyMap<number, string>): readonly string[] {
  const seen = new Set<string>()
  return [...bookings].flatMap(([id, key]) => {
    if (seen.has(key)) return [`${key} made booking ${id}, too`]
    seen.add(key)
    return []
  })
}

/** Whoever sends again what was answered is answered the same, and nothing moves. Answers what was not so. */
export async function sendSomeAgain(load: Load, most: number): Promise<readonly string[]> {
  const done = load.operations.filter(({ answer }) => answer?.status === 200)
  const step = Math.max(1, Math.floor(done.length / most))
  const chosen = done.filter(({ unanswered }, index) => unanswered > 0 || index % step === 0)
  const wrong: string[] = []
  for (const operation of chosen.slice(-2 * most)) {
    const { text } = await load.deliver({ ...operation })
    if (text !== operation.answer?.text)
      wrong.push(`${operation.key} was answered ${operation.answer?.text} and later ${text}`)
  }
  return wrong
}

/** `deskbank verify`, the journals themselves, and what every answer said of balances. Nobody else has the data open. */
export async function expectSoundBooks(load: Load, space: FaultSpace, url: string): Promise<void> {
  const verified = await run(['verify'], { DATABASE_URL: url })
  expect(verified).toMatchObject({ code: 0, out: '0 differences, 0 of them open.\n' })
  const testimony = new Testimony()
  for (const { request, answer, key } of load.operations)
    if (answer) testimony.hear(request, answer, key)
  const database = await openDatabase(readConfig({ DATABASE_URL: url }).database)
  try {
    const served = { service: { database, catalog } }
    const ids = space.customers.map(({ id }) => id)
    for (const id of ids) await expectSoundWallet(served, id)
    expect(await testimony.contradictions(served, ids)).toEqual([])
  } finally {
    await database.close()
  }
}
