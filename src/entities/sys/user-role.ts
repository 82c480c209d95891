import { entity, everything } from '../entity.ts'
import { text, textList } from '../field.ts'

export const userRole = entity({
  name: 'UserRole',
  plural: 'UserRoles',
  group: 'sys',
  description: 'A named set of roles that users can be given.',
  operations: everything,
  label: 'Name',
  changedByFullAdministrators: true,
  fields: {
    Name: text({ required: true }),
    Roles: textList({
      description: 'Names of roles such as CoworkerBookingCredit-Edit, in any case.',
    }),
  },
})
