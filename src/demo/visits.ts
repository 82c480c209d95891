// Six months of bookings: the regulars’, written out, and everybody’s, made up with a little chance.

import { joinedAt, monthsTold } from './arrivals.ts'
import { at, day, hour, minute, monthAgo, workdaysAhead } from './calendar.ts'
import { plans } from './catalogue.ts'
import type { Chance } from './chance.ts'
import { type Entry, instant, ref } from './entry.ts'
import { type Person, people, personNamed } from './people.ts'
import { type RoomType, roomTypes } from './places.ts'

/** Somebody in a room. */
interface Visit {
  readonly who: Person
  readonly type: RoomType
  readonly room: string
  readonly bookedAt: number
  readonly from: number
  readonly until: number
  readonly notes: string
  readonly cancelled: string | undefined
}

/** Who is where, in half hours, so that no room is given twice. */
type Occupied = Set<string>

interface Wish {
  readonly who: Person
  readonly type: RoomType
  readonly monthsAgo: number
  readonly hours: number
  readonly notes: string
  /** In the week that is so many days ahead. */
  readonly daysAhead?: number
  readonly cancelled?: string | undefined
}

export function visitEntries(now: number, chance: Chance): readonly Entry[] {
  const occupied: Occupied = new Set()
  const wishes = [
    ...regulars.map(regularWish),
    ...ahead.map(wishAhead),
    ...people.flatMap((person) => wishesOf(person, chance)),
  ]
  return wishes.flatMap((wish) => visitFor(now, wish, chance, occupied)).flatMap(entriesOf)
}

type Regular = readonly [
  who: string,
  type: string,
  monthsAgo: number,
  hours: number,
  notes: string,
  /** Why it was cancelled, if it was; an eBookingCancellationReason. */
  cancelled?: string,
]

// Some use up their packs, all but a little, or make calls on the time that their plans include; one needs more than
// credit can pay, two change their minds.
const regulars: readonly Regular[] = [
  ['Jamal Whitlock', 'london meeting room', 2, 3.5, 'Casting, first day'],
  ['Jamal Whitlock', 'london meeting room', 2, 4, 'Casting, second day'],
  ['Jamal Whitlock', 'london meeting room', 1, 4, 'Edit review with the client'],
  ['Rosalind Ashworth', 'london boardroom', 4, 4, 'Mediation, day one'],
  ['Rosalind Ashworth', 'london boardroom', 3, 4, 'Mediation, day two'],
  ['Rosalind Ashworth', 'london meeting room', 1, 2, 'Settlement call'],
  ['Andre Beaumont', 'newYork meeting room', 2, 5, 'Investor day'],
  ['Andre Beaumont', 'newYork meeting room', 1, 6, 'Quarterly planning'],
  ['Amara Okonkwo', 'london meeting room', 3, 2.5, 'Sketches with the publisher'],
  ['Amara Okonkwo', 'london meeting room', 2, 1.5, 'Portfolio review'],
  ['Amara Okonkwo', 'london meeting room', 1, 3, 'Cover workshop'],
  ['Samuel Adeyemi', 'london meeting room', 2, 2, 'Supplier visit', 'NoLongerNeeded'],
  ['Hye-jin Park', 'newYork meeting room', 1, 2, 'Glaze tests', 'RebookedForADifferentTime'],
  ['Hye-jin Park', 'newYork meeting room', 1, 2, 'Glaze tests'],
  ['Owen Prichard', 'london boardroom', 1, 4, 'Listening session'],
  ['Rashid Al-Amin', 'london event space', 1, 3, 'Open day'],
  ['Terrence Holloway', 'newYork meeting room', 1, 2, 'Deposition'],
  ['Terrence Holloway', 'newYork phone booth', 1, 1, 'Call with the court'],
  ['Nikhil Deshmukh', 'london phone booth', 2, 0.5, 'Call with a customer'],
  ['Nikhil Deshmukh', 'london phone booth', 1, 1, 'Interview by phone'],
  ['Nikhil Deshmukh', 'london phone booth', 0, 0.5, 'Call with a customer'],
]

function regularWish([name, type, monthsAgo, hours, notes, cancelled]: Regular): Wish {
  return { who: personNamed(name), type: roomType(type), monthsAgo, hours, notes, cancelled }
}

type Ahead = readonly [who: string, type: string, daysAhead: number, hours: number, notes: string]

const ahead: readonly Ahead[] = [
  ['Amara Okonkwo', 'london meeting room', 4, 1, 'Book launch'],
  ['Naomi Feldstein', 'newYork meeting room', 3, 2, 'Board preparation'],
  ['Dmitri Volkov', 'london boardroom', 6, 3, 'Visit of the auditors'],
]

function wishAhead([name, type, daysAhead, hours, notes]: Ahead): Wish {
  return { who: personNamed(name), type: roomType(type), monthsAgo: 0, daysAhead, hours, notes }
}

const isRegular = (person: Person) => regulars.some(([name]) => name === person.name)

const occasions = [
  'Client meeting',
  'Weekly planning',
  'Interview',
  'Workshop preparation',
  'Call with the bank',
  'Design review',
  'Team lunch talk',
  'Quarterly figures',
]

function wishesOf(who: Person, chance: Chance): Wish[] {
  if (isRegular(who)) return []
  const months = Math.min(monthsTold - 1, who.joinedMonthsAgo)
  return Array.from({ length: months + 1 }, (_, monthsAgo) => {
    // Some months are quieter.
    const fewer = chance.percent(50) ? 1 : 0
    const count = Math.max(0, who.bookings - fewer)
    return Array.from({ length: count }, () => wishOf(who, monthsAgo, chance))
  }).flat()
}

function wishOf(who: Person, monthsAgo: number, chance: Chance): Wish {
  const kinds = roomTypes.filter(
    (type) => type.place === who.place && type.systemType !== 'EventSpace',
  )
  const meeting = roomType(`${who.place.key} meeting room`)
  const type = chance.percent(70) ? meeting : chance.pick(kinds)
  const hours = type.systemType === 'HotDesk' ? chance.between(4, 8) : chance.between(2, 6) / 2
  return { who, type, monthsAgo, hours, notes: chance.pick(occasions) }
}

function roomType(key: string): RoomType {
  const type = roomTypes.find((one) => one.key === key)
  if (!type) throw new Error(`there is no ${key}`)
  return type
}

// Some wish for a time when nothing is free; they try a few and then stay at home.
function visitFor(now: number, wish: Wish, chance: Chance, occupied: Occupied): Visit[] {
  const { who, type, hours, notes, daysAhead, cancelled } = wish
  const { zone } = who.place
  const month = monthAgo(now, zone, wish.monthsAgo)
  const dates = daysAhead === undefined ? month.workdays : workdaysAhead(now, zone, daysAhead)
  const earliest = Math.max(month.from + 8 * hour, joinedAt(now, who) + hour)
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const date = chance.pick(dates)
    const room = chance.pick(type.rooms).name
    // Doors close at six.
    const from = at(date, zone, 9 * 60 + 30 * chance.below(2 * (9 - hours) + 1))
    const until = from + hours * hour
    const bookedAt = Math.min(Math.max(from - chance.between(1, 9) * day, earliest), now - minute)
    const slots = slotsOf(room, from, until)
    if (from < earliest || slots.some((slot) => occupied.has(slot))) continue
    for (const slot of slots) occupied.add(slot)
    return [{ who, type, room, bookedAt, from, until, notes, cancelled }]
  }
  return []
}

function slotsOf(room: string, from: number, until: number): string[] {
  const half = hour / 2
  return Array.from(
    { length: (until - from) / half },
    (_, index) => `${room} ${from + index * half}`,
  )
}

function entriesOf(visit: Visit): Entry[] {
  const booking = bookingEntry(visit)
  const { key, entity, by } = booking
  if (visit.cancelled === undefined) return [booking]
  const at = (visit.bookedAt + visit.from) / 2
  const body = { 'Cancellation Reason': visit.cancelled }
  return [booking, { key, entity, at, by, does: 'cancel', body }]
}

/** Credit pays by itself, as far as there is any. */
function bookingEntry(visit: Visit): Entry {
  const { who, type, room, bookedAt, from, until, notes } = visit
  const plan = plans.find((one) => one.key === who.plan)
  return {
    key: `${room} at ${instant(from)}`,
    entity: 'Booking',
    at: bookedAt,
    by: who.email,
    body: {
      ResourceId: ref(room),
      CoworkerId: ref(who.name),
      ExtraServiceId: ref(`${type.key} rate`),
      FromTime: instant(from),
      ToTime: instant(until),
      Notes: notes,
      ...(plan === undefined ? {} : { TariffAtTheTimeOfBooking: plan.name }),
    },
  }
}
