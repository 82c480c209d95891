// Packs of credit that people bought. The sale releases the credit that the product promises.

import { joinedAt } from './arrivals.ts'
import { at, day, monthAgo } from './calendar.ts'
import { products } from './catalogue.ts'
import { type Entry, ref } from './entry.ts'
import { personNamed } from './people.ts'

interface Sale {
  readonly who: string
  /** The key of the product. */
  readonly product: string
  readonly monthsAgo: number
}

const sold = (product: string, who: string, monthsAgo: number): Sale => ({
  who,
  product,
  monthsAgo,
})

const sales: readonly Sale[] = [
  sold('london meeting pack', 'Amara Okonkwo', 4),
  sold('london meeting pack', 'Jamal Whitlock', 3),
  sold('london meeting pack', 'Dmitri Volkov', 2),
  sold('london meeting pack', 'Samuel Adeyemi', 3),
  sold('london boardroom pack', 'Rosalind Ashworth', 5),
  sold('london boardroom pack', 'Priya Raghunathan', 2),
  sold('london events pack', 'Freya Halvorsen', 2),
  sold('london events pack', 'Chloé Marchand', 5),
  sold('london coffee card', 'Amara Okonkwo', 2),
  sold('london coffee card', 'Oluwaseun Bakare', 1),
  sold('newYork meeting bundle', 'Anika Bergström', 9),
  sold('newYork meeting bundle', 'Andre Beaumont', 3),
  sold('newYork meeting bundle', 'Naomi Feldstein', 4),
]

export function saleEntries(now: number): readonly Entry[] {
  return sales.map((sale) => saleEntry(now, sale))
}

/** What entries call the sale. */
export const saleOf = (who: string, product: string): string => `${product} for ${who}`

function saleEntry(now: number, { who, product, monthsAgo }: Sale): Entry {
  const person = personNamed(who)
  const { place } = person
  const month = monthAgo(now, place.zone, monthsAgo)
  const date = month.workdays[8] ?? month.workdays[0]
  if (!date) throw new Error(`${month.name} has no working day`)
  const price = products.find((one) => one.key === product)?.price
  return {
    key: saleOf(who, product),
    entity: 'CoworkerProduct',
    at: Math.max(at(date, place.zone, 10 * 60 + 20), joinedAt(now, person) + day / 4),
    by: place.host,
    body: {
      CoworkerId: ref(who),
      BusinessId: ref(place.key),
      ProductId: ref(product),
      Quantity: 1,
      ...(price === undefined ? {} : { Price: price }),
      ActivateNow: true,
    },
  }
}
