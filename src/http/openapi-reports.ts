// The list of wallets and the reports in the description of the API.

import {
  amount,
  idSchema,
  instant,
  integer,
  type Json,
  json,
  listOf,
  object,
  orNull,
  pageOf,
  query,
  readRefusals,
  ref,
  responses,
  text,
} from './openapi-parts.ts'

const statuses = ['Active', 'Contact', 'Suspended', 'Archived']
const warnings = ['HolderSuspended', 'NeverSpendable', 'Frozen', 'ExpiringSoon', 'RunningLow']
const intervals: Json = { type: 'string', enum: ['Day', 'Week', 'Month', 'Quarter', 'Year'] }

export const reportSchemas: Json = {
  WalletRow: object({
    CoworkerId: idSchema,
    CoworkerFullName: text,
    Email: text,
    BusinessId: { ...orNull(idSchema), description: 'The invoicing location.' },
    BusinessName: orNull(text),
    Status: { type: 'string', enum: statuses },
    TariffId: { ...orNull(idSchema), description: 'The plan of the main contract.' },
    TariffName: orNull(text),
    CurrencyCode: {
      ...orNull(text),
      description: 'Of the invoicing location, and of all amounts.',
    },
    Spendable: amount,
    ExpiringIn7Days: amount,
    ExpiringIn30Days: amount,
    Pending: { ...amount, description: 'Valid later.' },
    Credits: { ...integer, description: 'Credits with something left.' },
    LastMovementOn: orNull(instant),
    Warnings: listOf(object({ Code: { type: 'string', enum: warnings }, Message: text })),
  }),
  UpcomingGrant: object({
    CoworkerContractId: {
      ...orNull(idSchema),
      description: 'None for a contract that is not saved.',
    },
    CoworkerId: orNull(idSchema),
    TariffId: idSchema,
    TariffBookingCreditId: orNull(idSchema),
    TariffExtraServiceId: orNull(idSchema),
    Unit: { type: 'string', enum: ['Money', 'Time'] },
    Name: text,
    Amount: { ...amount, description: 'Money, or whole units of time.' },
    ValidFrom: { ...instant, description: 'Granted and usable from then on.' },
    ExpireDate: instant,
    UsableUntil: { ...instant, description: 'Earlier when the contract ends earlier.' },
    TimeZone: { ...text, description: 'Of the location, by which periods begin and end.' },
  }),
  Policy: object({
    Name: { ...text, description: 'The Name of its BusinessSetting.' },
    Default: text,
    Allowed: listOf(text),
    Fixed: { type: 'boolean', description: 'There is only one value.' },
    Meaning: text,
    Source: { ...text, description: 'The rule it comes from.' },
    Value: { ...orNull(text), description: 'In force at the location asked for.' },
  }),
  Finding: object({
    Code: { ...text, description: 'Such as NoPurpose or NoResourceOfType.' },
    Severity: { type: 'string', enum: ['Error', 'Warning', 'Info'] },
    Message: text,
    Entity: { ...text, description: 'The kind of record.' },
    Id: idSchema,
    Name: orNull(text),
    BusinessId: idSchema,
    BusinessName: text,
  }),
  ReportRow: object({
    Period: { ...orNull(text), description: 'The local day on which the period begins.' },
    BusinessId: idSchema,
    BusinessName: text,
    CurrencyCode: text,
    Origin: { type: 'string', enum: ['Plan', 'Product', 'Manual'] },
    TariffId: orNull(idSchema),
    TariffName: orNull(text),
    ProductId: orNull(idSchema),
    ProductName: orNull(text),
    Amount: amount,
    Credits: { ...integer, description: 'How many credits make it up.' },
  }),
}

const role = 'Needs the role CoworkerBookingCredit-List, or an administrator.'

const listed = [
  ref('parameters', 'page'),
  ref('parameters', 'size'),
  ref('parameters', 'orderBy'),
  ref('parameters', 'dir'),
  query('format', 'csv for a spreadsheet, whole.', text),
]

const totals = listOf(
  object({ Period: text, CurrencyCode: text, Amount: amount, Credits: integer }),
)

function list(row: string, more?: Json): Json {
  const page = pageOf(row) as { readonly allOf: readonly Json[] }
  const content = more === undefined ? page : { allOf: [...page.allOf, object(more)] }
  return { description: 'One page.', content: { ...json(content), 'text/csv': { schema: text } } }
}

const businessId = query('BusinessId', 'One or several locations.', text)
const refused = ['400', '401', '403', '429'] as const

export const reportPaths: Json = {
  '/api/wallets': {
    get: {
      operationId: 'listWallets',
      tags: ['Wallets'],
      summary: 'What every customer holds',
      description: `${role} One row a customer, as of the last run of the schedule. CSV on request.`,
      parameters: [
        businessId,
        query('TariffId', 'One or several plans.', text),
        query('Status', `One or several of ${statuses.join(', ')}.`, text),
        query('Name', 'Part of the name or the email.', text),
        query('HasWarnings', 'Only customers with warnings, or only those without.', {
          type: 'boolean',
        }),
        ...listed,
      ],
      responses: responses(list('WalletRow'), ...refused),
    },
  },
  '/api/reports/upcoming-grants': {
    get: {
      operationId: 'listUpcomingGrants',
      tags: ['Reports'],
      summary: 'What a contract will be granted next',
      description:
        'Needs the role CoworkerBookingCredit-Read, or an administrator. Of a contract, of an offer to whoever joins now, or with values that are not saved yet.',
      parameters: [
        query('CoworkerContractId', 'The contract.', idSchema),
        query('TariffBookingCreditId', 'Only this offer.', idSchema),
        query('TariffExtraServiceId', 'Only this offer of time.', idSchema),
        query('TariffId', 'A plan without a contract.', idSchema),
        query('count', 'How many, at most 120.', { type: 'integer', default: 12 }),
        query('ServiceRenewalTime', 'Draft: the renewal of the offer, by name or number.', text),
        query('TotalCredit', 'Draft: the amount of the offer; Credit is read, too.', amount),
        query('UsesIncluded', 'Draft: the amount of an offer of time.', integer),
        query('Name', 'Draft: the name of the offer.', text),
        query('StartDate', 'Draft: the start of the contract; now unless given.', instant),
        query('BillingDay', 'Draft: the billing day of the contract.', integer),
        query('Quantity', 'Draft: the quantity of the contract.', integer),
        query('format', 'csv for a spreadsheet.', text),
      ],
      responses: responses(list('UpcomingGrant'), '400', ...readRefusals),
    },
  },
  '/api/reports/policies': {
    get: {
      operationId: 'listPolicies',
      tags: ['Reports'],
      summary: 'The settings that decide about credit',
      description: `${role} With a location also the value in force there.`,
      parameters: [
        query('BusinessId', 'The location.', idSchema),
        ref('parameters', 'page'),
        query('size', '1 to 1000; what lies outside counts as the nearest.', {
          type: 'integer',
          default: 100,
        }),
        query('format', 'csv for a spreadsheet.', text),
      ],
      responses: responses(list('Policy'), '400', ...readRefusals),
    },
  },
  '/api/reports/health': {
    get: {
      operationId: 'checkSettings',
      tags: ['Reports'],
      summary: 'Settings that grant nothing or can never be spent',
      description: `${role} The gravest first. CSV on request.`,
      parameters: [
        businessId,
        query('Code', 'One or several codes.', text),
        query('Severity', 'One or several of Error, Warning, Info.', text),
        ref('parameters', 'page'),
        ref('parameters', 'size'),
        query('format', 'csv for a spreadsheet, whole.', text),
      ],
      responses: responses(list('Finding'), ...refused),
    },
  },
  '/api/reports/liability': report('getLiability', 'What is outstanding', {
    description:
      'Granted, not used and not lost, from the journal. Plan credit is lost when its contract ends (S4).',
    parameters: [
      query('at', 'As of then; now unless given.', instant),
      query(
        'interval',
        'A block of rows for the start of every period within from and to.',
        intervals,
      ),
      query('from', 'Where the series begins.', instant),
      query('to', 'Where it ends; now unless given.', instant),
    ],
  }),
  '/api/reports/breakage': report('getBreakage', 'What was lost unused', {
    description:
      'What was left when credit expired, or when the contract that granted it ended (S4).',
    parameters: [
      query('from', 'Included.', instant),
      query('to', 'Not included; now unless given.', instant),
      query('interval', 'A block of rows for every period.', intervals),
    ],
  }),
}

function report(
  operationId: string,
  summary: string,
  more: { description: string; parameters: readonly Json[] },
) {
  return {
    get: {
      operationId,
      tags: ['Reports'],
      summary,
      description: `${role} ${more.description} By location, plan, product and origin; totals per currency. CSV on request.`,
      parameters: [...more.parameters, businessId, ...listed],
      responses: responses(list('ReportRow', { Totals: totals }), ...refused),
    },
  }
}
