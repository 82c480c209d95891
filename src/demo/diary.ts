// The whole diary of the sample space: the same for the same start, in the order in which things were recorded.
// What follows from an entry is left to the service: plans grant credit, bookings are paid from it.

import { arrivalEntries } from './arrivals.ts'
import { minute } from './calendar.ts'
import { chanceOf } from './chance.ts'
import type { Entry } from './entry.ts'
import { gatheringEntries } from './gatherings.ts'
import { giftEntries } from './gifts.ts'
import { listingEntries } from './listings.ts'
import { openingEntries } from './openings.ts'
import { passEntries } from './passes.ts'
import { saleEntries } from './sales.ts'
import { visitEntries } from './visits.ts'
import { walletEntries } from './wallets.ts'

const seed = 1859

/** `now` is the start of the demo in epoch milliseconds; everything lies before it. */
export function diaryOf(
  now: number,
  passwords: { readonly staff: string; readonly member: string },
): readonly Entry[] {
  // Nothing happens at the seconds at which somebody happens to look.
  const start = Math.floor(now / minute) * minute
  return [
    ...openingEntries(start, passwords.staff),
    ...listingEntries(start),
    ...arrivalEntries(start, passwords.member),
    ...saleEntries(start),
    ...giftEntries(start),
    ...visitEntries(start, chanceOf(seed)),
    ...gatheringEntries(start),
    ...walletEntries(start),
    ...passEntries(start),
  ]
    .map((entry) => ({ ...entry, at: Math.min(entry.at, start) }))
    .sort((one, other) => one.at - other.at)
}
