// Charges a booking: time credit, then money credit, then a charge for what is left (domain H, I).

import {
  type Amount,
  formatAmount,
  largestAmount,
  minus,
  negated,
  wholeUnits,
} from '../engine/amount.ts'
import { formatInstant } from '../engine/instant.ts'
import { policyValue } from '../engine/policy.ts'
import { decimal, toJson, type Wire } from '../entities/wire-json.ts'
import { Failure, invalidField } from '../failure.ts'
import { type BookingFacts, findBooker, lockBooking, markBooking } from '../storage/bookings.ts'
import { insertSettlement } from '../storage/settlements.ts'
import type { Work } from './call.ts'
import { type Entry, holdWallets, record } from './ledger.ts'
import { insertNew } from './new-record.ts'
import { type BookingPlan, bookingReach, planBooking } from './plan-booking.ts'
import { insertCharge } from './post-charge.ts'
import { settlementWire } from './settlement-wire.ts'
import { entityNamed } from './wallet-access.ts'

type OwnedBooking = BookingFacts & { readonly coworkerId: number }

interface Held {
  readonly booking: OwnedBooking
  readonly plan: BookingPlan
}

/** Holds the wallets, then the booking, then plans; undefined for a booking of nobody, which is not charged. */
async function planHeld(
  work: Work,
  bookingId: number,
  chargedAt: number,
): Promise<Held | undefined> {
  const booker = await findBooker(work.executor, bookingId)
  if (booker === undefined) return undefined
  const reach = await bookingReach(work, booker)
  await holdWallets(work, [...reach.tiers.keys()])
  const booking = await lockBooking(work.executor, bookingId)
  if (!booking || booking.coworkerId !== booker) return undefined
  const owned = { ...booking, coworkerId: booker }
  return { booking: owned, plan: await planBooking(work, owned, reach, chargedAt) }
}

/** Charges the booking now, whatever its time; a second call changes nothing (domain S27). */
export async function chargeBooking(
  work: Work,
  bookingId: number,
  reference: string | null = null,
): Promise<void> {
  const booker = await findBooker(work.executor, bookingId)
  if (booker === undefined) {
    throw new Failure('refused', `Booking ${bookingId} has no customer who could be charged.`)
  }
  const held = await planHeld(work, bookingId, work.now)
  if (!held || held.booking.isCharged) return
  if (held.booking.isTentative) {
    throw new Failure(
      'refused',
      `Booking ${bookingId} is tentative. Confirm it before it is charged.`,
    )
  }
  refuseCut(held.plan, 'BookingId', bookingId)
  await writeCharge(work, held, work.now, reference)
}

/**
 * Who asks for a price that cannot be counted is told so, before anything is used. A booking that became so dear later is
 * charged at its end for what can be counted, so that it keeps nobody from a wallet.
 */
export function refuseCut(
  { isCut }: Pick<BookingPlan, 'isCut'>,
  property: string,
  attempted: unknown,
): void {
  if (!isCut) return
  const most = formatAmount(largestAmount)
  throw invalidField(
    property,
    `makes a booking that costs more than can be counted, which is at most ${most}: lower its rate or shorten it`,
    attempted,
  )
}

/**
 * Charges a booking that was made or changed if it is time: when credit can pay some of it, when it or its location says
 * so; otherwise it waits for its end (domain S17). A location may refuse what credit does not cover (domain H5). For some it
 * `isDecided` that it is time: a booking of a series that had credit before its sisters used it is confirmed with them, and
 * one that was charged before it changed stays so (domain S13).
 */
export async function chargeWhenReady(
  work: Work,
  bookingId: number,
  isDecided = false,
): Promise<void> {
  const held = await planHeld(work, bookingId, work.now)
  if (!held || held.booking.isCharged) return
  const { booking, plan } = held
  if (booking.isTentative)
    return markBooking(work.executor, booking.id, { chargedOn: null, dueOn: null })
  refuseCut(plan, 'ToTime', formatInstant(booking.until))
  if (
    policyValue('Bookings.RejectIfNoCreditIsAvailable', plan.settings) === 'True' &&
    plan.settlement.remainder > 0
  ) {
    throw invalidField(
      'CoworkerId',
      'has not enough credit for this booking, and the location accepts no other',
      booking.coworkerId,
    )
  }
  const isImmediate =
    booking.chargeNow || policyValue('Bookings.ChargeBookingsImmediately', plan.settings) === 'True'
  if (isImmediate || isDecided || plan.hasCredit || booking.until <= work.now) {
    return writeCharge(work, held, work.now)
  }
  await markBooking(work.executor, booking.id, { chargedOn: null, dueOn: booking.until })
}

/** Whether credit could pay some of a booking if it came first. */
export async function hasCreditFor(work: Work, bookingId: number): Promise<boolean> {
  return (await planHeld(work, bookingId, work.now))?.plan.hasCredit ?? false
}

/** Charges a booking whose end has come, as of that end: late work makes no difference (R29). */
export async function chargeEnded(
  work: Work,
  ended: { readonly id: number; readonly dueOn: number },
): Promise<void> {
  const held = await planHeld(work, ended.id, ended.dueOn)
  if (!held || held.booking.isCharged || held.booking.isTentative) {
    return markBooking(work.executor, ended.id, {
      chargedOn: held?.booking.isCharged ? work.now : null,
      dueOn: null,
    })
  }
  await writeCharge(work, held, ended.dueOn)
}

async function writeCharge(
  work: Work,
  { booking, plan }: Held,
  chargedAt: number,
  reference: string | null = null,
): Promise<void> {
  const settlementId = await insertSettlement(work.executor, {
    coworkerId: booking.coworkerId,
    reference,
    bookingId: booking.id,
    explanation: toJson(explanationOf(plan)),
    by: work.actor.email,
    now: work.now,
  })
  const columns = { used_by_id: booking.coworkerId, settlement_id: settlementId }
  const entries: Entry[] = []
  for (const use of plan.timeUses) {
    const useId = await insertNew(
      work,
      entityNamed(work, 'CoworkerExtraServiceUseHistory'),
      { CoworkerExtraServiceId: use.creditId, BookingId: booking.id, CreditUsed: use.units },
      { ...columns, coworker_id: use.coworkerId, charge_index: 0, rank: use.rank },
    )
    const amount = negated(wholeUnits(use.units))
    entries.push(entry('Time', use.coworkerId, use.creditId, useId, 'Use', amount, chargedAt))
  }
  for (const use of plan.settlement.uses) {
    const useId = await insertNew(
      work,
      entityNamed(work, 'CoworkerBookingCreditUseHistory'),
      { CoworkerBookingCreditId: use.creditId, BookingId: booking.id, CreditUsed: use.amount },
      { ...columns, coworker_id: use.coworkerId, charge_index: use.chargeIndex, rank: use.rank },
    )
    entries.push(
      entry('Money', use.coworkerId, use.creditId, useId, 'Use', negated(use.amount), chargedAt),
    )
  }
  await record(work, entries)
  await insertCharge(work, booking, plan, chargedAt)
  await markBooking(work.executor, booking.id, { chargedOn: chargedAt, dueOn: null })
}

/** A movement of credit for a booking. */
export function entry(
  unit: Entry['unit'],
  coworkerId: number,
  creditId: number,
  useId: number,
  kind: Entry['kind'],
  amount: Amount,
  occurredAt: number,
): Entry {
  return {
    unit,
    coworkerId,
    creditId,
    useId,
    kind,
    amount,
    occurredAt,
    property: 'BookingId',
    attempted: null,
  }
}

function explanationOf(plan: BookingPlan): Wire {
  return {
    ...settlementWire(plan.settlement, []),
    Price: decimal(plan.price.amount),
    Covered: decimal(minus(plan.total, plan.remainder)),
    CoveredByTime: decimal(plan.coveredByTime),
    Remainder: decimal(plan.remainder),
    TimeUses: plan.timeUses.map((use) => ({
      CoworkerExtraServiceId: use.creditId,
      CoworkerId: use.coworkerId,
      Units: use.units,
    })),
  }
}
