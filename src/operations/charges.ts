// Reads the charges of a quote or a spend from the wire, and completes them (design 5).

import { type Amount, zero } from '../engine/amount.ts'
import type { Charge, ChargeKind } from '../engine/charge.ts'
import type { Body } from '../entities/change.ts'
import {
  amountKind,
  idListKind,
  instantKind,
  integerKind,
  type Kind,
  textKind,
} from '../entities/kinds.ts'
import { type FieldError, invalid } from '../failure.ts'
import type { LocationRow } from '../storage/locations.ts'
import { readTogether } from './read-together.ts'
import { asksForCover } from './require-cover.ts'
import { referenceIn } from './text-in.ts'

/** A charge as it was asked for; what is missing depends on the customer and on the clock. */
export interface AskedCharge {
  readonly kind: ChargeKind
  readonly amount: Amount
  readonly serviceTime: number | undefined
  readonly businessId: number | undefined
  readonly resourceTypeId: number | undefined
  readonly eventCategoryIds: readonly number[]
  readonly productId: number | undefined
  readonly passId: number | undefined
  readonly tariffId: number | undefined
  readonly description: string | undefined
}

const kinds: readonly ChargeKind[] = ['Booking', 'Event', 'Product', 'Pass', 'Plan', 'Other']
const mostCharges = 100

/** What the body of a quote or a spend says beside its charges. */
export interface SpendTerms {
  /** What the caller knows the spend by. */
  readonly reference: string | null
  readonly isToBeCovered: boolean
}

/** A reader of each, for `readTogether`. */
export function termsIn(body: Body) {
  return {
    reference: () => referenceIn(body) ?? null,
    isToBeCovered: () => asksForCover(body),
  }
}

export interface AskedSpend extends SpendTerms {
  readonly charges: readonly AskedCharge[]
}

/** The body of a quote or a spend that names no record; fails with 400 and every error in it. */
export function readSpend(body: Body): AskedSpend {
  return readTogether<AskedSpend>({ charges: () => readCharges(body), ...termsIn(body) })
}

/** Every charge, or every error of all of them, named like `Charges[0].Amount`. */
export function readCharges(body: Body): readonly AskedCharge[] {
  const list = body.Charges
  if (!Array.isArray(list) || list.length === 0 || list.length > mostCharges) {
    throw invalid([
      {
        property: 'Charges',
        message: `must be a list of 1 to ${mostCharges} charges`,
        attempted: list ?? null,
      },
    ])
  }
  const errors: FieldError[] = []
  const charges = list.map((input, index) => readCharge(input, `Charges[${index}]`, errors))
  if (errors.length > 0) throw invalid(errors)
  return charges
}

/** Whether a member is there and says something. */
export function isGiven(input: unknown): boolean {
  return input !== undefined && input !== null && input !== ''
}

function readCharge(input: unknown, path: string, errors: FieldError[]): AskedCharge {
  const body = (typeof input === 'object' && input !== null ? input : {}) as Body
  const report = (name: string, message: string, attempted: unknown) => {
    errors.push({ property: `${path}.${name}`, message, attempted: attempted ?? null })
  }
  const read = <T>(name: string, kind: Kind): T | undefined => {
    const given = body[name]
    if (!isGiven(given)) return undefined
    const parsed = kind.parse(given)
    if ('value' in parsed) return parsed.value as T
    report(name, parsed.problem, given)
    return undefined
  }
  const named = typeof body.Kind === 'string' ? body.Kind.toLowerCase() : ''
  const kind = kinds.find((one) => one.toLowerCase() === named)
  if (!kind) report('Kind', `must be one of ${kinds.join(', ')}`, body.Kind)
  const amount = read<Amount>('Amount', amountKind)
  // An empty text is no price: a price that went missing would be a thing for nothing.
  if (!isGiven(body.Amount)) report('Amount', 'is a required field', body.Amount)
  if (amount !== undefined && amount < 0) report('Amount', 'must not be negative', body.Amount)
  // Nobody means nothing by it (R45).
  if (amount === 0 && Number(body.Amount) > 0) {
    report('Amount', 'must be 0, or at least 0.0001', body.Amount)
  }
  return {
    kind: kind ?? 'Other',
    amount: amount ?? zero,
    serviceTime: read<number>('ServiceTime', instantKind),
    businessId: read<number>('BusinessId', integerKind),
    resourceTypeId: read<number>('ResourceTypeId', integerKind),
    eventCategoryIds: read<readonly number[]>('EventCategoryIds', idListKind) ?? [],
    productId: read<number>('ProductId', integerKind),
    passId: read<number>('TimePassId', integerKind),
    tariffId: read<number>('TariffId', integerKind),
    description: read<string>('Description', textKind),
  }
}

/** The charge at a location; in the currency of that location, now unless it says when. */
export function completeCharge(
  asked: AskedCharge,
  path: string,
  standard: { readonly businessId: number | null; readonly now: number },
  locations: readonly LocationRow[],
): Charge {
  const businessId = asked.businessId ?? standard.businessId
  const location = locations.find((one) => one.id === businessId)
  if (!location) {
    throw invalid([
      {
        property: `${path}.BusinessId`,
        message:
          asked.businessId === undefined
            ? 'is needed: the customer has no invoicing location'
            : 'names no Business that exists',
        attempted: asked.businessId ?? null,
      },
    ])
  }
  return {
    kind: asked.kind,
    amount: asked.amount,
    creditAmount: undefined,
    serviceTime: asked.serviceTime ?? standard.now,
    businessId: location.id,
    currencyCode: location.currencyCode,
    resourceTypeId: asked.resourceTypeId,
    eventCategoryIds: asked.eventCategoryIds,
    productId: asked.productId,
    passId: asked.passId,
    tariffId: asked.tariffId,
    isOptedOut: false,
  }
}
