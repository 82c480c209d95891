// Posts what is left of a booking to the account of whoever is invoiced for it, with the date by which it is due.

import { type Amount, minus, negated, plus, zero } from '../engine/amount.ts'
import { dueDateOf } from '../engine/due-date.ts'
import { policyValue } from '../engine/policy.ts'
import { type BookingCharge, listBookingCharges } from '../storage/booking-charges.ts'
import { type BookingFacts, findInvoicedCustomer } from '../storage/bookings.ts'
import { findPayingContract } from '../storage/contracts.ts'
import type { Work } from './call.ts'
import { creditCharges } from './credit-charges.ts'
import { insertNew } from './new-record.ts'
import type { BookingPlan } from './plan-booking.ts'
import { entityNamed } from './wallet-access.ts'

type OwnedBooking = BookingFacts & { readonly coworkerId: number }

/**
 * The money part, also when it is nothing (domain I7); who is invoiced follows the team (domain L5). Of a booking that was
 * invoiced before it changed only the difference: a second charge, or a credit note (domain S13).
 */
export async function insertCharge(
  work: Work,
  booking: OwnedBooking,
  plan: BookingPlan,
  chargedAt: number,
): Promise<void> {
  const { rateId } = plan.price
  const standing = await listBookingCharges(work.executor, booking.id)
  const difference = minus(plan.remainder, sumOf(standing))
  if (difference < 0) return creditCharges(work, standing, negated(difference))
  if (rateId === undefined || (standing.length > 0 && difference === 0)) return
  await postCharge(work, booking, { rateId, price: difference, settings: plan.settings }, chargedAt)
}

interface Posted {
  readonly rateId: number
  readonly price: Amount
  readonly settings: ReadonlyMap<string, string>
}

/** One charge more for the booking, beside those it has. */
export async function postCharge(
  work: Work,
  booking: OwnedBooking,
  { rateId, price, settings }: Posted,
  chargedAt: number,
): Promise<void> {
  const invoiced = booking.invoiceThisCoworker
    ? booking.coworkerId
    : await findInvoicedCustomer(work.executor, booking.coworkerId)
  const minutes = Math.ceil((booking.until - booking.from) / 60_000)
  await insertNew(work, entityNamed(work, 'CoworkerExtraService'), {
    CoworkerId: invoiced,
    BusinessId: booking.businessId,
    ExtraServiceId: rateId,
    Description: booking.resourceName,
    Price: price,
    ChargePeriod: 1,
    TotalUses: minutes,
    RemainingUses: 0,
    AutomaticallyAdded: true,
    InvoiceThisCoworker: booking.invoiceThisCoworker,
    PurchaseOrder: booking.purchaseOrder,
    BookingId: booking.id,
    BookingUniqueId: booking.uniqueId,
    BookingFromTime: booking.from,
    BookingToTime: booking.until,
    BookingResourceName: booking.resourceName,
    DueDate: await dueOn(work, booking, settings, chargedAt),
  })
}

const sumOf = (charges: readonly BookingCharge[]): Amount =>
  charges.reduce((sum, charge) => plus(sum, charge.price), zero)

async function dueOn(
  work: Work,
  booking: OwnedBooking,
  settings: ReadonlyMap<string, string>,
  chargedAt: number,
): Promise<number> {
  const contract = await findPayingContract(work.executor, booking.coworkerId, chargedAt)
  const isImmediate =
    booking.chargeNow || policyValue('Bookings.ChargeBookingsImmediately', settings) === 'True'
  return dueDateOf({ ...booking, chargedAt, isImmediate }, contract)
}
