// Something to be paid, as the engine sees it.

import type { Amount } from './amount.ts'

export type ChargeKind = 'Booking' | 'Event' | 'Product' | 'Pass' | 'Plan' | 'Other'

export interface Charge {
  readonly kind: ChargeKind
  /** What it costs in money, after discounts. */
  readonly amount: Amount
  /** What a credit that uses credit prices pays for the whole of it (domain G2). */
  readonly creditAmount: Amount | undefined
  /** When the service takes place; epoch milliseconds. Decides for bookings (domain F11, S18). */
  readonly serviceTime: number
  readonly businessId: number
  readonly currencyCode: string
  readonly resourceTypeId: number | undefined
  readonly eventCategoryIds: readonly number[]
  readonly productId: number | undefined
  readonly passId: number | undefined
  readonly tariffId: number | undefined
  /** The booking opted out of money credit (domain F9). */
  readonly isOptedOut: boolean
}
