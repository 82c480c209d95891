import { creditTerms } from '../credit-terms.ts'
import { entity, everything } from '../entity.ts'
import { amount, choice, joined, reference, text } from '../field.ts'

export const tariffBookingCredit = entity({
  name: 'TariffBookingCredit',
  plural: 'TariffBookingCredits',
  group: 'billing',
  description:
    'Credit template attached to a plan; each renewal of a contract on the plan releases a CoworkerBookingCredit.',
  operations: everything,
  label: 'Name',
  location: 'Tariff.Business',
  fields: {
    Name: text({ required: true }),
    TariffId: reference('Tariff', { required: true }),
    TariffName: joined('Tariff.Name'),
    TariffBusinessCurrencyCode: joined('Tariff.Business.Currency.Code'),
    ...creditTerms({ flagsInRows: false }),
    Credit: amount({ required: true, positive: true }),
    ServiceRenewalTime: choice('eTimeSpanWeekMonth'),
  },
})
