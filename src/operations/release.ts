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
  const { name, named } = readName(body)
  await settleDue(work, coworkerId)
  const list = async () =>
    listLiveUses(work.executor, coworkerId, await selectorOf(work, coworkerId, named))
  const found = await list()
  const timed = await findWholeBooking(work, coworkerId, name, body)
  const owners = [...found, ...timed.uses].map((use) => use.coworkerId)
  await holdWallets(work, [...new Set([coworkerId, ...owners])])
  const uses = await list()
  await requireCreditLocations(work, uses)
  const returns =
    timed.uses.length > 0 && usedByAll(uses) === 0 ? [] : decideReturns(uses, name, body)
  await writeReturns(work, uses, returns, body)
  const times = timed.bookingId
    ? await returnTime(work, timed.bookingId, textIn(body, 'Reason'))
    : undefined
  await raiseCharges(work, returns, timed.bookingId)
  await returnToLines(work, returns)
  const answer = await answerOf(work, coworkerId, uses, returns)
  const value = times ? { ...answer, TimeUses: times.map(timeWire) } : answer
  return outcomeOf(work, 'Released.', toJson(value))
}

/** A release of a whole booking of the customer gives back its time credit, too. */
async function findWholeBooking(
  work: Work,
  coworkerId: number,
  name: string,
  body: Body,
): Promise<{ readonly bookingId: number | undefined; readonly uses: readonly LiveTimeUse[] }> {
  const isWhole = name === 'BookingId' && (body.Amount === undefined || body.Amount === null)
  const bookingId = Number(body[name])
  if (!isWhole || (await findBooker(work.executor, bookingId)) !== coworkerId) {
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

/** The uses of one charge, as the caller names it. */
type Named = UseSelector | { readonly by: 'reference'; readonly text: string }

function readName(body: Body): { readonly name: string; readonly named: Named } {
  const given = [...Object.keys(selectors), 'Reference'].filter(
    (name) => body[name] !== undefined && body[name] !== null,
  )
  const [name] = given
  if (name === undefined || given.length > 1) {
    throw invalidField(
      name ?? 'BookingId',
      `name one of ${Object.keys(selectors).join(', ')} or Reference`,
      name === undefined ? null : body[name],
    )
  }
  if (name === 'Reference') {
    return { name, named: { by: 'reference', text: referenceIn(body) ?? '' } }
  }
  const parsed = integerKind.parse(body[name])
  if ('problem' in parsed) throw invalidField(name, parsed.problem, body[name])
  const id = Number(parsed.value)
  const by = selectors[name as keyof typeof selectors]
  return { name, named: by === 'id' ? { by, ids: [id] } : { by, id } }
}

async function selectorOf(work: Work, coworkerId: number, named: Named): Promise<UseSelector> {
  if (named.by !== 'reference') return named
  return { by: 'id', ids: await listUsesNamed(work.executor, coworkerId, named.text) }
}

function decideReturns(uses: readonly LiveUse[], name: string, body: Body): readonly Return[] {
  const all = usedByAll(uses)
  if (all === 0) {
    const message =
      uses.length === 0
        ? 'names nothing that used credit of this wallet'
        : 'has been given back already'
    throw invalidField(name, message, body[name])
  }
  if (body.Amount === undefined || body.Amount === null) return unwind(uses, all) ?? []
  const parsed = amountKind.parse(body.Amount)
  if ('problem' in parsed) throw invalidField('Amount', parsed.problem, body.Amount)
  const amount = parsed.value as Amount
  if (amount <= 0) throw invalidField('Amount', 'must be greater than zero', body.Amount)
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
  body: Body,
): Promise<void> {
  const text = textIn(body, 'Reason')
  const reason = text === undefined ? {} : { reason: text }
  const entries = returns.map((given) => ({
    unit: 'Money' as const,
    coworkerId: ownerOf(uses, given),
    creditId: given.creditId,
    kind: 'Return' as const,
    amount: given.amount,
    useId: given.useId,
    property: 'Amount',
    attempted: body.Amount ?? null,
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
