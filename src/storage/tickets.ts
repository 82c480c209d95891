// What charging a ticket has to know, and the marks it leaves on the ticket.

import { sql } from 'kysely'
import { type Amount, formatAmount } from '../engine/amount.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

export interface TicketFacts {
  readonly id: number
  readonly uniqueId: string
  readonly coworkerId: number | null
  readonly eventName: string
  /** The location of the event. */
  readonly businessId: number
  readonly categoryIds: readonly number[]
  readonly price: Amount
  readonly currencyCode: string
  readonly decimals: number
  readonly isCharged: boolean
  /** It stands on an invoice. */
  readonly isInvoiced: boolean
}

/** The ticket as it is sold now; with what it cost when it was charged, once it is. */
export async function readTicket(executor: Executor, id: number): Promise<TicketFacts | undefined> {
  const { rows } = await sql<TicketFacts>`
    select a.id, a.unique_id as "uniqueId", a.coworker_id as "coworkerId", e.name as "eventName", e.business_id as "businessId",
      e.event_categories as "categoryIds", coalesce(a.charged_price, p.price) as price,
      y.code as "currencyCode", y.decimals, a.charged_on is not null as "isCharged", a.invoiced as "isInvoiced"
    from event_attendee a
    join calendar_event e on e.id = a.calendar_event_id
    join event_product p on p.id = a.event_product_id
    join currency y on y.id = p.currency_id
    where a.id = ${id}`.execute(executor)
  return rows[0]
}

/** The same, held until the transaction ends. */
export async function lockTicket(executor: Executor, id: number): Promise<TicketFacts | undefined> {
  await sql`select id from event_attendee where id = ${id} for update`.execute(executor)
  return readTicket(executor, id)
}

/** Since when the ticket is charged and what it cost then; undefined for one that is charged no more. */
export async function markTicket(
  executor: Executor,
  id: number,
  charged: { readonly on: number; readonly price: Amount } | undefined,
): Promise<void> {
  const on = charged ? timestamp(charged.on) : sql`null`
  const price = charged ? formatAmount(charged.price) : null
  await sql`
    update event_attendee set charged_on = ${on}, charged_price = ${price}::numeric
    where id = ${id}`.execute(executor)
}

export interface TicketTerms {
  readonly forContacts: boolean
  readonly forMembers: boolean
  /** Plans whose customers may buy it; none for everybody. */
  readonly tariffIds: readonly number[]
}

/** Who may buy tickets of a kind to an event: what either of them demands. */
export async function findTicketTerms(
  executor: Executor,
  ticket: { readonly eventId: number; readonly productId: number },
): Promise<TicketTerms | undefined> {
  const { rows } = await sql<TicketTerms>`
    select e.only_for_contacts or p.only_for_contacts as "forContacts",
      e.only_for_members or p.only_for_members as "forMembers", p.tariffs as "tariffIds"
    from calendar_event e, event_product p
    where e.id = ${ticket.eventId} and p.id = ${ticket.productId}`.execute(executor)
  return rows[0]
}

/** The tickets to an event, in the order in which they were sold. */
export async function listTicketsTo(
  executor: Executor,
  eventId: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from event_attendee where calendar_event_id = ${eventId} order by id`.execute(
    executor,
  )
  return rows.map((row) => row.id)
}

/** Removes what is sold to an event, tickets and their kinds. */
export async function deleteTicketsTo(executor: Executor, eventId: number): Promise<void> {
  await sql`delete from event_attendee where calendar_event_id = ${eventId}`.execute(executor)
  await sql`delete from event_product where calendar_event_id = ${eventId}`.execute(executor)
}
