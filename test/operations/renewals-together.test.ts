// Many contracts renewed in one go: alike ones together, each as if it were alone.

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settleEverythingDue } from '../../src/operations/due-work.ts'
import { verify } from '../../src/operations/verify.ts'
import { makeCredit, makeCustomer, makeLocation, makeRate } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number

/** More than are tried at once after a failure. */
const customers = 60
const start = Date.parse('2031-01-01T00:00:00Z')
const renewal = Date.parse('2031-02-01T00:00:00Z')

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
})
afterAll(() => world.close())

const rowsOf = async <Row>(statement: ReturnType<typeof sql<Row>>) =>
  (await statement.execute(world.service.database.executor)).rows

async function makePlan(): Promise<number> {
  const tariff = await world.create('/api/billing/tariffs', {
    BusinessId: location,
    Name: 'Flex',
    Price: 200,
    CurrencyId: 3005,
    CancellationPeriod: 0,
    DisplayOrder: 1,
    InvoiceEvery: 1,
    InvoiceEveryWeeks: 0,
  })
  await world.create('/api/billing/tariffbookingcredits', {
    Name: 'Monthly credit',
    TariffId: tariff,
    Credit: 10,
    ServiceRenewalTime: 2,
    CaneBeUsedForBookings: true,
  })
  await world.create('/api/billing/tariffextraservices', {
    TariffId: tariff,
    ExtraServiceId: await makeRate(world, location),
    UsesIncluded: 60,
    ServiceRenewalTime: 2,
  })
  return tariff
}

/** Contracts that are due from their start on, as an old system would have left them: two each, of one, two and three. */
async function addContracts(tariff: number, owners: readonly number[]): Promise<void> {
  await rowsOf(sql`
    insert into coworker_contract (issued_by_id, coworker_id, tariff_id, start_date, billing_day, quantity, grants_due_on,
      unique_id, created_on, updated_on)
    select ${location}::bigint, owner, ${tariff}::bigint, ${new Date(start).toISOString()}::timestamptz, 1, 1 + (owner + n) % 3,
      ${new Date(start).toISOString()}::timestamptz, gen_random_uuid(), ${new Date(start).toISOString()}::timestamptz, now()
    from unnest(${`{${owners.join(',')}}`}::bigint[]) owner, generate_series(1, 2) n`)
}

const grantsPerCustomer = () =>
  rowsOf(sql<{ owner: number; grants: number; money: string; time: string }>`
    select k.coworker_id as owner,
      (select count(*) from grant_key g where g.coworker_id = k.coworker_id) as grants,
      (select sum(total_credit) / sum(k.quantity) from coworker_booking_credit c
        where c.coworker_id = k.coworker_id and contract_id is not null)::float8 as money,
      (select sum(total_uses) / sum(k.quantity) from coworker_extra_service c
        where c.coworker_id = k.coworker_id and contract_id is not null)::float8 as time
    from coworker_contract k group by k.coworker_id order by k.coworker_id`)

test('one contract that fails holds up nobody, and all others get what each would get alone', async () => {
  const owners: number[] = []
  for (let made = 0; made < customers; made += 1) {
    owners.push(await makeCustomer(world, location))
  }
  const broken = owners[customers / 2] ?? 0
  await makeCredit(world, location, broken, { TotalCredit: 5 })
  await addContracts(await makePlan(), owners)
  // The next movement of this wallet has a number that is taken.
  await rowsOf(sql`update wallet set sequence = 0 where coworker_id = ${broken}`)

  const first = await settleEverythingDue(world.service, renewal)
  expect(first.contracts).toBe(2 * customers - 2)
  expect(first.failures).toHaveLength(2)
  for (const grants of await grantsPerCustomer()) {
    // Two contracts, two offers, two months: so much for each of the quantity and month.
    const expected = { grants: 8, money: 20, time: 120 }
    if (grants.owner === broken) expect(grants.grants).toBe(0)
    else expect(grants).toEqual({ owner: grants.owner, ...expected })
  }

  await rowsOf(sql`update wallet set sequence = 1 where coworker_id = ${broken}`)
  const second = await settleEverythingDue(world.service, renewal)
  expect(second).toMatchObject({ contracts: 2, failures: [] })
  expect(await settleEverythingDue(world.service, renewal)).toMatchObject({ contracts: 0 })
  expect((await grantsPerCustomer()).every(({ grants }) => grants === 8)).toBe(true)
  expect(await verify(world.service, { repair: false, after: 0, onProgress: () => {} })).toEqual([])
}, 120_000)
