// The audit in the description of the API.

import { auditKinds, auditOutcomes } from '../storage/audit-trail.ts'
import {
  idSchema,
  instant,
  type Json,
  json,
  listOf,
  object,
  orNull,
  pageOf,
  query,
  ref,
  responses,
  text,
} from './openapi-parts.ts'

const newestFirst = { ...text, default: '1' }

export const auditSchemas: Json = {
  AuditEntry: object({
    Id: idSchema,
    OccurredOn: { ...instant, description: 'Real time, also in a sandbox.' },
    Kind: { ...text, enum: auditKinds },
    Outcome: { ...text, enum: auditOutcomes },
    UserId: orNull(idSchema),
    By: {
      ...orNull(text),
      description: 'The email of the user, as it was then; of a failed sign-in, the one given.',
    },
    Address: { ...orNull(text), description: 'None on the command line.' },
    Entity: { ...orNull(text), description: 'The kind of record.' },
    RecordId: orNull(idSchema),
    Detail: {
      ...orNull(text),
      description: 'How somebody signed in, why it failed, or the key of the command.',
    },
    Changes: listOf(
      object({
        Member: text,
        Before: { description: 'As the record had it.' },
        After: { description: 'As the record has it now; a password is never repeated.' },
      }),
    ),
  }),
}

export const auditPaths: Json = {
  '/api/audit': {
    get: {
      operationId: 'listAudit',
      tags: ['Audit'],
      summary: 'Who signed in, and who changed what',
      description:
        'For administrators; those of certain locations see what belongs to these. Every sign-in, refresh and sign-out with ' +
        'its outcome, and every record that a request created, changed or deleted. What follows from it, such as the lines ' +
        'of a bill run or a fee, stands under the command or the record that caused it. Credit has a journal of its own: ' +
        'the statement of a wallet. CSV on request.',
      parameters: [
        query('Kind', `One or several of ${auditKinds.join(', ')}.`, text),
        query('Outcome', `One or several of ${auditOutcomes.join(', ')}.`, text),
        query('UserId', 'Who did it.', idSchema),
        query('By', 'The same by email.', text),
        query('Address', 'Where it came from.', text),
        query('Entity', 'A kind of record, such as User.', text),
        query('RecordId', 'The record.', idSchema),
        query('from', 'Included.', instant),
        query('to', 'Not included.', instant),
        ref('parameters', 'page'),
        ref('parameters', 'size'),
        query('dir', 'Ascending: 0, asc, Ascending. The newest first: 1, -1, desc.', newestFirst),
        query('format', 'csv for a spreadsheet, whole.', text),
      ],
      responses: responses(
        {
          description: 'One page.',
          content: { ...json(pageOf('AuditEntry')), 'text/csv': { schema: text } },
        },
        '400',
        '401',
        '403',
        '429',
      ),
    },
  },
}
