// Makes a credit from an offer: its terms are copied, its origin is kept for good (domain B9, B10).

import { type Amount, largestAmount, least, unitsOf, wholeUnits } from '../engine/amount.ts'
import type { RecordValues } from '../entities/change.ts'
import { insertRecords, type NewRow } from '../storage/bulk-records.ts'
import type { Offer } from '../storage/offers.ts'
import { hasCreditPrice } from '../storage/rates.ts'
import type { Work } from './call.ts'
import { type Entry, record } from './ledger.ts'
import { stamped } from './new-record.ts'
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

/** The callers hold the wallets. Answers the ids of the credits, in the order of the grants. */
export async function grantCredits(
  work: Work,
  given: readonly Grant[],
): Promise<readonly number[]> {
  const grants = given.map((grant) => ({ ...grant, total: least(grant.total, mostGranted) }))
  const creditPrices = creditPriceLookup(work)
  const rows: NewRow[] = []
  for (const grant of grants) rows.push(await rowOf(work, grant, creditPrices))
  const ids = new Map<Grant, number>()
  for (const unit of ['Money', 'Time'] as const) {
    const own = grants.flatMap((grant, index) =>
      grant.offer.unit === unit ? [{ grant, row: rows[index] as NewRow }] : [],
    )
    const inserted = await insertRecords(
      work.executor,
      entityNamed(work, unit === 'Money' ? 'CoworkerBookingCredit' : 'CoworkerExtraService'),
      own.map(({ row }) => row),
    )
    own.forEach(({ grant }, index) => {
      ids.set(grant, inserted[index] ?? 0)
    })
  }
  await record(
    work,
    grants.map((grant) => entryOf(grant, ids.get(grant) ?? 0)),
  )
  return grants.map((grant) => ids.get(grant) ?? 0)
}

function entryOf({ offer, coworkerId, total, occurredAt }: Grant, creditId: number): Entry {
  return {
    unit: offer.unit,
    coworkerId,
    creditId,
    kind: 'Grant',
    amount: total,
    occurredAt,
    reason: offer.name,
    property: 'TotalCredit',
    attempted: null,
  }
}

async function rowOf(work: Work, grant: Grant, creditPrices: CreditPrices): Promise<NewRow> {
  const { offer, from } = grant
  const isPlan = 'contractId' in from
  const values =
    offer.unit === 'Money'
      ? await moneyValues(grant, isPlan, creditPrices)
      : timeValues(offer, grant.total, isPlan)
  return {
    values: stamped(
      { actor: work.actor, now: grant.occurredAt },
      {
        ...values,
        CoworkerContractUniqueId: isPlan ? from.uniqueId : null,
        CoworkerProductUniqueId: isPlan ? null : from.uniqueId,
        CoworkerId: grant.coworkerId,
        BusinessId: grant.businessId,
        ValidFrom: grant.validFrom,
        ExpireDate: grant.expiresAt ?? null,
      },
    ),
    columns: isPlan ? { contract_id: from.contractId } : { sale_id: from.saleId },
  }
}

type CreditPrices = (businessId: number, resourceTypes: readonly number[]) => Promise<boolean>

// Grants of one offer all ask the same.
function creditPriceLookup(work: Work): CreditPrices {
  const known = new Map<string, Promise<boolean>>()
  return (businessId, resourceTypes) => {
    const key = `${businessId}: ${resourceTypes}`
    const answer = known.get(key) ?? hasCreditPrice(work.executor, businessId, resourceTypes)
    known.set(key, answer)
    return answer
  }
}

async function moneyValues(
  grant: Grant,
  isPlan: boolean,
  creditPrices: CreditPrices,
): Promise<RecordValues> {
  const { offer, total, businessId } = grant
  const terms = offer.values as RecordValues
  const resourceTypes = (terms.ElegibleResourceTypes ?? []) as readonly number[]
  return {
    ...terms,
    Description: offer.name,
    TariffBookingCreditId: isPlan ? offer.id : null,
    TotalCredit: total,
    RemainingCredit: 0,
    UseCreditPrice: await creditPrices(businessId, resourceTypes),
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
