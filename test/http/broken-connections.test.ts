// What a caller sees of a database that ends connections and statements in the middle of work.

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { journalOf } from '../support/journal.ts'
import { openRelayed, type Relayed } from '../support/relayed.ts'
import { makeCredit, makeCustomer, makeLocation, paths } from '../support/space.ts'
import { administrator as login } from '../support/template.ts'
import { passwordGrant } from '../support/users.ts'
import { type Answer, isPostgres, openWorld, runOnServer, type World } from '../support/world.ts'

/** Locks a table until `breaking` has hit the connection that waits for it, and lets go. */
async function interrupted(
  administrator: pg.Client,
  table: string,
  breaking: 'pg_terminate_backend' | 'pg_cancel_backend',
  ask: () => Promise<Answer>,
): Promise<Answer> {
  await administrator.query(`begin; lock table ${table} in access exclusive mode`)
  const answer = ask()
  for (let hit = 0; hit === 0; ) {
    const { rows } = await administrator.query(
      `select ${breaking}(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'deskbank' and wait_event_type = 'Lock'`,
    )
    hit = rows.length
  }
  await administrator.query('commit')
  return answer
}

describe.runIf(isPostgres)('a request whose connection the server', () => {
  let world: World
  let location: number
  let administrator: pg.Client

  beforeAll(async () => {
    world = await openWorld()
    location = await makeLocation(world)
    administrator = new pg.Client({ connectionString: world.url })
    await administrator.connect()
  })
  afterAll(async () => {
    await administrator.end()
    await world.close()
  })

  const read = () => world.ask('GET', paths.coworkers)

  test('ends while it is found out who asks is answered all the same', async () => {
    const answer = await interrupted(administrator, 'coworker', 'pg_terminate_backend', read)
    expect(answer.status).toBe(200)
  })

  test('breaks off is told to come again, and the next one is served', async () => {
    const answer = await interrupted(administrator, 'coworker', 'pg_cancel_backend', read)
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('1')
    expect((await read()).status).toBe(200)
  })

  test('lets read and not write, as a standby does before it takes over, is told to come again and reads on', async () => {
    const customer = await makeCustomer(world, location)
    const body = { CoworkerId: customer, BusinessId: location, TotalCredit: 10 }
    const standBy = async (isStandby: boolean) => {
      const { rows } = await administrator.query('select current_database() as name')
      await administrator.query(
        `alter database ${rows[0].name} set default_transaction_read_only = ${isStandby ? 'on' : 'off'}`,
      )
      // What a connection may do is settled when it begins.
      await administrator.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'deskbank'`,
      )
    }
    await standBy(true)
    const answer = await world.ask('POST', paths.credits, { body })
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.body).toMatchObject({ WasSuccessful: false, Value: null })
    expect((await world.ask('GET', `/api/wallets/${customer}`)).status).toBe(200)
    expect((await world.ask('GET', '/readyz')).status).toBe(503)
    await standBy(false)
    expect((await world.ask('GET', '/readyz')).status).toBe(200)
    expect((await world.ask('POST', paths.credits, { body })).status).toBe(200)
    expect(await journalOf(world, customer)).toHaveLength(1)
  })

  test('ends while it writes is done all the same, and once', async () => {
    const customer = await makeCustomer(world, location)
    const id = await makeCredit(world, location, customer, { TotalCredit: 10 })
    const body = { CoworkerBookingCreditId: id, CreditUsed: 4 }
    const answer = await interrupted(
      administrator,
      'coworker_booking_credit',
      'pg_terminate_backend',
      () => world.ask('POST', paths.uses, { body }),
    )
    expect(answer.status).toBe(200)
    expect(await journalOf(world, customer)).toMatchObject([{ kind: 'Grant' }, { kind: 'Use' }])
  })
})

describe.runIf(isPostgres)('a service whose connections all', () => {
  let relayed: Relayed
  let world: World
  let customer: number
  let credit: number

  beforeAll(async () => {
    relayed = await openRelayed()
    world = relayed.world
    const location = await makeLocation(world)
    customer = await makeCustomer(world, location)
    credit = await makeCredit(world, location, customer, { CaneBeUsedForBookings: true })
  })
  afterAll(() => relayed.close())

  const read = () => world.ask('GET', `${paths.credits}/${credit}`)
  const list = () => world.ask('GET', paths.credits)
  const post = (path: string, body: unknown) => world.ask('POST', path, { body })

  const spend = () =>
    post(`/api/wallets/${customer}/spend`, { Charges: [{ Kind: 'Booking', Amount: 1 }] })

  /** With how many movements each leaves. */
  const requests = [
    ['a read', 0, read],
    ['a list', 0, list],
    ['a report', 0, () => world.ask('GET', '/api/reports/liability')],
    ['a wallet', 0, () => world.ask('GET', `/api/wallets/${customer}`)],
    ['a write', 1, () => post(paths.uses, { CoworkerBookingCreditId: credit, CreditUsed: 1 })],
    ['a spend', 1, spend],
    ['a sign-in', 0, () => passwordGrant(world, { ...login, id: 0 })],
  ] as const

  describe.each([
    ['ended while they lay idle', () => relayed.relay.cutAll()],
    ['were forgotten by a device on the way', () => relayed.relay.forgetAll()],
  ] as const)('%s', (_, lose) => {
    test.each(requests)('serves %s all the same', async (__, movements, ask) => {
      // So that there are several.
      await Promise.all([...Array.from({ length: 6 }, () => [read(), list()]).flat(), spend()])
      const before = await journalOf(relayed.beside, customer)
      lose()
      expect((await ask()).status).toBe(200)
      const after = await journalOf(relayed.beside, customer)
      expect(after.length - before.length).toBe(movements)
    })
  })

  test('ended when the database was closed tells everybody to come again, and serves them when it is open', async () => {
    const before = await journalOf(relayed.beside, customer)
    const name = new URL(world.url ?? '').pathname.slice(1)
    const letIn = (whether: boolean) =>
      runOnServer(
        process.env.TEST_DATABASE_URL ?? '',
        `alter database ${name} allow_connections ${whether}`,
      )
    await letIn(false)
    relayed.relay.cutAll()
    const refused: Answer[] = []
    for (const [, , ask] of requests) refused.push(await ask())
    await letIn(true)
    expect(refused.map(({ status, headers }) => [status, headers['retry-after']])).toEqual(
      requests.map(() => [503, '1']),
    )
    expect(await journalOf(relayed.beside, customer)).toEqual(before)
    for (const [, , ask] of requests) expect((await ask()).status).toBe(200)
  })

  test('end, which is said before it happens, are given to nobody in between', async () => {
    const administrator = new pg.Client({ connectionString: world.url })
    await administrator.connect()
    relayed.relay.linger()
    const use = () => post(paths.uses, { CoworkerBookingCreditId: credit, CreditUsed: 1 })
    const answer = await interrupted(
      administrator,
      'coworker_booking_credit',
      'pg_terminate_backend',
      use,
    )
    expect(answer.status).toBe(200)
    expect((await read()).status).toBe(200)
    await administrator.end()
    relayed.relay.cutAll()
  })
})
