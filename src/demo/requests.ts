// Requests to try on the space: the documented update of each of the five kinds of record it is documented for, and a quote.

import { formatInstant } from '../engine/instant.ts'
import type { Entity } from '../entities/entity.ts'
import { type Service, serviceActor } from '../operations/call.ts'
import { readRecord } from '../operations/read-records.ts'
import { day } from './calendar.ts'
import { member } from './people.ts'
import { roomTypes } from './places.ts'
import { saleOf } from './sales.ts'
import { findIn, madeOf, type SampleSpace } from './sample-space.ts'

export interface SampleRequest {
  readonly title: string
  readonly method: 'PUT' | 'POST'
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

export async function sampleRequests(
  service: Service,
  space: SampleSpace,
): Promise<readonly SampleRequest[]> {
  const { UniqueId: sale } = madeOf(space, saleOf('Jamal Whitlock', 'london meeting pack'))
  const pack = await findIn(service, 'CoworkerBookingCredit', 'CoworkerProductUniqueId', sale)
  const use = await findIn(
    service,
    'CoworkerBookingCreditUseHistory',
    'CoworkerBookingCreditId',
    pack,
  )
  const call = await findIn(service, 'CoworkerExtraServiceUseHistory')
  const offer = madeOf(space, 'london meeting pack offer')
  const planOffer = madeOf(space, 'london flex: Flex meeting credit')
  return Promise.all([
    put(service, 'CoworkerBookingCreditUseHistory', use, {
      title: 'Use less of a credit: the room was free early',
      change: () => ({ CreditUsed: 60 }),
    }),
    put(service, 'CoworkerExtraServiceUseHistory', call, {
      title: 'Update a use of time credit',
      change: () => ({}),
    }),
    put(service, 'CoworkerBookingCredit', pack, {
      title: 'Extend a pack by a month',
      change: ({ ExpireDate }) => ({
        ExpireDate: formatInstant(Date.parse(String(ExpireDate)) + 30 * day),
      }),
    }),
    put(service, 'ProductBookingCredit', offer.Id, {
      title: 'Promise more with a product',
      change: () => ({ Credit: 250 }),
    }),
    put(service, 'TariffBookingCredit', planOffer.Id, {
      title: 'Promise more with a plan',
      change: () => ({ Credit: 45 }),
    }),
  ])
}

/** What the point of it all is: which credits would pay, and why not the others. Asks for a room that few of them may pay. */
export function sampleQuote(space: SampleSpace, now: number): SampleRequest {
  const hours = 2
  const type = roomTypes.find(({ key }) => key === 'london boardroom')
  if (!type) throw new Error('there is no boardroom')
  const charge = {
    Kind: 'Booking',
    Amount: type.price * hours,
    ResourceTypeId: madeOf(space, type.key).Id,
    ServiceTime: formatInstant(now + day),
    Description: `The boardroom, ${hours} hours`,
  }
  return {
    title: `Ask which credits of ${member.name} would pay for the boardroom, and why not the others`,
    method: 'POST',
    path: `/api/wallets/${madeOf(space, member.name).Id}/quote`,
    body: { Charges: [charge] },
  }
}

interface Wish {
  readonly title: string
  readonly change: (record: SampleRequest['body']) => SampleRequest['body']
}

/** A PUT replaces the record, so it sends the whole of it with one thing changed. */
async function put(
  service: Service,
  entity: string,
  id: number,
  { title, change }: Wish,
): Promise<SampleRequest> {
  const owner = service.catalog.named(entity)
  if (!owner) throw new Error(`no entity ${entity}`)
  const reader = { actor: serviceActor('demo'), now: Date.now() }
  const record = JSON.parse(await readRecord(service, reader, owner, id))
  const body = { Id: id, ...settable(owner, record), ...change(record) }
  return { title, method: 'PUT', path: owner.path, body }
}

/** What may be sent back, less what says nothing: an omitted member is cleared, an omitted list is kept. */
function settable(owner: Entity, record: SampleRequest['body']): SampleRequest['body'] {
  const saysNothing = (value: unknown) =>
    value === null || value === false || (Array.isArray(value) && value.length === 0)
  return Object.fromEntries(
    Object.entries(owner.fields)
      .filter(([, field]) => ['always', 'on update'].includes(field.access))
      .map(([name]) => [name, record[name] ?? null])
      .filter(([, value]) => !saysNothing(value)),
  )
}

/** The same as a command for a shell. */
export function curlOf(request: SampleRequest, address: string, token: string): string {
  // An apostrophe would end the quoted text.
  const body = JSON.stringify(request.body, null, 2).replaceAll("'", '\\u0027')
  return [
    `curl -X ${request.method} '${address}${request.path}'`,
    `-H 'Authorization: Bearer ${token}'`,
    "-H 'Content-Type: application/json'",
    `-d '${body}'`,
  ].join(' \\\n  ')
}
