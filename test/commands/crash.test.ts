// kill -9 in the middle of writes: what was acknowledged is there, what is sent again is done once, and the books agree.

import { afterEach, expect, test, vi } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import { type Client, signInAt } from '../support/client.ts'
import { expectSoundWallet } from '../support/journal.ts'
import { endPrograms, type Server, serve } from '../support/program.ts'
import { lookup, paths } from '../support/space.ts'
import { makeStore, type Store } from '../support/store.ts'
import { administrator } from '../support/template.ts'

// Programs take seconds to start on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

const writers = 8
const crashes = 2
const acknowledgedBeforeCrash = 40
const total = 1_000
const used = 0.25

let store: Store | undefined

afterEach(async () => {
  await endPrograms()
  await store?.drop()
  store = undefined
})

interface Wallet {
  readonly customer: number
  readonly credit: number
}

async function makeWallet(client: Client): Promise<Wallet> {
  const place = { CountryId: lookup.country, SimpleTimeZoneId: lookup.london }
  const location = await client.create(paths.businesses, {
    ...place,
    Name: 'Riverside',
    WebAddress: 'riverside',
    CurrencyId: lookup.pounds,
  })
  const customer = await client.create(paths.coworkers, {
    ...place,
    FullName: 'Ada Brook',
    Email: 'ada@example.com',
    Businesses: [location],
  })
  const credit = await client.create(paths.credits, {
    CoworkerId: customer,
    BusinessId: location,
    TotalCredit: total,
  })
  return { customer, credit }
}

/** What one key was sent for, and the id it was answered with, if it was answered. */
type Sent = Map<string, number | undefined>

const bodyFor = (wallet: Wallet, key: string) => ({
  CoworkerBookingCreditId: wallet.credit,
  CreditUsed: used,
  Description: key,
})

/** Uses credit from many connections at once until the server is killed in the midst of it. */
async function writeUntilKilled(
  server: Server,
  client: Client,
  wallet: Wallet,
  sent: Sent,
): Promise<void> {
  let acknowledged = 0
  let isKilled = false
  const write = async () => {
    while (!isKilled) {
      const key = `use ${sent.size}`
      sent.set(key, undefined)
      const reply = await client.post(paths.uses, bodyFor(wallet, key), key).catch(() => undefined)
      if (!reply) return
      expect(reply.status).toBe(200)
      sent.set(key, reply.body.Value.Id)
      acknowledged += 1
      if (acknowledged === acknowledgedBeforeCrash) {
        isKilled = true
        server.process.kill('SIGKILL')
      }
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  expect((await server.ended).signal).toBe('SIGKILL')
}

async function usesOf(client: Client, { credit }: Wallet): Promise<Map<string, number>> {
  const filter = `CoworkerBookingCreditUseHistory_CoworkerBookingCredit=${credit}&size=1000`
  const { body } = await client.get(`${paths.uses}?${filter}`)
  const uses = new Map<string, number>()
  for (const { Description, Id, CreditUsed } of body.Records) {
    expect(CreditUsed).toBe(used)
    expect(uses.has(Description), `${Description} is there twice`).toBe(false)
    uses.set(Description, Id)
  }
  return uses
}

async function expectRemaining(client: Client, wallet: Wallet, count: number): Promise<void> {
  const { body } = await client.get(`${paths.credits}/${wallet.credit}`)
  expect(body.RemainingCredit).toBe(total - count * used)
}

test('a server killed amid writes loses nothing it acknowledged and does nothing twice', async () => {
  store = await makeStore()
  const sent: Sent = new Map()
  let wallet: Wallet | undefined
  for (let crash = 0; crash < crashes; crash += 1) {
    const server = await serve({ DATABASE_URL: store.url })
    const client = await signInAt(server.address, administrator)
    wallet ??= await makeWallet(client)
    await writeUntilKilled(server, client, wallet, sent)
  }
  if (!wallet) throw new Error('no wallet was made')

  const server = await serve({ DATABASE_URL: store.url })
  const client = await signInAt(server.address, administrator)
  const found = await usesOf(client, wallet)
  const acknowledged = [...sent].filter(([, id]) => id !== undefined)
  expect(acknowledged.length).toBeGreaterThanOrEqual(crashes * acknowledgedBeforeCrash)
  for (const [key, id] of acknowledged) expect(found.get(key), key).toBe(id)
  await expectRemaining(client, wallet, found.size)

  // Whoever got no answer sends the same again; whoever got one is told the same again.
  for (const [key, id] of sent) {
    const { status, body } = await client.post(paths.uses, bodyFor(wallet, key), key)
    expect(status).toBe(200)
    expect(body.Value.Id, key).toBe(id ?? found.get(key) ?? body.Value.Id)
  }
  expect([...(await usesOf(client, wallet)).keys()].sort()).toEqual([...sent.keys()].sort())
  await expectRemaining(client, wallet, sent.size)
  expect((await server.stop()).code).toBe(0)

  const database = await store.open()
  try {
    await expectSoundWallet({ service: { database, catalog } }, wallet.customer)
  } finally {
    await database.close()
  }
})
