// The space that is at work while something fails: customers with credit that lasts, and rooms.

import type { Client } from '../support/client.ts'
import {
  makeCredit,
  makeCustomer,
  makeLocation,
  makeRate,
  makeResource,
  makeResourceType,
} from '../support/space.ts'

export interface FaultSpace {
  readonly location: number
  /** Each asks for one thing after the other; the first one for several at once. */
  readonly customers: readonly Customer[]
  /** One for each worker, so that nobody books what another has booked. */
  readonly rooms: readonly number[]
}

export interface Customer {
  readonly id: number
  readonly credits: readonly number[]
}

const customers = 5
/** Workers that ask for the first customer; each other customer has one. */
export const hotWorkers = 4
export const workers = hotWorkers + customers - 1
const plenty = 1_000_000
/** Rooms are booked by the hour. */
export const priceOfBooking = 20

export async function makeFaultSpace(client: Client): Promise<FaultSpace> {
  const location = await makeLocation(client)
  const type = await makeResourceType(client, location)
  await makeRate(client, location, {
    ResourceTypes: [type],
    ChargePeriod: 'Minutes',
    Price: priceOfBooking,
  })
  const rooms: number[] = []
  while (rooms.length < workers) rooms.push(await makeResource(client, location, type))
  const made: Customer[] = []
  while (made.length < customers) {
    const id = await makeCustomer(client, location)
    const credits: number[] = []
    while (credits.length < 2) credits.push(await makeLastingCredit(client, location, id))
    made.push({ id, credits })
  }
  return { location, customers: made, rooms }
}

function makeLastingCredit(client: Client, location: number, customer: number): Promise<number> {
  return makeCredit(client, location, customer, {
    TotalCredit: plenty,
    CaneBeUsedForBookings: true,
    Description: 'to begin with',
    // Valid also for a clock that was set back.
    ValidFrom: '2020-01-01T00:00:00Z',
  })
}
