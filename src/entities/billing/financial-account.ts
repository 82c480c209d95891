import { entity, everything } from '../entity.ts'
import { choice, reference, text } from '../field.ts'

export const financialAccount = entity({
  name: 'FinancialAccount',
  plural: 'FinancialAccounts',
  group: 'billing',
  description:
    'A bookkeeping account of one location. Invoice lines keep the account they were issued with; later changes do not reach them.',
  operations: everything,
  label: 'Name',
  location: 'Business',
  fields: {
    BusinessId: reference('Business', { required: true }),
    Name: text({ required: true }),
    Code: text({ required: true }),
    Description: text(),
    AccountType: choice('eFinancialAccountType'),
  },
})
