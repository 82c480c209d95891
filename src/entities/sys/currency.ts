import { entity, readOnly } from '../entity.ts'
import { text } from '../field.ts'

export const currency = entity({
  name: 'Currency',
  plural: 'Currencies',
  group: 'sys',
  description: 'A currency by its ISO 4217 code. Read-only.',
  operations: readOnly,
  label: 'Name',
  internalColumns: { decimals: 'integer' },
  fields: {
    Name: text({ access: 'never', nullable: false }),
    Code: text({ access: 'never', nullable: false }),
    Format: text({ access: 'never', nullable: false }),
  },
})
