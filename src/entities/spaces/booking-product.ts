import { entity, everything } from '../entity.ts'
import { flag, integer, joined, reference } from '../field.ts'

export const bookingProduct = entity({
  name: 'BookingProduct',
  plural: 'BookingProducts',
  group: 'spaces',
  description:
    'A product added to a booking, such as catering. Only products linked to the booked resource (ResourceProduct) are allowed. Also accepted inline when the booking is created.',
  operations: everything,
  location: 'Booking.Resource.Business',
  fields: {
    BookingId: reference('Booking', { required: true }),
    ProductId: reference('Product', { required: true }),
    ProductName: joined('Product.Name'),
    ProductPrice: joined('Product.Price', { nullable: false }),
    ProductCurrencyCode: joined('Product.Currency.Code'),
    InvoiceInMinutes: flag(),
    Quantity: integer({ required: true }),
    MrmReminded: flag(),
  },
})
