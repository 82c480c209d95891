// Credit that goes back leaves more of a booking to be paid in money: the charge says so while no invoice has it.

import { type Amount, least, minorUnit, minus, plus, scaled, zero } from '../engine/amount.ts'
import type { Return } from '../engine/unwind.ts'
import {
  findBookingsOfUses,
  listBookingCharges,
  writeChargePrice,
} from '../storage/booking-charges.ts'
import { readBooking } from '../storage/bookings.ts'
import { type FirstSettlement, findSettlement } from '../storage/first-settlements.ts'
import type { Work } from './call.ts'

/** `wholeId` is a booking that was released as a whole, time credit included. The uses are written already. */
export async function raiseCharges(
  work: Work,
  returns: readonly Return[],
  wholeId: number | undefined,
): Promise<void> {
  const bookings = await findBookingsOfUses(
    work.executor,
    returns.map((given) => given.useId),
  )
  const released = new Set(bookings.values())
  if (wholeId !== undefined) released.add(wholeId)
  for (const bookingId of released) await raiseCharge(work, bookingId, bookingId === wholeId)
}

async function raiseCharge(work: Work, bookingId: number, isWhole: boolean): Promise<void> {
  const charges = await listBookingCharges(work.executor, bookingId)
  const charge = charges.find((one) => !one.isInvoiced)
  const booking = await readBooking(work.executor, bookingId)
  if (!charge || !booking?.coworkerId) return
  // It was settled with whoever booked, whose credit it may not have been.
  const first = await findSettlement(work.executor, booking.coworkerId, 'booking_id', bookingId)
  if (!first) return
  const others = charges.filter((one) => one !== charge)
  const elsewhere = others.reduce((sum, one) => plus(sum, one.price), zero)
  const owed = isWhole
    ? plus(first.covered, first.remainder)
    : owedAfter(first, minorUnit(booking.decimals))
  if (owed <= elsewhere) return
  await writeChargePrice(work.executor, { ...charge, price: minus(owed, elsewhere) })
}

/** Where a credit price was used, a unit of credit is worth more or less than one of money (domain S22). */
function owedAfter(first: FirstSettlement, unit: Amount): Amount {
  const byMoney = minus(first.covered, first.coveredByTime)
  const back = minus(first.used, least(first.stillUsed, first.used))
  return plus(first.remainder, first.used > 0 ? scaled(byMoney, back, first.used, unit) : zero)
}
