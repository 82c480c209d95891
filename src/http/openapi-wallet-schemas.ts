// Schemas of what wallets take and answer.

import {
  amount,
  flag,
  idSchema,
  instant,
  type Json,
  listOf,
  object,
  orNull,
  schema,
  text,
} from './openapi-parts.ts'

const origin: Json = { type: 'string', enum: ['Plan', 'Product', 'Manual'] }
const sequence: Json = { ...idSchema, description: 'Movements of the wallet so far.' }
const withName = object({ Id: idSchema, Name: text })
const sequences = listOf(object({ CoworkerId: idSchema, Sequence: idSchema }))
const kinds = ['Booking', 'Event', 'Product', 'Pass', 'Plan', 'Other']
const charges = { ...listOf(schema('AskedCharge')), minItems: 1, maxItems: 100 }
const named = 'It stands alone, and is the charging of that record: a second one answers the first.'
const movements = ['Grant', 'Use', 'Return', 'Adjust', 'Edit', 'Void', 'Expire']

const spendable: Json = {
  CurrencyCode: text,
  Spendable: amount,
  ExpiringIn7Days: amount,
  ExpiringIn30Days: amount,
}

export const walletSchemas: Json = {
  Reason: object({
    Code: { ...text, description: 'Such as Expired, NothingLeft or OtherResourceType.' },
    Message: text,
  }),
  WalletCredit: object({
    Id: idSchema,
    Description: orNull(text),
    Origin: origin,
    BusinessId: idSchema,
    CurrencyCode: text,
    TotalCredit: amount,
    RemainingCredit: amount,
    ValidFrom: orNull(instant),
    ExpireDate: orNull(instant),
    Usable: flag,
    Reasons: { ...listOf(schema('Reason')), description: 'Why not, when it is not usable.' },
    BurnRank: { type: 'integer', description: 'Its turn, whatever the charge; 1 pays first.' },
  }),
  HeldCredit: {
    allOf: [
      schema('WalletCredit'),
      object({
        CoworkerId: { ...idSchema, description: 'Who holds it.' },
        CoworkerFullName: orNull(text),
        BusinessName: orNull(text),
        UsableFor: schema('UsableFor'),
      }),
    ],
  },
  UsableFor: object({
    Bookings: flag,
    Events: flag,
    Universal: { ...flag, description: 'Products and passes.' },
    Charges: flag,
    ResourceTypes: { ...listOf(withName), description: 'Empty, as every list here: all of them.' },
    EventCategories: listOf(withName),
    Products: listOf(withName),
    Passes: listOf(withName),
    Plans: { ...listOf(withName), description: 'Plans the holder must be on.' },
  }),
  WalletTimeCredit: object({
    Id: idSchema,
    Description: orNull(text),
    Origin: origin,
    ChargePeriod: schema('eChargePeriod'),
    TotalUses: { type: 'integer' },
    RemainingUses: { type: 'integer' },
    ValidFrom: orNull(instant),
    ExpireDate: orNull(instant),
    Usable: flag,
    Reasons: { ...listOf(schema('Reason')), description: 'Why not, when it is not usable.' },
  }),
  Wallet: object({
    CoworkerId: idSchema,
    CoworkerFullName: orNull(text),
    Email: orNull(text),
    BusinessId: orNull(idSchema),
    BusinessName: { ...orNull(text), description: 'The invoicing location.' },
    TimeZone: { ...orNull(text), description: 'Of that location, such as Europe/London.' },
    At: instant,
    Sequence: { ...idSchema, description: 'Movements of the wallet by then.' },
    ...spendable,
    CurrencyCode: { ...orNull(text), description: 'Of the invoicing location.' },
    Totals: { ...listOf(object(spendable)), description: 'The same for every currency held.' },
    Credits: listOf(schema('HeldCredit')),
    SharedCredits: {
      ...listOf(schema('HeldCredit')),
      description:
        'Of others in the teams of the customer, who share it for bookings. Empty in a look back.',
    },
    TimeCredits: listOf(schema('WalletTimeCredit')),
  }),
  Balances: object({
    Records: listOf(
      object({
        On: { ...instant, description: 'The last movement of a day.' },
        CurrencyCode: text,
        Balance: amount,
      }),
    ),
  }),
  StatementRow: object({
    Sequence: { ...orNull(idSchema), description: 'None for Expire, which is worked out.' },
    OccurredOn: instant,
    RecordedOn: orNull(instant),
    Kind: { type: 'string', enum: movements },
    Unit: { type: 'string', enum: ['Money', 'Time'] },
    CurrencyCode: orNull(text),
    CoworkerBookingCreditId: orNull(idSchema),
    CoworkerExtraServiceId: orNull(idSchema),
    CoworkerBookingCreditUseHistoryId: { ...orNull(idSchema), description: 'The use, of money.' },
    Description: orNull(text),
    Amount: { ...amount, description: 'Signed: what the credit gained.' },
    RemainingCredit: amount,
    Balance: { ...amount, description: 'Of everything in this unit and currency.' },
    BookingId: orNull(idSchema),
    EventAttendeeId: orNull(idSchema),
    CoworkerInvoiceLineId: orNull(idSchema),
    By: orNull(text),
    Reason: {
      ...orNull(text),
      description: 'As it was given; else what was paid, where something was.',
    },
    Reference: { ...orNull(text), description: 'Of the spend that the movement belongs to.' },
    Origin: origin,
    UsedByCoworkerId: {
      ...orNull(idSchema),
      description: 'The customer whom a use served; in a team perhaps not the owner of the credit.',
    },
    UsedByFullName: orNull(text),
  }),
  AskedCharge: object(
    {
      Kind: { type: 'string', enum: kinds, description: 'Needed unless a record is named.' },
      Amount: {
        ...amount,
        minimum: 0,
        description: 'Needed unless a record is named, whose price it is then.',
      },
      ServiceTime: { ...instant, description: 'When it takes place; now unless given.' },
      BusinessId: { ...idSchema, description: 'The invoicing location unless given.' },
      ResourceTypeId: { ...idSchema, description: 'Of a booking; one that exists.' },
      EventCategoryIds: { ...listOf(idSchema), description: 'Of an event; all of them exist.' },
      ProductId: { ...idSchema, description: 'One that exists.' },
      TimePassId: { ...idSchema, description: 'Of a pass; one that exists.' },
      TariffId: { ...idSchema, description: 'Of a plan; one that exists.' },
      BookingId: { ...idSchema, description: `A booking of the customer. ${named}` },
      EventAttendeeId: { ...idSchema, description: `A ticket of the customer. ${named}` },
      Description: text,
    },
    [],
  ),
  QuoteRequest: object({ Charges: charges }, ['Charges']),
  SpendRequest: object(
    {
      Charges: charges,
      Reference: { ...text, description: 'What another system calls it; release takes it too.' },
      RejectIfNotCovered: { ...flag, description: 'Refuse the spend unless credit covers all.' },
    },
    ['Charges'],
  ),
  Settlement: object({
    Covered: amount,
    Remainder: amount,
    Charges: listOf(
      object({
        Kind: { ...text, enum: kinds },
        Amount: amount,
        ServiceTime: instant,
        BusinessId: idSchema,
        CurrencyCode: text,
        Covered: amount,
        Remainder: amount,
      }),
    ),
    Uses: listOf(
      object({
        CoworkerBookingCreditUseHistoryId: { ...idSchema, description: 'Absent in a quote.' },
        CoworkerBookingCreditId: idSchema,
        CoworkerId: { ...idSchema, description: 'Who owns the credit.' },
        CreditUsed: amount,
        RemainingCredit: amount,
        ChargeIndex: { type: 'integer' },
      }),
    ),
    TimeUses: {
      ...listOf(
        object({
          CoworkerExtraServiceUseHistoryId: { ...idSchema, description: 'Absent in a quote.' },
          CoworkerExtraServiceId: idSchema,
          CoworkerId: { ...idSchema, description: 'Who owns the credit.' },
          CreditUsed: { type: 'integer' },
          RemainingUses: { type: 'integer' },
          ChargeIndex: { type: 'integer' },
        }),
      ),
      description: 'What time credit pays, where BookingId is given.',
    },
    Refused: listOf(
      object({
        CoworkerBookingCreditId: idSchema,
        ChargeIndex: { type: 'integer' },
        Reasons: listOf(schema('Reason')),
      }),
    ),
    Sequence: sequence,
    Sequences: sequences,
  }),
  ReleaseRequest: object({
    BookingId: idSchema,
    EventAttendeeId: idSchema,
    CoworkerInvoiceLineId: idSchema,
    CoworkerBookingCreditUseHistoryId: idSchema,
    Reference: text,
    Amount: {
      ...amount,
      exclusiveMinimum: 0,
      description: 'Everything that was used, unless given.',
    },
    Reason: text,
  }),
  Released: object({
    Released: amount,
    Uses: listOf(
      object({
        CoworkerBookingCreditUseHistoryId: idSchema,
        CoworkerBookingCreditId: idSchema,
        CoworkerId: idSchema,
        Returned: amount,
        RemainingCredit: orNull(amount),
        Usable: flag,
      }),
    ),
    TimeUses: {
      ...listOf(
        object({
          CoworkerExtraServiceUseHistoryId: idSchema,
          CoworkerExtraServiceId: idSchema,
          CoworkerId: idSchema,
          Returned: { type: 'integer' },
        }),
      ),
      description: 'Time credit given back, where a booking is released as a whole.',
    },
    Sequence: sequence,
    Sequences: sequences,
  }),
  Adjusted: {
    allOf: [schema('WalletCredit'), object({ Sequence: sequence, Sequences: sequences })],
  },
  AdjustRequest: object(
    {
      CoworkerBookingCreditId: idSchema,
      CoworkerExtraServiceId: { ...idSchema, description: 'Instead, for time: whole units.' },
      Amount: { ...amount, description: 'Signed; never takes more than is left.' },
      Reason: text,
    },
    ['Amount', 'Reason'],
  ),
}
