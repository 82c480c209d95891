// What a body makes of a record: replace, merge, and members that are passed over or worked out (wire 9, X).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  makeUse,
  paths,
} from '../support/space.ts'
import { makeRole, makeUser, passwordGrant } from '../support/users.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let customer: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
  customer = await makeCustomer(world, location)
})
afterAll(() => world.close())

const read = async (path: string, id: number) => (await world.ask('GET', `${path}/${id}`)).body
const smallest = () => ({ CoworkerId: customer, BusinessId: location, TotalCredit: 100 })

describe('a PUT replaces the record (API-1)', () => {
  const full = {
    Description: 'Welcome',
    ValidFrom: '2026-05-01T00:00:00Z',
    ExpireDate: '2026-06-01T00:00:00Z',
    CaneBeUsedForBookings: true,
    AppliesToCharges: true,
    CoworkerContractUniqueId: '8f7c2f6e-0d3b-4c56-9d0e-3b1a5c1d2e3f',
    SystemId: 'abc',
  }
  test('what it leaves out is cleared, but for SystemId and lists (API-2)', async () => {
    const ElegibleProducts = [await makeProduct(world, location)]
    const id = await makeCredit(world, location, customer, { ...full, ElegibleProducts })
    await world.ask('PUT', paths.credits, { body: { ...smallest(), Id: id } })
    expect(await read(paths.credits, id)).toMatchObject({
      Description: null,
      ValidFrom: null,
      ExpireDate: null,
      CaneBeUsedForBookings: false,
      AppliesToCharges: false,
      CoworkerContractUniqueId: null,
      SystemId: 'abc',
      ElegibleProducts,
    })
  })
  test('an enum that it leaves out is unset and reads 0, or null where it may be (X7)', async () => {
    const plan = await makePlan(world, location)
    const planOffer = { Name: 'Offer', TariffId: plan, Credit: 1 }
    const id = await world.create(paths.planOffers, { ...planOffer, ServiceRenewalTime: 'Year' })
    expect((await read(paths.planOffers, id)).ServiceRenewalTime).toBe(4)
    await world.ask('PUT', paths.planOffers, { body: { ...planOffer, Id: id } })
    expect((await read(paths.planOffers, id)).ServiceRenewalTime).toBe(0)
    const offer = {
      Name: 'Offer',
      ProductId: await makeProduct(world, location),
      Credit: 1,
      ExpirationType: 'Month',
    }
    const other = await world.create(paths.offers, offer)
    expect((await read(paths.offers, other)).ExpirationType).toBe(4)
    await world.ask('PUT', paths.offers, { body: { ...offer, Id: other, ExpirationType: null } })
    expect((await read(paths.offers, other)).ExpirationType).toBeNull()
  })
  test('a whole record that is sent back changes nothing', async () => {
    for (const [path, id] of await wholeRecords()) {
      const before = await read(path, id)
      const answer = await world.ask('PUT', path, { body: before })
      expect({ path, status: answer.status }).toEqual({ path, status: 200 })
      const { UpdatedOn, UpdatedBy, ...after } = await read(path, id)
      expect(before).toMatchObject(after)
    }
  })
  test('a login that is sent back keeps its password and its sessions', async () => {
    const login = await makeUser(world, { UserRoles: [await makeRole(world, 'User-List')] })
    const { access_token } = (await passwordGrant(world, login)).body
    await world.ask('PUT', paths.users, { body: await read(paths.users, login.id) })
    expect((await world.ask('GET', paths.users, { token: access_token })).status).toBe(200)
    expect((await passwordGrant(world, login)).status).toBe(200)
  })
})

async function wholeRecords(): Promise<[string, number][]> {
  const type = await makeResourceType(world, location)
  const room = await makeResource(world, location, type, { BookInAdvanceLimit: 2.5 })
  const booking = await makeBooking(world, room, customer, { Repeats: 'Weekly', OverridePrice: 3 })
  const credit = await makeCredit(world, location, customer, {
    ElegibleResourceTypes: [type],
    ValidFrom: '2026-05-01T00:00:00Z',
    ExpireDate: '2026-06-01T00:00:00Z',
  })
  const rate = await makeRate(world, location, { ResourceTypes: [type], CreditPrice: 1.0001 })
  const plan = await makePlan(world, location)
  return [
    [paths.businesses, await makeLocation(world, { Longitude: 1.5, Latitude: -3 })],
    [paths.coworkers, await makeCustomer(world, location, { CoworkerType: 'Company' })],
    [paths.resources, room],
    [paths.bookings, booking],
    [paths.rates, rate],
    [paths.credits, credit],
    [paths.uses, await makeUse(world, credit, 12.3456, { BookingId: booking })],
    [paths.timeCredits, await makeTimeCredit(world, location, customer, rate)],
    [
      paths.planOffers,
      await world.create(paths.planOffers, { Name: 'A', TariffId: plan, Credit: 1 }),
    ],
    [
      paths.teams,
      await world.create(paths.teams, {
        BusinessId: location,
        Name: 'Team',
        TeamMembers: [customer],
      }),
    ],
    [paths.users, (await makeUser(world)).id],
  ]
}

describe('PATCH merges (API-5)', () => {
  test('only what it names changes, and null clears it', async () => {
    const id = await makeCredit(world, location, customer, {
      Description: 'Welcome',
      CaneBeUsedForBookings: true,
      UseCreditPrice: true,
    })
    const before = await read(paths.credits, id)
    const { status, body } = await world.ask('PATCH', `${paths.credits}/${id}`, {
      body: { Description: null, IsUniversalCredit: true },
    })
    expect({ status, value: body.Value }).toEqual({ status: 200, value: { Id: id } })
    const { UpdatedOn, ...after } = await read(paths.credits, id)
    expect(after).toEqual({
      ...before,
      UpdatedOn: undefined,
      Description: null,
      IsUniversalCredit: true,
    })
  })
  test('a PUT to the address of a record is a PATCH (X25), and an Id in its body does not count', async () => {
    const id = await makeCredit(world, location, customer, { Description: 'Welcome' })
    const other = await makeCredit(world, location, customer, { Description: 'Other' })
    const body = { Id: other, IsUniversalCredit: true }
    expect((await world.ask('PUT', `${paths.credits}/${id}`, { body })).body.Value).toEqual({
      Id: id,
    })
    expect(await read(paths.credits, id)).toMatchObject({
      Description: 'Welcome',
      IsUniversalCredit: true,
    })
    expect(await read(paths.credits, other)).toMatchObject({ IsUniversalCredit: false })
  })
  test('an empty one changes nothing but who saved it last', async () => {
    const id = await makeCredit(world, location, customer, { Description: 'Welcome' })
    const { UpdatedOn, ...before } = await read(paths.credits, id)
    expect((await world.ask('PATCH', `${paths.credits}/${id}`, { body: {} })).status).toBe(200)
    expect(await read(paths.credits, id)).toMatchObject(before)
  })
  test('what is required cannot be cleared', async () => {
    const id = await makeCredit(world, location, customer)
    for (const TotalCredit of [null, '']) {
      const { status, body } = await world.ask('PATCH', `${paths.credits}/${id}`, {
        body: { TotalCredit },
      })
      expect({ status, message: body.Message }).toEqual({
        status: 400,
        message: 'TotalCredit: is a required field',
      })
    }
  })
})

describe('what callers may not set is passed over (API-4, X9)', () => {
  const foreign = {
    Id: 5,
    UniqueId: '8f7c2f6e-0d3b-4c56-9d0e-3b1a5c1d2e3f',
    RemainingCredit: 1_000_000,
    TariffBookingCreditId: 1,
    CoworkerProductUniqueId: '8f7c2f6e-0d3b-4c56-9d0e-3b1a5c1d2e3f',
    BusinessCurrencyCode: 'XXX',
    CreatedOn: '2001-01-01T00:00:00Z',
    UpdatedBy: 'nobody',
    IsNew: true,
    ToStringText: 'mine',
    LocalizationDetails: { a: 1 },
    TypeName: 'CoworkerBookingCredit',
    Nothing: { deep: ['inside'] },
    constructor: 1,
  }
  test('on POST, PUT and PATCH alike, unknown members too', async () => {
    const id = await world.create(paths.credits, { ...smallest(), ...foreign })
    const before = await read(paths.credits, id)
    expect(before).toMatchObject({
      RemainingCredit: 100,
      TariffBookingCreditId: null,
      CoworkerProductUniqueId: null,
      BusinessCurrencyCode: 'GBP',
      UpdatedBy: 'admin@example.com',
      IsNew: false,
      ToStringText: `#${id}`,
    })
    expect(id).not.toBe(5)
    expect(before).not.toHaveProperty('TypeName')
    await world.ask('PUT', paths.credits, { body: { ...smallest(), ...foreign, Id: id } })
    await world.ask('PATCH', `${paths.credits}/${id}`, { body: foreign })
    const { UpdatedOn, ...after } = await read(paths.credits, id)
    expect(before).toMatchObject(after)
  })
  test.each([[0], [null], ['0'], ['']])('an Id of %j on create', async (Id) => {
    const answer = await world.ask('POST', paths.credits, { body: { ...smallest(), Id } })
    expect(answer.status).toBe(200)
    expect(answer.body.Value.Id).toBeGreaterThan(0)
  })
  test('the amount of a time use is set by the server (X24)', async () => {
    const rate = await makeRate(world, location)
    const CoworkerExtraServiceId = await makeTimeCredit(world, location, customer, rate)
    const body = { CoworkerExtraServiceId, CreditUsed: 50 }
    const id = await world.create(paths.timeUses, body)
    await world.ask('PUT', paths.timeUses, { body: { ...body, Id: id } })
    expect((await read(paths.timeUses, id)).CreditUsed).toBe(1)
  })
})

describe('UseCreditPrice is worked out when it is left out (X29)', () => {
  let priced: number
  let plain: number

  beforeAll(async () => {
    priced = await makeResourceType(world, location)
    plain = await makeResourceType(world, location)
    await makeRate(world, location, { ResourceTypes: [priced], CreditPrice: 15 })
    await makeRate(world, location, { ResourceTypes: [plain] })
  })

  test.each<[string, () => readonly number[], boolean]>([
    ['a type with a credit price', () => [priced], true],
    ['one of several types with a credit price', () => [plain, priced], true],
    ['only types without one', () => [plain], false],
    ['every type, of which one has a credit price', () => [], true],
  ])('on POST and PUT: %s', async (_, types, expected) => {
    const body = { ...smallest(), ElegibleResourceTypes: types() }
    const id = await world.create(paths.credits, body)
    expect((await read(paths.credits, id)).UseCreditPrice).toBe(expected)
    const other = { ...body, Id: id, UseCreditPrice: !expected }
    await world.ask('PUT', paths.credits, { body: other })
    expect((await read(paths.credits, id)).UseCreditPrice).toBe(!expected)
    await world.ask('PUT', paths.credits, { body: { ...body, Id: id } })
    expect((await read(paths.credits, id)).UseCreditPrice).toBe(expected)
  })
  test('and kept by PATCH', async () => {
    const id = await makeCredit(world, location, customer, {
      ElegibleResourceTypes: [priced],
      UseCreditPrice: false,
    })
    await world.ask('PATCH', `${paths.credits}/${id}`, { body: { Description: 'x' } })
    expect((await read(paths.credits, id)).UseCreditPrice).toBe(false)
  })
})
