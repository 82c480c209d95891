// What wallets and statements say for those who read them: names, what a team shares, narrower statements, balances by day.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../support/world.ts'

let world: World
let quay: number
let room: number
let ada: number
let credit: number

beforeAll(async () => {
  world = await openWorld()
  const place = { CountryId: 1901, CurrencyId: 3005, SimpleTimeZoneId: 2023 }
  quay = await world.create('/api/sys/businesses', { Name: 'Quay', WebAddress: 'quay', ...place })
  room = await world.create('/api/spaces/resourcetypes', { Name: 'Room', BusinessId: quay })
  ada = await customer('Ada')
  credit = await grant(ada, {
    Description: 'Pack',
    TotalCredit: 50,
    CaneBeUsedForBookings: true,
    ElegibleResourceTypes: [room],
    Reason: 'Welcome',
  })
  await spend(ada, 20)
})
afterAll(() => world.close())

async function customer(name: string): Promise<number> {
  return world.create('/api/spaces/coworkers', {
    FullName: name,
    Email: `${name.toLowerCase()}@example.com`,
    CountryId: 1901,
    SimpleTimeZoneId: 2023,
    InvoicingBusinessId: quay,
    Businesses: [quay],
  })
}

const grant = (CoworkerId: number, body: object) =>
  world.create('/api/billing/coworkerbookingcredits', { CoworkerId, BusinessId: quay, ...body })

async function spend(coworkerId: number, amount: number): Promise<void> {
  const body = { Charges: [{ Kind: 'Booking', Amount: amount, ResourceTypeId: room }] }
  const answer = await world.ask('POST', `/api/wallets/${coworkerId}/spend`, { body })
  expect(answer.status).toBe(200)
}

const read = (path: string) => world.ask('GET', path)
const statement = async (query: string) =>
  (await read(`/api/wallets/${ada}/statement?${query}`)).body

describe('a wallet', () => {
  test('says whose it is and where, and what each credit pays by name', async () => {
    const { body } = await read(`/api/wallets/${ada}`)
    expect(body).toMatchObject({
      CoworkerFullName: 'Ada',
      Email: 'ada@example.com',
      BusinessId: quay,
      BusinessName: 'Quay',
      TimeZone: 'Europe/London',
      SharedCredits: [],
    })
    expect(body.Credits).toMatchObject([
      {
        CoworkerId: ada,
        CoworkerFullName: 'Ada',
        BusinessName: 'Quay',
        UsableFor: {
          Bookings: true,
          Events: false,
          ResourceTypes: [{ Id: room, Name: 'Room' }],
          Products: [],
        },
      },
    ])
  })

  test('shows what the paying customer shares for bookings, apart from one’s own', async () => {
    const payer = await customer('Bea')
    const shared = await grant(payer, { TotalCredit: 30, CaneBeUsedForBookings: true })
    await grant(payer, { TotalCredit: 9, CaneBeUsedForEvents: true })
    const friend = await customer('Cy')
    await world.create('/api/spaces/teams', {
      Name: 'Crew',
      BusinessId: quay,
      TeamMembers: [payer, friend],
      PayingMemberId: payer,
      ShareBookingCredit: true,
    })
    const { body } = await read(`/api/wallets/${friend}`)
    expect(body).toMatchObject({ Spendable: 0, Credits: [] })
    expect(body.SharedCredits).toMatchObject([
      { Id: shared, CoworkerId: payer, CoworkerFullName: 'Bea', RemainingCredit: 30 },
    ])
    const token = await world.signInAs({ coworkerId: friend })
    const own = await world.ask('GET', `/api/wallets/${friend}`, { token })
    expect(own.body.SharedCredits).toHaveLength(1)
    expect((await world.ask('GET', `/api/wallets/${payer}`, { token })).status).toBe(403)
    expect((await world.ask('GET', `/api/wallets/${payer}/balances`, { token })).status).toBe(403)
  })
})

test('a location and a room that were renamed are called by their new names at once', async () => {
  const fay = await customer('Fay')
  await grant(fay, { TotalCredit: 5, CaneBeUsedForBookings: true, ElegibleResourceTypes: [room] })
  const rename = async (path: string, Name: string) =>
    expect((await world.ask('PATCH', path, { body: { Name } })).status).toBe(200)
  const names = async () => {
    const [only] = (await read(`/api/wallets/${fay}`)).body.Credits
    return [only.BusinessName, only.UsableFor.ResourceTypes[0].Name]
  }
  const before = await names()
  await rename(`/api/sys/businesses/${quay}`, 'Pier')
  await rename(`/api/spaces/resourcetypes/${room}`, 'Cabin')
  const after = await names()
  await rename(`/api/sys/businesses/${quay}`, 'Quay')
  await rename(`/api/spaces/resourcetypes/${room}`, 'Room')
  expect([before, after, await names()]).toEqual([
    ['Quay', 'Room'],
    ['Pier', 'Cabin'],
    ['Quay', 'Room'],
  ])
})

describe('a quote', () => {
  const quote = (ask: object = {}, amount = 10, id = ada) =>
    world.ask('POST', `/api/wallets/${id}/quote`, {
      body: { Charges: [{ Kind: 'Booking', Amount: amount, ResourceTypeId: room }] },
      ...ask,
    })

  test('under a key is answered again as it was, and without one as it is', async () => {
    const gil = await customer('Gil')
    await grant(gil, { TotalCredit: 10, CaneBeUsedForBookings: true })
    const keyed = { headers: { 'idempotency-key': 'a quote' } }
    const covered = async (ask?: object) => (await quote(ask, 10, gil)).body.Value.Covered
    expect([await covered(keyed), await covered()]).toEqual([10, 10])
    await spend(gil, 7)
    expect([await covered(keyed), await covered()]).toEqual([10, 3])
    expect((await quote(keyed, 5, gil)).status).toBe(409)
  })

  test('of a room that came about since the last one knows it', async () => {
    expect((await quote()).status).toBe(200)
    const attic = await world.create('/api/spaces/resourcetypes', {
      Name: 'Attic',
      BusinessId: quay,
    })
    const body = { Charges: [{ Kind: 'Booking', Amount: 1, ResourceTypeId: attic }] }
    expect((await quote({ body })).status).toBe(200)
    expect((await world.ask('DELETE', `/api/spaces/resourcetypes/${attic}`)).status).toBe(200)
    const gone = await quote({ body })
    expect([gone.status, gone.body.Errors[0].PropertyName]).toEqual([
      400,
      'Charges[0].ResourceTypeId',
    ])
  })

  test('tells whoever may not look that, and nothing of the body', async () => {
    const hal = await customer('Hal')
    const token = await world.signInAs({ coworkerId: hal })
    const body = { Charges: [{ Kind: 'Nonsense' }] }
    expect((await quote({ body, token })).status).toBe(403)
    expect((await quote({ body }, 1, 999_999)).status).toBe(404)
    expect((await quote({ body })).status).toBe(400)
  })
})

describe('a statement', () => {
  test('says how many lines there are on a page beyond the last, too', async () => {
    const { TotalItems } = await statement('')
    const beyond = await statement('page=9&size=50')
    expect(beyond).toMatchObject({ Records: [], TotalItems })
    expect(await statement('page=9&Kind=Void')).toMatchObject({ Records: [], TotalItems: 0 })
  })

  test('comes newest first on request, and names the use behind a movement', async () => {
    const kinds = (body: { Records: { Kind: string }[] }) => body.Records.map(({ Kind }) => Kind)
    expect(kinds(await statement(''))).toEqual(['Grant', 'Use'])
    const newest = await statement('dir=desc')
    expect(kinds(newest)).toEqual(['Use', 'Grant'])
    expect(newest.CurrentSortDirection).toBe(1)
    const [use, granted] = newest.Records
    const { body } = await read(
      `/api/billing/coworkerbookingcreditusehistories/${use.CoworkerBookingCreditUseHistoryId}`,
    )
    expect(body.CreditUsed).toBe(20)
    expect(granted.CoworkerBookingCreditUseHistoryId).toBeNull()
  })

  test('is narrowed to kinds and to one credit, with the balances of the whole', async () => {
    const other = await grant(ada, { TotalCredit: 5, CaneBeUsedForEvents: true })
    const uses = await statement('Kind=use')
    expect(uses).toMatchObject({ TotalItems: 1, Records: [{ Kind: 'Use', Balance: 30 }] })
    expect(await statement('kind=Use&kind=Grant')).toMatchObject({ TotalItems: 3 })
    const one = await statement(`CoworkerBookingCreditId=${other}`)
    expect(one).toMatchObject({ TotalItems: 1, Records: [{ Amount: 5, Balance: 35 }] })
  })

  test.each([
    ['Kind=Gift', 'Kind'],
    ['CoworkerBookingCreditId=x', 'CoworkerBookingCreditId'],
    ['dir=sideways', 'dir'],
    ['from=never', 'from'],
  ])('refuses %s and names what is wrong', async (query, property) => {
    const answer = await read(`/api/wallets/${ada}/statement?${query}`)
    expect(answer.status).toBe(400)
    expect(answer.body.Errors[0].PropertyName).toBe(property)
  })

  test('carries the reason that came with a credit, and with a new end', async () => {
    expect((await statement('Kind=Grant')).Records[0].Reason).toBe('Welcome')
    const path = `/api/billing/coworkerbookingcredits/${credit}`
    const body = { ExpireDate: '2035-06-30T23:00:00Z', Reason: 'Was ill' }
    const answer = await world.ask('PATCH', path, { body })
    expect(answer.status).toBe(200)
    expect((await statement('Kind=Edit')).Records).toMatchObject([
      { Amount: 0, Reason: 'valid until 2035-06-30T23:00:00Z, was without end: Was ill' },
    ])
    const quiet = { body: { ExpireDate: '2035-07-31T23:00:00Z' } }
    expect((await world.ask('PATCH', path, quiet)).status).toBe(200)
    expect(await statement('Kind=Edit')).toMatchObject({ TotalItems: 1 })
  })
})

describe('balances', () => {
  test('are what was held at the end of each day on which it changed', async () => {
    const eve = await customer('Eve')
    await grant(eve, { TotalCredit: 40, CaneBeUsedForBookings: true })
    await spend(eve, 15)
    const { body } = await read(`/api/wallets/${eve}/balances`)
    expect(body.Records).toMatchObject([{ CurrencyCode: 'GBP', Balance: 25 }])
    const none = await read(`/api/wallets/${eve}/balances?to=2001-01-01T00:00:00Z`)
    expect(none.body.Records).toEqual([])
    expect((await read(`/api/wallets/${eve}/balances?to=soon`)).status).toBe(400)
  })
})
