// Makes a credit from an offer: its terms are copied, its origin is kept for good (domain B9, B10).

import { type Amount, largestAmount, least, unitsOf, wholeUnits } from '../engine/amount.ts'
import type { RecordValues } from '../entities/change.ts'
import type { Offer } from '../storage/offers.ts'
import { hasCreditPrice } from '../storage/rates.ts'
import type { Work } from './call.ts'
import { record } from './ledger.ts'
import { insertNew } from './new-record.ts'
import { entityNamed } from './wallet-access.ts'

export interface Grant {
  readonly offer: Offer
  readonly total: Amount
  readonly coworkerId: number
  readonly businessId: number
  /** Epoch milliseconds. */
  readonly validFrom: number
  readonly expiresAt: number | undefined
  readonly occurredAt: number
  readonly from:
    | { readonly contractId: number; readonly uniqueId: string }
    | { readonly saleId: number; readonly uniqueId: string }
}

/** Whole units, and no more than the ledger counts. */
const mostGranted = wholeUnits(Math.floor(unitsOf(largestAmount)))

/** The caller holds the wallet. Answers the id of the credit. */
export async function grantCredit(work: Work, given: Grant): Promise<number> {
  const grant = { ...given, total: least(given.total, mostGranted) }
  const { offer, coworkerId, total, from } = grant
  const isPlan = 'contractId' in from
  const origin = isPlan
    ? { CoworkerContractUniqueId: from.uniqueId }
    : { CoworkerProductUniqueId: from.uniqueId }
  const values =
    offer.unit === 'Money'
      ? await moneyValues(work, grant, isPlan)
      : timeValues(offer, total, isPlan)
  const creditId = await insertNew(
    { ...work, now: grant.occurredAt },
    entityNamed(work, offer.unit === 'Money' ? 'CoworkerBookingCredit' : 'CoworkerExtraService'),
    {
      ...values,
      ...origin,
      CoworkerId: coworkerId,
      BusinessId: grant.businessId,
      ValidFrom: grant.validFrom,
      ExpireDate: grant.expiresAt ?? null,
    },
    isPlan ? { contract_id: from.contractId } : { sale_id: from.saleId },
  )
  await record(work, [
    {
      unit: offer.unit,
      coworkerId,
      creditId,
      kind: 'Grant',
      amount: total,
      occurredAt: grant.occurredAt,
      reason: offer.name,
      property: 'TotalCredit',
      attempted: null,
    },
  ])
  return creditId
}

async function moneyValues(work: Work, grant: Grant, isPlan: boolean): Promise<RecordValues> {
  const { offer, total, businessId } = grant
  const terms = offer.values as RecordValues
  const resourceTypes = (terms.ElegibleResourceTypes ?? []) as readonly number[]
  return {
    ...terms,
    Description: offer.name,
    TariffBookingCreditId: isPlan ? offer.id : null,
    TotalCredit: total,
    RemainingCredit: 0,
    UseCreditPrice: await hasCreditPrice(work.executor, businessId, resourceTypes),
  }
}

function timeValues(offer: Offer, total: Amount, isPlan: boolean): RecordValues {
  return {
    ...(offer.values as RecordValues),
    Notes: offer.name,
    TotalUses: unitsOf(total),
    RemainingUses: 0,
    IsFromTariff: isPlan,
  }
}
