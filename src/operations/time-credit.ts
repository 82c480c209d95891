// Time credit by hand: CoworkerExtraService records and their uses. Charges of bookings live in the same table and are
// no credit (domain A6): nothing here touches them.

import { type Amount, largestWhole, negated, unitsOf, wholeUnits } from '../engine/amount.ts'
import { unitsUsed } from '../engine/calendar.ts'
import type { Body, RecordValues } from '../entities/change.ts'
import { Failure, invalidField } from '../failure.ts'
import { findRatePrice } from '../storage/rates.ts'
import { deleteUse, findBookingTimes, findChargedCustomer, moveUse } from '../storage/uses.ts'
import { type CreditKey, findBalance } from '../storage/wallets.ts'
import type { Work } from './call.ts'
import type { Consequence } from './consequence.ts'
import { idIn } from './id-in.ts'
import { changeTotal, type Entry, record } from './ledger.ts'
import { refuseNewOwner, voidCredit } from './money-credit.ts'
import { ownerOf, ownersOf } from './owners.ts'
import { revertBooking } from './revert-booking.ts'

const creditOf = (values: RecordValues): CreditKey => ({
  unit: 'Time',
  coworkerId: values.CoworkerId as number,
  creditId: values.Id as number,
})

/** The ledger counts in ten-thousandths, exactly. */
const mostUnits = unitsOf(largestWhole)

const isCharge = (values: RecordValues) => values.AutomaticallyAdded === true

export const timeCreditConsequence: Consequence = {
  wallets: async (_work, before, body) => idIn(before ? before.CoworkerId : body.CoworkerId),
  complete: async (work, { before, values, body }) => {
    refuseNewOwner(before, values, body)
    const total = values.TotalUses as number
    if (total > mostUnits) {
      throw invalidField('TotalUses', `may be at most ${mostUnits}`, body.TotalUses)
    }
    // Without a unit nothing could be counted, so here 0 is no value.
    if (values.ChargePeriod === 0) {
      throw invalidField('ChargePeriod', 'is a required field', body.ChargePeriod)
    }
    if (before && isCharge(before)) refuseMovedCharge(before, values, body)
    if (before && before.BusinessId !== values.BusinessId) {
      throw invalidField(
        'BusinessId',
        'cannot change: a time credit stays at its location',
        body.BusinessId,
      )
    }
    const price =
      values.Price ?? (await findRatePrice(work.executor, values.ExtraServiceId as number)) ?? null
    return { values: before ? { Price: price } : { Price: price, RemainingUses: 0 } }
  },
  created: async (work, values) => {
    const total = wholeUnits(values.TotalUses as number)
    await record(work, [
      { ...creditOf(values), kind: 'Grant', amount: total, property: 'TotalUses', attempted: null },
    ])
  },
  changed: async (work, { before, after, body }) => {
    const totals = {
      before: wholeUnits(before.TotalUses as number),
      after: wholeUnits(after.TotalUses as number),
    }
    if (totals.before === totals.after || isCharge(before)) return
    await changeTotal(work, creditOf(before), totals, 'TotalUses', body.TotalUses)
  },
  deleting: async (_work, values) => {
    if (values.IsFromTariff === true) {
      throw new Failure(
        'refused',
        'This time credit was granted by a contract and cannot be deleted directly.',
      )
    }
  },
  // The charge of a booking goes with everything the booking used, so that it can be charged anew (domain J2).
  deleted: async (work, values) => {
    if (!isCharge(values)) return voidCredit(work, creditOf(values))
    await revertBooking(work, values.BookingId as number, 'charge removed', 'Refuse')
  },
}

/** What a booking was charged stays with it, and at its price once that is on an invoice. */
function refuseMovedCharge(before: RecordValues, values: RecordValues, body: Body): void {
  if (before.BookingId !== values.BookingId) {
    throw invalidField(
      'BookingId',
      'cannot change: a charge stays with its booking',
      body.BookingId,
    )
  }
  if (before.Invoiced === true && before.Price !== values.Price) {
    throw invalidField('Price', 'cannot change: the charge is on an invoice already', body.Price)
  }
}

export const timeUseConsequence: Consequence = {
  wallets: (work, before, body) =>
    ownersOf(work, 'Time', [before?.CoworkerExtraServiceId, body.CoworkerExtraServiceId]),
  complete: async (work, { before, values }) => {
    const bookingId = values.BookingId as number | null
    const owner = await ownerOf(work, 'Time', values.CoworkerExtraServiceId as number)
    const usedBy = {
      used_by_id: (await findChargedCustomer(work.executor, bookingId, null)) ?? owner,
    }
    if (before) return { columns: usedBy }
    const used = await unitsFor(work, values.CoworkerExtraServiceId as number, bookingId)
    return { values: { CreditUsed: used }, columns: { ...usedBy, coworker_id: owner } }
  },
  created: async (work, values, body) => {
    await record(work, [
      { ...(await useOf(work, values, body)), kind: 'Use', amount: negated(usedIn(values)) },
    ])
  },
  changed: async (work, { before, after, body }) => {
    if (before.CoworkerExtraServiceId === after.CoworkerExtraServiceId) return
    const from = await useOf(work, before, body)
    const to = await useOf(work, after, body)
    await record(work, [
      { ...from, kind: 'Edit', amount: usedIn(before), reason: 'previous version of the use' },
      { ...to, kind: 'Edit', amount: negated(usedIn(before)), reason: 'new version of the use' },
    ])
    await moveUse(work.executor, 'Time', {
      useId: from.useId as number,
      from: from.coworkerId,
      to: to.coworkerId,
      creditId: to.creditId,
      used: usedIn(before),
    })
  },
  deleted: async (work, values) => {
    const use = await useOf(work, values, {})
    // The history of a credit that is gone stays (wire X19).
    if ((await findBalance(work.executor, use))?.isDeleted) {
      throw new Failure('refused', 'The time credit of this use has been deleted.')
    }
    if (usedIn(values) > 0)
      await record(work, [
        { ...use, kind: 'Return', amount: usedIn(values), reason: 'use deleted' },
      ])
    await deleteUse(work.executor, 'Time', {
      coworkerId: use.coworkerId,
      useId: use.useId as number,
    })
  },
}

const usedIn = (values: RecordValues): Amount =>
  wholeUnits((values.CreditUsed as number | null) ?? 0)

async function useOf(
  work: Work,
  values: RecordValues,
  body: Body,
): Promise<Omit<Entry, 'kind' | 'amount'>> {
  const creditId = values.CoworkerExtraServiceId as number
  const coworkerId = await ownerOf(work, 'Time', creditId)
  if (coworkerId === undefined)
    throw new Error(`use ${values.Id} of an unknown time credit ${creditId}`)
  return {
    unit: 'Time',
    coworkerId,
    creditId,
    useId: values.Id as number,
    property: 'CreditUsed',
    attempted: body.CreditUsed,
  }
}

/** The length of the booking in the unit of the credit, or one unit without a booking (wire 18). */
async function unitsFor(work: Work, creditId: number, bookingId: number | null): Promise<number> {
  const booking =
    bookingId === null ? undefined : await findBookingTimes(work.executor, bookingId, creditId)
  return booking ? unitsUsed(booking.period, booking.from, booking.until, booking.timeZone) : 1
}
