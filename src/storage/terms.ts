// What a credit may pay for, as one text: most credits have the terms of many others, and what was read before need not be
// read again.

import { sql } from 'kysely'
import type { Terms } from '../engine/credit.ts'
import { remembering } from '../engine/remember.ts'
import { parseIdArray } from './types.ts'

/** Of the credit `c`. */
export const termsColumn = sql`format('%s %s %s %s %s %s %s %s %s',
  c.cane_be_used_for_bookings, c.cane_be_used_for_events, c.is_universal_credit, c.applies_to_charges,
  c.elegible_resource_types, c.event_categories, c.elegible_products, c.elegible_passes, c.elegible_tariffs)`

const mostTerms = 10_000

function readTerms(text: string): Terms {
  const parts = text.split(' ')
  const isSet = (index: number) => parts[index] === 't'
  const ids = (index: number) => parseIdArray(parts[index] || '{}')
  return {
    forBookings: isSet(0),
    forEvents: isSet(1),
    isUniversal: isSet(2),
    forCharges: isSet(3),
    resourceTypeIds: ids(4),
    eventCategoryIds: ids(5),
    productIds: ids(6),
    passIds: ids(7),
    tariffIds: ids(8),
  }
}

export const termsIn = remembering(mostTerms, (text: string) => text, readTerms)
