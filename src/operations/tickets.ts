// What tickets and events do to credit: a ticket is charged when it is sold, and gives back what it used when it goes or
// its event does (domain H7, J9, S11).

import { randomInt } from 'node:crypto'
import type { Body, RecordValues } from '../entities/change.ts'
import { Failure, invalidField } from '../failure.ts'
import { deleteTicketsTo, findTicketTerms, listTicketsTo, readTicket } from '../storage/tickets.ts'
import type { Work } from './call.ts'
import {
  cancelTicket,
  chargeTicket,
  payersOf,
  revertTicket,
  ticketWallets,
} from './charge-ticket.ts'
import type { Consequence } from './consequence.ts'
import { settleDue } from './due-work.ts'
import { idIn } from './id-in.ts'
import { holdWallets } from './ledger.ts'
import { plansAt } from './live-contracts.ts'

/** Members that change what a ticket costs or who pays it. */
const decisive = ['CalendarEventId', 'EventProductId', 'CoworkerId']

const isDecided = (before: RecordValues, after: RecordValues) =>
  decisive.some((name) => before[name] !== after[name])

export const ticketConsequence: Consequence = {
  settling: async (work, before, body) => {
    for (const id of [before?.CoworkerId, body.CoworkerId].flatMap(idIn)) await settleDue(work, id)
  },
  wallets: async (work, before, body) => {
    const customers = [before?.CoworkerId, body.CoworkerId].flatMap(idIn)
    const reached = await Promise.all(customers.map((id) => ticketWallets(work, id)))
    return [...reached.flat(), ...(await payersOf(work, idIn(before?.Id)))]
  },
  complete: async (work, { before, values, body }) => {
    if (!before || isDecided(before, values)) await refuseOutsiders(work, values, body)
    if (before && isDecided(before, values)) await refuseInvoiced(work, before.Id as number)
    // What the door asks for; nobody asks those who are in already.
    const needsCode = !before && values.CheckedIn !== true
    return needsCode ? { values: { AttendeeCode: String(randomInt(10_000, 100_000)) } } : {}
  },
  created: (work, ticket) => chargeTicket(work, ticket.Id as number),
  changed: async (work, { before, after }) => {
    if (!isDecided(before, after)) return
    await revertTicket(work, after.Id as number, 'ticket changed')
    await chargeTicket(work, after.Id as number)
  },
  deleted: (work, ticket) => cancelTicket(work, ticket.Id as number, 'ticket cancelled'),
}

// What credit and money paid of it stands on the invoice, and would not any more.
async function refuseInvoiced(work: Work, id: number): Promise<void> {
  const ticket = await readTicket(work.executor, id)
  if (!ticket?.isCharged || !ticket.isInvoiced) return
  throw new Failure(
    'invalid',
    'This ticket is on an invoice already. Void the invoice before the ticket is changed.',
  )
}

/** Tickets for members go to customers with a contract that runs and is not paused. */
async function refuseOutsiders(work: Work, values: RecordValues, body: Body): Promise<void> {
  const customer = values.CoworkerId as number | null
  if (customer === null) return
  const productId = values.EventProductId as number
  const terms = await findTicketTerms(work.executor, {
    eventId: values.CalendarEventId as number,
    productId,
  })
  if (!terms) return
  const plans = await plansAt(work, customer, work.now)
  const isMember = plans.length > 0
  const isOnPlan = terms.tariffIds.length === 0 || terms.tariffIds.some((id) => plans.includes(id))
  if ((terms.forMembers && !isMember) || (terms.forContacts && isMember) || !isOnPlan) {
    throw invalidField('EventProductId', 'You cannot purchase this product', body.EventProductId)
  }
}

export const eventConsequence: Consequence = {
  /** An event that goes takes its tickets along; credit goes back to where it came from, and to nowhere else. */
  deleting: async (work, event) => {
    const id = event.Id as number
    const tickets = await listTicketsTo(work.executor, id)
    await holdWallets(work, await payersOf(work, tickets))
    for (const ticket of tickets) await cancelTicket(work, ticket, 'event cancelled')
    await deleteTicketsTo(work.executor, id)
  },
}
