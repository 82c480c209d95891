import { entity, everything } from '../entity.ts'
import { reference, text } from '../field.ts'

export const resourceType = entity({
  name: 'ResourceType',
  plural: 'ResourceTypes',
  group: 'spaces',
  description: 'A category of resources; pricing hangs off it through ExtraService.',
  operations: everything,
  label: 'Name',
  location: 'Business',
  fields: {
    BusinessId: reference('Business', { required: true }),
    Name: text({ required: true }),
  },
})
