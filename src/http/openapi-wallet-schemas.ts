// Schemas of what wallets take and answer.

export type Json = Readonly<Record<string, unknown>>

export const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` })
const decimal: Json = { type: 'number' }
export const integer: Json = { type: 'integer', format: 'int64' }
const text: Json = { type: ['string', 'null'] }
export const instant: Json = { type: ['string', 'null'], format: 'date-time' }

export function object(properties: Json, required: readonly string[] = []): Json {
  return { type: 'object', ...(required.length > 0 ? { required } : {}), properties }
}

export const list = (items: Json): Json => ({ type: 'array', items })

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

export const creditSchema = object({
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

export const sequenceMembers = {
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
    Credits: list(creditSchema),
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
    ...sequenceMembers,
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
    ...sequenceMembers,
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
