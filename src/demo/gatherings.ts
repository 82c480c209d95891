// Talks, workshops and a social, and who came. Whoever has credit for events pays with it.

import { at, day, hour, minute, monthAgo } from './calendar.ts'
import { type Entry, instant, ref, refs } from './entry.ts'
import { personNamed } from './people.ts'
import { currencyOf, london, newYork, type Place } from './places.ts'

interface Gathering {
  readonly name: string
  readonly place: Place
  readonly category: string
  readonly description: string
  readonly room: string
  /** Months before the current one; 0 is this month, -1 the next. */
  readonly monthsAgo: number
  readonly price: number
  readonly guests: readonly string[]
}

const gatherings: readonly Gathering[] = [
  {
    name: 'Pricing for freelancers',
    place: london,
    category: 'london workshops',
    description: 'An afternoon with spreadsheets and honest numbers.',
    room: 'Beacon',
    monthsAgo: 4,
    price: 20,
    guests: ['Chloé Marchand', 'Amara Okonkwo', 'Zofia Kaczmarek', 'Priya Raghunathan'],
  },
  {
    name: 'Founders’ tea',
    place: london,
    category: 'london talks',
    description: 'Two founders on their worst month.',
    room: 'The Lantern Hall',
    monthsAgo: 2,
    price: 12,
    guests: ['Chloé Marchand', 'Inês Carvalho', 'Rashid Al-Amin', 'Kwame Boateng', 'Aoife Brennan'],
  },
  {
    name: 'Letterpress evening',
    place: london,
    category: 'london workshops',
    description: 'Set a card by hand and take it home.',
    room: 'The Lantern Hall',
    monthsAgo: 1,
    price: 35,
    guests: ['Freya Halvorsen', 'Giulia Ferraro', 'Priya Raghunathan', 'Bethany Crowther'],
  },
  {
    name: 'Yard social',
    place: london,
    category: 'london socials',
    description: 'Music, soup and new neighbours.',
    room: 'The Lantern Hall',
    monthsAgo: -1,
    price: 10,
    guests: ['Giulia Ferraro', 'Amara Okonkwo', 'Rashid Al-Amin'],
  },
  {
    name: 'Contracts without tears',
    place: newYork,
    category: 'newYork workshops',
    description: 'A lawyer reads small print aloud.',
    room: 'Gowanus',
    monthsAgo: 1,
    price: 25,
    guests: ['Isabella Romano', 'Marcus Delacroix', 'Hye-jin Park'],
  },
  {
    name: 'What type can do',
    place: newYork,
    category: 'newYork talks',
    description: 'Field notes of a typographer.',
    room: 'Gowanus',
    monthsAgo: -1,
    price: 15,
    guests: ['Anika Bergström', 'Linh Phạm'],
  },
]

export function gatheringEntries(now: number): readonly Entry[] {
  return gatherings.flatMap((gathering) => {
    const starts = startOf(now, gathering)
    const published = starts - 60 * day
    return [
      ...announcement(gathering, starts, published),
      ...gathering.guests.map((guest, index) => {
        // Everybody decides on another day, and none of them tomorrow.
        const bought = Math.min(starts - (3 + 2 * index) * day, now - (10 + index) * minute)
        return ticketEntry(gathering, guest, bought, starts < now)
      }),
    ]
  })
}

// The second Thursday or so, at half past four.
function startOf(now: number, { place, monthsAgo }: Gathering): number {
  const { workdays } = monthAgo(now, place.zone, monthsAgo)
  const date = workdays[9] ?? workdays[0]
  if (!date) throw new Error('a month without working days')
  return at(date, place.zone, 16 * 60 + 30)
}

const ticketOf = (gathering: Gathering) => `ticket to ${gathering.name}`

function announcement(gathering: Gathering, starts: number, published: number): Entry[] {
  const { name, place, category, description, room, price } = gathering
  const told = { at: published, by: place.host }
  return [
    {
      ...told,
      key: name,
      entity: 'CalendarEvent',
      body: {
        BusinessId: ref(place.key),
        Name: name,
        ShortDescription: description,
        ResourceId: ref(room),
        Location: room,
        StartDate: instant(starts),
        EndDate: instant(starts + 2 * hour),
        EventCategories: refs(category),
        PublishDate: instant(published),
        Allocation: 40,
      },
    },
    {
      ...told,
      key: ticketOf(gathering),
      entity: 'EventProduct',
      body: {
        CalendarEventId: ref(name),
        Name: 'Ticket',
        Price: price,
        CurrencyId: currencyOf(place),
        TaxRateId: ref(`${place.key} tax`),
        StartDate: instant(published),
        EndDate: instant(starts),
        Allocation: 40,
        Visible: true,
        DisplayOrder: 1,
      },
    },
  ]
}

function ticketEntry(gathering: Gathering, guest: string, bought: number, isOver: boolean): Entry {
  const { name, place, email } = personNamed(guest)
  const key = `${name} at ${gathering.name}`
  return {
    key,
    entity: 'EventAttendee',
    at: bought,
    by: email,
    body: {
      BusinessId: ref(place.key),
      CalendarEventId: ref(gathering.name),
      EventProductId: ref(ticketOf(gathering)),
      CoworkerId: ref(name),
      FullName: name,
      Email: email,
      CheckedIn: isOver,
    },
  }
}
