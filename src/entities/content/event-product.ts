import { entity, everything } from '../entity.ts'
import { amount, derived, flag, instant, integer, joined, list, reference, text } from '../field.ts'

export const eventProduct = entity({
  name: 'EventProduct',
  plural: 'EventProducts',
  group: 'content',
  description: 'A ticket type of an event; required before any attendee.',
  operations: everything,
  label: 'Name',
  location: 'CalendarEvent.Business',
  instantOrders: [
    { earlier: 'StartDate', later: 'EndDate', message: 'must be later than StartDate' },
  ],
  fields: {
    CalendarEventId: reference('CalendarEvent', { required: true }),
    Name: text({ required: true }),
    Description: text(),
    TicketNotes: text(),
    Visible: flag(),
    DisplayOrder: integer({ required: true }),
    StartDate: instant({ required: true }),
    EndDate: instant({ required: true }),
    Allocation: integer(),
    MaxTicketsPerAttendee: integer(),
    Sales: derived(integer()),
    Price: amount({ required: true }),
    CurrencyId: reference('Currency', { required: true }),
    CurrencyCode: joined('Currency.Code'),
    TaxRateId: reference('TaxRate'),
    FinancialAccountId: reference('FinancialAccount'),
    Tariffs: list('Tariff'),
    OnlyForContacts: flag(),
    OnlyForMembers: flag(),
  },
})
