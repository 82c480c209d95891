// Money credit by hand (wire 13.2, 18; API-11, X9, X19; domain W50): totals, windows, owners, deletion, and the journal
// behind it all.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectSoundWallet, storyOf } from '../support/journal.ts'
import { makeCredit, makeCustomer, makeLocation, makeUse, paths } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let customer: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world, { Name: 'Riverside' })
})
afterAll(() => world.close())

beforeEach(async () => {
  customer = await makeCustomer(world, location)
})
// Whatever a test did to a wallet, its journal must tell it without a contradiction.
afterEach(() => expectSoundWallet(world, customer))

const read = async (id: number) => (await world.ask('GET', `${paths.credits}/${id}`)).body
const patch = (id: number, body: unknown) => world.ask('PATCH', `${paths.credits}/${id}`, { body })
const credit = (members: Readonly<Record<string, unknown>> = {}) =>
  makeCredit(world, location, customer, members)

describe('the answer to the creation of a credit', () => {
  test('is the whole record, with everything left as it was granted', async () => {
    const { body } = await world.ask('POST', paths.credits, {
      body: { CoworkerId: customer, BusinessId: location, TotalCredit: 88.14 },
    })
    const lists = [
      'ElegibleResourceTypes',
      'ElegibleProducts',
      'ElegibleTariffs',
      'EventCategories',
      'ElegiblePasses',
    ]
    for (const list of lists) {
      expect(body.Value[list]).toEqual([])
      expect(body.Value[`Added${list}`]).toBeNull()
      expect(body.Value[`Removed${list}`]).toBeNull()
    }
    expect(body.Value).toMatchObject({
      TotalCredit: 88.14,
      RemainingCredit: 88.14,
      CaneBeUsedForBookings: false,
      CaneBeUsedForEvents: false,
      IsUniversalCredit: false,
      AppliesToCharges: false,
      UseCreditPrice: false,
      IsNew: false,
      Description: null,
      BusinessName: 'Riverside',
      BusinessCurrencyCode: 'GBP',
      UpdatedBy: 'admin@example.com',
    })
    expect(body.Value).not.toHaveProperty('CoworkerFullName')
    expect(await storyOf(world, customer)).toEqual(['Grant 88.14'])
  })
})

describe('what a credit may be worth', () => {
  test.each([0, -1, -0.0001, 0.00004, '0', '-5'])('%j is refused', async (TotalCredit) => {
    const { status, body } = await world.ask('POST', paths.credits, {
      body: { CoworkerId: customer, BusinessId: location, TotalCredit },
    })
    expect(status).toBe(400)
    expect(body.Errors).toEqual([
      {
        AttemptedValue: TotalCredit,
        Message: 'must be greater than zero',
        PropertyName: 'TotalCredit',
      },
    ])
    expect(await storyOf(world, customer)).toEqual([])
  })
  test('the smallest is a ten-thousandth, also when it is rounded up to it', async () => {
    const id = await credit({ TotalCredit: 0.00005 })
    expect(await read(id)).toMatchObject({ TotalCredit: 0.0001, RemainingCredit: 0.0001 })
  })
})

describe('W50 the window of validity', () => {
  const text = 'Expiration data must be greater than valid from date'

  test.each([
    ['earlier than ValidFrom', '2026-05-01T00:00:00Z', '2026-04-30T23:59:59Z'],
    ['equal to ValidFrom', '2026-05-01T00:00:00Z', '2026-05-01T00:00:00Z'],
    ['equal in another zone', '2026-05-01T00:00:00Z', '2026-05-01T02:00:00+02:00'],
  ])('an ExpireDate %s is refused with the known text', async (_, ValidFrom, ExpireDate) => {
    const window = { ValidFrom, ExpireDate }
    const body = { CoworkerId: customer, BusinessId: location, TotalCredit: 1, ...window }
    const id = await credit()
    const answers = [
      await world.ask('POST', paths.credits, { body }),
      await world.ask('PUT', paths.credits, { body: { ...body, Id: id } }),
      await patch(id, window),
    ]
    for (const { status, body: answer } of answers) {
      expect(status).toBe(400)
      expect(answer.Message).toBe(`ExpireDate: ${text}`)
      expect(answer.Errors).toEqual([
        { AttemptedValue: ExpireDate, Message: text, PropertyName: 'ExpireDate' },
      ])
    }
    expect(await read(id)).toMatchObject({ ValidFrom: null, ExpireDate: null })
  })
  test('each date is held against the stored other one', async () => {
    const id = await credit({ ValidFrom: '2026-05-01', ExpireDate: '2026-06-01' })
    expect((await patch(id, { ExpireDate: '2026-05-01' })).body.Message).toContain(text)
    expect((await patch(id, { ValidFrom: '2026-06-01' })).body.Message).toContain(text)
    expect((await patch(id, { ValidFrom: '2026-06-01', ExpireDate: '2026-07-01' })).status).toBe(
      200,
    )
    expect((await patch(id, { ExpireDate: null })).status).toBe(200)
  })
  test('one that lies fully in the past is accepted', async () => {
    const id = await credit({ ValidFrom: '2001-01-01', ExpireDate: '2001-02-01' })
    expect(await read(id)).toMatchObject({
      RemainingCredit: 100,
      ExpireDate: '2001-02-01T00:00:00Z',
    })
  })
  test('a second is enough, and either end may stay open', async () => {
    await credit({ ValidFrom: '2026-05-01T00:00:00Z', ExpireDate: '2026-05-01T00:00:01Z' })
    await credit({ ValidFrom: '2026-05-01T00:00:00Z' })
    await credit({ ExpireDate: '2026-05-01T00:00:00Z' })
    expect(await storyOf(world, customer)).toEqual(['Grant 100', 'Grant 100', 'Grant 100'])
  })
})

describe('a changed TotalCredit (API-11)', () => {
  test.each(['PUT', 'PATCH'] as const)(
    'moves RemainingCredit by the difference, by %s',
    async (method) => {
      const id = await credit()
      await makeUse(world, id, 40)
      const set = (TotalCredit: number) =>
        method === 'PATCH'
          ? patch(id, { TotalCredit })
          : world.ask('PUT', paths.credits, {
              body: { Id: id, CoworkerId: customer, BusinessId: location, TotalCredit },
            })
      expect((await set(150)).status).toBe(200)
      expect(await read(id)).toMatchObject({ TotalCredit: 150, RemainingCredit: 110 })
      expect((await set(40)).status).toBe(200)
      expect(await read(id)).toMatchObject({ TotalCredit: 40, RemainingCredit: 0 })
      expect((await set(40.0001)).status).toBe(200)
      expect(await read(id)).toMatchObject({ TotalCredit: 40.0001, RemainingCredit: 0.0001 })
    },
  )
  test('below what is used is refused with 400, and nothing changes', async () => {
    const id = await credit({ Description: 'Before' })
    await makeUse(world, id, 40)
    const { status, body } = await patch(id, { TotalCredit: 39.9999, Description: 'After' })
    expect(status).toBe(400)
    expect(body.Errors).toEqual([
      {
        AttemptedValue: 39.9999,
        Message: 'may not be less than what is used: 40.0',
        PropertyName: 'TotalCredit',
      },
    ])
    expect(await read(id)).toMatchObject({
      TotalCredit: 100,
      RemainingCredit: 60,
      Description: 'Before',
    })
  })
  test('keeps both versions in the journal', async () => {
    const id = await credit()
    await patch(id, { TotalCredit: 70 })
    expect(await storyOf(world, customer)).toEqual(['Grant 100', 'Edit 70', 'Edit -100'])
  })
  test('unchanged, or equal when rounded, moves nothing', async () => {
    const id = await credit({ TotalCredit: 10.5 })
    await patch(id, { TotalCredit: '10.50' })
    await patch(id, { TotalCredit: 10.50004, RemainingCredit: 3 })
    expect(await read(id)).toMatchObject({ TotalCredit: 10.5, RemainingCredit: 10.5 })
    expect(await storyOf(world, customer)).toEqual(['Grant 10.5'])
  })
  test('may go up to the largest amount there is', async () => {
    const id = await credit()
    await makeUse(world, id, 100)
    expect((await patch(id, { TotalCredit: '900719925474.0991' })).status).toBe(200)
    const { text } = await world.ask('GET', `${paths.credits}/${id}`)
    expect(text).toContain('"RemainingCredit":900719925374.0991')
  })
  test('but not beyond what the journal can count on the way there', async () => {
    const id = await credit()
    const { status, body } = await patch(id, { TotalCredit: '900719925474.0991' })
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([
      { PropertyName: 'TotalCredit', Message: 'may be at most 900719925374.0991' },
    ])
    expect((await patch(id, { TotalCredit: '900719925374.0991' })).status).toBe(200)
    expect(await read(id)).toMatchObject({ RemainingCredit: 900_719_925_374.0991 })
  })
})

describe('the owner of a credit', () => {
  test('cannot change', async () => {
    const id = await credit()
    const other = await makeCustomer(world, location)
    const { status, body } = await patch(id, { CoworkerId: other })
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: 'CoworkerId', AttemptedValue: other }])
    expect(await read(id)).toMatchObject({ CoworkerId: customer })
    await expectSoundWallet(world, other)
  })
  test('must exist, and is told with every other error', async () => {
    const body = { CoworkerId: 999_999, BusinessId: location, TotalCredit: 0 }
    const answer = await world.ask('POST', paths.credits, { body })
    expect(answer.status).toBe(400)
    expect(answer.body.Errors).toMatchObject([
      { PropertyName: 'CoworkerId' },
      { PropertyName: 'TotalCredit' },
    ])
  })
})

describe('a deleted credit (X19)', () => {
  test('answers 404 to every verb and is in no list, while its uses stay readable', async () => {
    const id = await credit()
    const use = await makeUse(world, id, 40, { Description: 'Kept' })
    const url = `${paths.credits}/${id}`
    expect((await world.ask('DELETE', url)).body.WasSuccessful).toBe(true)
    const body = { Id: id, CoworkerId: customer, BusinessId: location, TotalCredit: 1 }
    for (const answer of [
      await world.ask('GET', url),
      await world.ask('DELETE', url),
      await patch(id, {}),
      await world.ask('PUT', paths.credits, { body }),
    ]) {
      expect(answer.status).toBe(404)
    }
    expect((await world.ask('GET', `${paths.credits}?id=[${id}]`)).body).toEqual([])
    expect((await world.ask('GET', `${paths.credits}?Id=${id}`)).body.TotalItems).toBe(0)
    const history = await world.ask('GET', `${paths.uses}/${use}`)
    expect(history.body).toMatchObject({
      CreditUsed: 40,
      Description: 'Kept',
      CoworkerBookingCreditId: id,
      CoworkerBookingCreditCoworkerId: customer,
    })
    const query = `CoworkerBookingCreditUseHistory_CoworkerBookingCredit=${id}`
    expect((await world.ask('GET', `${paths.uses}?${query}`)).body.TotalItems).toBe(1)
    expect(await storyOf(world, customer)).toEqual(['Grant 100', 'Use -40', 'Void -60'])
  })
  test('that was used up leaves nothing to void', async () => {
    const id = await credit()
    await makeUse(world, id, 100)
    await world.ask('DELETE', `${paths.credits}/${id}`)
    expect(await storyOf(world, customer)).toEqual(['Grant 100', 'Use -100'])
  })
  test('cannot be used any more', async () => {
    const id = await credit()
    await world.ask('DELETE', `${paths.credits}/${id}`)
    const body = { CoworkerBookingCreditId: id, CreditUsed: 1 }
    const answer = await world.ask('POST', paths.uses, { body })
    expect(answer.status).toBe(400)
    expect(answer.body.Errors).toMatchObject([{ PropertyName: 'CoworkerBookingCreditId' }])
  })
  test('keeps its uses as they are: texts may change, amounts and credits not', async () => {
    const id = await credit()
    const other = await credit()
    const use = await makeUse(world, id, 40)
    const stray = await makeUse(world, other, 1)
    await world.ask('DELETE', `${paths.credits}/${id}`)
    const edit = (entry: number, body: unknown) =>
      world.ask('PATCH', `${paths.uses}/${entry}`, { body })
    expect((await edit(use, { Description: 'Later', CreditUsed: 40 })).status).toBe(200)
    expect((await edit(use, { CreditUsed: 30 })).status).toBe(400)
    expect((await edit(use, { CoworkerBookingCreditId: other })).status).toBe(400)
    expect((await edit(stray, { CoworkerBookingCreditId: id })).status).toBe(400)
    expect((await world.ask('GET', `${paths.uses}/${use}`)).body).toMatchObject({
      Description: 'Later',
      CreditUsed: 40,
    })
    expect(await read(other)).toMatchObject({ RemainingCredit: 99 })
  })
})
