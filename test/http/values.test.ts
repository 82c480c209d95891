// Numbers, enums and texts as they travel (wire 14, X17, X18; design 5, numbers).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kindOf } from '../../src/entities/path.ts'
import {
  lookup,
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  makeUse,
  paths,
} from '../support/space.ts'
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

const smallest = () => ({ CoworkerId: customer, BusinessId: location, TotalCredit: 100 })

/** The text of a number in an answer. */
const written = (text: string, name: string) => new RegExp(`"${name}":(-?[^,}]+)`).exec(text)?.[1]

describe('numbers', () => {
  test('decimals carry a fraction and integers never do, in every answer', async () => {
    const type = await makeResourceType(world, location)
    const room = await makeResource(world, location, type, { CancellationFeeAmount: 10 })
    const booking = await makeBooking(world, room, customer, { OverridePrice: 3 })
    const credit = await makeCredit(world, location, customer)
    const rate = await makeRate(world, location, { Price: 20, CreditPrice: 0.0001 })
    const samples = [
      ['Business', paths.businesses, await makeLocation(world, { Longitude: 1, Latitude: 1e22 })],
      ['Booking', paths.bookings, booking],
      ['CoworkerBookingCredit', paths.credits, credit],
      ['CoworkerBookingCreditUseHistory', paths.uses, await makeUse(world, credit, 7)],
      [
        'CoworkerExtraService',
        paths.timeCredits,
        await makeTimeCredit(world, location, customer, rate),
      ],
      ['ExtraService', paths.rates, rate],
      ['Resource', paths.resources, room],
      ['Tariff', paths.plans, await makePlan(world, location)],
    ] as const
    for (const [name, path, id] of samples) {
      const { text } = await world.ask('GET', `${path}/${id}`)
      expect(numbersWrittenWrongly(name, text)).toEqual([])
      expect(numbersWrittenWrongly(name, (await world.ask('GET', path)).text)).toEqual([])
    }
  })
  test.each([
    [10, '10.0'],
    [10.5, '10.5'],
    ['10.50', '10.5'],
    [' 7 ', '7.0'],
    [1e2, '100.0'],
    [0.0001, '0.0001'],
    [0.1 + 0.2, '0.3'],
    [1.00005, '1.0001'],
    [1.00004999, '1.0'],
    ['2.99995', '3.0'],
    ['2.99994999999999999999', '2.9999'],
    [88.14, '88.14'],
    [900_719_925_474.099, '900719925474.099'],
    ['900719925474.0991', '900719925474.0991'],
  ])('the amount %j is kept to four decimals, rounded half up: %s', async (TotalCredit, kept) => {
    const created = await world.ask('POST', paths.credits, { body: { ...smallest(), TotalCredit } })
    expect(written(created.text, 'TotalCredit')).toBe(kept)
    expect(written(created.text, 'RemainingCredit')).toBe(kept)
    const { text } = await world.ask('GET', `${paths.credits}/${created.body.Value.Id}`)
    expect(written(text, 'TotalCredit')).toBe(kept)
  })
  test('a negative price is rounded away from zero', async () => {
    const id = await makeRate(world, location, { Price: -1.00005, MaximumPrice: -0.00001 })
    const { text } = await world.ask('GET', `${paths.rates}/${id}`)
    expect(written(text, 'Price')).toBe('-1.0001')
    expect(written(text, 'MaximumPrice')).toBe('0.0')
  })
  test.each([
    ['TotalCredit', 900_719_925_474.1],
    ['TotalCredit', 1e15],
    ['TotalCredit', 1e300],
    ['TotalCredit', '1e999'],
    ['TotalCredit', '1,5'],
    ['TotalCredit', 'NaN'],
    ['TotalCredit', 'Infinity'],
    ['TotalCredit', '0x10'],
    ['TotalCredit', true],
    ['CoworkerId', 1.5],
    ['CoworkerId', 1e16],
    ['CoworkerId', '12345678901234567890'],
    ['CoworkerId', false],
  ])('%s of %j answers 400', async (name, value) => {
    const { status, body } = await world.ask('POST', paths.credits, {
      body: { ...smallest(), [name]: value },
    })
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: name, AttemptedValue: value }])
  })
  test('JSON beyond every number answers 400', async () => {
    const text = JSON.stringify(smallest()).replace('100', '1e999')
    expect((await world.ask('POST', paths.credits, { text })).status).toBe(400)
  })
  test('a whole number may come with a fraction of zero', async () => {
    const text = JSON.stringify({ ...smallest() }).replace(
      `"BusinessId":${location}`,
      `"BusinessId":${location}.0`,
    )
    const answer = await world.ask('POST', paths.credits, { text })
    expect(written(answer.text, 'BusinessId')).toBe(`${location}`)
  })
  test.each([
    [2, '2'],
    [2.5, '2.5'],
    ['14.0', '14'],
  ])(
    'a limit of %j is written so that readers of integers take it: %s (X18)',
    async (limit, kept) => {
      const type = await makeResourceType(world, location)
      const room = await makeResource(world, location, type, {
        BookInAdvanceLimit: limit,
        LateBookingLimit: limit,
      })
      const { text } = await world.ask('GET', `${paths.resources}/${room}`)
      expect(written(text, 'BookInAdvanceLimit')).toBe(kept)
      expect(written(text, 'LateBookingLimit')).toBe(kept)
    },
  )
  test('a contract worth more than any amount reads as null, and its list still answers', async () => {
    const plan = await makePlan(world, location, { Price: 900_719_925_474 })
    const id = await world.create(paths.contracts, {
      IssuedById: location,
      CoworkerId: customer,
      TariffId: plan,
      BillingDay: 1,
      Quantity: Number.MAX_SAFE_INTEGER,
    })
    const { status, body } = await world.ask('GET', `${paths.contracts}?Id=${id}`)
    expect(status).toBe(200)
    expect(body.Records).toMatchObject([{ PriceWithProducts: null }])
  })
})

/** The members of an answer whose number is written as a number of the other kind. */
function numbersWrittenWrongly(entityName: string, text: string): readonly string[] {
  const { catalog } = world.service
  const owner = catalog.named(entityName)
  if (!owner) throw new Error(`no entity ${entityName}`)
  return Object.keys(owner.fields).filter((name) => {
    const number = written(text, name)
    if (number === undefined || !/^-?\d/.test(number)) return false
    const kind = kindOf(catalog, owner, name)
    const isDecimal = ['amount', 'coordinate'].includes(kind.name)
    return kind.name !== 'limit' && isDecimal !== /[.e]/.test(number)
  })
}

describe('enums', () => {
  test.each([
    ['Weeks', 3],
    ['WEEKS', 3],
    [3, 3],
    ['3', 3],
    [0, 0],
    [null, 0],
    [undefined, 0],
  ])('%j travels as the number %i', async (ChargePeriod, number) => {
    const id = await makeRate(world, location, { ChargePeriod })
    const { text } = await world.ask('GET', `${paths.rates}/${id}`)
    expect(written(text, 'ChargePeriod')).toBe(`${number}`)
  })
  test.each([['Fortnights'], [7], [-1], [1.5], ['']])('%j is no member', async (ChargePeriod) => {
    const body = { ExtraServiceId: await makeRate(world, location), TotalUses: 1, ChargePeriod }
    const answer = await world.ask('POST', paths.timeCredits, { body: { ...smallest(), ...body } })
    expect(answer.status).toBe(400)
    expect(answer.body.Errors).toMatchObject([{ PropertyName: 'ChargePeriod' }])
  })
  test.each([4, 5, 6, 8, 42, 99])(
    'product and resource type %i is kept, known or not (X17)',
    async (value) => {
      const type = await makeResourceType(world, location)
      const room = await makeResource(world, location, type, { SystemResourceType: value })
      expect((await world.ask('GET', `${paths.resources}/${room}`)).body.SystemResourceType).toBe(
        value,
      )
      const product = await world.create(paths.products, {
        BusinessId: location,
        Name: 'Product',
        Description: 'x',
        DisplayOrder: 1,
        Price: 1,
        CurrencyId: lookup.pounds,
        SystemProductType: value,
      })
      expect((await world.ask('GET', `${paths.products}/${product}`)).body.SystemProductType).toBe(
        value,
      )
    },
  )
})

describe('texts', () => {
  test.each([
    'Tea & café',
    '席 🪑',
    '"quoted"\\',
    "'; drop table wallet; --",
    ' spaces ',
    '\u2028\n',
    '',
  ])('%j comes back as it was sent', async (Description) => {
    const id = await makeCredit(world, location, customer, { Description })
    expect((await world.ask('GET', `${paths.credits}/${id}`)).body.Description).toBe(Description)
  })
  test('a number or a boolean is taken as text', async () => {
    for (const [given, kept] of [
      [5, '5'],
      [true, 'true'],
    ] as const) {
      const id = await makeCredit(world, location, customer, { Description: given })
      expect((await world.ask('GET', `${paths.credits}/${id}`)).body.Description).toBe(kept)
    }
  })
  test('U+0000 answers 400, in lists of texts too', async () => {
    const body = { ...smallest(), Description: 'a\0b' }
    const text = await world.ask('POST', paths.credits, { body })
    expect(text.status).toBe(400)
    expect(text.body.Errors).toMatchObject([{ PropertyName: 'Description' }])
    const list = await world.ask('POST', paths.roles, { body: { Name: 'x', Roles: ['a\0b'] } })
    expect(list.status).toBe(400)
  })
  test('half a character is replaced, not refused', async () => {
    const id = await makeCredit(world, location, customer, { Description: 'a\ud800b' })
    const { body } = await world.ask('GET', `${paths.credits}/${id}`)
    expect(body.Description).toBe('a\ufffdb')
  })
  test('a hundred thousand characters are kept', async () => {
    const Description = 'x'.repeat(100_000)
    const id = await makeCredit(world, location, customer, { Description })
    expect((await world.ask('GET', `${paths.credits}/${id}`)).body.Description).toBe(Description)
  })
})
