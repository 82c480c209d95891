// Gives back what a charge used, wholly or in part, to the credits it came from (domain J, S9).

import { type Amount, zero } from '../engine/amount.ts'
import { stateObjections } from '../engine/terms.ts'
import { type Return, unwind, usedByAll } from '../engine/unwind.ts'
import type { Body } from '../entities/change.ts'
import { amountKind, integerKind } from '../entities/kinds.ts'
import { decimal, toJson, type Wire } from '../entities/wire-json.ts'
import { invalidField } from '../failure.ts'
import { findBooker, type LiveTimeUse, listLiveTimeUses } from '../storage/bookings.ts'
import { locationsOf } from '../storage/records.ts'
import {
  type LiveUse,
  listLiveUses,
  listUsesNamed,
  type UseSelector,
  writeUsed,
} from '../storage/settlements.ts'
import { readSequences } from '../storage/wallets.ts'
import { requireLocation } from './access.ts'
import { unrestrictedReading, type Work } from './call.ts'
import { settleDue } from './due-work.ts'
import { returnToLines } from './invoice-figures.ts'
import { holdWallets, record } from './ledger.ts'
import { type Outcome, outcomeOf } from './perform.ts'
import { raiseCharges } from './raise-charges.ts'
import { readTogether } from './read-together.ts'
import { returnTime } from './revert-booking.ts'
import { sequencesWire } from './settlement-wire.ts'
import { referenceIn, textIn } from './text-in.ts'
import { entityNamed, requireWallet } from './wallet-access.ts'
import { loadFacts, reachOf } from './wallet-facts.ts'

const selectors = {
  BookingId: 'booking_id',
  EventAttendeeId: 'event_attendee_id',
  CoworkerInvoiceLineId: 'coworker_invoice_line_id',
  CoworkerBookingCreditUseHistoryId: 'id',
} as const

/** Body: one of the members that name a charge, and optionally `Amount` and `Reason`. */
export async function release(work: Work, coworkerId: number, body: Body): Promise<Outcome> {
  await requireWallet(work, coworkerId, {
    entity: 'CoworkerBookingCreditUseHistory',
    verb: 'Create',
    isOpenToMembers: false,
  })
  const asked = readRelease(body)
  await settleDue(work, coworkerId)
  const list = async () =>
    listLiveUses(work.executor, coworkerId, await selectorOf(work, coworkerId, asked.charge.uses))
  const found = await list()
  const timed = await findWholeBooking(work, coworkerId, asked)
  const owners = [...found, ...timed.uses].map((use) => use.coworkerId)
  await holdWallets(work, [...new Set([coworkerId, ...owners])])
  const uses = await list()
  await requireCreditLocations(work, uses)
  const returns =
    timed.uses.length > 0 && usedByAll(uses) === 0 ? [] : decideReturns(uses, asked, body)
  await writeReturns(work, uses, returns, asked.reason, body.Amount)
  const times = timed.bookingId ? await returnTime(work, timed.bookingId, asked.reason) : undefined
  await raiseCharges(work, returns, times?.length ? timed.bookingId : undefined)
  await returnToLines(work, returns)
  const answer = await answerOf(work, coworkerId, uses, returns)
  const value = times ? { ...answer, TimeUses: times.map(timeWire) } : answer
  return outcomeOf(work, 'Released.', toJson(value))
}

/** A release of a whole booking of the customer gives back its time credit, too. */
async function findWholeBooking(
  work: Work,
  coworkerId: number,
  { charge: { uses }, amount }: AskedRelease,
): Promise<{ readonly bookingId: number | undefined; readonly uses: readonly LiveTimeUse[] }> {
  const bookingId = uses.by === 'booking_id' && amount === undefined ? uses.id : undefined
  if (bookingId === undefined || (await findBooker(work.executor, bookingId)) !== coworkerId) {
    return { bookingId: undefined, uses: [] }
  }
  return { bookingId, uses: await listLiveTimeUses(work.executor, bookingId) }
}

const timeWire = (use: LiveTimeUse): Wire => ({
  CoworkerExtraServiceUseHistoryId: use.useId,
  CoworkerExtraServiceId: use.creditId,
  CoworkerId: use.coworkerId,
  Returned: use.units,
})

// Credits of other locations are shown but not changeable (design 5).
async function requireCreditLocations(work: Work, uses: readonly LiveUse[]): Promise<void> {
  const reading = unrestrictedReading(work, entityNamed(work, 'CoworkerBookingCredit'))
  for (const id of new Set(uses.map((use) => use.creditId))) {
    requireLocation(work.actor, await locationsOf(work.executor, reading, id), `Credit ${id}`)
  }
}

interface AskedRelease {
  readonly charge: NamedCharge
  /** None for all that is used. */
  readonly amount: Amount | undefined
  readonly reason: string | undefined
}

interface NamedCharge {
  /** The member that names it. */
  readonly member: string
  readonly uses: UseSelector | { readonly by: 'reference'; readonly text: string }
}

function readRelease(body: Body): AskedRelease {
  return readTogether<AskedRelease>({
    charge: () => readCharge(body),
    amount: () => readAmount(body),
    reason: () => textIn(body, 'Reason'),
  })
}

function readAmount({ Amount: given }: Body): Amount | undefined {
  if (given === undefined || given === null) return undefined
  const parsed = amountKind.parse(given)
  if ('problem' in parsed) throw invalidField('Amount', parsed.problem, given)
  const amount = parsed.value as Amount
  if (amount <= 0) throw invalidField('Amount', 'must be greater than zero', given)
  return amount
}

function readCharge(body: Body): NamedCharge {
  const given = [...Object.keys(selectors), 'Reference'].filter(
    (name) => body[name] !== undefined && body[name] !== null,
  )
  const [member] = given
  if (member === undefined || given.length > 1) {
    throw invalidField(
      member ?? 'BookingId',
      `name one of ${Object.keys(selectors).join(', ')} or Reference`,
      member === undefined ? null : body[member],
    )
  }
  if (member === 'Reference') {
    return { member, uses: { by: 'reference', text: referenceIn(body) ?? '' } }
  }
  const parsed = integerKind.parse(body[member])
  if ('problem' in parsed) throw invalidField(member, parsed.problem, body[member])
  const id = Number(parsed.value)
  const by = selectors[member as keyof typeof selectors]
  return { member, uses: by === 'id' ? { by, ids: [id] } : { by, id } }
}

async function selectorOf(
  work: Work,
  coworkerId: number,
  uses: NamedCharge['uses'],
): Promise<UseSelector> {
  if (uses.by !== 'reference') return uses
  return { by: 'id', ids: await listUsesNamed(work.executor, coworkerId, uses.text) }
}

function decideReturns(
  uses: readonly LiveUse[],
  { charge: { member }, amount }: AskedRelease,
  body: Body,
): readonly Return[] {
  const all = usedByAll(uses)
  if (all === 0) {
    const message =
      uses.length === 0
        ? 'names nothing that used credit of this wallet'
        : 'has been given back already'
    throw invalidField(member, message, body[member])
  }
  if (amount === undefined) return unwind(uses, all) ?? []
  const returns = unwind(uses, amount)
  if (returns) return returns
  throw invalidField(
    'Amount',
    `may not be more than what is used: ${toJson(decimal(all))}`,
    body.Amount,
  )
}

async function writeReturns(
  work: Work,
  uses: readonly LiveUse[],
  returns: readonly Return[],
  why: string | undefined,
  attempted: unknown,
): Promise<void> {
  const reason = why === undefined ? {} : { reason: why }
  const entries = returns.map((given) => ({
    unit: 'Money' as const,
    coworkerId: ownerOf(uses, given),
    creditId: given.creditId,
    kind: 'Return' as const,
    amount: given.amount,
    useId: given.useId,
    property: 'Amount',
    attempted,
    ...reason,
  }))
  await record(work, entries)
  for (const given of returns) {
    await writeUsed(work.executor, { ...given, coworkerId: ownerOf(uses, given) })
  }
}

function ownerOf(uses: readonly LiveUse[], given: Return): number {
  const use = uses.find((one) => one.useId === given.useId)
  if (!use) throw new Error(`return of unknown use ${given.useId}`)
  return use.coworkerId
}

/** Credit that has expired meanwhile comes back all the same and stays unusable (domain S9). */
async function answerOf(
  work: Work,
  coworkerId: number,
  uses: readonly LiveUse[],
  returns: readonly Return[],
): Promise<Record<string, Wire>> {
  const owners = [...new Set([coworkerId, ...returns.map((given) => ownerOf(uses, given))])]
  const sequences = await readSequences(work.executor, owners)
  const reach = await reachOf(work, coworkerId)
  const tiers = new Map([
    ...reach.tiers,
    ...owners.map((id) => [id, reach.tiers.get(id) ?? 1] as const),
  ])
  const { credits } = await loadFacts(work, coworkerId, { ...reach, tiers }, 0)
  const released = returns.reduce((sum, given) => (sum + given.amount) as Amount, 0 as Amount)
  return {
    Released: decimal(released),
    Uses: returns.map((given) => {
      const credit = credits.find((one) => one.id === given.creditId)
      return {
        CoworkerBookingCreditUseHistoryId: given.useId,
        CoworkerBookingCreditId: given.creditId,
        CoworkerId: ownerOf(uses, given),
        Returned: decimal(given.amount),
        // A credit that has been deleted holds nothing, whatever goes back to it.
        RemainingCredit: decimal(credit?.remaining ?? zero),
        Usable: credit !== undefined && stateObjections(credit, work.now).length === 0,
      }
    }),
    Sequence: sequences.get(coworkerId) ?? null,
    Sequences: sequencesWire(sequences),
  }
}
