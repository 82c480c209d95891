// Credit that goes back leaves more of a booking to be paid in money: its charge says so, or a further one where an invoice has
// that. An edited use may take more as well, as long as there is something left to pay.

import {
  type Amount,
  formatAmount,
  greatest,
  minorUnit,
  minus,
  negated,
  plus,
  scaled,
  zero,
} from '../engine/amount.ts'
import type { RecordValues } from '../entities/change.ts'
import { invalidField } from '../failure.ts'
import { holdBookingCharges, listMadeUses, writeChargePrice } from '../storage/booking-charges.ts'
import { type BookingFacts, lockBooking } from '../storage/bookings.ts'
import { type FirstSettlement, findSettlement } from '../storage/first-settlements.ts'
import { listSettings } from '../storage/locations.ts'
import type { Work } from './call.ts'
import type { Written } from './consequence.ts'
import { creditCharges } from './credit-charges.ts'
import { postCharge } from './post-charge.ts'

/** What of a use goes back; negative where the use takes more. */
interface Given {
  readonly useId: number
  readonly amount: Amount
}

/** A booking that is charged, with what charged it. */
interface Charged {
  readonly booking: BookingFacts & { readonly coworkerId: number }
  readonly first: FirstSettlement
}

/** `timedId` is a booking whose time credit went back as well. The uses are written already. */
export async function raiseCharges(
  work: Work,
  returns: readonly Given[],
  timedId: number | undefined,
): Promise<void> {
  const made = await listMadeUses(
    work.executor,
    returns.map((given) => given.useId),
  )
  const bookings = new Set(made.flatMap((use) => use.bookingId ?? []))
  if (timedId !== undefined) bookings.add(timedId)
  for (const bookingId of bookings) {
    const charged = await holdCharged(work, bookingId)
    if (!charged) continue
    const uses = made.filter(
      (use) => use.bookingId === bookingId && use.settlementId === charged.first.id,
    )
    const back = returns
      .filter((given) => uses.some((use) => use.useId === given.useId))
      .reduce((sum, given) => plus(sum, given.amount), zero)
    const time = bookingId === timedId ? charged.first.coveredByTime : zero
    await moveCharges(work, charged, plus(rise(charged, back), time))
  }
}

/** A use that was edited, or that is no longer of its booking, moves the charge of the booking. It is written already. */
export async function followEditedUse(work: Work, written: Written): Promise<void> {
  const { before, after } = written
  const [made] = await listMadeUses(work.executor, [before.Id as number])
  if (!made) return
  for (const bookingId of new Set([before.BookingId, after.BookingId])) {
    if (typeof bookingId !== 'number') continue
    const usedBy = (use: RecordValues) =>
      use.BookingId === bookingId ? (use.CreditUsed as Amount) : zero
    const back = minus(usedBy(before), usedBy(after))
    if (back === 0) continue
    const found = await holdCharged(work, bookingId)
    const charged = found?.first.id === made.settlementId ? found : undefined
    if (after.BookingId === bookingId) refuseMoreThanOwed(charged?.first, written)
    if (charged) await moveCharges(work, charged, rise(charged, back))
  }
}

async function holdCharged(work: Work, bookingId: number): Promise<Charged | undefined> {
  const booking = await lockBooking(work.executor, bookingId)
  if (!booking?.isCharged || booking.coworkerId === null) return undefined
  const { coworkerId } = booking
  // It was settled with whoever booked, whose credit it may not have been.
  const first = await findSettlement(work.executor, coworkerId, 'booking_id', bookingId)
  return first && { booking: { ...booking, coworkerId }, first }
}

/** By how much what is left to pay has risen since `back` was given back. */
function rise({ booking, first }: Charged, back: Amount): Amount {
  const unit = minorUnit(booking.decimals)
  const before = owedWhen(plus(first.stillUsed, back), first, unit)
  return minus(owedWhen(first.stillUsed, first, unit), before)
}

/** Where a credit price was used, a unit of credit is worth more or less than one of money (domain S22). */
function owedWhen(used: Amount, first: FirstSettlement, unit: Amount): Amount {
  if (first.used <= 0) return first.remainder
  const byMoney = minus(first.covered, first.coveredByTime)
  if (used <= first.used) {
    return plus(first.remainder, scaled(byMoney, minus(first.used, used), first.used, unit))
  }
  const more = scaled(byMoney, minus(used, first.used), first.used, unit)
  return greatest(minus(first.remainder, more), zero)
}

/** What an invoice has stays as it is: what is more stands beside it, what is less is credited (domain S13). */
async function moveCharges(work: Work, { booking }: Charged, amount: Amount): Promise<void> {
  if (amount === 0) return
  const charges = await holdBookingCharges(work.executor, booking.id)
  if (amount < 0) return creditCharges(work, charges, negated(amount))
  const open = charges.find((charge) => !charge.isInvoiced)
  if (open) {
    return writeChargePrice(work.executor, { ...open, price: plus(open.price, amount) })
  }
  const [first] = charges
  if (!first) return
  const settings = await listSettings(work.executor, booking.businessId)
  await postCharge(work, booking, { rateId: first.rateId, price: amount, settings }, work.now)
}

/** A use pays no more than its booking costs, and what was charged anew or taken back since needs none of it. */
function refuseMoreThanOwed(
  first: FirstSettlement | undefined,
  { before, after, body }: Written,
): void {
  const [was, is] = [before.CreditUsed as Amount, after.CreditUsed as Amount]
  const most = first ? minus(is, minus(first.stillUsed, mostUsed(first))) : was
  if (is <= greatest(most, was)) return
  throw invalidField(
    'CreditUsed',
    `may be at most ${formatAmount(greatest(most, was))}, because its booking costs no more`,
    body.CreditUsed,
  )
}

/** What all uses of a settlement could come to if credit paid what money was to pay. */
function mostUsed(first: FirstSettlement): Amount {
  const byMoney = minus(first.covered, first.coveredByTime)
  return byMoney > 0 ? plus(first.used, scaled(first.remainder, first.used, byMoney)) : first.used
}
