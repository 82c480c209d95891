// What people get wrong when they begin: each mistake is told in words that lead to what would be right.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCustomer, makeLocation, paths } from '../support/space.ts'
import { type Answer, type Ask, type Method, openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let customer: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
  customer = await makeCustomer(world, location)
})
afterAll(() => world.close())

const failed = ({ status, body }: Answer) => {
  expect(body).toMatchObject({ Value: null, WasSuccessful: false })
  return { status, message: body.Message }
}

describe('the kind of a body', () => {
  const text = '{"CoworkerId":1,"TotalCredit":5}'
  const sendAs = (type: string | undefined, sent: string, url: string = paths.credits) =>
    world.ask('POST', url, {
      text: sent,
      headers: type === undefined ? {} : { 'content-type': type },
    })

  test.each([
    ['', paths.credits],
    ['{"Charges":[{"Kind":"Booking","Amount":10}],"Reference":"a=b&c"}', '/api/wallets/1/quote'],
    [' [1,2]', '/api/wallets/1/spend'],
    [text, `${paths.bookings}/runcommand`],
  ])('JSON that calls itself a form, as curl sends it: %s', async (sent, url) => {
    const answer = await sendAs('application/x-www-form-urlencoded', sent || text, url)
    expect(failed(answer)).toEqual({
      status: 400,
      message:
        'The body looks like JSON, but the header Content-Type says that it is a form. Send Content-Type: application/json.',
    })
  })
  test('a form stays a form, whatever its values look like', async () => {
    const form = new URLSearchParams({ CoworkerId: String(customer), Description: '{"a":1}' })
    const { body } = await sendAs('application/x-www-form-urlencoded', form.toString())
    const named = body.Errors.map((error: { PropertyName: string }) => error.PropertyName)
    expect(named).toEqual(['BusinessId', 'TotalCredit'])
  })
  test.each(['text/plain', 'application/json'])('%s that is no JSON says where', async (type) => {
    const { status, message } = failed(await sendAs(type, '{"TotalCredit": 5,}'))
    expect(status).toBe(400)
    expect(message).toMatch(/^The body is not JSON: .* position 18/)
    expect(message).not.toContain('application/json')
  })
  test('members that would change the program', async () => {
    expect(failed(await sendAs('application/json', '{"__proto__":{"IsAdmin":true}}'))).toEqual({
      status: 400,
      message: 'The body may not have members called __proto__ or constructor.prototype.',
    })
  })
  test('a kind that is not known', async () => {
    expect(failed(await sendAs('application/xml', '<a/>'))).toEqual({
      status: 400,
      message:
        'The kind of body is not known. Send JSON with the header Content-Type: application/json.',
    })
  })
})

describe('the header Authorization', () => {
  test.each([
    ['', /^Sign in first: send a token /],
    ['0123456789abcdef', /^The header Authorization is neither the word Bearer with a token /],
    ['Bearer', /^The header Authorization is neither the word Bearer with a token /],
    ['Token 0123456789abcdef', /^The header Authorization must begin with Bearer or Basic: /],
    ['Bearer 0123456789abcdef', /^The token or the pair of email and password is not valid/],
  ])('%j', async (authorization, message) => {
    const headers = { authorization }
    const answer = await world.ask('GET', '/api/auth/me', { token: null, headers })
    expect(failed(answer)).toEqual({ status: 401, message: expect.stringMatching(message) })
  })
})

describe('another verb answers 405 with those that a path takes', () => {
  test.each<[Method, string, string]>([
    ['GET', '/api/token', 'POST'],
    ['POST', '/api/wallets', 'GET'],
    ['PUT', '/api/wallets/1', 'GET'],
    ['POST', '/api/wallets/1/statement', 'GET'],
    ['GET', '/api/wallets/1/quote', 'POST'],
    ['GET', '/api/wallets/1/Spend/', 'POST'],
    ['DELETE', '/api/wallets/1/release', 'POST'],
    ['PATCH', '/api/wallets/1/adjust', 'POST'],
    ['POST', '/api/reports/liability', 'GET'],
    ['PUT', '/api/sandbox/clock', 'GET, POST'],
    ['DELETE', '/api/auth/me', 'GET'],
    ['POST', '/healthz', 'GET'],
    ['DELETE', '/openapi.json', 'GET'],
  ])('%s %s', async (method, url, allow) => {
    const answer = await world.ask(method, url, method === 'GET' ? {} : { body: {} })
    expect(failed(answer)).toEqual({
      status: 405,
      message: `${url} does not offer ${method}, but ${allow}.`,
    })
    expect(answer.headers.allow).toBe(allow)
  })
  test('and what is nowhere is still not found', async () => {
    const { status } = await world.ask('POST', '/api/wallets/1/borrow', { body: {} })
    expect(status).toBe(404)
  })
})

describe('a value of the wrong kind', () => {
  const errorsOf = async (method: Method, url: string, ask: Ask) => {
    const { status, body } = await world.ask(method, url, ask)
    expect(status).toBe(400)
    return Object.fromEntries(
      body.Errors.map(({ PropertyName, Message }: Record<string, string>) => [
        PropertyName,
        Message,
      ]),
    )
  }

  test('an amount that is no number, and one that is too large', async () => {
    const credit = (TotalCredit: unknown) =>
      errorsOf('POST', paths.credits, {
        body: { CoworkerId: customer, BusinessId: location, TotalCredit },
      })
    for (const none of ['lots', '1,000', '', ' ', true, [5]]) {
      expect(await credit(none), JSON.stringify(none)).toEqual({
        TotalCredit: `${none}`.trim() === '' ? expect.any(String) : 'must be a number such as 12.5',
      })
    }
    for (const large of [1e12, '-900719925474.1', '1e400']) {
      expect(await credit(large)).toEqual({ TotalCredit: 'must be within ±900719925474.0991' })
    }
  })
  test('a named number that is none of the names lists them, or says where they are listed', async () => {
    const expected =
      'must be one of 1 (Minutes), 2 (Days), 3 (Weeks), 4 (Months), 5 (Uses), 6 (FourWeekMonths)'
    for (const ChargePeriod of ['Decades', 77, 1.5, true, {}]) {
      const errors = await errorsOf('POST', '/api/billing/extraservices', {
        body: { Name: 'Hour', ChargePeriod },
      })
      expect(errors.ChargePeriod, JSON.stringify(ChargePeriod)).toBe(expected)
    }
    const hook = { BusinessId: location, Name: 'Hook', URL: 'https://example.com' }
    const errors = await errorsOf('POST', '/api/sys/webhooks', { body: { ...hook, Action: 'Fly' } })
    expect(errors).toEqual({
      Action:
        'must be a number or a name of eWebhookAction, which GET /api/utils/enums?name=eWebhookAction lists',
    })
  })
  test('a format that is not offered', async () => {
    for (const list of [`/api/wallets/${customer}/statement`, '/api/wallets']) {
      expect(await errorsOf('GET', `${list}?format=xml`, {})).toEqual({
        format: 'must be one of csv, json',
      })
      const json = { accept: 'text/csv' }
      const { headers } = await world.ask('GET', `${list}?format=JSON`, { headers: json })
      expect(headers['content-type']).toMatch(/^application\/json/)
    }
  })
})

test('filters and members that do not exist are passed over, as the service that is stood in for does', async () => {
  const all = await world.ask('GET', paths.coworkers)
  const misspelt = await world.ask('GET', `${paths.coworkers}?Coworker_FulName=nobody`)
  expect(misspelt.body.TotalItems).toBe(all.body.TotalItems)
  const id = await world.create(paths.credits, {
    CoworkerId: customer,
    BusinessId: location,
    TotalCredit: 5,
    Descripton: 'misspelt',
  })
  expect((await world.ask('GET', `${paths.credits}/${id}`)).body.Description).toBeNull()
})

test('a size below 1 is served as 1, above 1000 as 1000', async () => {
  for (const [size, served] of [
    [0, 1],
    [-5, 1],
    [5000, 1000],
  ]) {
    const { body } = await world.ask('GET', `${paths.coworkers}?size=${size}`)
    expect(body.CurrentPageSize).toBe(served)
  }
})
