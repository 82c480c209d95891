// Takes back what a booking was charged: its uses, latest first, and the charge of what was left (domain J).

import { type Amount, wholeUnits } from '../engine/amount.ts'
import { Failure } from '../failure.ts'
import { type BookingCharge, listBookingCharges } from '../storage/booking-charges.ts'
import {
  clearTimeUse,
  findBooker,
  type LiveTimeUse,
  listLiveTimeUses,
  lockBooking,
  markBooking,
} from '../storage/bookings.ts'
import { listUsesOf, writeUsed } from '../storage/settlements.ts'
import { markDeleted } from '../storage/wallets.ts'
import type { Work } from './call.ts'
import { entry } from './charge-booking.ts'
import { creditCharges } from './credit-charges.ts'
import { holdWallets, record } from './ledger.ts'
import { bookingReach } from './plan-booking.ts'

/**
 * What becomes of money that is on an invoice already: a refusal; kept for what the booking will cost once it is charged
 * again; or credited, because it will cost nothing more (domain S13).
 */
type Invoiced = 'Refuse' | 'Keep' | 'Credit'

/**
 * Gives back everything the booking used and removes its charge, so that it can be charged anew (domain J2, S13). Answers
 * whether it was charged.
 */
export async function revertBooking(
  work: Work,
  bookingId: number,
  reason: string,
  invoiced: Invoiced,
): Promise<boolean> {
  const booker = await findBooker(work.executor, bookingId)
  const payers = await listBookingCharges(work.executor, bookingId)
  const owners = [
    ...(await listUsesOf(work.executor, 'booking_id', [bookingId])),
    ...(await listLiveTimeUses(work.executor, bookingId)),
    ...payers,
  ].map((one) => one.coworkerId)
  const reach = booker === undefined ? [] : [...(await bookingReach(work, booker)).tiers.keys()]
  await holdWallets(work, [...new Set([...owners, ...reach])])
  const booking = await lockBooking(work.executor, bookingId)
  // A bill run of whoever pays may have been under way.
  const charges = await listBookingCharges(work.executor, bookingId)
  if (invoiced === 'Refuse' && charges.some((charge) => charge.isInvoiced)) {
    throw new Failure(
      'refused',
      'The charge of this booking is on an invoice already. Void the invoice first.',
    )
  }
  await returnUses(work, bookingId, reason)
  for (const charge of charges) await removeCharge(work, charge, invoiced)
  await markBooking(work.executor, bookingId, { chargedOn: null, dueOn: null })
  return booking?.isCharged ?? false
}

async function removeCharge(work: Work, charge: BookingCharge, invoiced: Invoiced): Promise<void> {
  const { coworkerId, id: creditId, price, isInvoiced } = charge
  if (!isInvoiced) {
    return markDeleted(work.executor, { unit: 'Time', coworkerId, creditId }, work.now)
  }
  if (invoiced === 'Credit') await creditCharges(work, [charge], price)
}

// In reverse rank, money before time, because time was taken first.
async function returnUses(work: Work, bookingId: number, reason: string): Promise<void> {
  const money = await listUsesOf(work.executor, 'booking_id', [bookingId])
  await record(
    work,
    money.map((use) => ({
      ...entry('Money', use.coworkerId, use.creditId, use.useId, 'Return', use.used, work.now),
      reason,
    })),
  )
  for (const use of money) await writeUsed(work.executor, { ...use, used: 0 as Amount })
  await returnTime(work, bookingId, reason)
}

/** Gives back the time credit of a booking; answers what it was. The wallets are held. */
export async function returnTime(
  work: Work,
  bookingId: number,
  reason: string | undefined,
): Promise<readonly LiveTimeUse[]> {
  const time = await listLiveTimeUses(work.executor, bookingId)
  await record(
    work,
    time.map((use) => {
      const given = wholeUnits(use.units)
      const returned = entry(
        'Time',
        use.coworkerId,
        use.creditId,
        use.useId,
        'Return',
        given,
        work.now,
      )
      return reason === undefined ? returned : { ...returned, reason }
    }),
  )
  for (const use of time) await clearTimeUse(work.executor, use)
  return time
}
