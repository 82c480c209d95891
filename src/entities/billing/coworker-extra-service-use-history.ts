import { entity, everything } from '../entity.ts'
import { integer, joined, reference } from '../field.ts'

export const coworkerExtraServiceUseHistory = entity({
  name: 'CoworkerExtraServiceUseHistory',
  plural: 'CoworkerExtraServiceUseHistories',
  group: 'billing',
  description: 'One consumption of time or printing credit (CoworkerExtraService) by a booking.',
  operations: everything,
  location: 'CoworkerExtraService.Business',
  visibleThrough: 'CoworkerExtraService.Coworker',
  wallet: {
    columns: {
      coworker_id: 'bigint',
      used_by_id: 'bigint',
      settlement_id: 'bigint',
      charge_index: 'integer',
      rank: 'integer',
    },
  },
  fields: {
    CoworkerExtraServiceId: reference('CoworkerExtraService', { required: true, ledger: true }),
    BookingId: reference('Booking', { loose: true }),
    BookingFromTime: joined('Booking.FromTime'),
    BookingToTime: joined('Booking.ToTime'),
    BookingResourceName: joined('Booking.Resource.Name'),
    CreditUsed: integer({ ledger: true, access: 'never' }),
  },
})
