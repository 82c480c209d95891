import { entity, readOnly } from '../entity.ts'
import { text } from '../field.ts'

export const country = entity({
  name: 'Country',
  plural: 'Countries',
  group: 'sys',
  description:
    'Reference list of countries, kept by the platform. Read-only today; the 2020 docs published POST and PUT.',
  operations: readOnly,
  label: 'Name',
  fields: {
    Name: text({ access: 'never', nullable: false }),
    TwoDigitsCode: text({ access: 'never', nullable: false }),
    Culture: text({ access: 'never', nullable: false }),
  },
})
