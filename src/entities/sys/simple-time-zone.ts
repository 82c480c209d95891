import { entity } from '../entity.ts'
import { flag, text } from '../field.ts'

export const simpleTimeZone = entity({
  name: 'SimpleTimeZone',
  plural: 'SimpleTimeZones',
  group: 'sys',
  description:
    'Reference list of time zones under their Windows names, kept by the platform. A PUT is published although the rows are shared by all accounts; the 2020 docs also published POST.',
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
