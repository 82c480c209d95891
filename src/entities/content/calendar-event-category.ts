import { entity, everything } from '../entity.ts'
import { inverseList, reference, text } from '../field.ts'

export const calendarEventCategory = entity({
  name: 'CalendarEventCategory',
  plural: 'CalendarEventCategories',
  group: 'content',
  description: 'A category of events.',
  operations: everything,
  label: 'Title',
  location: 'Business',
  fields: {
    BusinessId: reference('Business', { required: true }),
    Title: text({ required: true }),
    CalendarEvents: inverseList('CalendarEvent', 'EventCategories'),
  },
})
