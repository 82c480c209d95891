// The only writer of movements and balances. Callers hold the locks of all wallets concerned.

import {
  type Amount,
  formatAmount,
  greatest,
  largestAmount,
  minus,
  negated,
  plus,
  unitsOf,
  wholeUnits,
} from '../engine/amount.ts'
import {
  type Continuation,
  continueJournals,
  isBackdated,
  type JournalEnd,
} from '../engine/journal.ts'
import { creditKey, type MovementKind, usedOf } from '../engine/wallet.ts'
import { type Failure, type FieldError, invalid } from '../failure.ts'
import { type Appended, appendMovements, listLastOccurrences } from '../storage/movements.ts'
import {
  type Balance,
  type CreditKey,
  findBalance,
  listBalances,
  lockWallets,
  type MovementRow,
} from '../storage/wallets.ts'
import { type RenewalFrame, type RenewalOutcome, writeRenewals } from '../storage/write-renewals.ts'
import type { Call, Work } from './call.ts'
import { forgetWallets } from './remembered-wallets.ts'

export interface Entry extends CreditKey {
  readonly kind: MovementKind
  /** Signed: what the credit gains. */
  readonly amount: Amount
  readonly useId?: number
  readonly reason?: string
  /** When it counts, where that is not now; epoch milliseconds. */
  readonly occurredAt?: number
  /** Who asked for it, where that is not the operation at work: a batch serves many (design 3.7). */
  readonly call?: Call
  /** The member to name when the credit does not allow the movement. */
  readonly property: string
  readonly attempted: unknown
}

/** Wallets held by the transaction, and where the journal of each ends. */
export type HeldWallets = ReadonlyMap<number, JournalEnd>

/** Locks the wallets of these customers, in order of their ids. Ids of no customer are passed over. */
export async function holdWallets(
  work: Pick<Work, 'executor'>,
  coworkerIds: readonly number[],
): Promise<HeldWallets> {
  const held = await lockWallets(work.executor, coworkerIds)
  // Spends before this one have been written by now, and those after it need not find out that something has changed.
  forgetWallets(coworkerIds)
  return held
}

/**
 * Appends entries to the journals in the order given and moves the balances with them, or refuses them all. `totals`
 * sets new totals by credit key, so that a total and what is left of it change in one step.
 */
export async function record(
  work: Work,
  entries: readonly Entry[],
  totals: ReadonlyMap<string, Amount> = new Map(),
): Promise<void> {
  if (entries.length === 0) return
  const owners = entries.map((entry) => entry.coworkerId)
  const backdated = entries.filter((entry) =>
    isBackdated({ ...entry, now: (entry.call ?? work).now }),
  )
  const [ends, balances, lastOccurred] = await Promise.all([
    holdWallets(work, owners),
    // Asked right behind, and read after the locks: statements of one transaction follow each other.
    loadBalances(work, entries, totals),
    listLastOccurrences(work.executor, backdated),
  ])
  const drawn = drawUp(work, withoutRevival(entries, balances), { ends, balances, lastOccurred })
  await appendMovements(work.executor, drawn)
}

/** What goes back to a credit that has been deleted goes with it: what used it can be undone all the same (wire X19). */
function withoutRevival(
  entries: readonly Entry[],
  balances: ReadonlyMap<string, Balance>,
): readonly Entry[] {
  return entries.flatMap((entry): readonly Entry[] => {
    if (!balances.get(keyOf(entry))?.isDeleted) return [entry]
    const { useId: _, ...gone } = entry
    const amount = negated(entry.amount)
    return [entry, { ...gone, kind: 'Void', amount, reason: 'credit deleted' }]
  })
}

/** What a new credit starts with. */
export interface GrantEntry extends CreditKey {
  readonly amount: Amount
  readonly occurredAt: number
  readonly reason?: string
  /** What of it had gone before it was inserted, with what is left. */
  readonly gone?: { readonly amount: Amount; readonly reason: string }
}

/**
 * Appends the first movements of credits that were inserted with what they are granted, or what is left of it; there is at
 * least one. `held` are the wallets, when nothing was appended to them since they were taken.
 */
export async function recordGrants(
  work: Work,
  grants: readonly GrantEntry[],
  held?: HeldWallets,
): Promise<void> {
  const owners = grants.map((grant) => grant.coworkerId)
  const before = held ?? (await holdWallets(work, owners))
  const journals = continueJournals(before)
  const movements = grants.flatMap(({ gone, ...grant }) => {
    const granted = movementOf(work, { ...grant, kind: 'Grant' }, journals, grant.amount)
    if (!gone) return [granted]
    const { reason } = gone
    const taken = { ...grant, kind: 'Adjust', amount: negated(gone.amount), reason } as const
    return [granted, movementOf(work, taken, journals, minus(grant.amount, gone.amount))]
  })
  await appendMovements(work.executor, { movements, balances: [], ends: journals.ends })
}

/**
 * Grants what contracts promise and notes when they are due next. The callers hold the wallets and the contracts: what differs
 * from one to the other is read where it is written.
 */
export function recordRenewals(
  work: Work,
  outcomes: readonly RenewalOutcome[],
  credits: RenewalFrame['credits'],
): Promise<void> {
  return writeRenewals(work.executor, outcomes, {
    by: work.actor.email,
    recordedAt: work.now,
    credits,
  })
}

/** What a wallet held before the entries: read after its lock was taken. */
export interface Standing {
  readonly ends: HeldWallets
  /** By credit key. */
  readonly balances: ReadonlyMap<string, Balance>
  /** When the last movement of a credit counts, by credit key; asked for where something is backdated. */
  readonly lastOccurred: ReadonlyMap<string, number>
}

/** What the entries come to, for callers who write it together with what it belongs to. */
export function drawUp(
  work: Pick<Call, 'actor' | 'now' | 'idempotency'>,
  entries: readonly Entry[],
  before: Standing,
): Appended {
  const journals = continueJournals(before.ends, before.lastOccurred)
  const balances = new Map<string, Balance>()
  const movements = entries.map((entry): MovementRow => {
    const key = keyOf(entry)
    const balance = balances.get(key) ?? before.balances.get(key)
    if (!balance) throw new Error(`movement on unknown credit ${key}`)
    const after = { ...balance, remaining: plus(balance.remaining, entry.amount) }
    balances.set(key, refuseOutOfBounds(entry, balance, after))
    return movementOf(work, entry, journals, after.remaining)
  })
  return { movements, balances: [...balances.values()].map(withRoom), ends: journals.ends }
}

/**
 * What was added by hand counts as a return, so a use that comes back after it may leave more than the total: the total
 * is raised to it (domain S14, S15).
 */
function withRoom(balance: Balance): Balance {
  return { ...balance, total: greatest(balance.total, balance.remaining) }
}

function movementOf(
  work: Pick<Call, 'actor' | 'now' | 'idempotency'>,
  entry: Omit<Entry, 'property' | 'attempted'>,
  journals: Continuation,
  remaining: Amount,
): MovementRow {
  const { call = work, unit, coworkerId, creditId, kind, amount, occurredAt } = entry
  const { now } = call
  const place = journals.append({ coworkerId, credit: keyOf(entry), kind, now, occurredAt })
  return {
    unit,
    coworkerId,
    creditId,
    kind,
    amount,
    sequence: place.sequence,
    remaining,
    useId: entry.useId ?? null,
    occurredAt: place.occurredAt,
    recordedAt: place.recordedAt,
    by: call.actor.email,
    reason: entry.reason ?? null,
    receipt: call.idempotency?.key ?? null,
  }
}

function keyOf(key: CreditKey): string {
  return creditKey(key.unit, key.creditId)
}

async function loadBalances(
  work: Work,
  entries: readonly Entry[],
  totals: ReadonlyMap<string, Amount>,
): Promise<Map<string, Balance>> {
  const first = new Map(entries.map((entry) => [keyOf(entry), entry]))
  const found = await listBalances(work.executor, [...first.values()])
  const balances = new Map(found.map((balance) => [keyOf(balance), balance]))
  for (const [key, entry] of first) {
    const balance = balances.get(key)
    if (!balance) throw new Error(`no credit ${key} in wallet ${entry.coworkerId}`)
    if (balance.isDeleted && entry.kind !== 'Return') {
      throw refusal(entry, 'the credit has been deleted')
    }
    balances.set(key, { ...balance, total: totals.get(key) ?? balance.total })
  }
  return balances
}

/** Nothing is left below zero or beyond what can be counted; a total is never raised beyond it either (`withRoom`). */
function refuseOutOfBounds(entry: Entry, before: Balance, after: Balance): Balance {
  if (after.remaining >= 0 && after.remaining <= largestAmount) return after
  if (after.remaining > 0) {
    const room = formatAmount(roomIn(before))
    throw refusal(entry, `is more than the credit can hold: at most ${room} can be added`)
  }
  const left = `${formatAmount(before.remaining)} of ${formatAmount(before.total)} is left`
  throw refusal(entry, `is more than the credit allows: ${left}`)
}

/** What can be added to a credit; time is counted in whole units. */
export function roomIn({ unit, remaining }: Balance): Amount {
  const room = minus(largestAmount, remaining)
  return unit === 'Time' ? wholeUnits(Math.floor(unitsOf(room))) : room
}

function refusal(entry: Entry, message: string): Failure {
  const error: FieldError = {
    property: entry.property,
    message,
    attempted: entry.attempted ?? null,
  }
  return invalid([error])
}

/** A credit's total before and after an edit, as a new and a reversing entry: both versions stay (design 3.5). */
export async function changeTotal(
  work: Work,
  key: CreditKey,
  totals: { readonly before: Amount; readonly after: Amount },
  property: string,
  attempted: unknown,
): Promise<void> {
  const balance = await findBalance(work.executor, key)
  if (!balance) throw new Error(`no credit ${keyOf(key)}`)
  const used = usedOf(totals.before, balance.remaining)
  if (totals.after < used) {
    throw invalid([
      { property, message: `may not be less than what is used: ${formatAmount(used)}`, attempted },
    ])
  }
  // Both totals stand in the journal one after the other, so what is left in between must be countable as well.
  const most = roomIn(balance)
  if (totals.after > most) {
    throw invalid([{ property, message: `may be at most ${formatAmount(most)}`, attempted }])
  }
  const edit = { ...key, kind: 'Edit' as const, property, attempted }
  await record(
    work,
    [
      // The new total comes first, so that nothing dips below zero on the way.
      { ...edit, amount: totals.after, reason: 'new total' },
      { ...edit, amount: minus(0 as Amount, totals.before), reason: 'previous total' },
    ],
    new Map([[keyOf(key), totals.after]]),
  )
}
