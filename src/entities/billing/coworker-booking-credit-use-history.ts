import { entity, noDelete } from '../entity.ts'
import { amount, joined, reference, text } from '../field.ts'

export const coworkerBookingCreditUseHistory = entity({
  name: 'CoworkerBookingCreditUseHistory',
  plural: 'CoworkerBookingCreditUseHistories',
  group: 'billing',
  description:
    'One consumption of a CoworkerBookingCredit by a booking, an event ticket or an invoice line.',
  operations: noDelete,
  location: 'CoworkerBookingCredit.Business',
  visibleThrough: 'CoworkerBookingCredit.Coworker',
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
    Description: text(),
    CoworkerBookingCreditId: reference('CoworkerBookingCredit', { required: true, ledger: true }),
    CoworkerBookingCreditBusinessCurrencyCode: joined(
      'CoworkerBookingCredit.Business.Currency.Code',
    ),
    CoworkerBookingCreditCoworkerId: joined('CoworkerBookingCredit.Coworker.Id', {
      reference: 'Coworker',
    }),
    CoworkerBookingCreditCoworkerProductUniqueId: joined(
      'CoworkerBookingCredit.CoworkerProductUniqueId',
    ),
    CoworkerBookingCreditDescription: joined('CoworkerBookingCredit.Description'),
    CoworkerBookingCreditExpireDate: joined('CoworkerBookingCredit.ExpireDate'),
    CoworkerBookingCreditRemainingCredit: joined('CoworkerBookingCredit.RemainingCredit'),
    CoworkerBookingCreditTariffBookingCreditName: joined(
      'CoworkerBookingCredit.TariffBookingCredit.Name',
    ),
    BookingId: reference('Booking', { loose: true }),
    BookingFromTime: joined('Booking.FromTime'),
    BookingToTime: joined('Booking.ToTime'),
    BookingResourceName: joined('Booking.Resource.Name'),
    CoworkerInvoiceLineId: reference('CoworkerInvoiceLine', { loose: true }),
    CoworkerInvoiceLineCoworkerInvoiceId: joined('CoworkerInvoiceLine.CoworkerInvoice.Id', {
      reference: 'CoworkerInvoice',
    }),
    CoworkerInvoiceLineCoworkerInvoiceInvoiceNumber: joined(
      'CoworkerInvoiceLine.CoworkerInvoice.InvoiceNumber',
    ),
    EventAttendeeId: reference('EventAttendee', { loose: true }),
    EventAttendeeCalendarEventName: joined('EventAttendee.CalendarEvent.Name'),
    EventAttendeeEventProductName: joined('EventAttendee.EventProduct.Name'),
    EventAttendeeFullName: joined('EventAttendee.FullName'),
    EventAttendeeEmail: joined('EventAttendee.Email'),
    CreditUsed: amount({ required: true, positive: true, ledger: true }),
  },
})
