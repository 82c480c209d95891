// The documented updates, one for each of the five kinds of record they are documented for, on records of the space.

import type { Catalog } from '../entities/catalog.ts'
import { day } from './calendar.ts'
import { instant } from './entry.ts'
import { type Made, madeOf, type SampleSpace } from './sample-space.ts'

export interface SampleRequest {
  readonly title: string
  readonly method: 'PUT'
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A PUT replaces the record, so each sends the whole of it with one thing changed. */
export function sampleRequests(catalog: Catalog, space: SampleSpace): readonly SampleRequest[] {
  const put = (title: string, record: Made, changes: SampleRequest['body']): SampleRequest => ({
    title,
    method: 'PUT',
    path: catalog.named(record.entity)?.path ?? '',
    body: { Id: record.Id, ...record.body, ...changes },
  })
  const pack = creditOf(space, 'Jamal Whitlock')
  const use = useOf(space, pack)
  const call = first(space, ({ entity }) => entity === 'CoworkerExtraServiceUseHistory')
  const expiry = Date.parse(String(pack.body.ExpireDate))
  return [
    put('A room was free half an hour early: use less of the credit', use, {
      CreditUsed: Number(use.body.CreditUsed) - 12,
    }),
    put('Say which booking took time from a phone allowance', call, {}),
    put('Extend a pack by a month', pack, { ExpireDate: instant(expiry + 30 * day) }),
    put('Promise more with a product', madeOf(space, 'london meeting pack offer'), { Credit: 250 }),
    put('Promise more with a plan', madeOf(space, 'london flex: Flex meeting credit'), {
      Credit: 45,
    }),
  ]
}

function creditOf(space: SampleSpace, holder: string): Made {
  const { Id } = madeOf(space, holder)
  return first(
    space,
    ({ entity, body }) => entity === 'CoworkerBookingCredit' && body.CoworkerId === Id,
  )
}

function useOf(space: SampleSpace, credit: Made): Made {
  return first(
    space,
    ({ entity, body }) =>
      entity === 'CoworkerBookingCreditUseHistory' && body.CoworkerBookingCreditId === credit.Id,
  )
}

function first(space: SampleSpace, matches: (made: Made) => boolean): Made {
  const found = [...space.values()].find(matches)
  if (!found) throw new Error('the diary tells of no such record')
  return found
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
