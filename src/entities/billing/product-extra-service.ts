import { entity, everything } from '../entity.ts'
import { choice, integer, joined, reference } from '../field.ts'

export const productExtraService = entity({
  name: 'ProductExtraService',
  plural: 'ProductExtraServices',
  group: 'billing',
  description: 'Time or printing allowance included in a product.',
  operations: everything,
  location: 'Product.Business',
  fields: {
    ProductId: reference('Product', { required: true }),
    ProductName: joined('Product.Name'),
    ExtraServiceId: reference('ExtraService', { required: true }),
    ExtraServiceName: joined('ExtraService.Name'),
    ExtraServiceChargePeriod: joined('ExtraService.ChargePeriod'),
    ExtraServiceIsBookingCredit: joined('ExtraService.IsBookingCredit'),
    ExtraServiceIsPrintingCredit: joined('ExtraService.IsPrintingCredit'),
    UsesIncluded: integer({ required: true, notNegative: true }),
    ExpireTimeInMonths: integer({ notNegative: true }),
    ExpireTimeInWeeks: integer({ notNegative: true }),
    ExpirationType: choice('eRecurrentChargePattern', { nullable: true }),
    ExpiresIn: integer({ notNegative: true }),
  },
})
