// What a day looks like: people look at wallets and lists more often than they spend.

import type { RequestKind } from '../load/plan.ts'
import { creditsOfSpender } from '../load/space.ts'
import { spends } from './spending.ts'

type Ids = readonly [number, number]

const uses = '/api/billing/coworkerbookingcreditusehistories'
const ofCustomer = 'CoworkerBookingCreditUseHistory_CoworkerBookingCredit_Coworker'

export function reads(name: string, weight: number, path: string, ids: Ids): RequestKind {
  return { name, weight, method: 'GET', path, ids }
}

/** Spends and what people look at before and after. */
export function dayOf(customers: number): readonly RequestKind[] {
  const ids = [1, customers] as const
  return [
    spends(ids, 30),
    reads('wallet', 40, '/api/wallets/{id}', ids),
    reads('statement', 15, '/api/wallets/{id}/statement', ids),
    reads('uses of a customer', 15, `${uses}?${ofCustomer}={id}`, ids),
  ]
}

/** The same with what is rarer: quotes, uses that are written by hand, credits looked at one by one. */
export function longDayOf(customers: number): readonly RequestKind[] {
  const ids = [1, customers] as const
  const credits = [1, customers * creditsOfSpender] as const
  return [
    spends(ids, 30),
    reads('wallet', 25, '/api/wallets/{id}', ids),
    reads('statement', 10, '/api/wallets/{id}/statement', ids),
    reads('uses of a customer', 10, `${uses}?${ofCustomer}={id}`, ids),
    reads('credit', 10, '/api/billing/coworkerbookingcredits/{id}', credits),
    {
      name: 'quote',
      weight: 10,
      method: 'POST',
      path: '/api/wallets/{id}/quote',
      ids,
      body: JSON.stringify({ Charges: [{ Kind: 'Booking', Amount: 1, ResourceTypeId: 1 }] }),
    },
    {
      name: 'use',
      weight: 5,
      method: 'POST',
      path: uses,
      ids: credits,
      body: '{"CoworkerBookingCreditId":{id},"CreditUsed":1}',
      hasKey: true,
    },
  ]
}
