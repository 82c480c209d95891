// Wallets in the description of the API: reading them, asking what a charge would use, using it, giving it back.

import {
  idempotencyKey,
  idSchema,
  type Json,
  json,
  pageOf,
  query,
  readRefusals,
  ref,
  responses,
  schema,
  writeRefusals,
  written,
} from './openapi-parts.ts'

const text: Json = { type: 'string' }
const instant: Json = { type: 'string', format: 'date-time' }

const who: Json = {
  name: 'CoworkerId',
  in: 'path',
  required: true,
  description: 'The customer.',
  schema: idSchema,
}

const movementKind: Json = {
  type: 'string',
  enum: ['Grant', 'Use', 'Return', 'Adjust', 'Edit', 'Void', 'Expire'],
}

const tags = ['Wallets']
const wallet = '/api/wallets/{CoworkerId}'

export const walletPaths: Json = {
  [wallet]: {
    get: {
      operationId: 'getWallet',
      tags,
      summary: 'What a customer holds',
      description: `${needs('CoworkerBookingCredit-Read')} Members read their own. Now, or as of any instant.`,
      parameters: [who, query('at', 'As of then; now unless given.', instant)],
      responses: responses(
        { description: 'The wallet.', content: json(schema('Wallet')) },
        '400',
        ...readRefusals,
      ),
    },
  },
  [`${wallet}/statement`]: {
    get: {
      operationId: 'getStatement',
      tags,
      summary: 'Why the balance is what it is',
      description: `${needs('CoworkerBookingCredit-Read')} Every movement, oldest first unless told otherwise. CSV on request.`,
      parameters: [
        who,
        query('from', 'Included.', instant),
        query('to', 'Not included.', instant),
        query('Kind', 'Movements of this kind alone; may be given several times.', movementKind),
        query('CoworkerBookingCreditId', 'Movements of this credit alone.', idSchema),
        query('Reference', 'Movements of spends with this Reference alone, in any case.', text),
        query('dir', 'desc for the newest first.', text),
        query('format', 'csv for a spreadsheet.', text),
        ref('parameters', 'page'),
        query('size', '1 to 1000; what lies outside counts as the nearest.', {
          type: 'integer',
          default: 100,
        }),
      ],
      responses: responses(
        {
          description: 'Movements.',
          content: { ...json(pageOf('StatementRow')), 'text/csv': { schema: text } },
        },
        '400',
        ...readRefusals,
      ),
    },
  },
  [`${wallet}/balances`]: {
    get: {
      operationId: 'getBalances',
      tags,
      summary: 'How much there was, day by day',
      description: `${needs('CoworkerBookingCredit-Read')} What was held in money at the end of each day on which it changed.`,
      parameters: [who, query('from', 'Included.', instant), query('to', 'Not included.', instant)],
      responses: responses(
        { description: 'Balances, the newest 1500.', content: json(schema('Balances')) },
        '400',
        ...readRefusals,
      ),
    },
  },
  [`${wallet}/quote`]: {
    post: write('quote', 'What a charge would use', 'CoworkerBookingCredit-Read', {
      more: 'Members quote their own. Nothing is written.',
      body: 'QuoteRequest',
      value: 'Settlement',
      example: { Charges: [{ Kind: 'Booking', Amount: 24, ResourceTypeId: 1 }] },
    }),
  },
  [`${wallet}/spend`]: {
    post: write('spend', 'Pay charges from credit', 'CoworkerBookingCreditUseHistory-Create', {
      more: 'Uses as much credit as may pay; the rest is the remainder.',
      body: 'SpendRequest',
      value: 'Settlement',
      example: {
        Charges: [{ Kind: 'Booking', Amount: 24, ResourceTypeId: 1, Description: 'Beacon, 1 h' }],
        Reference: 'booking 4711',
      },
    }),
  },
  [`${wallet}/release`]: {
    post: write('release', 'Give back what was used', 'CoworkerBookingCreditUseHistory-Create', {
      more: 'Names one thing that was paid. Wholly, or in part.',
      body: 'ReleaseRequest',
      value: 'Released',
      example: { Reference: 'booking 4711', Reason: 'Called off in time' },
    }),
  },
  [`${wallet}/adjust`]: {
    post: write('adjust', 'Correct one credit by hand', 'CoworkerBookingCredit-Edit', {
      more: 'Signed, with a reason that stands in the statement. Time answers TotalUses, RemainingUses and Used instead.',
      body: 'AdjustRequest',
      value: 'Adjusted',
      example: { CoworkerBookingCreditId: 1, Amount: 10, Reason: 'Goodwill' },
    }),
  },
}

interface Write {
  readonly more: string
  readonly body: string
  readonly value: string
  readonly example: Json
}

function needs(role: string): string {
  return `Needs the role ${role}, or an administrator.`
}

function write(verb: string, summary: string, role: string, { more, body, value, example }: Write) {
  return {
    operationId: `${verb}Wallet`,
    tags,
    summary,
    description: `${needs(role)} ${more}`,
    parameters: [who, idempotencyKey],
    requestBody: { required: true, content: json(schema(body), example) },
    responses: responses(written(schema(value), 'Done.'), ...writeRefusals),
  }
}
