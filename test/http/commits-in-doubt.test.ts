// What a caller sees of a commit whose answer is lost on the line to the database, whatever becomes of looking it up.

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { settleEverythingDue } from '../../src/operations/due-work.ts'
import { expectSoundWallet, journalOf, storyOf } from '../support/journal.ts'
import type { Relay } from '../support/relay.ts'
import { breakAtCommit, commit, openRelayed, type Relayed } from '../support/relayed.ts'
import { makeCredit, makeCustomer, makeLocation, makePlan, paths } from '../support/space.ts'
import { type Answer, isPostgres, runOnServer, type World } from '../support/world.ts'

let relayed: Relayed
let relay: Relay
let world: World
let beside: Relayed['beside']
let location: number
let ada: number
let ben: number
let credit: number

const open = async (lockTimeout?: number) => {
  relayed = await openRelayed({ lockTimeout })
  relay = relayed.relay
  world = relayed.world
  beside = relayed.beside
  location = await makeLocation(world)
}

/** From now on what is remembered is never so any more: wallets are held while spends are planned, and there is a commit. */
const holdAll = () =>
  sql`
    create function outdate() returns trigger language plpgsql as $$
    begin
      if new.stamp = old.stamp and new.sequence > old.sequence and current_query() like '%refuse_outdated%' then
        raise exception 'planned on what is not so any more' using errcode = 'WS001';
      end if;
      return new;
    end $$;
    create trigger outdate before update on wallet for each row execute function outdate();`.execute(
    beside.service.database.executor,
  )

const newPeople = async () => {
  const members = { CaneBeUsedForBookings: true }
  ada = await makeCustomer(world, location)
  ben = await makeCustomer(world, location)
  credit = await makeCredit(world, location, ada, members)
  await makeCredit(world, location, ben, members)
  // Whoever has spent before is known, so that what is asked for together next becomes one batch.
  expect((await spend(ada, 10)).status).toBe(200)
  expect((await spend(ben, 10)).status).toBe(200)
}

let keys = 0
const newKey = () => {
  keys += 1
  return `doubt ${keys}`
}

const post = (path: string, body: unknown, key?: string) =>
  world.ask('POST', path, {
    body,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  })

const spend = (customer: number, Amount: number, key?: string) =>
  post(`/api/wallets/${customer}/spend`, { Charges: [{ Kind: 'Booking', Amount }] }, key)

/** Three spends that can be sent again, of two customers, and one that cannot. */
function makeBatch() {
  const spends = [
    { customer: () => ada, amount: 1, key: newKey() },
    { customer: () => ada, amount: 2, key: newKey() },
    { customer: () => ben, amount: 3, key: newKey() },
  ]
  const again = () =>
    Promise.all(spends.map(({ customer, amount, key }) => spend(customer(), amount, key)))
  const first = async () => {
    const [last, answers] = await Promise.all([spend(ada, 4), again()])
    return [...answers, last]
  }
  return { keys: spends.map(({ key }) => key), first, again }
}

/** What was taken of a customer's credit since the first spend, in the order of the journal. */
async function takenOf(customer: number): Promise<readonly number[]> {
  const movements = await journalOf(beside, customer)
  return movements
    .filter(({ kind }) => kind === 'Use')
    .slice(1)
    .map(({ amount }) => -amount / 10_000)
}

const takenOfBoth = async () => [
  ...(await takenOf(ada)).toSorted(),
  ...(await takenOf(ben)).toSorted(),
]

const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status)

function expectDoubt(answers: readonly Answer[]): void {
  for (const { status, body, headers } of answers) {
    expect({ status, ...body }).toMatchObject({
      status: 503,
      WasSuccessful: false,
      Value: null,
      Message: expect.stringMatching(
        /may or may not have been done\. Send it again with the same Idempotency-Key; without one, look before you do\./,
      ),
    })
    expect(headers['retry-after']).toBe('1')
  }
}

/** Sends the spends again, twice, and holds the answers against the journal. */
async function expectAnswered({ again, keys }: ReturnType<typeof makeBatch>): Promise<void> {
  const answers = await again()
  expect(statuses(answers)).toEqual([200, 200, 200])
  expect((await again()).map(({ text }) => text)).toEqual(answers.map(({ text }) => text))
  const movements = [...(await journalOf(beside, ada)), ...(await journalOf(beside, ben))]
  answers.forEach(({ body }, index) => {
    const own = movements.filter(({ receipt }) => receipt === keys[index])
    expect(own).toMatchObject([
      {
        sequence: body.Value.Sequence,
        useId: body.Value.Uses[0].CoworkerBookingCreditUseHistoryId,
      },
    ])
  })
  await expectSoundWallet(beside, ada)
  await expectSoundWallet(beside, ben)
}

const fates = [
  ['was done', true],
  ['was not done', false],
] as const

interface Hindrance {
  readonly begin: () => Promise<unknown>
  readonly end: () => Promise<unknown>
}

const alter = (change: string) =>
  runOnServer(
    process.env.TEST_DATABASE_URL ?? '',
    `alter database ${new URL(world.url ?? '').pathname.slice(1)} ${change}`,
  )

const refusing = (count: number): Hindrance => ({
  begin: async () => relay.refuse(count),
  end: async () => relay.refuse(0),
})

const hindrances: readonly (readonly [string, Hindrance])[] = [
  ['is refused as often as it is tried', refusing(10)],
  ['is refused like everything else for a while', refusing(Number.POSITIVE_INFINITY)],
  [
    'finds a standby that has not taken over yet',
    {
      begin: () => alter('set default_transaction_read_only = on'),
      end: async () => {
        await alter('reset default_transaction_read_only')
        // What a connection may do is settled when it begins.
        relay.cutAll()
      },
    },
  ],
  [
    'finds the database closed',
    { begin: () => alter('allow_connections false'), end: () => alter('allow_connections true') },
  ],
]

/** Waits until somebody waits for a wallet that is held. */
const untilWaited = () =>
  expect
    .poll(async () => {
      const { rows } = await sql`
        select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(
        beside.service.database.executor,
      )
      return rows.length
    })
    .toBeGreaterThan(0)

describe.runIf(isPostgres)('a commit in doubt', () => {
  beforeAll(async () => {
    await open()
    await holdAll()
  })
  afterAll(() => relayed.close())
  beforeEach(newPeople)

  describe.each(hindrances)('of spends, whose look-up %s,', (_, hindrance) => {
    test.each(fates)('may or may not be one, and %s', async (__, isDone) => {
      const batch = makeBatch()
      const { begin, end } = hindrance
      const answers = await breakAtCommit(relay, { isDone, before: begin }, batch.first).finally(
        end,
      )
      expectDoubt(answers)
      expect(await takenOfBoth()).toEqual(isDone ? [1, 2, 4, 3] : [])
      await expectAnswered(batch)
      expect(await takenOfBoth()).toEqual(isDone ? [1, 2, 4, 3] : [1, 2, 3])
    })
  })

  test('of spends, that is found, answers all of them', async () => {
    const batch = makeBatch()
    const answers = await breakAtCommit(relay, { isDone: true }, batch.first)
    expect(statuses(answers)).toEqual([200, 200, 200, 200])
    await expectAnswered(batch)
    expect(await takenOfBoth()).toEqual([1, 2, 4, 3])
  })

  test('of spends, that is still on its way when it is looked up, is waited for', async () => {
    const batch = makeBatch()
    const held = relay.hold(commit.asked)
    const answers = batch.first()
    const { leaveClient, deliver } = await held
    leaveClient()
    await untilWaited()
    await deliver(commit.done)
    expect(statuses(await answers)).toEqual([200, 200, 200, 200])
    await expectAnswered(batch)
    expect(await takenOfBoth()).toEqual([1, 2, 4, 3])
  })

  test('of spends, that is not found, is none, and they can be sent again', async () => {
    const batch = makeBatch()
    expectDoubt(await breakAtCommit(relay, { isDone: false }, batch.first))
    await expectAnswered(batch)
    expect(await takenOfBoth()).toEqual([1, 2, 3])
  })

  test.each(fates)('of any other write may or may not be one, and %s', async (_, isDone) => {
    const use = (key: string) =>
      post(paths.uses, { CoworkerBookingCreditId: credit, CreditUsed: 5 }, key)
    const key = newKey()
    expectDoubt([await breakAtCommit(relay, { isDone }, () => use(key))])
    expect(await takenOf(ada)).toEqual(isDone ? [5] : [])
    const answer = await use(key)
    expect(answer.status).toBe(200)
    expect((await use(key)).text).toBe(answer.text)
    expect(await takenOf(ada)).toEqual([5])
    await expectSoundWallet(beside, ada)
  })

  test.each(fates)('of renewals is tried again, and grants once, when it %s', async (_, isDone) => {
    const plan = await makePlan(world, location)
    await world.create(paths.planOffers, {
      Name: 'Monthly credit',
      TariffId: plan,
      Credit: 10,
      ServiceRenewalTime: 'CalendarMonth',
    })
    const holders = await Promise.all(
      Array.from({ length: 6 }, () => makeCustomer(world, location)),
    )
    for (const CoworkerId of holders) {
      await world.create(paths.contracts, {
        IssuedById: location,
        CoworkerId,
        TariffId: plan,
        BillingDay: 1,
        Quantity: 1,
        StartDate: '2031-01-01T00:00:00Z',
      })
    }
    const renew = () => settleEverythingDue(world.service, Date.parse('2031-01-15T00:00:00Z'))
    expect(await breakAtCommit(relay, { isDone }, renew)).toMatchObject({
      contracts: 6,
      failures: [],
    })
    expect(await renew()).toMatchObject({ contracts: 0, failures: [] })
    for (const holder of holders) expect(await storyOf(beside, holder)).toEqual(['Grant 10'])
  })
})

describe.runIf(isPostgres)(
  'a commit of spends that is on its way for longer than a look-up waits',
  () => {
    beforeAll(async () => {
      await open(300)
      await holdAll()
    })
    afterAll(() => relayed.close())
    beforeEach(newPeople)

    test('may or may not be one, keeps the same spends out until it arrives, and answers them then', async () => {
      const batch = makeBatch()
      const held = relay.hold(commit.asked)
      const answers = batch.first()
      const { leaveClient, deliver } = await held
      leaveClient()
      expectDoubt(await answers)
      expect(statuses(await batch.again())).toEqual([503, 503, 503])
      expect(await takenOfBoth()).toEqual([])
      await deliver(commit.done)
      expect(await takenOfBoth()).toEqual([1, 2, 4, 3])
      await expectAnswered(batch)
      expect(await takenOfBoth()).toEqual([1, 2, 4, 3])
    })
  },
)

describe.runIf(isPostgres)('spends that are written as planned', () => {
  beforeAll(() => open())
  afterAll(() => relayed.close())
  beforeEach(newPeople)

  /** What the server says when it has written them. */
  const written = 'SELECT 1\0'
  const notWritten = 'WS001'
  const markIn = ({ keys: [mark] }: ReturnType<typeof makeBatch>) => mark ?? ''

  test.each(fates)('are done once when the line breaks and it %s', async (_, isDone) => {
    const batch = makeBatch()
    const held = relay.hold(markIn(batch))
    const answers = batch.first()
    const { deliver } = await held
    if (isDone) await deliver(written)
    relay.cutAll()
    expect(statuses(await answers)).toEqual([200, 200, 200, 200])
    expect(await takenOfBoth()).toEqual([1, 2, 4, 3])
    await expectAnswered(batch)
    expect(await takenOfBoth()).toEqual([1, 2, 4, 3])
  })

  test('are done once when what seemed lost arrives after all', async () => {
    const batch = makeBatch()
    const held = relay.hold(markIn(batch))
    const answers = batch.first()
    const { leaveClient, deliver } = await held
    leaveClient()
    expect(statuses(await answers)).toEqual([200, 200, 200, 200])
    await deliver(notWritten)
    await expectAnswered(batch)
    expect(await takenOfBoth()).toEqual([1, 2, 4, 3])
  })

  test.each(fates)(
    'may or may not be done when nobody can find out, and it %s',
    async (_, isDone) => {
      const batch = makeBatch()
      const held = relay.hold(markIn(batch))
      const answers = batch.first()
      const { deliver } = await held
      relay.refuse(Number.POSITIVE_INFINITY)
      if (isDone) await deliver(written)
      relay.cutAll()
      expectDoubt(await answers)
      relay.refuse(0)
      expect(await takenOfBoth()).toEqual(isDone ? [1, 2, 4, 3] : [])
      await expectAnswered(batch)
      expect(await takenOfBoth()).toEqual(isDone ? [1, 2, 4, 3] : [1, 2, 3])
    },
  )
})
