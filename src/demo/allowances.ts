// Time in phone booths that comes with a plan, what was used of it, and passes at the door.

import { contractOf, joinedAt } from './arrivals.ts'
import { at, day, hour, minute, monthAgo } from './calendar.ts'
import { authors, type Entry, instant, ref, uniqueId } from './entry.ts'
import { type Person, people, personNamed } from './people.ts'
import { roomTypes } from './places.ts'
import { bookingEntry, bookingKey, type Visit } from './visits.ts'

const monthsOfTime = 2

/** Minutes a month. */
const phoneTime: Readonly<Record<string, number>> = {
  'london resident': 300,
  'newYork office': 600,
}

export function allowanceEntries(now: number): readonly Entry[] {
  const callers = people.filter((person) => phoneTime[person.plan ?? ''] !== undefined)
  return [
    ...callers.flatMap((person, index) => timeEntries(now, person, index)),
    ...passes.flatMap((pass) => passEntries(now, pass)),
  ]
}

function timeEntries(now: number, person: Person, index: number): Entry[] {
  const months = Array.from({ length: monthsOfTime }, (_, ago) =>
    monthAgo(now, person.place.zone, ago),
  )
  return months.flatMap((month) => {
    const from = Math.max(month.from, joinedAt(now, person))
    if (from >= month.until) return []
    const key = `phone time of ${person.name}, ${month.name}`
    const credit: Entry = {
      key,
      entity: 'CoworkerExtraService',
      at: from + 4 * minute,
      by: authors.renewals,
      body: {
        CoworkerId: ref(person.name),
        BusinessId: ref(person.place.key),
        ExtraServiceId: ref(`${person.place.key} phone booth rate`),
        TotalUses: phoneTime[person.plan ?? ''] ?? 0,
        ChargePeriod: 'Minutes',
        Notes: `Phone booth time, ${month.name}`,
        ValidFrom: instant(from),
        ExpireDate: instant(month.until),
        CoworkerContractUniqueId: uniqueId(contractOf(person)),
      },
    }
    return [credit, ...callsOf(now, person, key, month, index)]
  })
}

// After six, on days of their own, so that the booths are never given twice.
function callsOf(
  now: number,
  who: Person,
  credit: string,
  month: ReturnType<typeof monthAgo>,
  index: number,
): Entry[] {
  const type = roomTypes.find((one) => one.key === `${who.place.key} phone booth`)
  const room = type?.rooms[0]?.name
  if (!type || !room) return []
  return [2 + index, 11 + index].flatMap((workday) => {
    const date = month.workdays[workday]
    const from = date === undefined ? 0 : at(date, who.place.zone, 18 * 60)
    const earliest = Math.max(month.from, joinedAt(now, who)) + hour
    if (from < earliest) return []
    const bookedAt = Math.min(Math.max(from - 2 * day, earliest), now - minute)
    const length = (25 + 10 * (workday % 4)) * minute
    const visit: Visit = { who, type, room, bookedAt, from, until: from + length, notes: 'Call' }
    const use: Entry = {
      key: `call: ${bookingKey(visit)}`,
      entity: 'CoworkerExtraServiceUseHistory',
      at: bookedAt + minute,
      by: who.place.host,
      body: { CoworkerExtraServiceId: ref(credit), BookingId: ref(bookingKey(visit)) },
    }
    return [bookingEntry(visit), use]
  })
}

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

function passEntries(now: number, { who, pass, count, daysAgo, used }: HeldPasses): Entry[] {
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
