import { entity, everything } from '../entity.ts'
import { choice, integer, joined, reference } from '../field.ts'

export const tariffExtraService = entity({
  name: 'TariffExtraService',
  plural: 'TariffExtraServices',
  group: 'billing',
  description: 'Time or printing allowance included in a plan.',
  operations: everything,
  location: 'Tariff.Business',
  fields: {
    TariffId: reference('Tariff', { required: true }),
    TariffName: joined('Tariff.Name'),
    ExtraServiceId: reference('ExtraService', { required: true }),
    ExtraServiceName: joined('ExtraService.Name'),
    ExtraServiceChargePeriod: joined('ExtraService.ChargePeriod'),
    ExtraServiceIsBookingCredit: joined('ExtraService.IsBookingCredit'),
    ExtraServiceIsPrintingCredit: joined('ExtraService.IsPrintingCredit'),
    UsesIncluded: integer({ required: true, notNegative: true }),
    ServiceRenewalTime: choice('eTimeSpanWeekMonth'),
  },
})
