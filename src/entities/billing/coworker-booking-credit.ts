import { creditTerms } from '../credit-terms.ts'
import { entity, everything } from '../entity.ts'
import { amount, flag, guid, instant, joined, reference, text } from '../field.ts'

export const coworkerBookingCredit = entity({
  name: 'CoworkerBookingCredit',
  plural: 'CoworkerBookingCredits',
  group: 'billing',
  description: 'An amount of money credit held by one customer at one location.',
  operations: everything,
  location: 'Business',
  visibleThrough: 'Coworker',
  instantOrders: [
    {
      earlier: 'ValidFrom',
      later: 'ExpireDate',
      message: 'Expiration data must be greater than valid from date',
    },
  ],
  wallet: {
    retained: true,
    columns: { deleted_on: 'timestamptz', contract_id: 'bigint', sale_id: 'bigint' },
  },
  fields: {
    CoworkerId: reference('Coworker', { required: true }),
    BusinessId: reference('Business', { required: true }),
    BusinessName: joined('Business.Name'),
    BusinessCurrencyCode: joined('Business.Currency.Code'),
    Description: text(),
    TariffBookingCreditId: reference('TariffBookingCredit', { access: 'never', loose: true }),
    TariffBookingCreditName: joined('TariffBookingCredit.Name'),
    ...creditTerms({ flagsInRows: true }),
    RemainingCredit: amount({ ledger: true, access: 'never', nullable: false }),
    TotalCredit: amount({ required: true, positive: true, ledger: true }),
    ValidFrom: instant(),
    ExpireDate: instant(),
    CoworkerProductUniqueId: guid({ access: 'never' }),
    UseCreditPrice: flag({ whenOmitted: 'computed' }),
    CoworkerContractUniqueId: guid(),
  },
})
