// Ends bookings: cancelled with a reason, or deleted; what they used goes back as the reason says (domain J, S9, S10).

import { scaled, zero } from '../engine/amount.ts'
import { policyValue } from '../engine/policy.ts'
import type { RecordValues } from '../entities/change.ts'
import { Failure } from '../failure.ts'
import { listBookingCharges } from '../storage/booking-charges.ts'
import { findBookingLocation, findCancellationFee } from '../storage/cancellations.ts'
import { listSettings } from '../storage/locations.ts'
import { deleteRecordRow, findRecord } from '../storage/records.ts'
import { deleteBookingProducts } from '../storage/series.ts'
import { unrestrictedReading, type Work } from './call.ts'
import { insertFromBody, insertNew } from './new-record.ts'
import { priceNow } from './plan-booking.ts'
import { revertBooking } from './revert-booking.ts'
import { entityNamed } from './wallet-access.ts'

export interface Cancellation {
  /** eBookingCancellationReason; 0 after a plain deletion. */
  readonly reason: number
  /** No fee, whatever the rules of the resource say (domain J6). */
  readonly waivesFee: boolean
}

const failedToPay = 5
const notCheckedIn = 8

/** Gives back what the reason gives back, charges a late fee, and keeps a snapshot in place of the booking. */
export async function cancelBooking(
  work: Work,
  bookingId: number,
  cancellation: Cancellation,
): Promise<void> {
  const owner = entityNamed(work, 'Booking')
  const booking = await findRecord(work.executor, unrestrictedReading(work, owner), bookingId)
  if (!booking) throw new Failure('not-found', `There is no Booking with the Id ${bookingId}.`)
  const fee = await findFee(work, bookingId)
  const isLate =
    fee !== undefined && work.now > (booking.FromTime as number) - fee.minutesBefore * 60_000
  const isAutomatic = [failedToPay, notCheckedIn].includes(cancellation.reason)
  const settings = await listSettings(
    work.executor,
    await findBookingLocation(work.executor, bookingId),
  )
  const policy = returnPolicy(cancellation.reason, isLate)
  const keepsCredit = policy !== undefined && policyValue(policy, settings) === 'False'
  if (!keepsCredit) await revertBooking(work, bookingId, 'booking cancelled', 'Credit')
  if (isLate && !isAutomatic && !cancellation.waivesFee) await chargeFee(work, booking, fee)
  await writeSnapshot(work, booking, cancellation.reason)
  await removeBooking(work, bookingId)
}

/** A booking that was not charged yet costs what charging it now would ask. */
async function findFee(work: Work, bookingId: number) {
  const fee = await findCancellationFee(work.executor, bookingId)
  return fee && fee.price === null ? { ...fee, price: await priceNow(work, bookingId) } : fee
}

/** Which policy decides whether credit comes back; in time it always does (domain S9, S10). */
function returnPolicy(reason: number, isLate: boolean) {
  if (reason === failedToPay) return 'Credits.ReturnWhenNotPaid'
  if (reason === notCheckedIn) return 'Credits.ReturnWhenNotCheckedIn'
  return isLate ? 'Credits.ReturnWhenLate' : undefined
}

type Fee = NonNullable<Awaited<ReturnType<typeof findCancellationFee>>>

/** A sale of its own, so that the return and the fee stay two movements (domain J4). */
async function chargeFee(work: Work, booking: RecordValues, fee: Fee): Promise<void> {
  if (!fee.isCharged || fee.productId === null || booking.CoworkerId === null) return
  const percent = 1_000_000
  const share = scaled(fee.price ?? zero, fee.percentage ?? zero, percent, fee.minorUnit)
  const amount = fee.isPercentage ? share : (fee.amount ?? zero)
  if (amount <= 0) return
  await insertFromBody(work, 'CoworkerProduct', {
    CoworkerId: booking.CoworkerId,
    BusinessId: fee.businessId,
    ProductId: fee.productId,
    Quantity: 1,
    Price: amount / 10_000,
    Notes: `Cancellation of booking ${booking.Id}`,
  })
}

/** What was known of the booking, read-only from then on (domain J7). */
async function writeSnapshot(work: Work, booking: RecordValues, reason: number): Promise<void> {
  const owner = entityNamed(work, 'CancelledBooking')
  const known = Object.keys(owner.fields).filter((name) => name in booking && name !== 'SystemId')
  const copied = Object.fromEntries(known.map((name) => [name, booking[name] ?? null]))
  const { Id: id, ...values } = copied
  await insertNew(work, owner, {
    ...values,
    Price: booking.CoworkerExtraServicePrice ?? null,
    CancellationReason: reason,
    CancelledOn: work.now,
    CancelledBy: work.actor.email,
    OriginalBookingId: String(id),
  })
}

async function removeBooking(work: Work, bookingId: number): Promise<void> {
  await deleteBookingProducts(work.executor, bookingId)
  await deleteRecordRow(work.executor, entityNamed(work, 'Booking'), bookingId)
}

/** A plain deletion: refused while the booking is charged or an invoice has its charge (domain J2). */
export async function refuseChargedBooking(work: Work, booking: RecordValues): Promise<void> {
  const isCharged = booking.Invoiced === true
  if (isCharged || (await listBookingCharges(work.executor, booking.Id as number)).length > 0) {
    throw new Failure('refused', 'This booking has already been charged to this customer.')
  }
}

export function snapshotDeleted(work: Work, booking: RecordValues): Promise<void> {
  return writeSnapshot(work, booking, 0)
}

/** Removes a booking that is not charged, and keeps a snapshot with the reason 0. */
export async function dropBooking(work: Work, booking: RecordValues): Promise<void> {
  await writeSnapshot(work, booking, 0)
  await removeBooking(work, booking.Id as number)
}
