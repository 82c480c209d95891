// Passes at the door, and what was used of them.

import { daysBefore } from './calendar.ts'
import { type Entry, instant, ref } from './entry.ts'
import { personNamed } from './people.ts'

interface HeldPasses {
  readonly who: string
  readonly pass: string
  readonly count: number
  readonly daysAgo: number
  /** Whether one of them has been used since. */
  readonly used: boolean
}

const passes: readonly HeldPasses[] = [
  { who: 'Amara Okonkwo', pass: 'london day pass', count: 2, daysAgo: 12, used: true },
  { who: 'Mateus Oliveira', pass: 'london day pass', count: 2, daysAgo: 12, used: false },
  { who: 'Aoife Brennan', pass: 'london ten hours', count: 1, daysAgo: 40, used: false },
  { who: 'Oluwaseun Bakare', pass: 'london day pass', count: 5, daysAgo: 25, used: true },
  { who: 'Ruth Abernathy', pass: 'newYork day pass', count: 1, daysAgo: 6, used: true },
]

export function passEntries(now: number): readonly Entry[] {
  return passes.flatMap((held) => entriesOf(now, held))
}

function entriesOf(now: number, { who, pass, count, daysAgo, used }: HeldPasses): Entry[] {
  const { place } = personNamed(who)
  const key = `${pass} of ${who}`
  const told = { key, entity: 'CoworkerTimePass', by: place.host }
  const given: Entry = {
    ...told,
    at: daysBefore(now, place.zone, daysAgo, 9 * 60 + 10),
    body: {
      CoworkerId: ref(who),
      BusinessId: ref(place.key),
      TimePassId: ref(pass),
      CreateMultiple: count,
      ExpireDate: instant(daysBefore(now, place.zone, daysAgo - 180, 0)),
    },
  }
  const usedAt = daysBefore(now, place.zone, Math.floor(daysAgo / 2), 8 * 60 + 50)
  const use: Entry = {
    ...told,
    at: usedAt,
    changes: true,
    body: { Used: true, UsedDate: instant(usedAt) },
  }
  return used ? [given, use] : [given]
}
