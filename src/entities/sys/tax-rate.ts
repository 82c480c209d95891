import { entity, everything } from '../entity.ts'
import { amount, choice, reference, text } from '../field.ts'

export const taxRate = entity({
  name: 'TaxRate',
  plural: 'TaxRates',
  group: 'sys',
  description:
    'A tax percentage of one location, referred to by products, rates, passes, plans and charges.',
  operations: everything,
  label: 'Name',
  location: 'Business',
  fields: {
    BusinessId: reference('Business', { required: true }),
    Name: text({ required: true }),
    Rate: amount({ required: true }),
    ExemptionReason: choice('TaxExemptionReason'),
  },
})
