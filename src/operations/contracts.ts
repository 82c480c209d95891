// Contracts as records: where they start and when they are billed.

import { invalidField } from '../failure.ts'
import type { Consequence } from './consequence.ts'

export const contractConsequence: Consequence = {
  complete: async (work, { before, values }) => {
    const billingDay = values.BillingDay as number
    if (billingDay < 1 || billingDay > 31) {
      throw invalidField('BillingDay', 'must be a day of the month, 1 to 31', billingDay)
    }
    return before ? {} : { values: { StartDate: values.StartDate ?? work.now } }
  },
}
