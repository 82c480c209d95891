// What a booking does to credit: charged when it is time, reversed and settled again when it changes (domain S13, S17).

import type { RecordValues } from '../entities/change.ts'
import type { Work } from './call.ts'
import { refuseChargedBooking, snapshotDeleted } from './cancel-booking.ts'
import { chargeWhenReady, revertBooking } from './charge-booking.ts'
import type { Consequence } from './consequence.ts'
import { settleDue } from './due-work.ts'
import { idIn } from './id-in.ts'
import { bookingReach } from './plan-booking.ts'

/** Members that change what a booking costs or who pays it. */
const decisive = [
  'ResourceId',
  'CoworkerId',
  'FromTime',
  'ToTime',
  'ExtraServiceId',
  'OverridePrice',
  'Tentative',
  'DoNotUseBookingCredit',
  'ChargeNow',
]

export const bookingConsequence: Consequence = {
  settling: async (work, before, body) => {
    for (const id of [before?.CoworkerId, body.CoworkerId].flatMap(idIn)) await settleDue(work, id)
  },
  wallets: (work, before, body) => walletsOf(work, [before?.CoworkerId, body.CoworkerId]),
  created: (work, booking) => chargeWhenReady(work, booking.Id as number),
  changed: async (work, { before, after }) => {
    if (decisive.every((name) => before[name] === after[name])) return
    const id = after.Id as number
    if (before.Invoiced === true) await revertBooking(work, id, 'booking changed')
    await chargeWhenReady(work, id)
  },
  deleting: (_work, booking) => refuseChargedBooking(booking),
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

/** Products change the price of a booking that is charged already: reversed and settled again. */
async function resettle(work: Work, bookingId: number): Promise<void> {
  await revertBooking(work, bookingId, 'products of the booking changed')
  await chargeWhenReady(work, bookingId)
}

const bookingOf = (values: RecordValues) => values.BookingId as number

export const bookingProductConsequence: Consequence = {
  created: (work, product) => resettle(work, bookingOf(product)),
  changed: (work, { after }) => resettle(work, bookingOf(after)),
}
