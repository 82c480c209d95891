import { entity } from '../entity.ts'
import { flag, text } from '../field.ts'

export const simpleTimeZone = entity({
  name: 'SimpleTimeZone',
  plural: 'SimpleTimeZones',
  group: 'sys',
  description: 'A time zone under its Windows name.',
  operations: ['list', 'get', 'update'],
  label: 'Name',
  internalColumns: { iana: 'text' },
  fields: {
    Name: text({ required: true }),
    Description: text({ required: true }),
    TimeOffset: text({ required: true }),
    UsesSummerTime: flag(),
  },
})
