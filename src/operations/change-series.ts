// What a change of one booking does to the others of its series, as `WhichBookingsToUpdate` says (domain J3).

import { movedLike } from '../engine/series.ts'
import type { Body, RecordValues } from '../entities/change.ts'
import { choiceKind } from '../entities/kinds.ts'
import { findRecord, locationsOf, updateRecord } from '../storage/records.ts'
import { findResourceZone, listSeries, type SeriesBooking } from '../storage/series.ts'
import { requireChange, requireLocation } from './access.ts'
import { unrestrictedReading, type Work } from './call.ts'
import { dropBooking } from './cancel-booking.ts'
import type { Written } from './consequence.ts'
import { chargeTogether } from './make-series.ts'
import { revertBooking } from './revert-booking.ts'
import { staysCharged } from './stays-charged.ts'
import { entityNamed } from './wallet-access.ts'

/** eRepeatedBookingUpdateAction. */
const updateFuture = 2
const _updateAll = 3
const updateNotCharged = 4
const deleteAll = 5
const deleteAfter = 6
const deleteNotCharged = 7
const revertAll = 8

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

const isDecided = (before: RecordValues, after: RecordValues) =>
  decisive.some((name) => before[name] !== after[name])

/** What is asked of the series; 0 for a change of one booking. */
function actionIn(body: Body): number {
  const input = body.WhichBookingsToUpdate
  if (input === undefined || input === null) return 0
  const parsed = choiceKind('eRepeatedBookingUpdateAction').parse(input)
  return 'value' in parsed ? Number(parsed.value) : 0
}

/** The customers of the bookings that a change reaches beside the one it names. */
export async function customersReached(
  work: Work,
  before: RecordValues | undefined,
  body: Body,
): Promise<readonly (number | null)[]> {
  return before ? (await othersOf(work, before, body)).map((one) => one.coworkerId) : []
}

/** The other bookings of the series that an action is about. */
async function othersOf(
  work: Work,
  before: RecordValues,
  body: Body,
): Promise<readonly SeriesBooking[]> {
  const action = actionIn(body)
  const seriesId = before.RepeatSeriesUniqueId as string | null
  if (action < updateFuture || seriesId === null) return []
  const others = (await listSeries(work.executor, seriesId)).filter((one) => one.id !== before.Id)
  if ([updateFuture, deleteAfter].includes(action)) {
    return others.filter((one) => one.from > (before.FromTime as number))
  }
  if ([updateNotCharged, deleteNotCharged].includes(action)) {
    return others.filter((one) => !one.isCharged)
  }
  return others
}

/**
 * Carries a change of a booking over to its series, and settles anew what costs something else. Bookings that are
 * deleted give back what they used; reverted ones stay uncharged until somebody charges them. A booking without a
 * series is changed alone.
 */
export async function followChange(work: Work, written: Written): Promise<void> {
  const { before, after, body } = written
  const action = actionIn(body)
  const others = await othersOf(work, before, body)
  await requireReached(work, others)
  const own = {
    id: after.Id as number,
    isCharged: before.Invoiced === true,
    coworkerId: before.CoworkerId as number | null,
    from: before.FromTime as number,
  }
  if (action === revertAll) {
    const charged = [own, ...others].filter((one) => one.isCharged)
    for (const { id } of charged) await revertBooking(work, id, 'charges reverted', 'Refuse')
    return
  }
  if ([deleteAll, deleteAfter, deleteNotCharged].includes(action)) {
    await deleteSeries(work, action, own, others)
    return
  }
  const settles = isDecided(before, after)
  for (const other of others) await carryOver(work, written, other)
  if (!settles) return
  const charged = [own, ...others].filter((one) => one.isCharged)
  const stay = new Set<number>()
  for (const one of charged) if (await staysCharged(work, one)) stay.add(one.id)
  for (const one of charged) await revertBooking(work, one.id, 'booking changed', 'Keep')
  await chargeTogether(work, await inOrder(work, after, own.id, others), stay)
}

async function deleteSeries(
  work: Work,
  action: number,
  own: { readonly id: number; readonly isCharged: boolean },
  others: readonly SeriesBooking[],
): Promise<void> {
  const owner = entityNamed(work, 'Booking')
  requireChange(work.actor, owner, 'Delete')
  const takesOwn = action === deleteAll || (action === deleteNotCharged && !own.isCharged)
  // What is no series goes by DELETE.
  const doomed = others.length > 0 && takesOwn ? [own, ...others] : others
  for (const one of doomed) {
    await revertBooking(work, one.id, 'series deleted', 'Credit')
    const booking = await findRecord(work.executor, unrestrictedReading(work, owner), one.id)
    if (booking) await dropBooking(work, booking)
  }
}

async function requireReached(work: Work, others: readonly SeriesBooking[]): Promise<void> {
  if (work.actor.locations === undefined) return
  const reading = unrestrictedReading(work, entityNamed(work, 'Booking'))
  for (const { id } of others) {
    requireLocation(work.actor, await locationsOf(work.executor, reading, id), `Booking ${id}`)
  }
}

/** Members that say which booking it is, when it is, or what to do; they are not carried over as they are. */
const ownMembers = ['FromTime', 'ToTime', 'WhichBookingsToUpdate', 'SystemId']

async function carryOver(
  work: Work,
  { before, after }: Written,
  other: SeriesBooking,
): Promise<void> {
  const owner = entityNamed(work, 'Booking')
  const changed = Object.entries(owner.fields)
    .filter(([name, field]) => field.source.from === 'column' && !ownMembers.includes(name))
    .filter(([name, field]) => field.access === 'always' && before[name] !== after[name])
    .map(([name]) => [name, after[name] ?? null] as const)
  const timeZone = (await findResourceZone(work.executor, after.ResourceId as number)) ?? 'UTC'
  const like = (name: 'FromTime' | 'ToTime', instant: number) =>
    movedLike(instant, before[name] as number, after[name] as number, timeZone)
  await updateRecord(work.executor, owner, other.id, {
    ...Object.fromEntries(changed),
    FromTime: like('FromTime', other.from),
    ToTime: like('ToTime', other.until),
    UpdatedOn: work.now,
    UpdatedBy: work.actor.email,
  })
}

/** The bookings that were changed in the order of their new start. */
async function inOrder(
  work: Work,
  after: RecordValues,
  ownId: number,
  others: readonly SeriesBooking[],
): Promise<readonly number[]> {
  if (others.length === 0) return [ownId]
  const changed = new Set([ownId, ...others.map((one) => one.id)])
  const series = await listSeries(work.executor, after.RepeatSeriesUniqueId as string)
  return series.map((one) => one.id).filter((id) => changed.has(id))
}
