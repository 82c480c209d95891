import { entity, everything } from '../entity.ts'
import { choice, integer, joined, reference } from '../field.ts'

export const productTimePass = entity({
  name: 'ProductTimePass',
  plural: 'ProductTimePasses',
  group: 'billing',
  description: 'Passes included in a product.',
  operations: everything,
  location: 'Product.Business',
  fields: {
    ProductId: reference('Product', { required: true }),
    ProductName: joined('Product.Name'),
    TimePassId: reference('TimePass', { required: true }),
    TimePassName: joined('TimePass.Name'),
    PassesIncluded: integer({ required: true, notNegative: true }),
    ExpireTimeInMonths: integer({ notNegative: true }),
    ExpireTimeInWeeks: integer({ notNegative: true }),
    ExpirationType: choice('eRecurrentChargePattern', { nullable: true }),
    ExpiresIn: integer({ notNegative: true }),
  },
})
