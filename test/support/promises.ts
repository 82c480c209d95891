// Requests with keys, and what each was answered: whoever sends one again is to be told the same, on whatever database.

import { paths } from './space.ts'
import type { Answer, World } from './world.ts'

export interface Promised {
  readonly url: string
  readonly body: unknown
  readonly key: string
  readonly text: string
}

export const sendKeyed = (
  world: Pick<World, 'ask'>,
  { url, body, key }: Omit<Promised, 'text'>,
): Promise<Answer> => world.ask('POST', url, { body, headers: { 'idempotency-key': key } })

/** A use, a spend, an adjustment and a release of a credit of its own. */
export async function makePromises(
  world: Pick<World, 'ask' | 'create'>,
  customer: number,
  location: number,
): Promise<readonly Promised[]> {
  const credit = await world.create(paths.credits, {
    CoworkerId: customer,
    BusinessId: location,
    TotalCredit: 50.25,
    Description: 'Grüße, "quoted"\nand \u2028 on the next line',
    IsUniversalCredit: true,
  })
  const wallet = `/api/wallets/${customer}`
  const asked = [
    { url: paths.uses, body: { CoworkerBookingCreditId: credit, CreditUsed: 1.5 } },
    {
      url: `${wallet}/spend`,
      body: { Charges: [{ Kind: 'Other', Amount: 3 }], Reference: 'door 7' },
    },
    {
      url: `${wallet}/adjust`,
      body: { CoworkerBookingCreditId: credit, Amount: -2, Reason: 'counted twice' },
    },
    { url: `${wallet}/release`, body: { Reference: 'door 7', Amount: 1 } },
  ]
  const promises: Promised[] = []
  for (const [index, one] of asked.entries()) {
    const request = { ...one, key: `promise ${index}` }
    const { status, text } = await sendKeyed(world, request)
    if (status !== 200) throw new Error(`POST ${request.url} answered ${text}`)
    promises.push({ ...request, text })
  }
  return promises
}
