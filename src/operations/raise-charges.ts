// Credit that goes back leaves more of a booking to be paid in money: the charge says so while no invoice has it.

import { type Amount, least, minorUnit, minus, plus, scaled, zero } from '../engine/amount.ts'
import type { Return } from '../engine/unwind.ts'
import {
  findBookingCharge,
  findBookingsOfUses,
  readBooking,
  writeChargePrice,
} from '../storage/bookings.ts'
import { findSettlement } from '../storage/first-settlements.ts'
import type { Work } from './call.ts'

/** `wholeId` is a booking that was released as a whole, time credit included. */
export async function raiseCharges(
  work: Work,
  coworkerId: number,
  returns: readonly Return[],
  wholeId: number | undefined,
): Promise<void> {
  const bookings = await findBookingsOfUses(
    work.executor,
    returns.map((given) => given.useId),
  )
  const released = new Map<number, Amount>()
  if (wholeId !== undefined) released.set(wholeId, zero)
  for (const given of returns) {
    const bookingId = bookings.get(given.useId)
    if (bookingId === undefined) continue
    released.set(bookingId, plus(released.get(bookingId) ?? zero, given.amount))
  }
  for (const [bookingId, amount] of released) {
    await raiseCharge(work, coworkerId, bookingId, bookingId === wholeId ? 'all' : amount)
  }
}

async function raiseCharge(
  work: Work,
  coworkerId: number,
  bookingId: number,
  released: Amount | 'all',
): Promise<void> {
  const charge = await findBookingCharge(work.executor, bookingId)
  const booking = await readBooking(work.executor, bookingId)
  if (!charge || charge.isInvoiced || !booking) return
  const first = await findSettlement(work.executor, coworkerId, 'booking_id', bookingId)
  if (!first) return
  const total = plus(first.covered, first.remainder)
  if (released === 'all') return writeChargePrice(work.executor, { ...charge, price: total })
  if (first.used <= 0) return
  // Where a credit price was used, a unit of credit is worth more or less than one of money (domain S22).
  const byMoney = minus(first.covered, first.coveredByTime)
  const back = scaled(byMoney, released, first.used, minorUnit(booking.decimals))
  await writeChargePrice(work.executor, {
    ...charge,
    price: least(total, plus(charge.price, back)),
  })
}
