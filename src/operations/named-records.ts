// Which record of ours a charge names: then the charge is the charging of that record (design 5).

import type { Amount } from '../engine/amount.ts'
import type { Body } from '../entities/change.ts'
import { amountKind, integerKind } from '../entities/kinds.ts'
import { invalidField } from '../failure.ts'
import { isGiven, type SpendTerms, termsIn } from './charges.ts'
import { readTogether } from './read-together.ts'

/** The members that name a record, and the kinds of charge that each may be. */
const kinds = {
  BookingId: ['Booking'],
  EventAttendeeId: ['Event'],
  CoworkerInvoiceLineId: ['Product', 'Pass', 'Plan', 'Other'],
} as const

export type NamingMember = keyof typeof kinds

const members = Object.keys(kinds) as NamingMember[]

export interface NamedRecord {
  readonly member: NamingMember
  readonly id: number
  /** What the caller takes the price for; the record knows it, so it need not be said. */
  readonly amount: Amount | undefined
  /** The charge as it was sent, which errors repeat. */
  readonly charge: Body
}

/** Whether a charge names a record, rightly or not. */
export function namesRecord(body: Body): boolean {
  const charges: readonly unknown[] = Array.isArray(body.Charges) ? body.Charges : []
  return charges.some((charge) => members.some((member) => isNamedIn(charge, member)))
}

export interface NamedSpend extends SpendTerms {
  /** None when no charge names one. */
  readonly named: NamedRecord | undefined
}

/** The body of a quote or a spend that names a record; fails with 400 and every error in it. */
export function readNamedSpend(body: Body): NamedSpend {
  return readTogether<NamedSpend>({ named: () => readNamedRecord(body), ...termsIn(body) })
}

/** The record that the only charge names; undefined when no charge names one. */
function readNamedRecord(body: Body): NamedRecord | undefined {
  const charges: readonly unknown[] = Array.isArray(body.Charges) ? body.Charges : []
  const named = charges.flatMap((charge, index) =>
    members
      .filter((member) => isNamedIn(charge, member))
      .map((member) => ({ charge: charge as Body, index, member })),
  )
  const [first] = named
  if (!first) return undefined
  const { charge, index, member } = first
  const path = `Charges[${index}].${member}`
  if (charges.length > 1 || named.length > 1) {
    const message = 'must stand alone: a charge that names a record is the charging of that record'
    throw invalidField(path, message, charge[member])
  }
  const id = integerKind.parse(charge[member])
  if ('problem' in id) throw invalidField(path, id.problem, charge[member])
  requireKind(charge, member)
  return { member, id: id.value as number, amount: amountIn(charge), charge }
}

function isNamedIn(charge: unknown, member: NamingMember): boolean {
  return typeof charge === 'object' && charge !== null && isGiven((charge as Body)[member])
}

function requireKind(charge: Body, member: NamingMember): void {
  const { Kind: given } = charge
  const named = String(given).toLowerCase()
  if (!isGiven(given) || kinds[member].some((kind) => kind.toLowerCase() === named)) return
  const allowed = kinds[member].join(', ')
  throw invalidField('Charges[0].Kind', `must be ${allowed} where ${member} is given`, given)
}

function amountIn(charge: Body): Amount | undefined {
  if (!isGiven(charge.Amount)) return undefined
  const parsed = amountKind.parse(charge.Amount)
  if ('problem' in parsed) throw invalidField('Charges[0].Amount', parsed.problem, charge.Amount)
  return parsed.value as Amount
}
