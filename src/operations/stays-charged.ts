// Whether a charged booking that changes is charged again at once, or whether that is decided anew (domain S13, S17).

import { listBookingCharges } from '../storage/booking-charges.ts'
import { readBooking } from '../storage/bookings.ts'
import { listWindowsUsed } from '../storage/credit-windows.ts'
import { listContracts } from '../storage/wallet-facts.ts'
import type { Work } from './call.ts'
import { isContractAlive } from './live-contracts.ts'

/** A charged booking as it was before it changed. */
export interface ChargedBefore {
  readonly id: number
  readonly coworkerId: number | null
  readonly from: number
}

/**
 * It is, whatever credit there is by now: what was to be paid does not wait for its end again. But where it moved out of
 * what paid it, the credit of its new time may not be there yet (W41), and another customer has other credit; both are
 * decided anew while no invoice asks for money. The booking is changed already, and what it used not yet given back.
 */
export async function staysCharged(work: Work, before: ChargedBefore): Promise<boolean> {
  const charges = await listBookingCharges(work.executor, before.id)
  if (charges.some((charge) => charge.isInvoiced && charge.price > 0)) return true
  const booking = await readBooking(work.executor, before.id)
  if (booking?.coworkerId !== before.coworkerId) return false
  return booking.from === before.from || isPayableAt(work, before.id, booking.from)
}

/** Whether every credit that pays a booking could pay it at another time as well. */
async function isPayableAt(work: Work, bookingId: number, at: number): Promise<boolean> {
  const windows = await listWindowsUsed(work.executor, bookingId)
  const owners = [...new Set(windows.map((window) => window.coworkerId))]
  const contracts = await listContracts(work.executor, owners)
  return windows.every(
    (window) =>
      at >= (window.validFrom ?? at) &&
      at < (window.expiresAt ?? Number.POSITIVE_INFINITY) &&
      isContractAlive(window, contracts, at),
  )
}
