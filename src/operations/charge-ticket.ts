// Charges a ticket when it is sold, and takes the charge back (domain F2, H7, S11, S18). What credit leaves of the price
// waits on the ticket for an invoice.

import { type Amount, minorUnit, negated } from '../engine/amount.ts'
import { type Settlement, settle } from '../engine/settle.ts'
import { decimal, toJson } from '../entities/wire-json.ts'
import { insertSettlement, listUsesOf, writeUsed } from '../storage/settlements.ts'
import { lockTicket, markTicket, readTicket, type TicketFacts } from '../storage/tickets.ts'
import type { Work } from './call.ts'
import { creditTicket } from './credit-charges.ts'
import { type Entry, holdWallets, record } from './ledger.ts'
import { insertNew } from './new-record.ts'
import { settlementWire } from './settlement-wire.ts'
import { entityNamed } from './wallet-access.ts'
import { loadFacts, reachOf } from './wallet-facts.ts'

export type OwnedTicket = TicketFacts & { readonly coworkerId: number }

/** The wallets a customer may pay a ticket from. */
export async function ticketWallets(work: Work, coworkerId: number): Promise<readonly number[]> {
  return [...(await reachOf(work, coworkerId)).tiers.keys()]
}

/** What charging the ticket now would do; a ticket is judged at its purchase. */
export async function planTicket(work: Work, ticket: OwnedTicket): Promise<Settlement> {
  const reach = await reachOf(work, ticket.coworkerId)
  const facts = await loadFacts(work, ticket.coworkerId, reach, work.now)
  const charge = {
    kind: 'Event' as const,
    amount: ticket.price,
    creditAmount: undefined,
    serviceTime: work.now,
    businessId: ticket.businessId,
    currencyCode: ticket.currencyCode,
    resourceTypeId: undefined,
    eventCategoryIds: ticket.categoryIds,
    productId: undefined,
    passId: undefined,
    tariffId: undefined,
    isOptedOut: false,
  }
  const circumstances = { ...facts.circumstances, minorUnit: minorUnit(ticket.decimals) }
  return settle([charge], facts.credits, circumstances)
}

/**
 * Charges a ticket of a customer now. A second call changes nothing (domain S27), and a ticket that came with an invoice
 * was paid there.
 */
export async function chargeTicket(
  work: Work,
  ticketId: number,
  reference: string | null = null,
): Promise<void> {
  const buyer = (await readTicket(work.executor, ticketId))?.coworkerId ?? undefined
  if (buyer === undefined) return
  await holdWallets(work, await ticketWallets(work, buyer))
  const found = await lockTicket(work.executor, ticketId)
  if (!found || found.coworkerId !== buyer || found.isCharged || found.isInvoiced) return
  const ticket = { ...found, coworkerId: buyer }
  const settlement = await planTicket(work, ticket)
  const settlementId = await insertSettlement(work.executor, {
    coworkerId: ticket.coworkerId,
    reference,
    bookingId: null,
    attendeeId: ticket.id,
    explanation: toJson({ Price: decimal(ticket.price), ...settlementWire(settlement, []) }),
    by: work.actor.email,
    now: work.now,
  })
  await writeUses(work, ticket, settlement, settlementId)
  await markTicket(work.executor, ticket.id, { on: work.now, price: ticket.price })
}

async function writeUses(
  work: Work,
  ticket: OwnedTicket,
  { uses }: Settlement,
  settlementId: number,
): Promise<void> {
  const owner = entityNamed(work, 'CoworkerBookingCreditUseHistory')
  const entries: Entry[] = []
  for (const use of uses) {
    const values = {
      CoworkerBookingCreditId: use.creditId,
      EventAttendeeId: ticket.id,
      CreditUsed: use.amount,
      Description: ticket.eventName,
    }
    const columns = {
      coworker_id: use.coworkerId,
      used_by_id: ticket.coworkerId,
      settlement_id: settlementId,
      charge_index: use.chargeIndex,
      rank: use.rank,
    }
    const useId = await insertNew(work, owner, values, columns)
    entries.push({ ...use, ...entryOf('Use', useId), amount: negated(use.amount) })
  }
  await record(work, entries)
}

const entryOf = (kind: 'Use' | 'Return', useId: number) => ({
  unit: 'Money' as const,
  kind,
  useId,
  property: 'EventAttendeeId',
  attempted: null,
})

/** Whose credit paid some of the tickets, whether or not their teams still share it. */
export async function payersOf(work: Work, ticketIds: readonly number[]): Promise<number[]> {
  const uses = await listUsesOf(work.executor, 'event_attendee_id', ticketIds)
  return uses.map((use) => use.coworkerId)
}

/** Gives back everything a ticket used to the credits it came from, expired or not (domain S9, S11). */
export async function revertTicket(work: Work, ticketId: number, reason: string): Promise<void> {
  await holdWallets(work, await payersOf(work, [ticketId]))
  await lockTicket(work.executor, ticketId)
  const uses = await listUsesOf(work.executor, 'event_attendee_id', [ticketId])
  await record(
    work,
    uses.map((use) => ({ ...use, ...entryOf('Return', use.useId), amount: use.used, reason })),
  )
  for (const use of uses) await writeUsed(work.executor, { ...use, used: 0 as Amount })
  await markTicket(work.executor, ticketId, undefined)
}

/** The same of a ticket that goes: money on an invoice comes back as a credit note, never what credit paid (domain S11). */
export async function cancelTicket(work: Work, ticketId: number, reason: string): Promise<void> {
  await revertTicket(work, ticketId, reason)
  const ticket = await readTicket(work.executor, ticketId)
  if (ticket?.isInvoiced) await creditTicket(work, ticket.uniqueId)
}
