// What a write answers, member by member in the documented order, and what it refuses (wire 9.1, 9.2, 9.6, 10; X23, X28).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  makeRate,
  makeTimeCredit,
  makeTimeUse,
  makeUse,
  paths,
} from '../support/space.ts'
import { type Answer, openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let customer: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
  customer = await makeCustomer(world, location)
})
afterAll(() => world.close())

/** The answer to a write that was done, but for what happens to vary. */
function success(answer: Answer, message: string, value: string): string {
  return (
    `{"Status":200,"Message":${JSON.stringify(message)},"Value":${value},"OpenInDialog":false,` +
    `"OpenInWindow":false,"RedirectURL":null,"JavaScript":null,"UpdatedOn":"${answer.body.UpdatedOn}",` +
    '"UpdatedBy":"admin@example.com","Errors":null,"WasSuccessful":true}'
  )
}

const failure = (message: string, errors = 'null') =>
  `{"Message":${JSON.stringify(message)},"Value":null,"Errors":${errors},"WasSuccessful":false}`

const required = (name: string) =>
  failure(
    `${name}: is a required field`,
    `[{"AttemptedValue":null,"Message":"is a required field","PropertyName":"${name}"}]`,
  )

/** The five documented entities: a record of each, and the bodies that a PUT takes. */
async function documented() {
  const credit = await makeCredit(world, location, customer)
  const rate = await makeRate(world, location)
  const timeCredit = await makeTimeCredit(world, location, customer, rate)
  const product = await makeProduct(world, location)
  const plan = await makePlan(world, location)
  const offer = { Name: 'Offer', Credit: 10 }
  return [
    {
      name: 'CoworkerBookingCreditUseHistory',
      path: paths.uses,
      id: await makeUse(world, credit, 10),
      body: { CoworkerBookingCreditId: credit, CreditUsed: 10 },
    },
    {
      name: 'CoworkerExtraServiceUseHistory',
      path: paths.timeUses,
      id: await makeTimeUse(world, timeCredit),
      body: { CoworkerExtraServiceId: timeCredit },
    },
    {
      name: 'CoworkerBookingCredit',
      path: paths.credits,
      id: credit,
      body: { CoworkerId: customer, BusinessId: location, TotalCredit: 100 },
    },
    {
      name: 'ProductBookingCredit',
      path: paths.offers,
      id: await world.create(paths.offers, { ...offer, ProductId: product }),
      body: { ...offer, ProductId: product },
    },
    {
      name: 'TariffBookingCredit',
      path: paths.planOffers,
      id: await world.create(paths.planOffers, { ...offer, TariffId: plan }),
      body: { ...offer, TariffId: plan },
    },
  ]
}

describe('the documented requests get the documented answers', () => {
  test('a PUT with the required members', async () => {
    for (const { name, path, id, body } of await documented()) {
      const answer = await world.ask('PUT', path, { body: { ...body, Id: id } })
      expect(answer.status).toBe(200)
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(answer.body.UpdatedOn).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      expect(answer.text).toBe(success(answer, `${name} was successfully updated.`, `{"Id":${id}}`))
    }
  })
  test('a PUT without one of them, each in turn', async () => {
    for (const { path, id, body } of await documented()) {
      for (const name of Object.keys(body)) {
        for (const missing of [undefined, null, '', '  ']) {
          const answer = await world.ask('PUT', path, {
            body: { ...body, Id: id, [name]: missing },
          })
          expect(answer.status).toBe(400)
          expect(answer.body.Message).toBe(`${name}: is a required field`)
          if (missing === undefined) expect(answer.text).toBe(required(name))
        }
      }
    }
  })
  test('a PUT without an Id names it first, and everything else too', async () => {
    for (const { path, body } of await documented()) {
      expect((await world.ask('PUT', path, { body })).text).toBe(required('Id'))
      const { Errors } = (await world.ask('PUT', path, { body: {} })).body
      expect(Errors.map((error: { PropertyName: string }) => error.PropertyName)).toEqual(
        expect.arrayContaining(['Id', ...Object.keys(body)]),
      )
      expect(Errors[0].PropertyName).toBe('Id')
    }
  })
  test('a PUT of an Id that does not exist answers 404 with the write envelope', async () => {
    for (const { name, path, body } of await documented()) {
      for (const Id of [87_654_321, '87654321', 0, -1]) {
        const { status, text } = await world.ask('PUT', path, { body: { ...body, Id } })
        expect({ status, text }).toEqual({
          status: 404,
          text: failure(`There is no ${name} with the Id ${Id}.`),
        })
      }
    }
  })
  test.each([['x'], [1.5], [true], [[1]], [1e99]])('a PUT of the Id %j answers 400', async (Id) => {
    const { status, body } = await world.ask('PUT', paths.credits, { body: { Id } })
    expect(status).toBe(400)
    expect(body.Errors[0]).toMatchObject({ PropertyName: 'Id', AttemptedValue: Id })
  })
})

describe('a POST', () => {
  test('answers 200 with the whole record, which the next get reads again', async () => {
    const body = { Name: 'Espresso', Description: 'x', BusinessId: location, Price: 2 }
    const product = { ...body, DisplayOrder: 1, CurrencyId: 3005 }
    const answer = await world.ask('POST', paths.products, { body: product })
    const { Value } = answer.body
    const message = "Record 'Espresso' has been succesfully created."
    expect(answer.status).toBe(200)
    const value = answer.text.slice(
      answer.text.indexOf('"Value":') + 8,
      answer.text.indexOf(',"OpenIn'),
    )
    expect(answer.text).toBe(success(answer, message, value))
    const { body: read } = await world.ask('GET', `${paths.products}/${Value.Id}`)
    const { CreatedOn, UpdatedOn, ...rest } = Value
    expect(Object.keys(read)).toEqual(Object.keys(Value))
    expect(read).toMatchObject(rest)
  })
  test('names a record without a name by its Id', async () => {
    const answer = await world.ask('POST', paths.credits, {
      body: { CoworkerId: customer, BusinessId: location, TotalCredit: 1 },
    })
    const { Id, ToStringText } = answer.body.Value
    expect(ToStringText).toBe(`#${Id}`)
    expect(answer.body.Message).toBe(`Record '#${Id}' has been succesfully created.`)
  })
  test('refused names every member at once, in their order, and the first one in the message', async () => {
    const { status, body, text } = await world.ask('POST', paths.credits, {
      body: { TotalCredit: 'much', ExpireDate: 'soon', BusinessId: 99_999, CoworkerId: 99_999 },
    })
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([
      { AttemptedValue: 99_999, PropertyName: 'CoworkerId' },
      { AttemptedValue: 99_999, PropertyName: 'BusinessId' },
      { AttemptedValue: 'much', PropertyName: 'TotalCredit' },
      { AttemptedValue: 'soon', PropertyName: 'ExpireDate' },
    ])
    expect(body.Message).toBe(`CoworkerId: ${body.Errors[0].Message}`)
    expect(text).toMatch(
      /^\{"Message":.*,"Value":null,"Errors":\[\{"AttemptedValue":99999,"Message":/,
    )
    expect(Object.keys(body)).toEqual(['Message', 'Value', 'Errors', 'WasSuccessful'])
  })
  test('names an id that is added under the name it was added by', async () => {
    const { body } = await world.ask('POST', paths.credits, {
      body: {
        CoworkerId: customer,
        BusinessId: location,
        TotalCredit: 1,
        AddedElegibleProducts: [77_777],
        ElegiblePasses: [88_888],
      },
    })
    expect(body.Errors).toMatchObject([
      { AttemptedValue: [77_777], PropertyName: 'AddedElegibleProducts' },
      { AttemptedValue: [88_888], PropertyName: 'ElegiblePasses' },
    ])
  })
})

describe('a PATCH', () => {
  test('of what is no id answers the envelope, which says so in words', async () => {
    const { status, body } = await world.ask('PATCH', `${paths.products}/none`, { body: {} })
    expect(status).toBe(404)
    expect(body).toEqual({
      Message: 'There is no record with the Id none.',
      Value: null,
      Errors: null,
      WasSuccessful: false,
    })
  })
})

describe('a DELETE', () => {
  test('answers null, and 404 from then on', async () => {
    const url = `${paths.products}/${await makeProduct(world, location)}`
    const answer = await world.ask('DELETE', url)
    expect(answer.status).toBe(200)
    expect(answer.text).toBe(success(answer, 'The record was deleted successfully.', 'null'))
    for (const method of ['DELETE', 'GET'] as const) {
      const { status, text } = await world.ask(method, url)
      expect({ status, text }).toEqual({ status: 404, text: '"Not found"' })
    }
  })
  test('refused because of dependants answers 200 with WasSuccessful false', async () => {
    const product = await makeProduct(world, location)
    const body = { Name: 'Offer', ProductId: product, Credit: 1 }
    const offer = await world.create(paths.offers, body)
    const text = failure(
      'You must delete all ProductBookingCredits using this record before you can delete it',
    )
    const refused = await world.ask('DELETE', `${paths.products}/${product}`)
    expect({ status: refused.status, text: refused.text }).toEqual({ status: 200, text })
    await world.ask('DELETE', `${paths.offers}/${offer}`)
    const { body: done } = await world.ask('DELETE', `${paths.products}/${product}`)
    expect(done.WasSuccessful).toBe(true)
  })
  test('is refused for a record that only a list names', async () => {
    const product = await makeProduct(world, location)
    await makeCredit(world, location, customer, { ElegibleProducts: [product] })
    const { status, body } = await world.ask('DELETE', `${paths.products}/${product}`)
    expect({ status, done: body.WasSuccessful }).toEqual({ status: 200, done: false })
  })
  test('needs no body, and does not mind one', async () => {
    const remove = async (text: string) =>
      world.ask('DELETE', `${paths.products}/${await makeProduct(world, location)}`, { text })
    for (const text of ['', '{}', 'null']) expect((await remove(text)).status).toBe(200)
  })
})

describe('verbs that an entity does not offer answer 405 and say which it does', () => {
  test.each([
    ['DELETE', `${paths.coworkers}/1`, 'GET, PUT, PATCH'],
    ['DELETE', `${paths.contracts}/1`, 'GET, PUT, PATCH'],
    ['DELETE', `${paths.uses}/1`, 'GET, PUT, PATCH'],
    ['DELETE', '/api/billing/coworkerinvoices/1', 'GET, PUT, PATCH'],
    ['POST', '/api/billing/coworkerinvoices', 'GET, PUT'],
    ['POST', paths.lines, 'GET, PUT'],
    ['POST', '/api/spaces/cancelledbookings', 'GET'],
    ['DELETE', paths.credits, 'GET, POST, PUT'],
    ['POST', `${paths.credits}/1`, 'GET, PUT, PATCH, DELETE'],
    ['GET', '/api/spaces/bookings/runcommand', 'POST'],
    ['PUT', '/api/spaces/bookings/runcommand', 'POST'],
    ['POST', '/api/spaces/bookings/commands', 'GET'],
    ['DELETE', '/api/spaces/bookings/commands', 'GET'],
    ['OPTIONS', '/api/sys/countries', 'GET'],
    ['OPTIONS', paths.credits, 'GET, POST, PUT'],
  ] as const)('%s %s', async (method, url, allow) => {
    const { status, body, headers } = await world.ask(method, url, { body: {} })
    expect(status).toBe(405)
    expect(headers.allow).toBe(allow)
    expect(body).toMatchObject({ Value: null, Errors: null, WasSuccessful: false })
  })
})

describe('a body that is none answers 400 with the write envelope', () => {
  const nested = `{"CoworkerId":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
  test.each([
    ['malformed JSON', '{"TotalCredit":'],
    ['JSON with more behind it', '{} {}'],
    ['a list', '[{"TotalCredit":1}]'],
    ['a text', '"TotalCredit"'],
    ['a number', '5'],
    ['null', 'null'],
    ['nothing', ''],
    ['blanks', ' \n'],
    ['a prototype in disguise', '{"__proto__":{"IsAdmin":true}}'],
    ['fifty thousand levels', nested],
  ])('%s', async (_, text) => {
    for (const headers of [{}, { 'idempotency-key': 'none' }]) {
      const { status, body } = await world.ask('POST', paths.credits, { text, headers })
      expect(status).toBe(400)
      expect(Object.keys(body)).toEqual(['Message', 'Value', 'Errors', 'WasSuccessful'])
      expect(body).toMatchObject({ Value: null, Errors: null, WasSuccessful: false })
    }
  })
  test('two megabytes answer 413 with the same envelope', async () => {
    const text = `{"Description":"${'x'.repeat(2_000_000)}"}`
    const { status, body } = await world.ask('POST', paths.credits, { text })
    expect(status).toBe(413)
    expect(Object.keys(body)).toEqual(['Message', 'Value', 'Errors', 'WasSuccessful'])
    expect(body).toMatchObject({ Value: null, Errors: null, WasSuccessful: false })
  })
  test('a kind of body that is not known', async () => {
    const headers = { 'content-type': 'application/xml' }
    const { status, body } = await world.ask('POST', paths.credits, { text: '<a/>', headers })
    expect({ status, done: body.WasSuccessful }).toEqual({ status: 400, done: false })
  })
  test.each([[{ toString: 1 }], [{}], [[]], [[true]], [[[[1]]]]])(
    '%j where a single value belongs',
    async (value) => {
      const names = ['CoworkerId', 'TotalCredit', 'ExpireDate', 'IsUniversalCredit', 'Description']
      const body = Object.fromEntries(names.map((name) => [name, value]))
      const { status, body: answer } = await world.ask('POST', paths.credits, { body })
      expect(status).toBe(400)
      const named = answer.Errors.map((error: { PropertyName: string }) => error.PropertyName)
      expect(named).toEqual(expect.arrayContaining(names))
    },
  )
})
