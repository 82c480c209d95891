// Filters of a list: names, values, ranges, lists, what is refused and what is passed over (wire 7, 18).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  lookup,
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
import { openWorld, type World } from '../support/world.ts'

let world: World
let first: number
let second: number
let third: number
let names: ReadonlyMap<number, string>

let customer: number
let dublin: number
let desks: number
let product: number

beforeAll(async () => {
  world = await openWorld()
  const riverside = await makeLocation(world, { Name: 'Riverside' })
  dublin = await makeLocation(world, { Name: 'Dublin', CurrencyId: lookup.euros })
  customer = await makeCustomer(world, riverside)
  desks = await makeResourceType(world, riverside)
  product = await makeProduct(world, riverside)
  first = await makeCredit(world, riverside, customer, {
    Description: 'Welcome',
    TotalCredit: 10.5,
    ValidFrom: '2026-05-01T09:00:00Z',
    ElegibleResourceTypes: [desks],
    CaneBeUsedForBookings: true,
    SystemId: 'abc',
  })
  second = await makeCredit(world, dublin, customer, {
    Description: 'Loyalty',
    TotalCredit: 20,
    ValidFrom: '2026-05-01T09:00:30Z',
    ElegibleProducts: [product],
  })
  third = await makeCredit(world, riverside, await makeCustomer(world, riverside), {
    TotalCredit: 10.5001,
    ValidFrom: '2026-06-01T00:00:00Z',
    ElegibleResourceTypes: [desks, await makeResourceType(world, riverside)],
  })
  names = new Map([
    [first, 'first'],
    [second, 'second'],
    [third, 'third'],
  ])
})
afterAll(() => world.close())

/** The names of the credits that a query finds, in order of their ids. */
async function found(query: string): Promise<readonly (string | undefined)[]> {
  const { status, body } = await world.ask('GET', `${paths.credits}?${query}`)
  expect(status).toBe(200)
  expect(body.TotalItems).toBe(body.Records.length)
  return body.Records.map(({ Id }: { Id: number }) => names.get(Id))
}

const all = ['first', 'second', 'third']

describe('a filter is named after its member', () => {
  test.each<[string, () => string, string[]]>([
    ['own text', () => 'CoworkerBookingCredit_Description=Welcome', ['first']],
    ['own amount', () => 'CoworkerBookingCredit_TotalCredit=10.5', ['first']],
    ['the same amount written longer', () => 'CoworkerBookingCredit_TotalCredit=10.50', ['first']],
    ['own flag', () => 'CoworkerBookingCredit_CaneBeUsedForBookings=true', ['first']],
    [
      'a flag as False',
      () => 'CoworkerBookingCredit_CaneBeUsedForBookings=False',
      ['second', 'third'],
    ],
    [
      'a reference without its Id',
      () => `CoworkerBookingCredit_Coworker=${customer}`,
      ['first', 'second'],
    ],
    [
      'a copied member by its path',
      () => 'CoworkerBookingCredit_Business_Currency_Code=GBP',
      ['first', 'third'],
    ],
    ['another one', () => 'CoworkerBookingCredit_Business_Name=Dublin', ['second']],
    [
      'a list that has the id',
      () => `CoworkerBookingCredit_ElegibleResourceTypes=${desks}`,
      ['first', 'third'],
    ],
    ['another list', () => `CoworkerBookingCredit_ElegibleProducts=${product}`, ['second']],
    ['Id', () => `Id=${second}`, ['second']],
    ['Id with its entity', () => `CoworkerBookingCredit_Id=${second}`, ['second']],
    ['SystemId', () => 'CoworkerBookingCredit_SystemId=abc', ['first']],
  ])('%s', async (_, query, expected) => {
    expect(await found(query())).toEqual(expected)
  })
  test('UniqueId, without a prefix and with one', async () => {
    const { UniqueId } = (await world.ask('GET', `${paths.credits}/${first}`)).body
    expect(await found(`UniqueId=${UniqueId.toUpperCase()}`)).toEqual(['first'])
    expect(await found(`CoworkerBookingCredit_UniqueId=${UniqueId}`)).toEqual(['first'])
  })
  test('a path that ends in an id', async () => {
    const use = await makeUse(world, first, 1)
    const path = 'CoworkerBookingCreditUseHistory_CoworkerInvoiceLine_CoworkerInvoice_Id'
    const none = await world.ask('GET', `${paths.uses}?${path}=1`)
    const unset = await world.ask('GET', `${paths.uses}?${path}=null`)
    expect(none.body.TotalItems).toBe(0)
    expect(unset.body.Records.map(({ Id }: { Id: number }) => Id)).toEqual([use])
  })
  test('a plain integer that only looks like a reference keeps its name', async () => {
    const location = await makeLocation(world)
    const rate = await makeRate(world, location)
    const room = await makeResource(world, location, desks)
    // A booking of nobody has no charge, which would carry its id as well.
    const booking = await makeBooking(world, room, customer, { CoworkerId: null })
    const id = await makeTimeCredit(world, location, customer, rate, { BookingId: booking })
    await makeTimeCredit(world, location, customer, rate)
    const query = `CoworkerExtraService_BookingId=${booking}`
    const { body } = await world.ask('GET', `${paths.timeCredits}?${query}`)
    expect(body.Records.map(({ Id }: { Id: number }) => Id)).toEqual([id])
  })
  test('the email of the customer, only where the entity carries it', async () => {
    const { Email } = (await world.ask('GET', `${paths.coworkers}/${customer}`)).body
    expect(await found('CoworkerBookingCredit_Coworker_Email=nobody@example.com')).toEqual(all)
    const contracts = (email: string) =>
      world.ask('GET', `${paths.contracts}?CoworkerContract_Coworker_Email=${email}`)
    const plan = await makePlan(world, dublin)
    await world.create(paths.contracts, {
      IssuedById: dublin,
      CoworkerId: customer,
      TariffId: plan,
      BillingDay: 1,
      Quantity: 1,
    })
    expect((await contracts(Email)).body.TotalItems).toBe(1)
    expect((await contracts('nobody@example.com')).body.TotalItems).toBe(0)
  })
  test('the number of an enum, or its name', async () => {
    const plan = await makePlan(world, dublin)
    for (const [name, time] of Object.entries({ Weekly: 'Week', Yearly: 4, Open: null })) {
      await world.create(paths.planOffers, {
        Name: name,
        TariffId: plan,
        Credit: 1,
        ServiceRenewalTime: time,
      })
    }
    const offers = async (value: string) => {
      const query = `TariffBookingCredit_ServiceRenewalTime=${value}`
      const { body } = await world.ask('GET', `${paths.planOffers}?${query}`)
      return body.Records.map(({ Name }: { Name: string }) => Name)
    }
    expect(await offers('1')).toEqual(['Weekly'])
    expect(await offers('year')).toEqual(['Yearly'])
    expect(await offers('0')).toEqual(['Open'])
  })
})

describe('values', () => {
  test.each<[string, string, string[]]>([
    ['names in any case', 'coworkerBookingCredit_DESCRIPTION=welcome', ['first']],
    ['text without regard to case', 'CoworkerBookingCredit_Description=wELCOME', ['first']],
    ['but as a whole', 'CoworkerBookingCredit_Description=Wel', []],
    ['null where nothing is set', 'CoworkerBookingCredit_Description=null', ['third']],
    ['null in any case', 'CoworkerBookingCredit_SystemId=NULL', ['second', 'third']],
    ['null of a member that always has a value', 'CoworkerBookingCredit_TotalCredit=null', []],
    [
      'several filters, all of which hold',
      `CoworkerBookingCredit_Business_Name=riverside&CoworkerBookingCredit_TotalCredit=10.5`,
      ['first'],
    ],
    ['unknown filters passed over', 'CoworkerBookingCredit_Nothing=1&Whatever=2&_=1', all],
    ['unknown ranges passed over', 'from_CoworkerBookingCredit_Description=Z', all],
    ['no ranges of references', 'from_CoworkerBookingCredit_Coworker=999', all],
    ['no ranges of flags', 'to_CoworkerBookingCredit_IsUniversalCredit=false', all],
    [
      'no filter on what is only added or removed',
      'CoworkerBookingCredit_AddedElegibleProducts=1',
      all,
    ],
    ['names that every object has', '__proto__=1&constructor=2', all],
  ])('%s', async (_, query, expected) => {
    expect(await found(query)).toEqual(expected)
  })
  test.each([
    "' or '1'='1",
    "'; delete from wallet; --",
    'Welcome" or ""="',
    '%',
    '_elcome',
    'Welcome\\',
    '$1',
  ])('are values and nothing else: %s', async (text) => {
    expect(await found(`CoworkerBookingCredit_Description=${encodeURIComponent(text)}`)).toEqual([])
  })
  test.each([
    ['CoworkerBookingCredit_TotalCredit', 'much'],
    ['CoworkerBookingCredit_TotalCredit', '1e30'],
    ['CoworkerBookingCredit_Coworker', "1' or 1=1"],
    ['CoworkerBookingCredit_Coworker', '1.5'],
    ['CoworkerBookingCredit_Coworker', '99999999999999999999'],
    ['CoworkerBookingCredit_CaneBeUsedForBookings', 'perhaps'],
    ['CoworkerBookingCredit_ElegibleProducts', 'some'],
    ['CoworkerBookingCredit_Description', '\0'],
    ['from_CoworkerBookingCredit_ValidFrom', 'yesterday'],
    ['to_CoworkerBookingCredit_ValidFrom', '2026-02-30'],
    ['UniqueId', 'guid'],
    ['Id', '[1,x]'],
    ['CoworkerBookingCredit_Id', '[1,2.5]'],
  ])('that do not fit answer 400 naming the filter: %s=%s', async (name, value) => {
    const { status, body } = await world.ask(
      'GET',
      `${paths.credits}?${name}=${encodeURIComponent(value)}`,
    )
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: name, AttemptedValue: value }])
    expect(body.Message).toBe(`${name}: ${body.Errors[0].Message}`)
  })
  test('all that do not fit are named at once', async () => {
    const query = 'CoworkerBookingCredit_Coworker=a&from_CoworkerBookingCredit_CreatedOn=b&size=c'
    const { status, body } = await world.ask('GET', `${paths.credits}?${query}`)
    expect(status).toBe(400)
    expect(body.Errors.map((error: { PropertyName: string }) => error.PropertyName)).toEqual([
      'CoworkerBookingCredit_Coworker',
      'from_CoworkerBookingCredit_CreatedOn',
      'size',
    ])
  })
})

describe('ranges include both ends', () => {
  test.each<[string, string, string[]]>([
    ['from an amount', 'from_CoworkerBookingCredit_TotalCredit=10.5001', ['second', 'third']],
    ['to an amount', 'to_CoworkerBookingCredit_TotalCredit=10.5001', ['first', 'third']],
    [
      'between',
      'from_CoworkerBookingCredit_TotalCredit=10.5&to_CoworkerBookingCredit_TotalCredit=10.5',
      ['first'],
    ],
    ['names in any case', 'FROM_coworkerbookingcredit_totalcredit=20', ['second']],
    ['dates to the minute', 'to_CoworkerBookingCredit_ValidFrom=2026-05-01T09:00', ['first']],
    [
      'dates with seconds and Z',
      'to_CoworkerBookingCredit_ValidFrom=2026-05-01T09:00:30Z',
      ['first', 'second'],
    ],
    ['dates without a time', 'from_CoworkerBookingCredit_ValidFrom=2026-06-01', ['third']],
    [
      'dates with a zone',
      'from_CoworkerBookingCredit_ValidFrom=2026-06-01T01:00:00%2B01:00',
      ['third'],
    ],
    ['an exact date', 'CoworkerBookingCredit_ValidFrom=2026-05-01T09:00:30', ['second']],
  ])('%s', async (_, query, expected) => {
    expect(await found(query)).toEqual(expected)
  })
  test('of dates that every record has', async () => {
    expect(await found('from_CoworkerBookingCredit_CreatedOn=2020-01-01T00:00')).toEqual(all)
    expect(await found('to_CoworkerBookingCredit_UpdatedOn=2020-01-01T00:00')).toEqual([])
  })
  test('of the wall clock of the location', async () => {
    const location = await makeLocation(world, { SimpleTimeZoneId: lookup.tokyo })
    const room = await makeResource(world, location, desks)
    await makeBooking(world, room, customer, {
      FromTime: '2026-07-01T00:00:00Z',
      ToTime: '2026-07-01T01:00:00Z',
    })
    const local = (from: string) =>
      world.ask(
        'GET',
        `${paths.bookings}?Booking_Resource=${room}&from_Booking_FromTimeLocal=${from}`,
      )
    expect((await local('2026-07-01T09:00')).body.Records).toMatchObject([
      { FromTimeLocal: '2026-07-01T09:00:00' },
    ])
    expect((await local('2026-07-01T09:01')).body.Records).toEqual([])
  })
})
