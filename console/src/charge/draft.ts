// A charge that somebody thinks about.

import { instantOf } from '../shared/dates.ts'

export interface Draft {
  readonly kind: keyof typeof kinds
  /** The id of what it is for, such as a resource type; empty when it is not said. */
  readonly of: string
  readonly amount: string
  /** Local to the customer's location, as a field for dates and times has it. */
  readonly when: string
}

export const kinds = {
  Booking: {
    label: 'A booking',
    of: {
      label: 'Resource type',
      path: '/api/spaces/resourcetypes',
      role: 'ResourceType-List',
      terms: 'ResourceTypes',
      member: 'ResourceTypeId',
    },
  },
  Event: {
    label: 'An event ticket',
    of: {
      label: 'Event category',
      path: '/api/content/calendareventcategories',
      role: 'CalendarEventCategory-List',
      terms: 'EventCategories',
      member: 'EventCategoryIds',
    },
  },
  Product: {
    label: 'A product',
    of: {
      label: 'Product',
      path: '/api/billing/products',
      role: 'Product-List',
      terms: 'Products',
      member: 'ProductId',
    },
  },
  Pass: {
    label: 'A pass',
    of: {
      label: 'Pass',
      path: '/api/billing/timepasses',
      role: 'TimePass-List',
      terms: 'Passes',
      member: 'TimePassId',
    },
  },
  Plan: {
    label: 'A plan',
    of: {
      label: 'Plan',
      path: '/api/billing/tariffs',
      role: 'Tariff-List',
      terms: 'Plans',
      member: 'TariffId',
    },
  },
  Other: { label: 'A one-off charge', of: undefined },
} as const

/** As quote and spend take it; undefined until there is a price. */
export function chargeOf(draft: Draft, zone: string | null) {
  const amount = Number(draft.amount)
  if (draft.amount === '' || !(amount >= 0)) return undefined
  const { of } = kinds[draft.kind]
  const id = Number(draft.of)
  const value = of?.member === 'EventCategoryIds' ? [id] : id
  return {
    Kind: draft.kind,
    Amount: amount,
    ...(of && draft.of !== '' ? { [of.member]: value } : {}),
    ...(draft.when === '' ? {} : { ServiceTime: instantOf(draft.when, zone) }),
  }
}
