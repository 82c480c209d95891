// Grants what contracts promise: at once and at each period, once, however often and from wherever it is asked for
// (domain B, C, D; requirements R29, R32, R67).

import { type Amount, least, minorUnit, scaled, scaledUp, wholeUnits } from '../engine/amount.ts'
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
  type DueContract,
  insertGrantKey,
  lastGrants,
  lockContract,
  type RenewableContract,
  writeRenewal,
} from '../storage/renewals.ts'
import { listSettings } from '../storage/wallet-facts.ts'
import { serviceActor, type Work } from './call.ts'
import { grantCredit } from './grant-credit.ts'
import { holdWallets } from './ledger.ts'

/** Brings one contract up to `work.now`: grants, a change of plan at its renewal, and when it is due next. */
export async function renewContract(caller: Work, due: DueContract): Promise<void> {
  // Whoever happens to ask, it is the contract that grants.
  const work: Work = { ...caller, actor: serviceActor('renewal'), idempotency: undefined }
  await holdWallets(work, [due.coworkerId])
  const contract = await lockContract(work.executor, due.id)
  if (!contract) return
  const changesAt = planChange(contract, work.now)
  if (changesAt === undefined || contract.nextTariffId === null) {
    await grantUntil(work, contract, work.now)
    return finish(work, contract)
  }
  // The old plan grants until the change, the new one from it on.
  await grantUntil(work, contract, changesAt - 1)
  await finish(
    work,
    { ...contract, tariffId: contract.nextTariffId, nextTariffId: null },
    changesAt,
  )
  return renewContract(work, due)
}

/** When the next plan takes over: at the renewal, once that has come (domain D5). */
function planChange(contract: RenewableContract, now: number): number | undefined {
  const { nextTariffId, renewalDate } = contract
  return nextTariffId !== null && renewalDate !== null && renewalDate <= now
    ? renewalDate
    : undefined
}

export function termsOf(contract: RenewableContract): Contract {
  return {
    startsAt: contract.startsAt,
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

async function grantUntil(work: Work, contract: RenewableContract, until: number): Promise<void> {
  const last = await lastGrants(work.executor, contract)
  for (const offer of await listPlanOffers(work.executor, contract.tariffId)) {
    for (const period of periodsDue(
      contract,
      offer,
      last.get(`${offer.unit} ${offer.id}`),
      until,
    )) {
      await grant(work, contract, offer, period)
    }
  }
}

/**
 * After the first grant, every period that has started since. Before it, only the period that contains the instant:
 * neither a backdated contract nor a new offer reaches into the past (domain B2, B12, design 5).
 */
export function periodsDue(
  contract: RenewableContract,
  offer: PlanOffer,
  lastStart: number | undefined,
  until: number,
): readonly Period[] {
  if (offer.amount <= 0) return []
  const terms = termsOf(contract)
  const renewal = renewalOf(offer)
  if (lastStart !== undefined) return periodsStarting(terms, renewal, lastStart, until)
  const current = periodAt(terms, renewal, until)
  if (!current || !isGranted(terms, current)) return []
  const isNewInPeriod = offer.createdAt > current.start && offer.createdAt > contract.createdAt
  return offer.isPrinting && isNewInPeriod ? [] : [current]
}

async function grant(
  work: Work,
  contract: RenewableContract,
  offer: PlanOffer,
  period: Period,
): Promise<void> {
  const settings = await listSettings(work.executor, contract.businessId)
  const total = grantedAmount(contract, offer, period, settings)
  if (total <= 0) return
  const creditId = await grantCredit(work, {
    offer,
    total,
    coworkerId: contract.coworkerId,
    businessId: contract.businessId,
    validFrom: period.start,
    expiresAt: period.end,
    // Late work counts from when it was due, so an answer as of then does not depend on the schedule (I11).
    occurredAt: Math.max(period.start, contract.createdAt, offer.createdAt),
    from: { contractId: contract.id, uniqueId: contract.uniqueId },
  })
  await insertGrantKey(work.executor, {
    coworkerId: contract.coworkerId,
    contractId: contract.id,
    unit: offer.unit,
    offerId: offer.id,
    periodStart: period.start,
    creditId,
  })
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

/** Writes the next renewal and the next instant at which anything is due, as of `at`. */
async function finish(
  work: Work,
  contract: RenewableContract,
  at: number = work.now,
): Promise<void> {
  const terms = termsOf(contract)
  const offers = await listPlanOffers(work.executor, contract.tariffId)
  const next = (renewal: Renewal) =>
    periodsStarting(terms, renewal, at, Number.POSITIVE_INFINITY, 1)[0]?.start
  const renewalDate = next(tariffMonth) ?? null
  const dues = offers.filter((offer) => offer.amount > 0).map((offer) => next(renewalOf(offer)))
  const due = [...dues, renewalDate ?? undefined].filter((instant) => instant !== undefined)
  await writeRenewal(work.executor, {
    contractId: contract.id,
    tariffId: contract.tariffId,
    nextTariffId: contract.nextTariffId,
    renewalDate,
    dueOn: due.length === 0 ? null : Math.min(...due),
  })
}
