// Several records by id, the ways a collection is addressed, and the list that needs a filter (wire 3, 6.5, 8, X4, X5, X16).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCredit, makeCustomer, makeLocation, paths } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let ids: readonly number[]

beforeAll(async () => {
  world = await openWorld()
  const location = await makeLocation(world)
  const customer = await makeCustomer(world, location)
  const make = () => makeCredit(world, location, customer)
  ids = [await make(), await make(), await make()]
})
afterAll(() => world.close())

const get = (url: string) => world.ask('GET', url)
const idsIn = (records: readonly { Id: number }[]) => records.map(({ Id }) => Id)

describe('a batch get by ?id=[1,2,3]', () => {
  test('answers a bare array of whole records, in the order asked for', async () => {
    const [a, b, c] = ids
    const { status, body } = await get(`${paths.credits}/?id=[${c},${a},${b}]`)
    expect(status).toBe(200)
    expect(idsIn(body)).toEqual([c, a, b])
    expect(body[1]).toEqual((await get(`${paths.credits}/${a}`)).body)
    expect(body[1].ElegibleResourceTypes).toEqual([])
    expect(body[1].AddedElegibleResourceTypes).toBeNull()
  })
  test('takes the name in any case, blanks, and the text as browsers encode it', async () => {
    const [a, b] = ids
    for (const query of [`ID=[${a},${b}]`, `Id=%5B${a}%2C${b}%5D`, `id=[ ${a} , ${b} ]`]) {
      expect(idsIn((await get(`${paths.credits}?${query}`)).body)).toEqual([a, b])
    }
  })
  test('passes over ids that do not exist, and answers each record once', async () => {
    const [a, b] = ids
    const { body } = await get(`${paths.credits}?id=[${a},999999,-1,${b},${a}]`)
    expect(idsIn(body)).toEqual([a, b])
  })
  test('answers nothing for no ids', async () => {
    expect((await get(`${paths.credits}?id=[]`)).body).toEqual([])
  })
  test('is not narrowed or paged by the rest of the query', async () => {
    const { body } = await get(`${paths.credits}?size=1&id=[${ids.join()}]&page=2`)
    expect(idsIn(body)).toEqual(ids)
  })
})

describe('a batch get by ?CoworkerBookingCredit_Id=[1,2,3]', () => {
  test('answers whole records in the list envelope', async () => {
    const [a, b, c] = ids
    const { body } = await get(`${paths.credits}?CoworkerBookingCredit_Id=[${c},${a}]`)
    expect(idsIn(body.Records)).toEqual([a, c])
    expect(body).toMatchObject({ TotalItems: 2, TotalPages: 1, HasNextPage: false })
    expect(body.Records[0]).toEqual((await get(`${paths.credits}/${a}`)).body)
    const filtered = await get(
      `${paths.credits}?coworkerbookingcredit_id=[${b},${c}]&size=1&dir=desc`,
    )
    expect(idsIn(filtered.body.Records)).toEqual([c])
    expect(filtered.body.TotalItems).toBe(2)
  })
  test('answers nothing for no ids', async () => {
    const { body } = await get(`${paths.credits}?CoworkerBookingCredit_Id=[]`)
    expect({ records: body.Records, total: body.TotalItems }).toEqual({ records: [], total: 0 })
  })
  test('with a single id in no brackets it is a filter like any other, and its row a row', async () => {
    const { body } = await get(`${paths.credits}?CoworkerBookingCredit_Id=${ids[0]}`)
    expect(idsIn(body.Records)).toEqual([ids[0]])
    expect(body.Records[0]).not.toHaveProperty('ElegibleResourceTypes')
  })
})

test.each(['[1,x]', '[1.5]', '[1,,2]', '[null]'])('the ids %s answer 400', async (list) => {
  for (const name of ['id', 'CoworkerBookingCredit_Id']) {
    const { status, body } = await get(`${paths.credits}?${name}=${list}`)
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: name, AttemptedValue: list }])
  }
})

test('more than a thousand ids answer 400', async () => {
  const many = Array.from({ length: 1_001 }, (_, index) => index + 1)
  expect((await get(`${paths.credits}?id=[${many.join()}]`)).status).toBe(400)
})

describe('a collection is found', () => {
  test.each([
    '/api/billing/coworkerBookingCredits',
    '/API/Billing/COWORKERBOOKINGCREDITS',
    '/api/billing/coworkerbookingcredits/',
    '/api//billing/coworkerbookingcredits//',
  ])('in any case and with slashes too many: %s', async (path) => {
    expect((await get(path)).body.TotalItems).toBe(3)
  })
  test.each(['sys', 'spaces', 'crm', 'Apps', 'utils'])(
    'under any published group: %s',
    async (group) => {
      expect((await get(`/api/${group}/users?size=1`)).body.Records[0].Email).toContain('@')
      expect((await get(`/api/${group}/coworkers`)).status).toBe(200)
    },
  )
  test('a single record and its verbs likewise', async () => {
    const path = `/Api/SPACES/CoworkerBookingCredits/${ids[0]}/`
    expect((await get(path)).body.Id).toBe(ids[0])
    expect((await world.ask('PATCH', path, { body: {} })).status).toBe(200)
  })
})

describe('what is not there answers 404', () => {
  test.each([
    ['an unknown id', () => `${paths.credits}/999999`],
    ['an id that is no number', () => `${paths.credits}/first`],
    ['a negative id', () => `${paths.credits}/-1`],
    ['an id of sixteen digits', () => `${paths.credits}/1234567890123456`],
  ])('%s, with the body of a missing record', async (_, path) => {
    for (const method of ['GET', 'DELETE'] as const) {
      const { status, text } = await world.ask(method, path())
      expect({ status, text }).toEqual({ status: 404, text: '"Not found"' })
    }
  })
  test.each(['/api/nothing/users', '/api/billing/nothing', '/api', '/nowhere'])(
    'the path %s, with the write envelope',
    async (path) => {
      const { status, body } = await get(path)
      expect(status).toBe(404)
      expect(body).toMatchObject({ Value: null, Errors: null, WasSuccessful: false })
    },
  )
  test.each([
    ['that cannot be decoded', () => `${paths.credits}/%zz`],
    ['longer than any id', () => `${paths.credits}/${'1'.repeat(300)}`],
  ])('but a path %s answers 400 with the write envelope', async (_, path) => {
    const { status, body } = await get(path())
    expect(status).toBe(400)
    expect(body).toMatchObject({ Value: null, Errors: null, WasSuccessful: false })
  })
})

describe('the mandatory filter of invoice lines', () => {
  test('without it the list answers 400 with the known text', async () => {
    const { status, text } = await world.ask('GET', paths.lines)
    expect(status).toBe(400)
    expect(text).toBe(
      '{"Message":"Missing required filter: CoworkerInvoiceLine_CoworkerInvoice","Value":null,"Errors":null,"WasSuccessful":false}',
    )
  })
  test.each([
    'CoworkerInvoiceLine_CoworkerInvoice=1',
    'coworkerinvoiceline_coworkerinvoice=1',
    'Id=1',
    'CoworkerInvoiceLine_Id=[1]',
  ])('with %s it answers', async (query) => {
    const { status, body } = await world.ask('GET', `${paths.lines}?${query}`)
    expect({ status, total: body.TotalItems }).toEqual({ status: 200, total: 0 })
  })
  test('a batch get does not need it', async () => {
    const { status, body } = await world.ask('GET', `${paths.lines}?id=[1]`)
    expect({ status, body }).toEqual({ status: 200, body: [] })
  })
})
