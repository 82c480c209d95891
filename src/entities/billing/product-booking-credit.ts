import { creditTerms } from '../credit-terms.ts'
import { entity, everything } from '../entity.ts'
import { amount, choice, integer, joined, reference, text } from '../field.ts'

export const productBookingCredit = entity({
  name: 'ProductBookingCredit',
  plural: 'ProductBookingCredits',
  group: 'billing',
  description:
    'Credit template attached to a product; buying the product releases a CoworkerBookingCredit.',
  operations: everything,
  label: 'Name',
  location: 'Product.Business',
  fields: {
    Name: text({ required: true }),
    ProductId: reference('Product', { required: true }),
    ProductName: joined('Product.Name'),
    ProductBusinessCurrencyCode: joined('Product.Business.Currency.Code'),
    ...creditTerms({ flagsInRows: false }),
    Credit: amount({ required: true, positive: true }),
    ExpireTimeInMonths: integer({ inRows: false, notNegative: true }),
    ExpireTimeInWeeks: integer({ inRows: false, notNegative: true }),
    ExpirationType: choice('eRecurrentChargePattern', { nullable: true }),
    ExpiresIn: integer({ inRows: false, notNegative: true }),
  },
})
