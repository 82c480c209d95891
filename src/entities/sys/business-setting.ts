import { entity, everything } from '../entity.ts'
import { name, reference, text } from '../field.ts'

export const businessSetting = entity({
  name: 'BusinessSetting',
  plural: 'BusinessSettings',
  group: 'sys',
  description: 'One name and value pair of the configuration of a location.',
  operations: everything,
  label: 'Name',
  location: 'Business',
  fields: {
    BusinessId: reference('Business', { required: true }),
    Name: name({ required: true }),
    Value: text(),
  },
})
