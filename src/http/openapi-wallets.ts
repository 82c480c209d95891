// Wallets and the sandbox in the description of the API.

type Json = Readonly<Record<string, unknown>>

const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` })
const decimal: Json = { type: 'number' }
const integer: Json = { type: 'integer', format: 'int64' }
const text: Json = { type: ['string', 'null'] }
const instant: Json = { type: ['string', 'null'], format: 'date-time' }

function object(properties: Json, required: readonly string[] = []): Json {
  return { type: 'object', ...(required.length > 0 ? { required } : {}), properties }
}

const list = (items: Json): Json => ({ type: 'array', items })

const reason = object({
  Code: { type: 'string', examples: ['Expired'] },
  Message: { type: 'string', description: 'In plain English, with the values.' },
})

const charge = object(
  {
    Kind: { type: 'string', enum: ['Booking', 'Event', 'Product', 'Pass', 'Plan', 'Other'] },
    Amount: { ...decimal, minimum: 0 },
    ServiceTime: {
      type: 'string',
      format: 'date-time',
      description: 'When a booking takes place.',
    },
    BusinessId: { ...integer, description: 'The invoicing location of the customer without it.' },
    ResourceTypeId: integer,
    EventCategoryIds: list(integer),
    ProductId: integer,
    TimePassId: integer,
    TariffId: integer,
    Description: { type: 'string' },
  },
  ['Kind', 'Amount'],
)

const credit = object({
  Id: integer,
  Description: text,
  Origin: { type: 'string', enum: ['Plan', 'Product', 'Manual'] },
  BusinessId: integer,
  CurrencyCode: { type: 'string' },
  TotalCredit: decimal,
  RemainingCredit: decimal,
  ValidFrom: instant,
  ExpireDate: instant,
  Usable: { type: 'boolean' },
  Reasons: list(reason),
  BurnRank: { type: 'integer', description: '1 is used first, no charge in mind.' },
})

const spendable = {
  Spendable: decimal,
  ExpiringIn7Days: decimal,
  ExpiringIn30Days: decimal,
}

const sequences = {
  Sequence: integer,
  Sequences: list(object({ CoworkerId: integer, Sequence: integer })),
}

const use = object({
  CoworkerBookingCreditUseHistoryId: integer,
  CoworkerBookingCreditId: integer,
  CoworkerId: { ...integer, description: 'The owner of the credit.' },
  CreditUsed: decimal,
  RemainingCredit: decimal,
  ChargeIndex: { type: 'integer' },
})

export const walletSchemas: Json = {
  Wallet: object({
    CoworkerId: integer,
    At: instant,
    Sequence: integer,
    CurrencyCode: text,
    ...spendable,
    Totals: list(object({ CurrencyCode: { type: 'string' }, ...spendable })),
    Credits: list(credit),
    TimeCredits: list({ type: 'object' }),
  }),
  Settlement: object({
    Covered: decimal,
    Remainder: decimal,
    Charges: list(object({ Covered: decimal, Remainder: decimal })),
    Uses: list(use),
    Refused: list(
      object({
        CoworkerBookingCreditId: integer,
        ChargeIndex: { type: 'integer' },
        Reasons: list(reason),
      }),
    ),
    ...sequences,
  }),
  Charges: object({ Charges: list(charge) }, ['Charges']),
  Spend: {
    allOf: [
      ref('schemas', 'Charges'),
      object({
        RejectIfNotCovered: { type: 'boolean', default: false },
        Reference: { type: 'string', description: 'Names the charge for a later release.' },
      }),
    ],
  },
  Release: object({
    BookingId: integer,
    EventAttendeeId: integer,
    CoworkerInvoiceLineId: integer,
    CoworkerBookingCreditUseHistoryId: integer,
    Reference: { type: 'string' },
    Amount: { ...decimal, exclusiveMinimum: 0, description: 'All that is still used without it.' },
    Reason: { type: 'string' },
  }),
  Released: object({
    Released: decimal,
    Uses: list(
      object({
        CoworkerBookingCreditUseHistoryId: integer,
        CoworkerBookingCreditId: integer,
        CoworkerId: integer,
        Returned: decimal,
        RemainingCredit: decimal,
        Usable: { type: 'boolean' },
      }),
    ),
    ...sequences,
  }),
  Adjust: object(
    {
      CoworkerBookingCreditId: integer,
      CoworkerExtraServiceId: integer,
      Amount: { ...decimal, description: 'Signed; whole units for time credit.' },
      Reason: { type: 'string' },
    },
    ['Amount', 'Reason'],
  ),
  StatementRow: object({
    Sequence: { type: ['integer', 'null'], description: 'Null for an expiry, which is derived.' },
    OccurredOn: instant,
    RecordedOn: instant,
    Kind: { type: 'string', enum: ['Grant', 'Use', 'Return', 'Adjust', 'Edit', 'Void', 'Expire'] },
    Unit: { type: 'string', enum: ['Money', 'Time'] },
    CurrencyCode: text,
    CoworkerBookingCreditId: { type: ['integer', 'null'] },
    CoworkerExtraServiceId: { type: ['integer', 'null'] },
    Description: text,
    Amount: { ...decimal, description: 'Signed.' },
    RemainingCredit: decimal,
    Balance: decimal,
    BookingId: { type: ['integer', 'null'] },
    EventAttendeeId: { type: ['integer', 'null'] },
    CoworkerInvoiceLineId: { type: ['integer', 'null'] },
    By: text,
    Reason: text,
    Origin: { type: 'string', enum: ['Plan', 'Product', 'Manual'] },
  }),
}

const coworkerId: Json = {
  name: 'CoworkerId',
  in: 'path',
  required: true,
  description: 'The customer whose wallet it is.',
  schema: integer,
}

const instantQuery = (name: string, description: string): Json => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string', format: 'date-time' },
})

const failures = {
  '400': ref('responses', 'Invalid'),
  '401': ref('responses', 'Unauthenticated'),
  '403': ref('responses', 'Forbidden'),
  '404': ref('responses', 'NotFound'),
  '429': ref('responses', 'Throttled'),
}

const json = (schema: Json): Json => ({ 'application/json': { schema } })

function post(name: string, summary: string, role: string, body: string, value: Json): Json {
  return {
    post: {
      operationId: `${name}Wallet`,
      tags: ['Wallets'],
      summary,
      description: `Needs the role ${role}, or a full administrator.`,
      parameters: [coworkerId, ref('parameters', 'idempotencyKey')],
      requestBody: { required: true, content: json(ref('schemas', body)) },
      responses: {
        '200': {
          description: 'Done; the result in `Value`.',
          content: json({ allOf: [ref('schemas', 'Written'), object({ Value: value })] }),
        },
        ...failures,
        '409': ref('responses', 'Conflict'),
      },
    },
  }
}

const useCreate = 'CoworkerBookingCreditUseHistory-Create'

const page: Json = {
  allOf: [ref('schemas', 'Page'), object({ Records: list(ref('schemas', 'StatementRow')) })],
}

export const walletPaths: Json = {
  '/api/wallets/{CoworkerId}': {
    get: {
      operationId: 'getWallet',
      tags: ['Wallets'],
      summary: 'What a customer can spend, now or as of an instant',
      description: 'Needs the role CoworkerBookingCredit-Read; members read their own.',
      parameters: [coworkerId, instantQuery('at', 'As of this instant.')],
      responses: {
        '200': { description: 'The wallet.', content: json(ref('schemas', 'Wallet')) },
        ...failures,
      },
    },
  },
  '/api/wallets/{CoworkerId}/statement': {
    get: {
      operationId: 'getStatement',
      tags: ['Wallets'],
      summary: 'Every movement with who, why and what was left',
      description:
        'Needs the role CoworkerBookingCredit-Read; members read their own. CSV by Accept or format=csv.',
      parameters: [
        coworkerId,
        instantQuery('from', 'Included.'),
        instantQuery('to', 'Not included.'),
        ref('parameters', 'page'),
        ref('parameters', 'size'),
        {
          name: 'format',
          in: 'query',
          description: 'csv for the whole as CSV.',
          schema: { type: 'string' },
        },
      ],
      responses: {
        '200': {
          description: 'One page, oldest first; 100 rows unless told otherwise.',
          content: { ...json(page), 'text/csv': { schema: { type: 'string' } } },
        },
        ...failures,
      },
    },
  },
  '/api/wallets/{CoworkerId}/quote': post(
    'quote',
    'What a spend would use, and why not each other credit',
    'CoworkerBookingCredit-Read',
    'Charges',
    ref('schemas', 'Settlement'),
  ),
  '/api/wallets/{CoworkerId}/spend': post(
    'spend',
    'Pay charges from credit',
    useCreate,
    'Spend',
    ref('schemas', 'Settlement'),
  ),
  '/api/wallets/{CoworkerId}/release': post(
    'release',
    'Give back what a charge used',
    useCreate,
    'Release',
    ref('schemas', 'Released'),
  ),
  '/api/wallets/{CoworkerId}/adjust': post(
    'adjust',
    'Correct one credit, with a reason',
    'CoworkerBookingCredit-Edit',
    'Adjust',
    { ...credit, properties: { ...(credit.properties as Json), ...sequences } },
  ),
  '/api/sandbox/clock': {
    get: {
      operationId: 'readClock',
      tags: ['Service'],
      summary: 'What counts as now in a sandbox',
      description: 'For full administrators of a server with DESKBANK_SANDBOX=true.',
      responses: {
        '200': { description: 'The clock.', content: json(object({ Now: instant })) },
        ...failures,
      },
    },
    post: {
      operationId: 'moveClock',
      tags: ['Service'],
      summary: 'Move the clock of a sandbox forward',
      description: 'Everything due until then is done first. From then on the clock stands.',
      requestBody: {
        required: true,
        content: json(object({ Now: { type: 'string', format: 'date-time' } }, ['Now'])),
      },
      responses: {
        '200': { description: 'Moved.', content: json(ref('schemas', 'Written')) },
        ...failures,
      },
    },
  },
  '/api/sandbox/reset': {
    post: {
      operationId: 'resetSandbox',
      tags: ['Service'],
      summary: 'Empty a sandbox but for its users',
      description: 'The demo is filled with its sample space again. Real time counts from then on.',
      responses: {
        '200': { description: 'Reset.', content: json(ref('schemas', 'Written')) },
        ...failures,
      },
    },
  },
}
