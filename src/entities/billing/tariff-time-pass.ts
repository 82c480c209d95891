import { entity, everything } from '../entity.ts'
import { choice, integer, joined, reference } from '../field.ts'

export const tariffTimePass = entity({
  name: 'TariffTimePass',
  plural: 'TariffTimePasses',
  group: 'billing',
  description: 'Passes included in a plan.',
  operations: everything,
  location: 'Tariff.Business',
  fields: {
    TariffId: reference('Tariff', { required: true }),
    TariffName: joined('Tariff.Name'),
    TimePassId: reference('TimePass', { required: true }),
    TimePassName: joined('TimePass.Name'),
    PassesIncluded: integer({ required: true, notNegative: true }),
    PassRenewalTime: choice('eTimeSpanWeekMonth'),
  },
})
