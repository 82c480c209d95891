// Credits that a community manager gave by hand: amends, welcomes, thanks.

import { day, daysBefore } from './calendar.ts'
import { type Entry, instant, ref, refs } from './entry.ts'
import { personNamed } from './people.ts'

interface Gift {
  readonly who: string
  readonly why: string
  readonly credit: number
  readonly daysAgo: number
  /** Days from the gift until it may be used, and until it expires. */
  readonly validAfter?: number
  readonly expiresAfter?: number
  readonly terms: Entry['body']
}

const forBookings = { CaneBeUsedForBookings: true }

const given: readonly Gift[] = [
  {
    who: 'Amara Okonkwo',
    why: 'Sorry about the cold: the heating failed on the second floor',
    credit: 25,
    daysAgo: 37,
    terms: forBookings,
  },
  {
    who: 'Owen Prichard',
    why: 'Beacon was double-booked',
    credit: 20,
    daysAgo: 61,
    terms: { ...forBookings, ElegibleResourceTypes: refs('london meeting room') },
  },
  {
    who: 'Hannah Lindqvist',
    why: 'Thanks for translating the house rules',
    credit: 60,
    daysAgo: 48,
    expiresAfter: 180,
    terms: forBookings,
  },
  {
    who: 'Dmitri Volkov',
    why: 'Trial credit for a first visit',
    credit: 40,
    daysAgo: 100,
    expiresAfter: 30,
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
    daysAgo: 70,
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
    terms: forBookings,
  },
  {
    who: 'Grace Kowalczyk',
    why: 'Projector failed in the middle of a pitch',
    credit: 32,
    daysAgo: 33,
    terms: { ...forBookings, ElegibleResourceTypes: refs('newYork meeting room') },
  },
  {
    who: 'Ruth Abernathy',
    why: 'Welcome credit, from next week on',
    credit: 30,
    daysAgo: 2,
    validAfter: 7,
    expiresAfter: 60,
    terms: forBookings,
  },
]

export function giftEntries(now: number): readonly Entry[] {
  return given.map((gift, index) => {
    const { zone } = personNamed(gift.who).place
    // Not all in the same minute of the day.
    return giftEntry(daysBefore(now, zone, gift.daysAgo, 9 * 60 + 30 + ((index * 17) % 420)), gift)
  })
}

/** What entries call the credit. */
export const giftOf = (who: string): string => `gift to ${who}`

function giftEntry(at: number, gift: Gift): Entry {
  const { who, why, credit, validAfter, expiresAfter, terms } = gift
  const { place } = personNamed(who)
  return {
    key: giftOf(who),
    entity: 'CoworkerBookingCredit',
    at,
    by: place.host,
    body: {
      CoworkerId: ref(who),
      BusinessId: ref(place.key),
      Description: why,
      TotalCredit: credit,
      ...terms,
      UseCreditPrice: false,
      ...(validAfter === undefined ? {} : { ValidFrom: instant(at + validAfter * day) }),
      ...(expiresAfter === undefined ? {} : { ExpireDate: instant(at + expiresAfter * day) }),
    },
  }
}
