// Grants what contracts promise: at once and at each period, once, however often and from wherever it is asked for
// (domain B, C, D; requirements R29, R32, R67).

import { type Amount, least, minorUnit, scaled, scaledUp, wholeUnits } from '../engine/amount.ts'
import { roundedToMidnight } from '../engine/calendar.ts'
import { policyValue } from '../engine/policy.ts'
import {
  type Contract,
  firstShare,
  isGranted,
  type Period,
  periodAt,
  periodsStarting,
  type Renewal,
} from '../engine/renewal.ts'
import { listPlanOffers, type PlanOffer } from '../storage/offers.ts'
import {
  changePlans,
  type DueContract,
  endGrants,
  insertGrantKeys,
  type LastGrants,
  lastGrantsOf,
  lockContracts,
  type PlanChange,
  type RenewableContract,
  type RenewalRow,
  writeRenewals,
} from '../storage/renewals.ts'
import { listSettingsOf } from '../storage/wallet-facts.ts'
import { serviceActor, type Work } from './call.ts'
import { grantCredits } from './grant-credit.ts'
import { holdWallets } from './ledger.ts'

/** Brings one contract up to `work.now`: grants, a change of plan at its renewal, and when it is due next. */
export function renewContract(caller: Work, due: DueContract): Promise<void> {
  return renewContracts(caller, [due])
}

/** The same for many, with a number of statements that does not grow with them. */
export async function renewContracts(caller: Work, dues: readonly DueContract[]): Promise<void> {
  // Whoever happens to ask, it is the contract that grants.
  const work: Work = { ...caller, actor: serviceActor('renewal'), idempotency: undefined }
  await holdWallets(
    work,
    dues.map((due) => due.coworkerId),
  )
  let open = dues.map((due) => due.id)
  while (open.length > 0) open = await renewOnce(work, open)
}

/** Answers the contracts that have changed to another plan, which has not granted yet. */
async function renewOnce(work: Work, ids: readonly number[]): Promise<number[]> {
  const contracts = await lockContracts(work.executor, ids)
  const last = await lastGrantsOf(work.executor, contracts)
  const plans = await plansOf(work, contracts)
  const grants: DueGrant[] = []
  const renewals: RenewalRow[] = []
  const changes: PlanChange[] = []
  for (const contract of contracts) {
    const offers = plans.offers.get(contract.tariffId) ?? []
    const settings = plans.settings.get(contract.businessId) ?? new Map<string, string>()
    const change = planChange(contract, work.now)
    // The old plan grants until the change, the new one from it on.
    const until = change ? change.at - 1 : work.now
    grants.push(...grantsDue({ contract, offers, settings, until }, last.get(contract.id)))
    if (change) changes.push(change)
    else renewals.push(renewalAfter(contract, offers, work.now))
  }
  if (grants.length > 0) await writeGrants(work, grants)
  if (renewals.length > 0) await writeRenewals(work.executor, renewals)
  if (changes.length > 0) {
    await endGrants(work.executor, changes)
    await changePlans(work.executor, changes)
  }
  return changes.map((change) => change.id)
}

interface Plans {
  readonly offers: ReadonlyMap<number, readonly PlanOffer[]>
  readonly settings: ReadonlyMap<number, ReadonlyMap<string, string>>
}

/** The offers of the plans concerned; there are far fewer plans than contracts. */
async function plansOf(work: Work, contracts: readonly RenewableContract[]): Promise<Plans> {
  const tariffs = new Set(contracts.map((one) => one.tariffId))
  const offers = new Map<number, readonly PlanOffer[]>()
  for (const id of tariffs) offers.set(id, await listPlanOffers(work.executor, id))
  const places = [...new Set(contracts.map((one) => one.businessId))]
  return { offers, settings: await listSettingsOf(work.executor, places) }
}

/** When the next plan takes over: at the renewal, once that has come (domain D5). */
function planChange(contract: RenewableContract, now: number): PlanChange | undefined {
  const { id, coworkerId, nextTariffId, renewalDate } = contract
  if (nextTariffId === null || renewalDate === null || renewalDate > now) return undefined
  return { id, coworkerId, tariffId: nextTariffId, at: renewalDate }
}

export function termsOf(contract: RenewableContract): Contract {
  const begunAt = roundedToMidnight(contract.startsAt, contract.timeZone)
  return {
    startsAt: Math.max(begunAt, contract.planSince ?? begunAt),
    begunAt,
    endsAt: contract.endsAt ?? undefined,
    billingDay: contract.billingDay,
    cycleMonths: contract.cycleMonths,
    cycleWeeks: contract.cycleWeeks,
    pauses: contract.pauses,
    timeZone: contract.timeZone,
  }
}

const tariffMonth: Renewal = 3

/** An unset renewal time means the month of the plan (wire X7). */
export function renewalOf(offer: PlanOffer): Renewal {
  return offer.renewal === 0 ? tariffMonth : (offer.renewal as Renewal)
}

interface DueGrant {
  readonly contract: RenewableContract
  readonly offer: PlanOffer
  readonly period: Period
  readonly total: Amount
}

interface Question {
  readonly contract: RenewableContract
  readonly offers: readonly PlanOffer[]
  readonly settings: ReadonlyMap<string, string>
  readonly until: number
}

function grantsDue(
  { contract, offers, settings, until }: Question,
  last: LastGrants = new Map(),
): readonly DueGrant[] {
  return offers.flatMap((offer) =>
    periodsDue(contract, offer, last.get(`${offer.unit} ${offer.id}`), until)
      .map((period) => ({
        contract,
        offer,
        period,
        total: grantedAmount(contract, offer, period, settings),
      }))
      .filter(({ total }) => total > 0),
  )
}

/**
 * Every period that has started since the contract was due, and the one that contains the instant where a change of the
 * contract or the plan has opened it: neither reaches further into the past (domain B2, B12, design 5). What a grant
 * covers already is not granted again.
 */
export function periodsDue(
  contract: RenewableContract,
  offer: PlanOffer,
  last: Period | undefined,
  until: number,
): readonly Period[] {
  if (offer.amount <= 0) return []
  const terms = termsOf(contract)
  const renewal = renewalOf(offer)
  const { dueOn } = contract
  const started =
    dueOn === null || dueOn > until ? [] : periodsStarting(terms, renewal, dueOn - 1, until)
  const current = periodAt(terms, renewal, until)
  const isOpened =
    current !== undefined &&
    !started.some((period) => period.start === current.start) &&
    (last === undefined || last.end <= until) &&
    isGranted(terms, current) &&
    !waitsForRenewal(contract, offer, current)
  return (isOpened ? [...started, current] : started).filter((period) => !isCovered(period, last))
}

/** Whether the last grant of the same offer lasts as long, or began later. */
export function isCovered(period: Period, last: Period | undefined): boolean {
  return last !== undefined && (period.start <= last.start || period.end <= last.end)
}

/** Printing credit that a plan is given within a period is granted from the next one (domain Q2). */
function waitsForRenewal(contract: RenewableContract, offer: PlanOffer, current: Period): boolean {
  return offer.isPrinting && offer.createdAt > current.start && offer.createdAt > contract.createdAt
}

async function writeGrants(work: Work, grants: readonly DueGrant[]): Promise<void> {
  const creditIds = await grantCredits(
    work,
    grants.map(({ contract, offer, period, total }) => ({
      offer,
      total,
      coworkerId: contract.coworkerId,
      businessId: contract.businessId,
      validFrom: period.start,
      expiresAt: period.end,
      // Late work counts from when it was due, so an answer as of then does not depend on the schedule (I11). What a
      // change has opened counts from the change.
      occurredAt: isDue(contract, period) ? period.start : work.now,
      from: { contractId: contract.id, uniqueId: contract.uniqueId },
    })),
  )
  await insertGrantKeys(
    work.executor,
    grants.map(({ contract, offer, period }, index) => ({
      coworkerId: contract.coworkerId,
      contractId: contract.id,
      unit: offer.unit,
      offerId: offer.id,
      period,
      creditId: creditIds[index] ?? 0,
    })),
  )
}

function isDue({ dueOn }: RenewableContract, period: Period): boolean {
  return dueOn !== null && period.start >= dueOn
}

/**
 * What an offer grants for a period: times the quantity of the contract (domain B8), and for a first part of a month or
 * week the share of its days where the location wants that, rounded up (domain S2).
 */
export function grantedAmount(
  contract: RenewableContract,
  offer: PlanOffer,
  period: Period,
  settings: ReadonlyMap<string, string>,
): Amount {
  const total = scaled(offer.amount, contract.quantity, 1)
  if (policyValue('Credits.FirstPeriod', settings) === 'Full') return total
  const share = firstShare(termsOf(contract), renewalOf(offer), period)
  if (!share) return total
  const unit = offer.unit === 'Money' ? minorUnit(2) : wholeUnits(1)
  return least(total, scaledUp(total, share.days, share.of, unit))
}

/** The next renewal and the next instant at which anything is due, as of `at`. */
function renewalAfter(
  contract: RenewableContract,
  offers: readonly PlanOffer[],
  at: number,
): RenewalRow {
  const terms = termsOf(contract)
  const next = (renewal: Renewal) =>
    periodsStarting(terms, renewal, at, Number.POSITIVE_INFINITY, 1)[0]?.start
  const renewalDate = next(tariffMonth) ?? null
  const dues = offers.filter((offer) => offer.amount > 0).map((offer) => next(renewalOf(offer)))
  const due = [...dues, renewalDate ?? undefined].filter((instant) => instant !== undefined)
  return {
    contractId: contract.id,
    renewalDate,
    dueOn: due.length === 0 ? null : Math.min(...due),
  }
}
