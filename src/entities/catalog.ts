// Every kind of record there is. Adding one is a file beside these and a line in this list.

import { charge } from './billing/charge.ts'
import { contractPausedPeriod } from './billing/contract-paused-period.ts'
import { contractProduct } from './billing/contract-product.ts'
import { coworkerBookingCredit } from './billing/coworker-booking-credit.ts'
import { coworkerBookingCreditUseHistory } from './billing/coworker-booking-credit-use-history.ts'
import { coworkerContract } from './billing/coworker-contract.ts'
import { coworkerExtraService } from './billing/coworker-extra-service.ts'
import { coworkerExtraServiceUseHistory } from './billing/coworker-extra-service-use-history.ts'
import { coworkerInvoice } from './billing/coworker-invoice.ts'
import { coworkerInvoiceLine } from './billing/coworker-invoice-line.ts'
import { coworkerProduct } from './billing/coworker-product.ts'
import { coworkerTimePass } from './billing/coworker-time-pass.ts'
import { extraService } from './billing/extra-service.ts'
import { financialAccount } from './billing/financial-account.ts'
import { product } from './billing/product.ts'
import { productBookingCredit } from './billing/product-booking-credit.ts'
import { productExtraService } from './billing/product-extra-service.ts'
import { productTimePass } from './billing/product-time-pass.ts'
import { tariff } from './billing/tariff.ts'
import { tariffBookingCredit } from './billing/tariff-booking-credit.ts'
import { tariffExtraService } from './billing/tariff-extra-service.ts'
import { tariffTimePass } from './billing/tariff-time-pass.ts'
import { timePass } from './billing/time-pass.ts'
import { calendarEvent } from './content/calendar-event.ts'
import { calendarEventCategory } from './content/calendar-event-category.ts'
import { eventAttendee } from './content/event-attendee.ts'
import { eventProduct } from './content/event-product.ts'
import type { Entity } from './entity.ts'
import { booking } from './spaces/booking.ts'
import { bookingProduct } from './spaces/booking-product.ts'
import { cancelledBooking } from './spaces/cancelled-booking.ts'
import { coworker } from './spaces/coworker.ts'
import { resource } from './spaces/resource.ts'
import { resourceType } from './spaces/resource-type.ts'
import { team } from './spaces/team.ts'
import { business } from './sys/business.ts'
import { businessSetting } from './sys/business-setting.ts'
import { country } from './sys/country.ts'
import { currency } from './sys/currency.ts'
import { simpleTimeZone } from './sys/simple-time-zone.ts'
import { taxRate } from './sys/tax-rate.ts'
import { user } from './sys/user.ts'
import { userRole } from './sys/user-role.ts'
import { webHook } from './sys/web-hook.ts'

const entities: readonly Entity[] = [
  charge,
  contractPausedPeriod,
  contractProduct,
  coworkerBookingCredit,
  coworkerBookingCreditUseHistory,
  coworkerContract,
  coworkerExtraService,
  coworkerExtraServiceUseHistory,
  coworkerInvoice,
  coworkerInvoiceLine,
  coworkerProduct,
  coworkerTimePass,
  extraService,
  financialAccount,
  product,
  productBookingCredit,
  productExtraService,
  productTimePass,
  tariff,
  tariffBookingCredit,
  tariffExtraService,
  tariffTimePass,
  timePass,
  calendarEvent,
  calendarEventCategory,
  eventAttendee,
  eventProduct,
  booking,
  bookingProduct,
  cancelledBooking,
  coworker,
  resource,
  resourceType,
  team,
  business,
  businessSetting,
  country,
  currency,
  simpleTimeZone,
  taxRate,
  user,
  userRole,
  webHook,
]

/** A set of entities and how they hang together. */
export interface Catalog {
  readonly entities: readonly Entity[]
  readonly named: (name: string) => Entity | undefined
}

export function catalogOf(list: readonly Entity[]): Catalog {
  const byName = new Map(list.map((one) => [one.name, one]))
  return { entities: list, named: (name) => byName.get(name) }
}

export const catalog = catalogOf(entities)
