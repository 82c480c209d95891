// What a booking does to credit: charged when it is time, reversed and settled again when it changes (domain S13, S17).

import type { RecordValues } from '../entities/change.ts'
import { invalid, invalidField } from '../failure.ts'
import { deleteRecordRow } from '../storage/records.ts'
import { quantityErrors } from './booking-products.ts'
import type { Work } from './call.ts'
import { refuseChargedBooking, snapshotDeleted } from './cancel-booking.ts'
import { customersReached, followChange } from './change-series.ts'
import { chargeWhenReady } from './charge-booking.ts'
import type { Consequence } from './consequence.ts'
import { settleDue } from './due-work.ts'
import { idIn } from './id-in.ts'
import { completeNewBooking, finishNewBooking } from './make-series.ts'
import { bookingReach } from './plan-booking.ts'
import { revertBooking } from './revert-booking.ts'
import { entityNamed } from './wallet-access.ts'

export const bookingConsequence: Consequence = {
  settling: async (work, before, body) => {
    for (const id of [before?.CoworkerId, body.CoworkerId].flatMap(idIn)) await settleDue(work, id)
  },
  wallets: async (work, before, body) =>
    walletsOf(work, [
      before?.CoworkerId,
      body.CoworkerId,
      ...(await customersReached(work, before, body)),
    ]),
  complete: async (work, draft) => {
    const { OverridePrice: price } = draft.values
    if (typeof price === 'number' && price < 0 && price !== draft.before?.OverridePrice) {
      throw invalidField('OverridePrice', 'must not be negative', draft.body.OverridePrice)
    }
    return draft.before ? {} : completeNewBooking(work, draft)
  },
  created: (work, booking, body) => finishNewBooking(work, booking, body),
  changed: (work, written) => followChange(work, written),
  deleting: (work, booking) => refuseChargedBooking(work, booking),
  deleted: (work, booking) => snapshotDeleted(work, booking),
}

/** The customers' own wallets and those their teams share, in one go and so in one order. */
async function walletsOf(work: Work, customers: readonly unknown[]): Promise<readonly number[]> {
  const wallets = new Set<number>()
  for (const id of customers.flatMap(idIn)) {
    for (const owner of (await bookingReach(work, id)).tiers.keys()) wallets.add(owner)
  }
  return [...wallets]
}

/** Products change the price of a booking that is charged already: reversed and settled again (domain S13). */
async function resettle(work: Work, bookingId: number): Promise<void> {
  const wasCharged = await revertBooking(work, bookingId, 'products of the booking changed', 'Keep')
  await chargeWhenReady(work, bookingId, wasCharged)
}

const bookingOf = (values: RecordValues) => values.BookingId as number

export const bookingProductConsequence: Consequence = {
  complete: async (_work, { values, body }) => {
    const errors = quantityErrors(values, body)
    if (errors.length > 0) throw invalid(errors)
    return {}
  },
  created: (work, product) => resettle(work, bookingOf(product)),
  changed: async (work, { before, after }) => {
    for (const id of new Set([bookingOf(before), bookingOf(after)])) await resettle(work, id)
  },
  deleted: async (work, product) => {
    await deleteRecordRow(work.executor, entityNamed(work, 'BookingProduct'), product.Id as number)
    await resettle(work, bookingOf(product))
  },
}
