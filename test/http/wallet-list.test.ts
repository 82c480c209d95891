// Wallets as a list: every figure as the wallet itself has it, by page, filter and order.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  lookup,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number
let harbour: number
let flex: number
const people: Record<string, number> = {}

const day = 24 * 3_600_000
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString()
const forBookings = { CaneBeUsedForBookings: true }

beforeAll(async () => {
  world = await openWorld()
  riverside = await makeLocation(world, { Name: 'Riverside' })
  harbour = await makeLocation(world, { Name: 'Harbour', CurrencyId: lookup.euros })
  flex = await makePlan(world, riverside, { Name: 'Flex' })
  const person = async (name: string, location: number, more: object = {}) => {
    people[name] = await makeCustomer(world, location, {
      FullName: name,
      Email: `${name.toLowerCase()}@example.com`,
      ...more,
    })
    return people[name] as number
  }
  const ada = await person('Ada', riverside)
  await world.create(paths.contracts, {
    IssuedById: riverside,
    CoworkerId: ada,
    TariffId: flex,
    BillingDay: 1,
    Quantity: 1,
  })
  await makeCredit(world, riverside, ada, { TotalCredit: 100, ...forBookings })
  await makeCredit(world, riverside, ada, {
    TotalCredit: 20,
    ExpireDate: inDays(5),
    ...forBookings,
  })
  await makeCredit(world, riverside, ada, {
    TotalCredit: 30,
    ExpireDate: inDays(20),
    ...forBookings,
  })
  await makeCredit(world, riverside, ada, { TotalCredit: 40, ValidFrom: inDays(3), ...forBookings })
  await makeCredit(world, riverside, ada, {
    TotalCredit: 500,
    ValidFrom: inDays(-9),
    ExpireDate: inDays(-2),
    ...forBookings,
  })
  await makeCredit(world, harbour, ada, { TotalCredit: 7, ...forBookings })
  const ben = await person('Ben', riverside)
  await makeCredit(world, riverside, ben, { TotalCredit: 50, ...forBookings })
  await world.ask('POST', `/api/wallets/${ben}/spend`, {
    body: { Charges: [{ Kind: 'Booking', Amount: 45.5 }] },
  })
  const cleo = await person('Cleo', riverside)
  await makeCredit(world, riverside, cleo, { TotalCredit: 12 })
  const dan = await person('Dan', harbour)
  await makeCredit(world, harbour, dan, { TotalCredit: 80, ...forBookings })
  await world.ask('PATCH', `${paths.coworkers}/${dan}`, { body: { Active: false } })
  await person('Eve', harbour, { FullName: '=Eve"s, room' })
  await person('Fay', harbour)
  await world.ask('PATCH', `${paths.coworkers}/${people.Fay}`, { body: { Archived: true } })
})
afterAll(() => world.close())

type Row = Record<string, unknown>

async function list(query: string, token?: string) {
  const { status, body } = await world.ask('GET', `/api/wallets?${query}`, token ? { token } : {})
  expect(status).toBe(200)
  return body
}

const ids = async (query: string): Promise<number[]> =>
  (await list(query)).Records.map((row: Row) => row.CoworkerId)
const named = (...names: readonly string[]) => names.map((name) => people[name])
const codes = (row: Row) => (row.Warnings as { Code: string }[]).map((one) => one.Code)

describe('a row', () => {
  test('has what the customer holds, in the currency of their location', async () => {
    const { Records: rows } = await list('Name=ada')
    expect(rows).toEqual([
      {
        CoworkerId: people.Ada,
        CoworkerFullName: 'Ada',
        Email: 'ada@example.com',
        BusinessId: riverside,
        BusinessName: 'Riverside',
        Status: 'Active',
        TariffId: flex,
        TariffName: 'Flex',
        CurrencyCode: 'GBP',
        Spendable: 150,
        ExpiringIn7Days: 20,
        ExpiringIn30Days: 50,
        Pending: 40,
        Credits: 5,
        LastMovementOn: expect.stringMatching(/^20\d\d-.*Z$/),
        Warnings: [
          { Code: 'ExpiringSoon', Message: expect.stringContaining('20.0 GBP of 150.0 GBP') },
        ],
      },
    ])
  })

  test('agrees with the wallet of every customer', async () => {
    const { Records: rows } = await list('size=100')
    expect(rows).toHaveLength(6)
    for (const row of rows) {
      const { body: wallet } = await world.ask('GET', `/api/wallets/${row.CoworkerId}`)
      const { CurrencyCode, Spendable, ExpiringIn7Days, ExpiringIn30Days } = wallet
      expect(row).toMatchObject({ CurrencyCode, Spendable, ExpiringIn7Days, ExpiringIn30Days })
    }
  })

  test.each([
    ['Ben', 'Contact', ['RunningLow']],
    ['Cleo', 'Contact', ['NeverSpendable']],
    ['Dan', 'Suspended', ['HolderSuspended']],
    ['Eve', 'Contact', []],
    ['Fay', 'Archived', []],
  ])('of %s is %s and warns of %j', async (name, status, warnings) => {
    const { Records: rows } = await list('size=100')
    const row = rows.find((one: Row) => one.CoworkerId === people[name])
    expect([row.Status, codes(row)]).toEqual([status, warnings])
  })
})

describe('filters', () => {
  test.each([
    ['Status=Contact', ['Ben', 'Cleo', 'Eve']],
    ['Status=suspended,Archived', ['Dan', 'Fay']],
    ['name=EXAMPLE.com&status=Active', ['Ada']],
    ['name=%25', []],
    ['HasWarnings=true', ['Ada', 'Ben', 'Cleo', 'Dan']],
    ['haswarnings=false', ['Eve', 'Fay']],
  ])('%s', async (query, names) => {
    const wanted = named(...names)
    const found = (await ids(`${query}&size=100`)).filter((id) =>
      Object.values(people).includes(id),
    )
    expect(found).toEqual(wanted)
  })

  test('by location and by plan', async () => {
    expect(await ids(`BusinessId=${harbour}`)).toEqual(named('Dan', 'Eve', 'Fay'))
    expect(await ids(`BusinessId=${harbour},${riverside}&Name=b`)).toContain(people.Ben)
    expect(await ids(`TariffId=${flex}`)).toEqual(named('Ada'))
    expect(await ids('TariffId=999999')).toEqual([])
  })

  test('that make no sense are refused together', async () => {
    const { status, body } = await world.ask(
      'GET',
      '/api/wallets?Status=Asleep&BusinessId=here&HasWarnings=perhaps&orderBy=Colour&dir=up&page=x',
    )
    expect(status).toBe(400)
    expect(body.Errors.map((error: { PropertyName: string }) => error.PropertyName).sort()).toEqual(
      ['BusinessId', 'HasWarnings', 'Status', 'dir', 'orderBy', 'page'],
    )
    expect(body.Message).not.toBe('')
  })
})

describe('pages', () => {
  test('are in any order, with exact numbers, and hold everybody once', async () => {
    const first = await list('orderBy=Spendable&dir=desc&size=2')
    expect(first).toMatchObject({
      CurrentOrderField: 'Spendable',
      CurrentSortDirection: 1,
      TotalItems: 6,
      TotalPages: 3,
      HasNextPage: true,
    })
    const rest = [
      await list('orderBy=Spendable&dir=desc&size=2&page=2'),
      await list('orderBy=Spendable&dir=desc&size=2&page=3'),
    ]
    const all = [first, ...rest].flatMap((page) => page.Records)
    expect(all.map((row: Row) => row.Spendable)).toEqual([150, 12, 4.5, 0, 0, 0])
    expect(new Set(all.map((row: Row) => row.CoworkerId)).size).toBe(6)
    const beyond = await list('size=2&page=9')
    expect(beyond).toMatchObject({ Records: [], TotalItems: 6, FirstItem: 0 })
  })

  test.each([
    'CoworkerId',
    'CoworkerFullName',
    'Email',
    'BusinessId',
    'BusinessName',
    'Status',
    'TariffId',
    'TariffName',
    'CurrencyCode',
    'Spendable',
    'ExpiringIn7Days',
    'ExpiringIn30Days',
    'Pending',
    'Credits',
    'LastMovementOn',
  ])('by %s rise, and the other way fall', async (column) => {
    const values = async (dir: string) =>
      (await list(`orderBy=${column}&dir=${dir}&size=100`)).Records.map((row: Row) => row[column])
    const rising = await values('asc')
    const known = rising.filter((value: unknown) => value !== null)
    const inOrder = (left: unknown, right: unknown) => {
      const isText = typeof left === 'string'
      const [a, b] = isText ? [left.toLowerCase(), String(right).toLowerCase()] : [left, right]
      return (a as number) <= (b as number)
    }
    // Where a text begins with a sign, databases differ in what comes first.
    const compared =
      column === 'CoworkerFullName' ? known.filter((one: string) => /^\w/.test(one)) : known
    for (let n = 1; n < compared.length; n += 1)
      expect(inOrder(compared[n - 1], compared[n])).toBe(true)
    const falling = await values('desc')
    expect([...falling].sort()).toEqual([...rising].sort())
    if (new Set(known).size > 1) expect(falling).not.toEqual(rising)
  })

  test('by warnings begin with those who have most', async () => {
    const rows = (await list('orderBy=Warnings&dir=desc')).Records
    expect(rows.map((row: Row) => codes(row).length)).toEqual([1, 1, 1, 1, 0, 0])
  })
})

describe('CSV', () => {
  test('is the whole list, with names, and runs no formula', async () => {
    const { status, text, headers } = await world.ask(
      'GET',
      '/api/wallets?size=1&orderBy=CoworkerId',
      {
        headers: { accept: 'text/csv' },
      },
    )
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toBe('attachment; filename="wallets.csv"')
    const lines = text.trimEnd().split('\r\n')
    expect(lines).toHaveLength(7)
    expect(lines[0]).toBe(
      'CoworkerId,CoworkerFullName,Email,BusinessId,BusinessName,Status,TariffId,TariffName,CurrencyCode,Spendable,ExpiringIn7Days,ExpiringIn30Days,Pending,Credits,LastMovementOn,Warnings',
    )
    expect(text).toContain('"\'=Eve""s, room",eve@example.com')
    expect(lines[1]).toContain('will be lost within 7 days')
  })

  test('without rows still has its names', async () => {
    const { text } = await world.ask('GET', '/api/wallets?format=csv&Name=nobody')
    expect(text).toMatch(/^CoworkerId,[^\r\n]*Warnings\r\n$/)
  })
})

describe('who may', () => {
  test('users without the role and members are refused, and nobody without a session is answered', async () => {
    const other = await world.signInAs({ roles: ['CoworkerBookingCredit-Read'] })
    const member = await world.signInAs({ coworkerId: people.Ada as number })
    const answers = await Promise.all(
      [other, member, null].map((token) => world.ask('GET', '/api/wallets', { token })),
    )
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 401])
    expect(answers[0]?.body.Message).toBe('You need the role CoworkerBookingCredit-List.')
  })

  test('users of a location see the customers of that location', async () => {
    const token = await world.signInAs({
      roles: ['CoworkerBookingCredit-List'],
      businesses: [harbour],
    })
    const { Records: rows, TotalItems } = await list('', token)
    expect(rows.map((row: Row) => row.CoworkerId)).toEqual(named('Dan', 'Eve', 'Fay'))
    expect(TotalItems).toBe(3)
    expect((await list(`BusinessId=${riverside}`, token)).Records).toEqual([])
  })
})

describe('a contract', () => {
  test('that is frozen or has ended makes what it granted unspendable, and the list says so', async () => {
    const gus = await makeCustomer(world, riverside, { FullName: 'Gus', Email: 'gus@example.com' })
    const plan = await makePlan(world, riverside)
    await world.create(paths.planOffers, {
      Name: 'Rooms',
      TariffId: plan,
      Credit: 60,
      ServiceRenewalTime: 'Year',
      CaneBeUsedForBookings: true,
    })
    const contract = await world.create(paths.contracts, {
      IssuedById: riverside,
      CoworkerId: gus,
      TariffId: plan,
      StartDate: inDays(-40),
      BillingDay: 1,
      Quantity: 1,
    })
    const one = async () => (await list('Name=gus')).Records[0]
    expect(await one()).toMatchObject({ Spendable: 60, Warnings: [] })
    const pause = await world.create('/api/billing/contractpausedperiods', {
      CoworkerContractId: contract,
      PauseFrom: inDays(-1),
      PauseUntil: inDays(9),
    })
    expect(await one()).toMatchObject({ Spendable: 0, Status: 'Contact', TariffId: plan })
    expect(codes(await one())).toEqual(['Frozen'])
    await world.ask('DELETE', `/api/billing/contractpausedperiods/${pause}`)
    await world.ask('POST', '/api/billing/coworkercontracts/runcommand', {
      body: { Key: 'CANCEL_CONTRACT', Ids: [contract] },
    })
    expect(await one()).toMatchObject({ Spendable: 0, Status: 'Contact', TariffId: null })
    expect(codes(await one())).toEqual(['NeverSpendable'])
  })
})
