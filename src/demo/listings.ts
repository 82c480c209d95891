// How the catalogue was entered: plans and products, what they promise, kinds of events.

import { daysBefore } from './calendar.ts'
import {
  eventCategories,
  type Offer,
  type Plan,
  type Product,
  plans,
  products,
} from './catalogue.ts'
import { type Entry, ref, refs } from './entry.ts'
import { currencyOf, london, newYork, type Place } from './places.ts'

export function listingEntries(now: number): readonly Entry[] {
  return [
    ...eventCategories.map(([key, place, Title]) =>
      sold(now, place, key, 'CalendarEventCategory', { BusinessId: ref(place.key), Title }),
    ),
    ...products.map((product, index) => productEntry(now, product, index + 1)),
    ...products.flatMap((product) => productOffer(now, product)),
    ...plans.map((plan, index) => planEntry(now, plan, index + 1)),
    ...plans.flatMap((plan) => plan.offers.map((offer) => planOffer(now, plan, offer))),
    ...includedEntries(now),
  ]
}

function sold(now: number, place: Place, key: string, entity: string, body: Entry['body']): Entry {
  const at = daysBefore(now, place.zone, place.openedDaysAgo - 3, 11 * 60)
  return { key, entity, at, by: place.host, body }
}

function planEntry(now: number, plan: Plan, DisplayOrder: number): Entry {
  return sold(now, plan.place, plan.key, 'Tariff', {
    BusinessId: ref(plan.place.key),
    Name: plan.name,
    SystemTariffType: plan.systemType,
    Price: plan.price,
    CurrencyId: currencyOf(plan.place),
    TaxRateId: ref(`${plan.place.key} tax`),
    CancellationPeriod: 1,
    InvoiceEvery: 1,
    InvoiceEveryWeeks: 0,
    Visible: true,
    DisplayOrder,
  })
}

function productEntry(now: number, product: Product, DisplayOrder: number): Entry {
  return sold(now, product.place, product.key, 'Product', {
    BusinessId: ref(product.place.key),
    Name: product.name,
    Description: product.description,
    SystemProductType: product.systemType,
    Price: product.price,
    CurrencyId: currencyOf(product.place),
    TaxRateId: ref(`${product.place.key} tax`),
    Visible: true,
    DisplayOrder,
  })
}

/** What a credit of this offer may pay: the members that offers and credits have in common. */
function termsOf(offer: Offer): Entry['body'] {
  const forEvents = offer.eventCategories !== undefined
  const isUniversal = offer.products !== undefined
  return {
    CaneBeUsedForBookings: !forEvents && !isUniversal,
    CaneBeUsedForEvents: forEvents,
    IsUniversalCredit: isUniversal,
    ElegibleResourceTypes: refs(...(offer.roomTypes ?? [])),
    EventCategories: refs(...(offer.eventCategories ?? [])),
    ElegibleProducts: refs(...(offer.products ?? [])),
  }
}

function planOffer(now: number, plan: Plan, offer: Offer): Entry {
  return sold(now, plan.place, `${plan.key}: ${offer.name}`, 'TariffBookingCredit', {
    Name: offer.name,
    TariffId: ref(plan.key),
    Credit: offer.credit,
    ServiceRenewalTime: 'CalendarMonth',
    ...termsOf(offer),
  })
}

function productOffer(now: number, { key, place, offer }: Product): Entry[] {
  if (!offer) return []
  const expiry =
    offer.months === undefined ? {} : { ExpirationType: 'Month', ExpiresIn: offer.months }
  const body = {
    Name: offer.name,
    ProductId: ref(key),
    Credit: offer.credit,
    ...termsOf(offer),
    ...expiry,
  }
  return [sold(now, place, `${key} offer`, 'ProductBookingCredit', body)]
}

/** Time in phone booths, and day passes, that come with a plan. */
function includedEntries(now: number): Entry[] {
  const phone = (plan: string, place: Place, minutes: number) =>
    sold(now, place, `${plan}: phone time`, 'TariffExtraService', {
      TariffId: ref(plan),
      ExtraServiceId: ref(`${place.key} phone booth rate`),
      UsesIncluded: minutes,
      ServiceRenewalTime: 'CalendarMonth',
    })
  return [
    phone('london resident', london, 300),
    phone('newYork office', newYork, 600),
    sold(now, london, 'london flex: day passes', 'TariffTimePass', {
      TariffId: ref('london flex'),
      TimePassId: ref('london day pass'),
      PassesIncluded: 2,
      PassRenewalTime: 'CalendarMonth',
    }),
  ]
}
