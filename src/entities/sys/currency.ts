import { entity, readOnly } from '../entity.ts'
import { text } from '../field.ts'

export const currency = entity({
  name: 'Currency',
  plural: 'Currencies',
  group: 'sys',
  description:
    'Reference list of ISO 4217 currencies, kept by the platform. Read-only today; the 2020 docs published POST and PUT.',
  operations: readOnly,
  label: 'Name',
  internalColumns: { decimals: 'integer' },
  fields: {
    Name: text({ access: 'never', nullable: false }),
    Code: text({ access: 'never', nullable: false }),
    Format: text({ access: 'never', nullable: false }),
  },
})
