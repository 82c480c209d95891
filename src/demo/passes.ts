// Passes at the door, and what was used of them.

import { day } from './calendar.ts'
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
    at: now - daysAgo * day,
    body: {
      CoworkerId: ref(who),
      BusinessId: ref(place.key),
      TimePassId: ref(pass),
      CreateMultiple: count,
      ExpireDate: instant(now + (180 - daysAgo) * day),
    },
  }
  const usedAt = now - (daysAgo / 2) * day
  const use: Entry = {
    ...told,
    at: usedAt,
    changes: true,
    body: { Used: true, UsedDate: instant(usedAt) },
  }
  return used ? [given, use] : [given]
}
