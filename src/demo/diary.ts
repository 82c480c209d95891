// The whole diary of the sample space: the same for the same start, in the order in which things were recorded.

import { allowanceEntries } from './allowances.ts'
import { arrivalEntries } from './arrivals.ts'
import { chanceOf } from './chance.ts'
import type { Entry } from './entry.ts'
import { gatheringEntries } from './gatherings.ts'
import { listingEntries } from './listings.ts'
import { lotsOf } from './lots.ts'
import { openingEntries } from './openings.ts'
import { purseOf } from './purse.ts'
import { visitEntries, visitsOf } from './visits.ts'

const seed = 1859

/** `now` is the start of the demo in epoch milliseconds; everything lies before it. */
export function diaryOf(
  now: number,
  passwords: { readonly staff: string; readonly member: string },
) {
  const lots = lotsOf(now)
  const purse = purseOf(lots)
  const entries: readonly Entry[] = [
    ...openingEntries(now, passwords.staff),
    ...listingEntries(now),
    ...arrivalEntries(now, passwords.member),
    ...lots.map((lot) => lot.entry),
    ...visitEntries(visitsOf(now, chanceOf(seed)), purse),
    ...gatheringEntries(now, purse),
    ...allowanceEntries(now),
  ]
  return entries
    .map((entry) => ({ ...entry, at: Math.min(entry.at, now) }))
    .sort((one, other) => one.at - other.at)
}
