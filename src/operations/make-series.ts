// Recurring bookings: a booking that repeats brings the others of its series along (domain S19).

import { randomUUID } from 'node:crypto'
import { lastDayOf, occurrences, type Times } from '../engine/series.ts'
import type { Body, RecordValues } from '../entities/change.ts'
import { type FieldError, invalid, invalidField } from '../failure.ts'
import { findResourceZone } from '../storage/series.ts'
import { auditCreation } from './audit.ts'
import { insertProducts, readProducts } from './booking-products.ts'
import type { Work } from './call.ts'
import { chargeWhenReady, hasCreditFor } from './charge-booking.ts'
import type { Completion, Draft } from './consequence.ts'
import { insertNew } from './new-record.ts'
import { entityNamed } from './wallet-access.ts'

/** A year of days. */
const mostBookings = 366

const days = ['Mon', 'Tues', 'Wednes', 'Thurs', 'Fri', 'Satur', 'Sun']

/** Checks what a new booking brings along, and gives a series the id its bookings share. */
export async function completeNewBooking(work: Work, draft: Draft): Promise<Completion> {
  await readProducts(work, draft.body)
  const { values } = draft
  if (values.RepeatBooking !== true) return {}
  refuseUnclear(draft)
  if (await timesOf(work, values)) {
    return { values: { RepeatSeriesUniqueId: values.RepeatSeriesUniqueId ?? randomUUID() } }
  }
  throw invalidField(
    'RepeatUntil',
    `makes more than ${mostBookings} bookings; end the series earlier or repeat it less often`,
    draft.body.RepeatUntil,
  )
}

function refuseUnclear({ values, body }: Draft): void {
  const errors: FieldError[] = []
  const report = (property: string, message: string) => {
    errors.push({ property, message, attempted: body[property] ?? null })
  }
  const { Repeats: cycle, RepeatEvery: every, RepeatUntil: until } = values
  if (!cycle) report('Repeats', 'says how a booking repeats, so it is needed with RepeatBooking')
  if (typeof every === 'number' && every < 1) report('RepeatEvery', 'must be at least 1')
  if (typeof until !== 'number') {
    report('RepeatUntil', 'says when a series ends, so it is needed with RepeatBooking')
  }
  if (errors.length > 0) throw invalid(errors)
}

/** The times of every booking of the series, the first one first; undefined when they are too many. */
async function timesOf(work: Work, values: RecordValues): Promise<readonly Times[] | undefined> {
  const first = { from: values.FromTime as number, until: values.ToTime as number }
  const timeZone = await findResourceZone(work.executor, values.ResourceId as number)
  if (timeZone === undefined) return [first]
  const repetition = {
    cycle: values.Repeats as number,
    every: (values.RepeatEvery as number | null) ?? 1,
    until: lastDayOf(values.RepeatUntil as number, timeZone),
    weekdays: days.flatMap((day, index) =>
      values[`RepeatOn${day}days`] === true ? [index + 1] : [],
    ),
    timeZone,
  }
  return occurrences(first, repetition, mostBookings)
}

/** Products first, then the rest of the series, then the charges: what is charged is complete. */
export async function finishNewBooking(
  work: Work,
  booking: RecordValues,
  body: Body,
): Promise<void> {
  const products = await readProducts(work, body)
  const ids = [booking.Id as number]
  if (booking.RepeatBooking === true) {
    const owner = entityNamed(work, 'Booking')
    const [, ...others] = (await timesOf(work, booking)) ?? []
    for (const { from, until } of others) {
      const id = await insertNew(work, owner, { ...booking, FromTime: from, ToTime: until })
      await auditCreation(work, owner, id)
      ids.push(id)
    }
  }
  for (const id of ids) await insertProducts(work, id, products)
  await chargeTogether(work, ids)
}

/**
 * Charges bookings that were confirmed together, in the order given, which is that of their start. Whether a booking is
 * charged now is decided before any of them has used credit, because they were confirmed at one moment (domain S17, S19).
 * Of `decided` it is known that they are.
 */
export async function chargeTogether(
  work: Work,
  ids: readonly number[],
  decided: Iterable<number> = [],
): Promise<void> {
  const due = new Set(decided)
  if (ids.length > 1) {
    for (const id of ids) if (!due.has(id) && (await hasCreditFor(work, id))) due.add(id)
  }
  for (const id of ids) await chargeWhenReady(work, id, due.has(id))
}
