import { entity, everything } from '../entity.ts'
import { choice, flag, instant, integer, reference, text } from '../field.ts'

export const webHook = entity({
  name: 'WebHook',
  plural: 'WebHooks',
  group: 'sys',
  description: 'A webhook subscription of one location to one event.',
  operations: everything,
  label: 'Name',
  location: 'Business',
  fields: {
    BusinessId: reference('Business', { required: true }),
    Name: text({ required: true }),
    Action: choice('eWebhookAction'),
    Description: text(),
    URL: text({ required: true }),
    Active: flag({ initially: true }),
    LastError: text({ access: 'never' }),
    ErrorCount: integer({ access: 'never', nullable: false }),
    LastTrigger: instant({ access: 'never' }),
  },
})
