// A customer to whom nobody but time does anything.

import type { Client } from '../support/client.ts'
import { makeCredit, makeCustomer, makePlan, paths } from '../support/space.ts'

const day = 86_400_000

export interface Member {
  /** How many grants and expiries the statement has. */
  readonly tale: () => Promise<{ readonly grants: number; readonly expiries: number }>
}

/** Has a plan whose period began two days before the month was over, and credit that ends `lasts` milliseconds from now. */
export async function makeMember(client: Client, location: number, lasts: number): Promise<Member> {
  const now = Date.now()
  const plan = await makePlan(client, location)
  await client.create(paths.planOffers, {
    Name: 'Monthly',
    TariffId: plan,
    ServiceRenewalTime: 'TariffMonth',
    Credit: 50,
    CaneBeUsedForBookings: true,
  })
  const customer = await makeCustomer(client, location)
  await client.create(paths.contracts, {
    IssuedById: location,
    CoworkerId: customer,
    TariffId: plan,
    Quantity: 1,
    BillingDay: new Date(now + 2 * day).getUTCDate(),
    StartDate: new Date(now - 5 * day).toISOString(),
  })
  await makeCredit(client, location, customer, {
    TotalCredit: 10,
    ExpireDate: new Date(now + lasts).toISOString(),
  })
  return {
    tale: async () => {
      const { body } = await client.get(`/api/wallets/${customer}/statement?size=1000`)
      const count = (kind: string) =>
        body.Records.filter((row: { Kind: string }) => row.Kind === kind).length
      return { grants: count('Grant'), expiries: count('Expire') }
    },
  }
}
