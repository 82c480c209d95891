// Credits that a community manager gave by hand: amends, welcomes, thanks.

import { day, minute } from './calendar.ts'
import { type Entry, instant, ref, refs } from './entry.ts'
import { personNamed } from './people.ts'
import type { Lot } from './purse.ts'

interface Gift {
  readonly who: string
  readonly why: string
  readonly credit: number
  readonly daysAgo: number
  /** Days from the gift until it may be used, and until it expires. */
  readonly validAfter?: number
  readonly expiresAfter?: number
  readonly rooms?: readonly string[]
  readonly events?: readonly string[]
  readonly terms: Entry['body']
}

const forBookings = { CaneBeUsedForBookings: true }

const given: readonly Gift[] = [
  {
    who: 'Amara Okonkwo',
    why: 'Sorry about the cold: the heating failed on the second floor',
    credit: 25,
    daysAgo: 37,
    rooms: [],
    terms: forBookings,
  },
  {
    who: 'Owen Prichard',
    why: 'Beacon was double-booked',
    credit: 20,
    daysAgo: 61,
    rooms: ['london meeting room'],
    terms: { ...forBookings, ElegibleResourceTypes: refs('london meeting room') },
  },
  {
    who: 'Hannah Lindqvist',
    why: 'Thanks for translating the house rules',
    credit: 60,
    daysAgo: 48,
    expiresAfter: 180,
    rooms: [],
    terms: forBookings,
  },
  {
    who: 'Dmitri Volkov',
    why: 'Trial credit for a first visit',
    credit: 40,
    daysAgo: 100,
    expiresAfter: 30,
    rooms: ['london boardroom'],
    terms: { ...forBookings, ElegibleResourceTypes: refs('london boardroom') },
  },
  {
    who: 'Kwame Boateng',
    why: 'Referral bonus: Nikhil joined',
    credit: 50,
    daysAgo: 90,
    terms: { IsUniversalCredit: true, AppliesToCharges: true },
  },
  {
    who: 'Rashid Al-Amin',
    why: 'Open day in the Lantern Hall, for studios only',
    credit: 300,
    daysAgo: 75,
    rooms: ['london event space'],
    terms: {
      ...forBookings,
      ElegibleResourceTypes: refs('london event space'),
      ElegibleTariffs: refs('london studio'),
    },
  },
  {
    who: 'Giulia Ferraro',
    why: 'Speaker’s thanks, for any event',
    credit: 45,
    daysAgo: 40,
    events: [],
    terms: { CaneBeUsedForEvents: true },
  },
  {
    who: 'Bethany Crowther',
    why: 'Two days at a desk, on the house',
    credit: 50,
    daysAgo: 20,
    expiresAfter: 26,
    terms: { IsUniversalCredit: true, ElegiblePasses: refs('london day pass') },
  },
  {
    who: 'Terrence Holloway',
    why: 'The elevator was out for a week',
    credit: 75,
    daysAgo: 52,
    expiresAfter: 90,
    rooms: [],
    terms: forBookings,
  },
  {
    who: 'Grace Kowalczyk',
    why: 'Projector failed in the middle of a pitch',
    credit: 32,
    daysAgo: 33,
    rooms: ['newYork meeting room'],
    terms: { ...forBookings, ElegibleResourceTypes: refs('newYork meeting room') },
  },
  {
    who: 'Ruth Abernathy',
    why: 'Welcome credit, from next week on',
    credit: 30,
    daysAgo: 2,
    validAfter: 7,
    expiresAfter: 60,
    rooms: [],
    terms: forBookings,
  },
]

export function gifts(now: number): readonly Lot[] {
  return given.map((gift, index) => giftLot(now - gift.daysAgo * day - index * 17 * minute, gift))
}

function giftLot(granted: number, gift: Gift): Lot {
  const { place } = personNamed(gift.who)
  const from = granted + (gift.validAfter ?? 0) * day
  const until = granted + (gift.expiresAfter ?? Number.POSITIVE_INFINITY) * day
  return {
    holder: gift.who,
    credit: gift.credit,
    from,
    until,
    ...(gift.rooms ? { rooms: gift.rooms } : {}),
    ...(gift.events ? { events: gift.events } : {}),
    atCreditPrice: false,
    entry: {
      key: `${gift.why}, ${gift.who}`,
      entity: 'CoworkerBookingCredit',
      at: granted,
      by: place.host,
      body: {
        CoworkerId: ref(gift.who),
        BusinessId: ref(place.key),
        Description: gift.why,
        TotalCredit: gift.credit,
        ...gift.terms,
        UseCreditPrice: false,
        ...(gift.validAfter === undefined ? {} : { ValidFrom: instant(from) }),
        ...(gift.expiresAfter === undefined ? {} : { ExpireDate: instant(until) }),
      },
    },
  }
}
