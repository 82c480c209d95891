// Spends are planned on wallets as they were remembered. Whatever has changed since, and whoever changed it, the next spend
// does what a quote, which reads everything anew, says it will.

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  forgetWallets,
  rememberedWallet,
  rememberWallet,
} from '../../src/operations/remembered-wallets.ts'
import { expectSoundWallet } from '../support/journal.ts'
import {
  lookup,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeResourceType,
  paths,
} from '../support/space.ts'
import { type Answer, openWorld, type World } from '../support/world.ts'

let world: World
let home: number
let away: number
let roomType: number
let otherType: number

beforeAll(async () => {
  world = await openWorld()
  home = await makeLocation(world)
  away = await makeLocation(world, { CurrencyId: lookup.euros })
  cleo = await makeCustomer(world, home)
  await makeCredit(world, home, cleo, { CaneBeUsedForBookings: true, TotalCredit: 1_000_000 })
  roomType = await makeResourceType(world, home)
  otherType = await makeResourceType(world, home)
})
afterAll(() => world.close())

let ada: number
let ben: number
let cleo: number
let first: number
let second: number

const forBookings = { CaneBeUsedForBookings: true }
// The same for quotes and spends, which would else be for the second they came in.
const ServiceTime = new Date().toISOString()
const charge = () => ({
  Charges: [{ Kind: 'Booking', Amount: 5, ResourceTypeId: roomType, ServiceTime }],
})
const post = (action: 'quote' | 'spend', customer: number, body: object = charge(), key?: string) =>
  world.ask('POST', `/api/wallets/${customer}/${action}`, {
    body,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  })
const remembered = (customer: number) => rememberedWallet(world.service.database, customer)
const run = (statement: ReturnType<typeof sql>) =>
  statement.execute(world.service.database.executor)

/** What a settlement says, without what only a spend has. */
function planIn({ status, body }: Answer) {
  if (status !== 200) return { status, errors: body.Errors, message: body.Message }
  const { Covered, Remainder, Charges, Uses, Refused } = body.Value
  const uses = Uses.map(
    ({ CoworkerBookingCreditUseHistoryId: _, ...use }: Record<string, unknown>) => use,
  )
  return { Covered, Remainder, Charges, Uses: uses, Refused }
}

beforeEach(async () => {
  ada = await makeCustomer(world, home)
  ben = await makeCustomer(world, home)
  first = await makeCredit(world, home, ada, { ...forBookings, ExpireDate: '2099-01-01' })
  second = await makeCredit(world, home, ada, { ...forBookings, TotalCredit: 50 })
  await makeCredit(world, home, ben, forBookings)
  // What the test before proved wrong is trusted again after a while.
  forgetWallets([cleo])
  while (!remembered(cleo)) await post('spend', cleo)
  for (const customer of [ada, ben]) {
    expect((await post('spend', customer)).body.Value.Covered).toBe(5)
  }
})

const asQuoted = async (customer = ada) => {
  const quoted = planIn(await post('quote', customer))
  expect(planIn(await post('spend', customer))).toEqual(quoted)
  await expectSoundWallet(world, customer)
  return quoted
}

test('a wallet is remembered as the last spend left it, and the next one goes on from there', async () => {
  const { body } = await post('spend', ada)
  expect(remembered(ada)?.mark.sequence).toBe(body.Value.Sequence)
  const before = remembered(ada)
  expect((await post('spend', ada)).body.Value.Sequence).toBe(body.Value.Sequence + 1)
  expect(remembered(ada)?.mark.sequence).toBe(body.Value.Sequence + 1)
  // Nothing was read again: what did not change is the very same.
  expect(remembered(ada)?.holder).toBe(before?.holder)
  await asQuoted()
})

describe('what another process changes counts at once', () => {
  const credit = (set: ReturnType<typeof sql>) => () =>
    run(sql`update coworker_booking_credit set ${set} where id = ${first}`)
  const customer = (set: ReturnType<typeof sql>) => () =>
    run(sql`update coworker set ${set} where id = ${ada}`)
  const stamps = sql`gen_random_uuid(), now(), now()`
  const addTeam = (id: number) =>
    run(sql`
      insert into team (id, business_id, name, team_members, paying_member_id, share_booking_credit, unique_id,
        created_on, updated_on)
      values (${id}, ${home}, 'Team', ${[ada, ben]}::bigint[], ${ben}, true, ${stamps})`)
  let teams = 10_000
  const newTeam = () => {
    teams += 1
    return teams
  }

  const changes: readonly [string, () => Promise<unknown>][] = [
    ['a credit has ended', credit(sql`expire_date = now() - interval '1 day'`)],
    ['a credit begins later', credit(sql`valid_from = now() + interval '1 day'`)],
    ['a credit pays bookings no more', credit(sql`cane_be_used_for_bookings = false`)],
    [
      'a credit is for other rooms',
      credit(sql`elegible_resource_types = array[${sql.raw('0')}]::bigint[]`),
    ],
    ['a credit was deleted', credit(sql`deleted_on = now()`)],
    ['a credit is of another location', () => credit(sql`business_id = ${away}`)()],
    ['the customer is not active', customer(sql`active = false`)],
    ['the customer is archived', customer(sql`archived = true`)],
    [
      'the customer is invoiced elsewhere',
      () => customer(sql`invoicing_business_id = ${away}, businesses = array[${away}]::bigint[]`)(),
    ],
    ['a team shares credit', () => addTeam(newTeam())],
    [
      'a team shares no more',
      async () => {
        const team = newTeam()
        await addTeam(team)
        await post('spend', ada)
        await run(sql`delete from team where id = ${team}`)
      },
    ],
    [
      'a location says otherwise',
      () =>
        run(sql`
          insert into business_setting (business_id, name, value, unique_id, created_on, updated_on)
          values (${home}, 'Credits.SpendableAt', 'WholeNetwork', ${stamps})`),
    ],
    [
      'more credit was granted',
      async () => {
        const before = remembered(ada)
        await makeCredit(world, home, ada, { ...forBookings, ExpireDate: '2098-01-01' })
        if (before) rememberWallet(world.service.database, ada, before)
      },
    ],
    [
      'credit was spent',
      async () => {
        const before = remembered(ada)
        expect(before).toBeDefined()
        await post('spend', ada)
        if (before) rememberWallet(world.service.database, ada, before)
      },
    ],
    [
      'a balance was repaired',
      () =>
        run(sql`
          with repaired as (update wallet set stamp = stamp + 1 where coworker_id = ${ada})
          update coworker_booking_credit set remaining_credit = 0 where id in (${first}, ${second})`),
    ],
  ]
  test.each(changes)('%s', async (name, change) => {
    expect(remembered(ada)).toBeDefined()
    const before = planIn(await post('quote', ada))
    await change()
    const quoted = planIn(await post('quote', ada))
    if (name !== 'a location says otherwise') expect(quoted).not.toEqual(before)
    expect(planIn(await post('spend', ada))).toEqual(quoted)
    if (name !== 'a balance was repaired') await expectSoundWallet(world, ada)
    // Nobody else was kept from spending.
    expect((await post('spend', ben)).status).toBe(200)
  })
})

test('what a balance holds is looked at even if nobody said that it moved', async () => {
  await run(sql`update coworker_booking_credit set remaining_credit = 3 where id = ${first}`)
  const { body } = await post('spend', ada)
  expect(body.Value.Uses.map((use: { CreditUsed: number }) => use.CreditUsed)).toEqual([3, 2])
})

describe('contracts', () => {
  let contract: number
  let granted: number

  beforeEach(async () => {
    const plan = await makePlan(world, home)
    await world.create(paths.planOffers, {
      TariffId: plan,
      Name: 'Credit',
      Credit: 40,
      ...forBookings,
    })
    contract = await world.create(paths.contracts, {
      IssuedById: home,
      CoworkerId: ada,
      TariffId: plan,
      BillingDay: 1,
      Quantity: 1,
      StartDate: '2020-01-01',
    })
    const { body } = await post('spend', ada)
    granted = body.Value.Uses[0].CoworkerBookingCreditId
    expect(granted).not.toBe(first)
  })

  test.each([
    [
      'one that ended',
      () =>
        run(
          sql`update coworker_contract set cancellation_date = now() - interval '1 hour' where id = ${contract}`,
        ),
    ],
    [
      'one that is paused',
      () =>
        run(sql`
          insert into contract_paused_period (coworker_contract_id, pause_from, pause_until, unique_id, created_on, updated_on)
          values (${contract}, now() - interval '1 day', now() + interval '1 day', gen_random_uuid(), now(), now())`),
    ],
  ])('%s pays no more', async (_, change) => {
    await change()
    const plan = await asQuoted()
    expect(JSON.stringify(plan.Uses)).not.toContain(`"CoworkerBookingCreditId":${granted}`)
  })

  test('what is due comes first', async () => {
    await run(
      sql`update coworker_contract set grants_due_on = now() - interval '1 hour' where id = ${contract}`,
    )
    expect((await post('spend', ada)).status).toBe(200)
    const { rows } = await sql<{ isDue: boolean }>`
      select grants_due_on <= now() as "isDue" from coworker_contract where id = ${contract}`.execute(
      world.service.database.executor,
    )
    expect(rows).toEqual([{ isDue: false }])
    await asQuoted()
  })
})

describe('keys', () => {
  test('a repeat is answered with the first answer, and refused with another body', async () => {
    const done = await post('spend', ada, charge(), 'again and again')
    const again = await Promise.all([
      post('spend', ada, charge(), 'again and again'),
      post('spend', ben),
      post('spend', ada, charge(), 'again and again'),
    ])
    expect([again[0].text, again[2].text]).toEqual([done.text, done.text])
    expect(again[1].status).toBe(200)
    const other = { Charges: [{ Kind: 'Booking', Amount: 6 }] }
    expect((await post('spend', ada, other, 'again and again')).status).toBe(409)
    await expectSoundWallet(world, ada)
  })

  test('a repeat is answered though by now it would be refused', async () => {
    const all = { Charges: [{ Kind: 'Booking', Amount: 145 }], RejectIfNotCovered: true }
    const done = await post('spend', ada, all, 'all of it')
    expect(done.body.Value.Remainder).toBe(5 - 5)
    const [repeat, refused] = await Promise.all([
      post('spend', ada, all, 'all of it'),
      post('spend', ada, all, 'once more'),
    ])
    expect(repeat.text).toBe(done.text)
    expect(refused.status).toBe(400)
  })
})

test('refused, repeated, unknown and good ones at once: each is answered for itself', async () => {
  const full = { ...charge(), RejectIfNotCovered: true }
  const tooMuch = { Charges: [{ Kind: 'Booking', Amount: 5_000 }], RejectIfNotCovered: true }
  const late = await makeCustomer(world, home)
  await makeCredit(world, home, late, forBookings)
  const answers = await Promise.all([
    post('spend', ada, full),
    post('spend', ada, tooMuch),
    post('spend', 999_999),
    post('spend', late, full),
    post('spend', ben, { Charges: [{ Kind: 'Booking', Amount: -1 }] }),
    post('spend', ben, full),
    post('spend', ada, { Charges: [{ Kind: 'Booking', Amount: 1, ResourceTypeId: 12_345 }] }),
    post('spend', ada, { Charges: [{ Kind: 'Booking', Amount: 1, ResourceTypeId: otherType }] }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 404, 200, 400, 200, 400, 200])
  for (const customer of [ada, ben, late]) await expectSoundWallet(world, customer)
})

describe('stamps', () => {
  const stampOf = async (customer: number) => {
    const { rows } = await sql<{ stamp: number }>`
      select stamp from wallet where coworker_id = ${customer}`.execute(
      world.service.database.executor,
    )
    return rows[0]?.stamp
  }

  test('move with every column of a credit but its balance and its labels', async () => {
    const silent = new Set([
      ...['total_credit', 'remaining_credit'],
      ...['unique_id', 'system_id', 'updated_on', 'updated_by'],
      ...['coworker_product_unique_id', 'coworker_contract_unique_id'],
    ])
    const { rows } = await sql<{ name: string }>`
      select column_name::text as name from information_schema.columns
      where table_schema = current_schema() and table_name = 'coworker_booking_credit'`.execute(
      world.service.database.executor,
    )
    const moved: string[] = []
    for (const { name } of rows) {
      const before = await stampOf(ada)
      const column = sql.ref(name)
      await run(sql`update coworker_booking_credit set ${column} = ${column} where id = ${first}`)
      if ((await stampOf(ada)) !== before) moved.push(name)
    }
    expect(rows.length).toBeGreaterThan(silent.size)
    expect(moved.sort()).toEqual(
      rows
        .map(({ name }) => name)
        .filter((name) => !silent.has(name))
        .sort(),
    )
  })

  test('stay where they are when something is spent', async () => {
    const before = await stampOf(ada)
    await post('spend', ada)
    expect(await stampOf(ada)).toBe(before)
  })

  test('move when a balance is repaired', async () => {
    const before = await stampOf(ada)
    await run(sql`update coworker_booking_credit set remaining_credit = 1 where id = ${first}`)
    const { verify } = await import('../../src/operations/verify.ts')
    await verify(world.service, { repair: true, after: 0, onProgress: () => {} })
    expect(await stampOf(ada)).not.toBe(before)
    await asQuoted()
  })
})

describe('what is remembered', () => {
  const mark = (customer: number) => remembered(customer)?.mark.sequence
  const sequenceOf = async (customer: number) =>
    (await world.ask('GET', `/api/wallets/${customer}`)).body.Sequence

  test('is forgotten when a wallet is held for whatever else', async () => {
    expect(mark(ada)).toBeDefined()
    const { status } = await world.ask('POST', `/api/wallets/${ada}/adjust`, {
      body: { CoworkerBookingCreditId: first, Amount: 1, Reason: 'for the test' },
    })
    expect([status, mark(ada)]).toEqual([200, undefined])
  })

  test('is forgotten of those whose wallets had to be held, and kept of the others', async () => {
    const key = 'held'
    await post('spend', ben, charge(), key)
    const before = mark(ada)
    // A repeat is found by whoever holds the wallet.
    expect((await post('spend', ben, charge(), key)).status).toBe(200)
    expect([mark(ben), mark(ada)]).toEqual([undefined, before])
    // And it is nothing to distrust the rest for.
    await post('spend', ada)
    expect(mark(ada)).toBe(await sequenceOf(ada))
    await post('spend', ben)
    expect(mark(ben)).toBe(await sequenceOf(ben))
  })

  test('is never behind what is so after a batch that was outdated', async () => {
    for (let round = 0; round < 5; round += 1) {
      await run(sql`update wallet set stamp = stamp + 1 where coworker_id = ${ada}`)
      await Promise.all([post('spend', ada), post('spend', ben), post('spend', ada)])
      for (const customer of [ada, ben]) {
        const known = mark(customer)
        if (known !== undefined) expect(known).toBe(await sequenceOf(customer))
      }
    }
    await expectSoundWallet(world, ada)
  })

  test('of members of one pool stays while they take turns', async () => {
    await run(sql`
      insert into team (id, business_id, name, team_members, paying_member_id, transfer_credits_to_paying_member, unique_id,
        created_on, updated_on)
      values (20000, ${home}, 'Pool', ${[ada, ben]}::bigint[], ${ben}, true, gen_random_uuid(), now(), now())`)
    for (const customer of [ada, ben, ada, ben]) await post('spend', customer)
    const known = [remembered(ada), remembered(ben)]
    expect(known.map((wallet) => wallet?.reach?.tiers.size)).toEqual([2, 2])
    for (const customer of [ada, ben]) await post('spend', customer)
    expect(remembered(ada)).toBe(known[0])
    expect(remembered(ben)).toBe(known[1])
    for (const customer of [ada, ben]) await asQuoted(customer)
  })
})

test('editing a customer holds the wallet first, as whoever grants credit does', async () => {
  const edits = Array.from({ length: 6 }, (_, index) =>
    world.ask('PATCH', `${paths.coworkers}/${ada}`, { body: { Active: index % 2 === 1 } }),
  )
  const grants = Array.from({ length: 6 }, () => makeCredit(world, home, ada, forBookings))
  for (const { status } of await Promise.all(edits)) expect(status).toBe(200)
  await Promise.all(grants)
  await asQuoted()
})
