// Grants what contracts promise: at once and at each period, once, however often and from wherever it is asked for
// (domain B, C, D; requirements R29, R32, R67). Contracts that are alike get what one of them does.

import type { Unit } from '../engine/wallet.ts'
import type { RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import { listSettingsOf } from '../storage/locations.ts'
import { listOffersOfPlans, type PlanOffer } from '../storage/offers.ts'
import { holdRenewalGroups, type RenewalGroup } from '../storage/renewal-groups.ts'
import {
  changePlans,
  type DueContract,
  endGrants,
  endLastGrants,
  type NextGrant,
} from '../storage/renewals.ts'
import type { RenewalGrant, RenewalOutcome } from '../storage/write-renewals.ts'
import { serviceActor, type Work } from './call.ts'
import { type DueGrant, grantsDue, isDue, renewalAfter } from './contract-grants.ts'
import { creditTerms, grantable, type KnownPrices } from './grant-credit.ts'
import { recordRenewals } from './ledger.ts'
import { entityNamed } from './wallet-access.ts'

/** Brings one contract up to `work.now`: grants, a change of plan at its renewal, and when it is due next. */
export function renewContract(caller: Work, due: DueContract): Promise<void> {
  return renewContracts(caller, [due])
}

/** The same for many, with a number of statements that does not grow with them. */
export async function renewContracts(caller: Work, dues: readonly DueContract[]): Promise<void> {
  // Whoever happens to ask, it is the contract that grants.
  const work: Work = { ...caller, actor: serviceActor('renewal'), idempotency: undefined }
  let open = dues
  while (open.length > 0) open = await renewOnce(work, open)
}

/** Answers the contracts that have changed to another plan, which has not granted yet. */
async function renewOnce(
  work: Work,
  contracts: readonly DueContract[],
): Promise<readonly DueContract[]> {
  const groups = await holdRenewalGroups(work.executor, contracts)
  if (groups.length === 0) return []
  const plans = await plansOf(work, groups)
  const terms = new TermsOfGrants(work)
  const outcomes: RenewalOutcome[] = []
  const ends: NextGrant[] = []
  const changes = new Map<number, PlanOfNext>()
  for (const group of groups) {
    const { contractIds, businessId, last } = group
    const offers = plans.offers.get(group.tariffId) ?? []
    const settings = plans.settings.get(businessId) ?? new Map<string, string>()
    const change = planChange(group, work.now)
    // The old plan grants until the change, the new one from it on.
    const until = change ? change.at - 1 : work.now
    const due = grantsDue({ contract: group, offers, settings, last, until })
    const places = await terms.placesOf(due, businessId)
    outcomes.push({
      contractIds,
      grants: due.map((grant, index) => renewalGrant(work, group, grant, places[index] ?? 0)),
      next: change ? undefined : renewalAfter(group, offers, work.now),
    })
    ends.push(...due.filter((grant) => grant.endsLast).flatMap((grant) => nextGrants(group, grant)))
    if (change) for (const id of contractIds) changes.set(id, change)
  }
  await endLastGrants(work.executor, ends)
  await recordRenewals(work, outcomes, terms.credits)
  return changePlansOf(work, contracts, changes)
}

function renewalGrant(
  work: Work,
  group: RenewalGroup,
  { offer, period, total }: DueGrant,
  terms: number,
): RenewalGrant {
  return {
    unit: offer.unit,
    offerId: offer.id,
    terms,
    total: grantable(total),
    period,
    // Late work counts from when it was due, so an answer as of then does not depend on the schedule (I11). What a
    // change has opened counts from the change.
    occurredAt: isDue(group, period) ? period.start : work.now,
    reason: offer.name,
  }
}

function nextGrants({ contractIds }: RenewalGroup, { offer, period }: DueGrant): NextGrant[] {
  const { unit, id: offerId } = offer
  return contractIds.map((contractId) => ({ contractId, unit, offerId, at: period.start }))
}

interface Plans {
  readonly offers: ReadonlyMap<number, readonly PlanOffer[]>
  readonly settings: ReadonlyMap<number, ReadonlyMap<string, string>>
}

/** The offers of the plans concerned; there are far fewer plans than contracts. */
async function plansOf(work: Work, groups: readonly RenewalGroup[]): Promise<Plans> {
  const tariffs = new Set(groups.map((one) => one.tariffId))
  const places = new Set(groups.map((one) => one.businessId))
  return {
    offers: await listOffersOfPlans(work.executor, [...tariffs]),
    settings: await listSettingsOf(work.executor, [...places]),
  }
}

/** What credits of one offer at one location have in common, asked for once. */
class TermsOfGrants {
  readonly credits: Record<Unit, { readonly owner: Entity; readonly terms: RecordValues[] }>
  readonly #work: Work
  readonly #places = new Map<string, number>()
  readonly #prices: KnownPrices = new Map()

  constructor(work: Work) {
    this.#work = work
    this.credits = {
      Money: { owner: entityNamed(work, 'CoworkerBookingCredit'), terms: [] },
      Time: { owner: entityNamed(work, 'CoworkerExtraService'), terms: [] },
    }
  }

  /** Where those of each grant stand among the terms of its unit. */
  async placesOf(grants: readonly DueGrant[], businessId: number): Promise<readonly number[]> {
    const places: number[] = []
    for (const { offer } of grants) {
      const { terms } = this.credits[offer.unit]
      const key = `${offer.unit} ${offer.id} ${businessId}`
      const place = this.#places.get(key) ?? terms.length
      if (place === terms.length) {
        terms.push(await creditTerms(this.#work, { offer, businessId, isPlan: true }, this.#prices))
        this.#places.set(key, place)
      }
      places.push(place)
    }
    return places
  }
}

interface PlanOfNext {
  readonly tariffId: number
  readonly at: number
}

/** When the next plan takes over: at the renewal, once that has come (domain D5). */
function planChange(group: RenewalGroup, now: number): PlanOfNext | undefined {
  const { nextTariffId, renewalDate } = group
  if (nextTariffId === null || renewalDate === null || renewalDate > now) return undefined
  return { tariffId: nextTariffId, at: renewalDate }
}

/** Puts contracts on their next plans and answers them. */
async function changePlansOf(
  work: Work,
  contracts: readonly DueContract[],
  changes: ReadonlyMap<number, PlanOfNext>,
): Promise<readonly DueContract[]> {
  const changing = contracts.flatMap(({ id, coworkerId }) => {
    const change = changes.get(id)
    return change ? [{ id, coworkerId, ...change }] : []
  })
  if (changing.length === 0) return []
  await endGrants(work.executor, changing)
  await changePlans(work.executor, changing)
  return changing
}
