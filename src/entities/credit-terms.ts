// The terms of a credit: what it may pay for. Credits have them, and so have the offers that grant credits (domain F).

import { type Field, flag, list } from './field.ts'

/** The nine members that say what a credit may pay; list rows of offers leave the switches out (wire 6.4). */
export function creditTerms(rows: {
  readonly flagsInRows: boolean
}): Readonly<Record<string, Field>> {
  const inRows = rows.flagsInRows
  return {
    ElegibleResourceTypes: list('ResourceType', {
      description: 'Resource types whose bookings it may pay. Empty: every type.',
    }),
    ElegibleProducts: list('Product', {
      description: 'Products a universal credit may pay. Empty: every product.',
    }),
    ElegibleTariffs: list('Tariff', {
      description: 'Plans the holder must be on, and the only plans it may pay. Empty: any plan.',
    }),
    CaneBeUsedForBookings: flag({ inRows, description: 'May pay bookings.' }),
    CaneBeUsedForEvents: flag({ inRows, description: 'May pay event tickets.' }),
    EventCategories: list('CalendarEventCategory', {
      description: 'Event categories whose tickets it may pay. Empty: every category.',
    }),
    IsUniversalCredit: flag({ inRows, description: 'May pay products, passes and other charges.' }),
    ElegiblePasses: list('TimePass', {
      description: 'Passes a universal credit may pay. Empty: every pass.',
    }),
    AppliesToCharges: flag({ inRows, description: 'A universal credit may pay one-off charges.' }),
  }
}
