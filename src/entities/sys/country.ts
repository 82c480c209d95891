import { entity, readOnly } from '../entity.ts'
import { text } from '../field.ts'

export const country = entity({
  name: 'Country',
  plural: 'Countries',
  group: 'sys',
  description: 'A country by its ISO 3166-1 code. Read-only.',
  operations: readOnly,
  label: 'Name',
  fields: {
    Name: text({ access: 'never', nullable: false }),
    TwoDigitsCode: text({ access: 'never', nullable: false }),
    Culture: text({ access: 'never', nullable: false }),
  },
})
