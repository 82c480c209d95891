// The settings check: what grants nothing, what can never be spent, what will surprise somebody (domain B13, F5, P5).

import type { Wire } from '../entities/wire-json.ts'
import { type FindingRow, listFindings } from '../storage/health.ts'
import { requireRole } from './access.ts'
import type { Work } from './call.ts'
import { entityNamed } from './wallet-access.ts'

export const severities = ['Error', 'Warning', 'Info'] as const
export type Severity = (typeof severities)[number]

interface Check {
  readonly severity: Severity
  readonly say: (detail: string) => string
}

/** In the order in which they are listed: the gravest first. */
const checks = {
  GrantsNothing: {
    severity: 'Error',
    say: () =>
      'Its amount is not above zero, so it never grants anything. Set an amount, or delete it.',
  },
  NoPurpose: {
    severity: 'Error',
    say: () =>
      'It may pay neither bookings nor events nor anything else. Switch on CaneBeUsedForBookings, CaneBeUsedForEvents or IsUniversalCredit.',
  },
  NoResourceOfType: {
    severity: 'Error',
    say: () =>
      'No resource that is not archived has one of its ElegibleResourceTypes, so it can pay no booking.',
  },
  ResourcesInOtherCurrency: {
    severity: 'Error',
    say: (own) =>
      `Every resource of its ElegibleResourceTypes is at a location with another currency than ${own}, so it can pay no booking.`,
  },
  ExpiresAtOnce: {
    severity: 'Error',
    say: () => 'ExpiresIn is not above zero, so what it grants has expired before it can be used.',
  },
  OwnPlanExcluded: {
    severity: 'Error',
    say: () =>
      'Its ElegibleTariffs leave out the plan that grants it, so members of that plan cannot spend it.',
  },
  PlansArchived: {
    severity: 'Warning',
    say: () =>
      'Every plan of its ElegibleTariffs is archived, so nobody who joins now can spend it.',
  },
  ListWithoutEffect: {
    severity: 'Warning',
    say: (names) =>
      `${names} has no effect, because the purpose it narrows is off: resource types belong to bookings, categories to events, products, passes and charges to universal credit.`,
  },
  CurrencyMismatch: {
    severity: 'Warning',
    say: (pair) => {
      const [own, place] = pair.split(' ')
      return `Its prices are in ${own}, but its location is in ${place}, and so is all credit that the location grants.`
    },
  },
  NoRate: {
    severity: 'Warning',
    say: () =>
      'No rate of the location prices resources of this type, so their bookings cost nothing and use no credit.',
  },
  CreditPriceNotUsed: {
    severity: 'Warning',
    say: (rate) =>
      `The rate ${rate} has a credit price, but this credit pays the normal price, because UseCreditPrice is off.`,
  },
  ContractOnArchivedPlan: {
    severity: 'Warning',
    say: (plan) => `The contract goes on, although its plan ${plan} is archived.`,
  },
  PlanGrantsNothing: {
    severity: 'Info',
    say: () => 'Customers are on this plan, and it grants them neither credit nor passes.',
  },
  ContractEnded: {
    severity: 'Info',
    say: () => 'The contract that granted it has ended, so what is left can never be spent (S4).',
  },
} as const satisfies Readonly<Record<string, Check>>

export type FindingCode = keyof typeof checks
export const findingCodes = Object.keys(checks) as readonly FindingCode[]

export const healthColumns = [
  'Code',
  'Severity',
  'Message',
  'Entity',
  'Id',
  'Name',
  'BusinessId',
  'BusinessName',
] as const

export interface HealthQuestion {
  readonly businessIds: readonly number[] | undefined
  readonly codes: readonly FindingCode[] | undefined
  readonly severities: readonly Severity[] | undefined
}

/** One page of findings at the locations the caller may see, the gravest first. */
export async function readHealth(
  work: Work,
  question: HealthQuestion,
  page: { readonly limit: number; readonly offset: number },
) {
  requireRole(work.actor, entityNamed(work, 'CoworkerBookingCredit'), ['List'])
  const codes = (question.codes ?? findingCodes).filter(
    (code) => question.severities?.includes(checks[code].severity) ?? true,
  )
  const { rows, totalItems } = await listFindings(
    work.executor,
    { ...question, codes, locations: work.actor.locations, now: work.now },
    page,
  )
  return { rows: rows.map(findingWire), totalItems }
}

function findingWire(row: FindingRow): Record<(typeof healthColumns)[number], Wire> {
  const check: Check = checks[row.code as FindingCode]
  return {
    Code: row.code,
    Severity: check.severity,
    Message: check.say(row.detail ?? ''),
    Entity: row.entity,
    Id: row.id,
    Name: row.name,
    BusinessId: row.businessId,
    BusinessName: row.businessName,
  }
}
