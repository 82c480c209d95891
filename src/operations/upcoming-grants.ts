// What a contract will be granted next, by the very functions that grant it; and what an offer that is not saved yet
// would bring.

import { type Amount, unitsOf } from '../engine/amount.ts'
import { dayOf } from '../engine/calendar.ts'
import { type Period, periodAt, periodsStarting } from '../engine/renewal.ts'
import { decimal, utc, type Wire } from '../entities/wire-json.ts'
import { Failure, invalidField } from '../failure.ts'
import { listSettings } from '../storage/locations.ts'
import { listPlanOffers, type PlanOffer } from '../storage/offers.ts'
import { findRecord } from '../storage/records.ts'
import {
  findContract,
  findPlanTerms,
  lastGrants,
  type PlanTerms,
  type RenewableContract,
} from '../storage/renewals.ts'
import { requireRole } from './access.ts'
import { readingFor, type Work } from './call.ts'
import { grantedAmount, isCovered, periodsDue, renewalOf, termsOf } from './contract-grants.ts'
import { entityNamed } from './wallet-access.ts'

export interface GrantQuestion {
  readonly contractId: number | undefined
  readonly tariffId: number | undefined
  readonly moneyOfferId: number | undefined
  readonly timeOfferId: number | undefined
  readonly count: number
  /** Values of an offer that is not saved: they take the place of the saved ones. */
  readonly draft: {
    readonly renewal: number | undefined
    readonly amount: Amount | undefined
    readonly name: string | undefined
  }
  /** Values of a contract that is not saved. */
  readonly contract: {
    readonly startsAt: number | undefined
    readonly billingDay: number | undefined
    readonly quantity: number | undefined
  }
}

interface Expected {
  readonly contract: RenewableContract
  readonly offer: PlanOffer
  readonly period: Period
  /** When the plan ends that grants it: with the contract, or at the change to another. */
  readonly planUntil: number
}

/** At most `count` grants from now on, in order; what is due and not granted yet comes first. */
export async function readUpcomingGrants(
  work: Work,
  question: GrantQuestion,
): Promise<readonly Record<string, Wire>[]> {
  requireRole(work.actor, entityNamed(work, 'CoworkerBookingCredit'), ['Read'])
  const offerId = question.moneyOfferId ?? question.timeOfferId
  const planOfOffer = await planOf(work, question)
  const contract = await contractOf(work, question, planOfOffer)
  const isSaved = question.contractId !== undefined
  const last = isSaved ? await lastGrants(work.executor, contract) : new Map<string, Period>()
  const expected: Expected[] = []
  for (const stage of await stagesOf(work, contract)) {
    const planUntil = Math.min(stage.until + 1, contract.endsAt ?? Number.POSITIVE_INFINITY)
    const offers = await offersOf(work, stage.contract.tariffId, question, offerId)
    for (const offer of offers) {
      const known = stage.isNext ? undefined : last.get(`${offer.unit} ${offer.id}`)
      for (const period of upcoming(stage, offer, known, question.count)) {
        expected.push({ contract: stage.contract, offer, period, planUntil })
      }
    }
  }
  expected.sort(
    (left, right) =>
      left.period.start - right.period.start ||
      left.offer.unit.localeCompare(right.offer.unit) ||
      left.offer.id - right.offer.id,
  )
  const settings = await listSettings(work.executor, contract.businessId)
  return expected.slice(0, question.count).map((one) => grantWire(one, isSaved, settings))
}

/** A contract as it stands, and as it will stand from the renewal at which its next plan takes over (domain D5). */
interface Stage {
  readonly contract: RenewableContract
  /** What is due counts until this instant; later periods start after it. */
  readonly from: number
  readonly until: number
  readonly isNext: boolean
}

async function stagesOf(work: Work, contract: RenewableContract): Promise<readonly Stage[]> {
  const { nextTariffId, renewalDate } = contract
  const ever = Number.POSITIVE_INFINITY
  if (nextTariffId === null || renewalDate === null) {
    return [{ contract, from: work.now, until: ever, isNext: false }]
  }
  const plan = await findPlanTerms(work.executor, nextTariffId)
  const next: RenewableContract = {
    ...contract,
    tariffId: nextTariffId,
    planSince: renewalDate,
    dueOn: renewalDate,
    cycleMonths: plan?.cycleMonths ?? contract.cycleMonths,
    cycleWeeks: plan?.cycleWeeks ?? contract.cycleWeeks,
  }
  return [
    { contract, from: work.now, until: renewalDate - 1, isNext: false },
    { contract: next, from: renewalDate, until: ever, isNext: true },
  ]
}

function upcoming(
  { contract, from, until }: Stage,
  offer: PlanOffer,
  last: Period | undefined,
  count: number,
): readonly Period[] {
  if (offer.amount <= 0 || from > until) return []
  const [terms, renewal] = [termsOf(contract), renewalOf(offer)]
  const due = periodsDue(contract, offer, last, from)
  // What the last grant covers is not granted again, however many short periods that may be.
  const uncovered = (last && periodAt(terms, renewal, last.end)?.start) ?? from
  const after = Math.max(from, uncovered - 1)
  const later = periodsStarting(terms, renewal, after, until, count + 1)
  return [...due, ...later.filter((period) => !isCovered(period, last))]
}

async function planOf(work: Work, question: GrantQuestion): Promise<number | undefined> {
  const { moneyOfferId, timeOfferId } = question
  const [entity, id] =
    moneyOfferId === undefined
      ? ['TariffExtraService', timeOfferId]
      : ['TariffBookingCredit', moneyOfferId]
  if (id === undefined) return question.tariffId
  const offer = await findVisible(work, entity, id)
  return offer.TariffId as number
}

async function findVisible(work: Work, entity: string, id: number) {
  const owner = entityNamed(work, entity)
  const found = await findRecord(work.executor, readingFor(work, owner), id)
  if (found) return found
  throw new Failure('not-found', `There is no ${entity} with the Id ${id}.`)
}

async function contractOf(
  work: Work,
  question: GrantQuestion,
  tariffId: number | undefined,
): Promise<RenewableContract> {
  const { contractId } = question
  if (contractId !== undefined) {
    await findVisible(work, 'CoworkerContract', contractId)
    const contract = await findContract(work.executor, contractId)
    if (contract) return contract
  }
  if (tariffId === undefined) {
    throw invalidField(
      'CoworkerContractId',
      'is a required field, unless TariffBookingCreditId, TariffExtraServiceId or TariffId is given',
      null,
    )
  }
  await findVisible(work, 'Tariff', tariffId)
  const plan = await findPlanTerms(work.executor, tariffId)
  if (!plan) throw new Failure('not-found', `There is no Tariff with the Id ${tariffId}.`)
  return newContract(plan, question.contract, work.now)
}

/** A contract that somebody might sign now. */
function newContract(
  plan: PlanTerms,
  given: GrantQuestion['contract'],
  now: number,
): RenewableContract {
  const startsAt = given.startsAt ?? now
  return {
    ...plan,
    id: 0,
    coworkerId: 0,
    nextTariffId: null,
    startsAt,
    planSince: null,
    endsAt: null,
    createdAt: now,
    billingDay: given.billingDay ?? plan.invoicingDay ?? dayOf(startsAt, plan.timeZone).day,
    quantity: given.quantity ?? 1,
    renewalDate: null,
    dueOn: null,
    pauses: [],
  }
}

/** The offers asked for, with the values of the draft; a draft alone is an offer that the plan does not have yet. */
async function offersOf(
  work: Work,
  tariffId: number,
  { moneyOfferId, draft }: GrantQuestion,
  offerId: number | undefined,
): Promise<readonly PlanOffer[]> {
  const unit = moneyOfferId === undefined ? 'Time' : 'Money'
  const isDraft = draft.amount !== undefined || draft.renewal !== undefined
  if (offerId === undefined && isDraft) return [unsaved(draft, work.now)]
  const offers = await listPlanOffers(work.executor, tariffId)
  if (offerId === undefined) return offers
  return offers
    .filter((offer) => offer.unit === unit && offer.id === offerId)
    .map((offer) => ({
      ...offer,
      name: draft.name ?? offer.name,
      renewal: draft.renewal ?? offer.renewal,
      amount: draft.amount ?? offer.amount,
    }))
}

function unsaved(draft: GrantQuestion['draft'], now: number): PlanOffer {
  return {
    id: 0,
    unit: 'Money',
    createdAt: now,
    name: draft.name ?? '',
    amount: draft.amount ?? (0 as Amount),
    values: {},
    renewal: draft.renewal ?? 0,
    isPrinting: false,
  }
}

export const grantColumns = [
  'CoworkerContractId',
  'CoworkerId',
  'TariffId',
  'TariffBookingCreditId',
  'TariffExtraServiceId',
  'Unit',
  'Name',
  'Amount',
  'ValidFrom',
  'ExpireDate',
  'UsableUntil',
  'TimeZone',
] as const

function grantWire(
  { contract, offer, period, planUntil }: Expected,
  isSaved: boolean,
  settings: ReadonlyMap<string, string>,
): Record<(typeof grantColumns)[number], Wire> {
  const amount = grantedAmount(contract, offer, period, settings)
  const isMoney = offer.unit === 'Money'
  return {
    CoworkerContractId: isSaved ? contract.id : null,
    CoworkerId: isSaved ? contract.coworkerId : null,
    TariffId: contract.tariffId,
    TariffBookingCreditId: isMoney && offer.id > 0 ? offer.id : null,
    TariffExtraServiceId: isMoney ? null : offer.id,
    Unit: offer.unit,
    Name: offer.name,
    Amount: isMoney ? decimal(amount) : unitsOf(amount),
    ValidFrom: utc(period.start),
    ExpireDate: utc(period.end),
    UsableUntil: utc(Math.min(period.end, planUntil)),
    TimeZone: contract.timeZone,
  }
}
