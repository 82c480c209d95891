// When what is left of a booking has to be paid (domain I6).

import { clampedDay, dayOf, midnight } from './calendar.ts'

/** eTariffBookingDueDateStrategy: 1 RenewalDate, 2 BookingEndDate, 3 BookingCreationDate, 4 NextNthOfMonth; 0 is unset. */
export type DueDateStrategy = 0 | 1 | 2 | 3 | 4

/** The contract of a member that renews first. Instants are epoch milliseconds. */
export interface PayingContract {
  readonly renewalDate: number | null
  readonly strategy: DueDateStrategy
  readonly dayOfMonth: number | null
}

export interface DueBooking {
  readonly chargedAt: number
  readonly createdAt: number
  readonly until: number
  /** The location or the booking asks for the charge at once. */
  readonly isImmediate: boolean
  readonly timeZone: string
}

/**
 * Contacts pay today and members at the first renewal of their contracts, unless they are charged immediately; a plan may
 * choose the end or the making of the booking, or a day of the month, which is the next one that has not begun.
 */
export function dueDateOf(booking: DueBooking, contract: PayingContract | undefined): number {
  if (!contract || booking.isImmediate) return booking.chargedAt
  switch (contract.strategy) {
    case 2:
      return booking.until
    case 3:
      return booking.createdAt
    case 4:
      return nextNth(booking, contract.dayOfMonth ?? 1)
    default:
      return contract.renewalDate ?? booking.chargedAt
  }
}

function nextNth({ chargedAt, timeZone }: DueBooking, dayOfMonth: number): number {
  const today = dayOf(chargedAt, timeZone)
  const nth = Math.max(dayOfMonth, 1)
  const own = midnight(clampedDay(today, 0, nth), timeZone)
  return own >= chargedAt ? own : midnight(clampedDay(today, 1, nth), timeZone)
}
