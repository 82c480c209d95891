// Quotes and spends that name a booking, a ticket or a line of an invoice: the charging of that record (design 5). The price is the record's,
// and whoever asks again gets the first settlement.

import { type Amount, minus, plus, unitsOf, wholeUnits } from '../engine/amount.ts'
import type { Refusal } from '../engine/settle.ts'
import { decimal, toJson, type Wire } from '../entities/wire-json.ts'
import { invalidField } from '../failure.ts'
import { readBooking } from '../storage/bookings.ts'
import { findSettlement, listFirstUses } from '../storage/first-settlements.ts'
import { readTicket } from '../storage/tickets.ts'
import { readSequences } from '../storage/wallets.ts'
import type { Work } from './call.ts'
import { chargeBooking, refuseCut } from './charge-booking.ts'
import { chargeTicket, planTicket, ticketWallets } from './charge-ticket.ts'
import { requireChargedLocations, requireQuotedLocations } from './charged-things.ts'
import type { SpendTerms } from './charges.ts'
import { holdWallets } from './ledger.ts'
import type { NamedRecord } from './named-records.ts'
import { type Outcome, outcomeOf } from './perform.ts'
import { bookingReach, planBooking } from './plan-booking.ts'
import { requireCover } from './require-cover.ts'
import { refusedWire, sequencesWire } from './settlement-wire.ts'
import { quoteLine, spendLine } from './spend-line.ts'

interface MadeUse {
  readonly unit: 'Money' | 'Time'
  /** None in a quote. */
  readonly useId?: number
  readonly creditId: number
  readonly coworkerId: number
  readonly used: Amount
  readonly remaining: Amount
  readonly sequence?: number
}

interface Settled {
  readonly covered: Amount
  readonly remainder: Amount
  readonly uses: readonly MadeUse[]
  readonly refused: Wire
}

/** A record that can be charged. */
interface Chargeable {
  readonly businessId: number
  /** Why it cannot be charged. */
  readonly objection: string | undefined
  readonly isCharged: boolean
  readonly wallets: readonly number[]
  readonly plan: () => Promise<Settled>
  readonly charge: (reference: string | null) => Promise<void>
}

/** What a spend with the same body would do now, or has done. */
export async function quoteRecord(
  work: Work,
  coworkerId: number,
  named: NamedRecord,
): Promise<Outcome> {
  if (named.member === 'CoworkerInvoiceLineId') return quoteLine(work, coworkerId, named)
  const found = await chargeableOf(work, coworkerId, named)
  requireQuotedLocations(work.actor, coworkerId, [found])
  const settled = (await settledOf(work, coworkerId, named, found)) ?? (await found.plan())
  requirePrice(named, settled)
  const uses = settled.uses.map(({ useId: _, ...use }) => use)
  const value = toJson(answerOf(named, { ...settled, uses }))
  return outcomeOf(work, 'Quoted; nothing was used.', value)
}

/** Charges the record, or answers what charged it before. Refuses a wrong `Amount` and changes nothing. */
export async function spendRecord(
  work: Work,
  coworkerId: number,
  named: NamedRecord,
  terms: SpendTerms,
): Promise<Outcome> {
  if (named.member === 'CoworkerInvoiceLineId') return spendLine(work, coworkerId, named, terms)
  const { businessId, wallets } = await chargeableOf(work, coworkerId, named)
  requireChargedLocations(work.actor, [{ businessId }])
  await holdWallets(work, wallets)
  const found = await chargeableOf(work, coworkerId, named)
  const before = await settledOf(work, coworkerId, named, found)
  const planned = before ?? (await found.plan())
  requirePrice(named, planned)
  requireCover(terms.isToBeCovered, planned)
  if (!before) await found.charge(terms.reference)
  const settled = before ?? (await settledOf(work, coworkerId, named, { isCharged: true }))
  if (!settled) throw new Error(`${named.member} ${named.id} was charged without a settlement`)
  const sequences = sequencesAfter(settled, await readSequences(work.executor, found.wallets))
  const value: Wire = {
    ...answerOf(named, settled),
    Sequence: sequences.get(coworkerId) ?? null,
    Sequences: sequencesWire(sequences),
  }
  return outcomeOf(work, 'Spent.', toJson(value))
}

async function chargeableOf(
  work: Work,
  coworkerId: number,
  named: NamedRecord,
): Promise<Chargeable> {
  const found =
    named.member === 'BookingId'
      ? await bookingOf(work, coworkerId, named.id)
      : await ticketOf(work, coworkerId, named.id)
  const property = `Charges[0].${named.member}`
  if (!found) {
    const kind = named.member === 'BookingId' ? 'booking' : 'ticket'
    throw invalidField(property, `names no ${kind} of this customer`, named.charge[named.member])
  }
  if (found.objection) throw invalidField(property, found.objection, named.charge[named.member])
  return found
}

async function bookingOf(
  work: Work,
  coworkerId: number,
  id: number,
): Promise<Chargeable | undefined> {
  const booking = await readBooking(work.executor, id)
  if (!booking || booking.coworkerId !== coworkerId) return undefined
  const reach = await bookingReach(work, coworkerId)
  return {
    businessId: booking.businessId,
    objection: booking.isTentative ? 'is tentative: confirm it before it is charged' : undefined,
    isCharged: booking.isCharged,
    wallets: [...reach.tiers.keys()],
    plan: async () => {
      const plan = await planBooking(work, { ...booking, coworkerId }, reach, work.now)
      refuseCut(plan, 'Charges[0].BookingId', id)
      const { uses, refused } = plan.settlement
      const times = plan.timeUses.map((use) => ({
        ...use,
        unit: 'Time' as const,
        used: wholeUnits(use.units),
        remaining: wholeUnits(use.remaining),
      }))
      return {
        covered: minus(plan.total, plan.remainder),
        remainder: plan.remainder,
        uses: [...moneyOf(uses), ...times],
        refused: refusedWire(ofFirstCharge(refused)),
      }
    },
    charge: (reference) => chargeBooking(work, id, reference),
  }
}

// The products of a booking are settled after it; to the caller both are one charge.
const ofFirstCharge = (refused: readonly Refusal[]) =>
  refused.filter((refusal) => refusal.chargeIndex === 0)

const moneyOf = <T extends { readonly amount: Amount }>(uses: readonly T[]) =>
  uses.map((use) => ({ ...use, unit: 'Money' as const, used: use.amount }))

async function ticketOf(
  work: Work,
  coworkerId: number,
  id: number,
): Promise<Chargeable | undefined> {
  const ticket = await readTicket(work.executor, id)
  if (!ticket || ticket.coworkerId !== coworkerId) return undefined
  const isPaidElsewhere = ticket.isInvoiced && !ticket.isCharged
  return {
    businessId: ticket.businessId,
    objection: isPaidElsewhere ? 'is on an invoice already' : undefined,
    isCharged: ticket.isCharged,
    wallets: await ticketWallets(work, coworkerId),
    plan: async () => {
      const settlement = await planTicket(work, { ...ticket, coworkerId })
      return {
        ...settlement,
        uses: moneyOf(settlement.uses),
        refused: refusedWire(settlement.refused),
      }
    },
    charge: (reference) => chargeTicket(work, id, reference),
  }
}

/** What charged the record, as it came out then; undefined while it is not charged. */
async function settledOf(
  work: Work,
  coworkerId: number,
  { member, id }: NamedRecord,
  { isCharged }: Pick<Chargeable, 'isCharged'>,
): Promise<Settled | undefined> {
  if (!isCharged) return undefined
  const by = member === 'BookingId' ? 'booking_id' : 'event_attendee_id'
  const first = await findSettlement(work.executor, coworkerId, by, id)
  if (!first) return undefined
  const uses = await listFirstUses(work.executor, first.id, by, id)
  const refused = JSON.parse(first.refused) as readonly { readonly ChargeIndex: number }[]
  return {
    covered: first.covered,
    remainder: first.remainder,
    uses,
    refused: refused.filter((one) => one.ChargeIndex === 0) as unknown as Wire,
  }
}

function requirePrice(named: NamedRecord, settled: Settled): void {
  const price = plus(settled.covered, settled.remainder)
  if (named.amount === undefined || named.amount === price) return
  throw invalidField(
    'Charges[0].Amount',
    `must be ${toJson(decimal(price))}, which is what it costs, or be left out`,
    named.charge.Amount,
  )
}

// As they were after the uses, so that the answer stays the same; a wallet without a use is as it is.
function sequencesAfter(
  settled: Settled,
  now: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const after = new Map(now)
  // Whoever paid then may be out of reach by now.
  for (const wallet of new Set(settled.uses.map((use) => use.coworkerId))) {
    const own = settled.uses.filter((use) => use.coworkerId === wallet)
    after.set(wallet, Math.max(...own.map((use) => use.sequence ?? 0)))
  }
  return new Map([...after].sort(([left], [right]) => left - right))
}

function answerOf(named: NamedRecord, settled: Settled): Record<string, Wire> {
  const { covered, remainder, uses } = settled
  const sum = { Covered: decimal(covered), Remainder: decimal(remainder) }
  const money = uses.filter((use) => use.unit === 'Money')
  const time = uses.filter((use) => use.unit === 'Time')
  return {
    ...sum,
    Charges: [sum],
    Uses: money.map((use) => ({
      CoworkerBookingCreditUseHistoryId: use.useId,
      CoworkerBookingCreditId: use.creditId,
      CoworkerId: use.coworkerId,
      CreditUsed: decimal(use.used),
      RemainingCredit: decimal(use.remaining),
      ChargeIndex: 0,
    })),
    ...(named.member === 'BookingId'
      ? {
          TimeUses: time.map((use) => ({
            CoworkerExtraServiceUseHistoryId: use.useId,
            CoworkerExtraServiceId: use.creditId,
            CoworkerId: use.coworkerId,
            CreditUsed: unitsOf(use.used),
            RemainingUses: unitsOf(use.remaining),
            ChargeIndex: 0,
          })),
        }
      : {}),
    Refused: settled.refused,
  }
}
