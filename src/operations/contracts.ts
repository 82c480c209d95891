// What contracts, their pauses and the offers of their plans bring about: plan credit, at once and under the terms that
// were in force when it was due.

import type { RecordValues } from '../entities/change.ts'
import { Failure, invalidField } from '../failure.ts'
import { findHolder } from '../storage/contracts.ts'
import { isRateOfCredit } from '../storage/rates.ts'
import { endGrants, listContractsOnPlan } from '../storage/renewals.ts'
import type { Work } from './call.ts'
import type { Consequence } from './consequence.ts'
import { idIn } from './id-in.ts'
import { renewContract, renewContracts } from './renew-contracts.ts'

const renew = (work: Work, contract: RecordValues) =>
  renewContract(work, { id: contract.Id as number, coworkerId: contract.CoworkerId as number })

export const contractConsequence: Consequence = {
  settling: async (work, before) => {
    if (before) await renew(work, before)
  },
  // The holder first, as everywhere: whoever renews takes the wallet and then the contract.
  wallets: async (_work, before, body) => [before?.CoworkerId, body.CoworkerId].flatMap(idIn),
  complete: async (work, { before, values, body }) => {
    const billingDay = values.BillingDay as number
    if (billingDay < 1 || billingDay > 31) {
      throw invalidField('BillingDay', 'must be a day of the month, 1 to 31', body.BillingDay)
    }
    if (before && before.CoworkerId !== values.CoworkerId) {
      throw invalidField(
        'CoworkerId',
        'cannot change: what the contract granted is in a wallet',
        body.CoworkerId,
      )
    }
    const start = before ? values.StartDate : (values.StartDate ?? work.now)
    // A cancelled contract has an end: without a new one it keeps the one it had.
    const end = values.CancellationDate ?? (before?.Cancelled ? before.CancellationDate : null)
    return { values: { StartDate: start ?? null, CancellationDate: end ?? null } }
  },
  created: (work, contract) => renew(work, contract),
  changed: async (work, { before, after }) => {
    // What the old plan gave ends where the new one begins (domain D5). Put back, it grants again with its next period: this one
    // it has granted, and part of it may be used.
    if (before.TariffId !== after.TariffId) await endAt(work, after, work.now)
    await renew(work, after)
  },
  deleting: async (work, contract) => {
    if (contract.Cancelled || endOf(contract) <= work.now) return
    throw new Failure(
      'refused',
      'This contract has not been cancelled. Run CANCEL_CONTRACT before you delete it',
    )
  },
  deleted: (work, contract) => endAt(work, contract, Math.min(endOf(contract), work.now)),
}

const endAt = (work: Work, contract: RecordValues, at: number) =>
  endGrants(work.executor, [
    { id: contract.Id as number, coworkerId: contract.CoworkerId as number, at },
  ])

function endOf(contract: RecordValues): number {
  return (contract.CancellationDate as number | null) ?? Number.POSITIVE_INFINITY
}

export const pauseConsequence: Consequence = {
  settling: (work, before) => renewPaused(work, before),
  created: (work, pause) => renewPaused(work, pause),
  changed: (work, { after }) => renewPaused(work, after),
  removed: (work, pause) => renewPaused(work, pause),
}

async function renewPaused(work: Work, pause: RecordValues | undefined): Promise<void> {
  const id = pause?.CoworkerContractId as number | undefined
  const coworkerId = id === undefined ? undefined : await findHolder(work.executor, id)
  if (id !== undefined && coworkerId !== undefined) await renewContract(work, { id, coworkerId })
}

/** An offer added to a plan is granted to its members at once (domain B12); what was granted before stays (B10, B11). */
export const offerConsequence: Consequence = {
  settling: (work, before, body) => renewPlan(work, before?.TariffId ?? body.TariffId),
  created: (work, offer) => renewPlan(work, offer.TariffId),
  changed: (work, { after }) => renewPlan(work, after.TariffId),
}

/** Time and printing credit come from what is flagged as such (wire 13.5). */
export const timeOfferConsequence: Consequence = {
  ...offerConsequence,
  complete: async (work, { before, values, body }) => {
    const rateId = values.ExtraServiceId as number
    // One that was named before stays, as anything else that has changed since.
    if (before?.ExtraServiceId === rateId || (await isRateOfCredit(work.executor, rateId)))
      return {}
    throw invalidField(
      'ExtraServiceId',
      'must name an extra service with IsBookingCredit or IsPrintingCredit',
      body.ExtraServiceId,
    )
  },
}

export const planConsequence: Consequence = {
  settling: (work, before) => renewPlan(work, before?.Id),
  changed: (work, { after }) => renewPlan(work, after.Id),
}

async function renewPlan(work: Work, tariffId: unknown): Promise<void> {
  for (const id of idIn(tariffId)) {
    await renewContracts(work, await listContractsOnPlan(work.executor, id, work.now))
  }
}
