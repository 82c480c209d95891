// One table: what a change of a record does beyond the record. A kind of record without a row here is only stored.

import type { Entity } from '../entities/entity.ts'
import { bookingConsequence, bookingProductConsequence } from './bookings.ts'
import type { Consequence } from './consequence.ts'
import {
  contractConsequence,
  offerConsequence,
  pauseConsequence,
  planConsequence,
  timeOfferConsequence,
} from './contracts.ts'
import { invoiceConsequence, invoiceLineConsequence } from './invoices.ts'
import { creditConsequence, creditUseConsequence } from './money-credit.ts'
import { timePassConsequence } from './passes.ts'
import { coworkerConsequence, userConsequence, userRoleConsequence } from './people.ts'
import { settingConsequence } from './read-policies.ts'
import { saleConsequence } from './sell-product.ts'
import { teamConsequence } from './teams.ts'
import { eventConsequence, ticketConsequence } from './tickets.ts'
import { timeCreditConsequence, timeUseConsequence } from './time-credit.ts'

const consequences: Readonly<Record<string, Consequence>> = {
  Booking: bookingConsequence,
  BookingProduct: bookingProductConsequence,
  BusinessSetting: settingConsequence,
  CalendarEvent: eventConsequence,
  CoworkerBookingCredit: creditConsequence,
  CoworkerBookingCreditUseHistory: creditUseConsequence,
  CoworkerExtraService: timeCreditConsequence,
  CoworkerExtraServiceUseHistory: timeUseConsequence,
  CoworkerInvoice: invoiceConsequence,
  CoworkerInvoiceLine: invoiceLineConsequence,
  CoworkerProduct: saleConsequence,
  CoworkerTimePass: timePassConsequence,
  CoworkerContract: contractConsequence,
  ContractPausedPeriod: pauseConsequence,
  EventAttendee: ticketConsequence,
  Tariff: planConsequence,
  TariffBookingCredit: offerConsequence,
  TariffExtraService: timeOfferConsequence,
  Coworker: coworkerConsequence,
  Team: teamConsequence,
  User: userConsequence,
  UserRole: userRoleConsequence,
}

const none: Consequence = {}

export function consequenceOf(owner: Entity): Consequence {
  return consequences[owner.name] ?? none
}
