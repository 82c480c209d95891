// Values that mean something to somebody else: to a database, a spreadsheet, a program.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import { type Filter, filtersOf } from '../../src/entities/filters.ts'
import { importText } from '../support/import.ts'
import { Samples } from '../support/samples.ts'
import {
  makeCredit,
  makeCustomer,
  makeLocation,
  makeRate,
  makeTimeCredit,
  paths,
} from '../support/space.ts'
import { makeUser, passwordGrant } from '../support/users.ts'
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

describe('SQL in a value is a value', () => {
  const injections = [
    "x' or '1'='1",
    '1) or (1=1',
    "'; delete from coworker; --",
    '1 union select 1',
    '$1',
    "\\'",
  ]

  beforeAll(async () => {
    const samples = new Samples(world)
    for (const { name } of catalog.entities) await samples.id(name)
  })

  const lists = catalog.entities
    .filter(({ operations }) => operations.includes('list'))
    .map((owner) => ({ owner, filters: [...filtersOf(catalog, owner).values()] }))
  const isText = ({ kind }: Filter) => kind.column === 'text' || kind.column === 'text[]'

  test('every filter by anything but texts says that it is none', async () => {
    for (const { owner, filters } of lists) {
      const names = filters.filter((filter) => !isText(filter)).map(({ parameter }) => parameter)
      const query = new URLSearchParams(
        names.map((name, n): [string, string] => [name, injections[n % injections.length] ?? '']),
      )
      const { status, body } = await world.ask('GET', `${owner.path}?${query}`)
      const told = body.Errors.map((error: { PropertyName: string }) => error.PropertyName)
      expect({ status, told: told.sort() }).toEqual({ status: 400, told: names.sort() })
    }
  })
  test('every filter by texts finds what has that text, which is nothing', async () => {
    for (const { owner, filters } of lists) {
      for (const [n, { parameter }] of filters.filter(isText).entries()) {
        const query = new URLSearchParams({ [parameter]: injections[n % injections.length] ?? '' })
        if (owner.requiredFilter) query.set(owner.requiredFilter, '1')
        const { status, body } = await world.ask('GET', `${owner.path}?${query}`)
        expect({ parameter, status, found: body.TotalItems }).toEqual({
          parameter,
          status: 200,
          found: 0,
        })
      }
    }
  })
  test.each(['orderBy', 'dir', 'page', 'size', 'id'])('%s takes none of it', async (parameter) => {
    for (const injection of injections) {
      for (const list of [paths.coworkers, '/api/wallets', '/api/reports/liability']) {
        const text = encodeURIComponent(parameter === 'id' ? `[1,${injection}]` : injection)
        const { status, body } = await world.ask('GET', `${list}?${parameter}=${text}`)
        // Beside the lists of records, an id is a parameter that nobody knows.
        if (parameter === 'id' && list !== paths.coworkers) expect(status).toBe(200)
        else
          expect({ status, names: body.Errors[0].PropertyName.toLowerCase() }).toEqual({
            status: 400,
            names: parameter.toLowerCase(),
          })
      }
    }
  })
  test('nor does an id in a path', async () => {
    for (const injection of injections) {
      const text = encodeURIComponent(`${customer} ${injection}`)
      for (const path of [
        `${paths.coworkers}/${text}`,
        `/api/wallets/${text}`,
        `/api/wallets/${text}/statement`,
      ]) {
        expect((await world.ask('GET', path)).status).toBe(404)
      }
      expect((await world.ask('DELETE', `${paths.credits}/${text}`)).status).toBe(404)
    }
  })
  test('nor a parameter of a statement', async () => {
    for (const parameter of [
      'from',
      'to',
      'format',
      'kind',
      'CoworkerBookingCreditId',
      'dir',
      'size',
    ]) {
      for (const injection of injections) {
        const url = `/api/wallets/${customer}/statement?${parameter}=${encodeURIComponent(injection)}`
        const { status } = await world.ask('GET', url)
        expect({ parameter, status }).toEqual({ parameter, status: 400 })
      }
    }
  })
})

describe('cells of CSV', () => {
  const texts = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1',
    "'=1",
    "''=1",
    "it's",
    "'quoted'",
    '1-1',
    ' =1',
  ]
  const guarded = [
    "'=1+1",
    "'+1",
    "'-1",
    "'@SUM(A1)",
    "'\t=1",
    "'\r=1",
    "'\n=1",
    "'＝1",
    "''=1",
    "'''=1",
    "it's",
    "'quoted'",
    '1-1',
    ' =1',
  ]

  test('are texts where a spreadsheet would take them for formulas, and read back as they were', async () => {
    const rows = texts.map((_, n) => `${customer},${location},1,"${guarded[n]}"`)
    await importText(world, ['CoworkerId,BusinessId,TotalCredit,Description', ...rows].join('\r\n'))
    const { body } = await world.ask(
      'GET',
      `${paths.credits}?CoworkerBookingCredit_Coworker=${customer}&size=100`,
    )
    expect(body.Records.map(({ Description }: { Description: string }) => Description)).toEqual(
      texts,
    )
    const { text } = await world.ask(
      'GET',
      `/api/wallets/${customer}/statement?format=csv&dir=asc&size=100`,
    )
    for (const cell of guarded) {
      const written = /[",\r\n]/.test(cell) ? `"${cell}"` : cell
      expect(text).toContain(`,${written},`)
    }
  })
  test('stay numbers where they are numbers, also below zero', async () => {
    const id = await makeCredit(world, location, customer, { TotalCredit: 5 })
    await world.ask('POST', `/api/wallets/${customer}/adjust`, {
      body: { CoworkerBookingCreditId: id, Amount: -2.5, Reason: '-2.5' },
    })
    const { text } = await world.ask(
      'GET',
      `/api/wallets/${customer}/statement?format=csv&CoworkerBookingCreditId=${id}`,
    )
    expect(text).toContain(',-2.5,')
    expect(text).toContain(",'-2.5,")
  })
  test('are guarded in every list that is sent as CSV', async () => {
    const other = await makeLocation(world, { Name: '=cmd|A1' })
    const name = '@SUM(1+1)'
    const somebody = await makeCustomer(world, other, { FullName: name })
    await makeCredit(world, other, somebody, {
      Description: '+1',
      ExpireDate: '2020-01-01T00:00:00Z',
      ValidFrom: '2019-01-01T00:00:00Z',
    })
    for (const list of [
      '/api/wallets',
      `/api/wallets/${somebody}/statement`,
      '/api/reports/liability',
      '/api/reports/breakage',
      '/api/reports/health',
      '/api/reports/policies',
      '/api/audit',
    ]) {
      const { status, text } = await world.ask('GET', `${list}?format=csv`)
      expect({ list, status }).toEqual({ list, status: 200 })
      expect(text).not.toMatch(/(^|,|")[=@](cmd|SUM)/m)
    }
  })
})

describe('what would change the program', () => {
  const dangerous = [
    '__proto__',
    'constructor',
    'prototype',
    '__proto__[IsAdmin]',
    'constructor[prototype][IsAdmin]',
    'constructor.prototype.IsAdmin',
  ]

  test('is a name like any other in forms and addresses, and makes nobody an administrator', async () => {
    const person = await makeUser(world, {})
    const { body } = await passwordGrant(world, person)
    const form = new URLSearchParams([
      ...dangerous.map((name) => [name, 'true']),
      ['FullName', 'Eve'],
    ] as [string, string][])
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const [method, path] of [
      ['POST', paths.users],
      ['PATCH', `${paths.users}/${person.id}`],
      ['PUT', paths.users],
      ['POST', '/api/token'],
      ['POST', `/api/wallets/${customer}/spend`],
    ] as const) {
      const answer = await world.ask(method, `${path}?${form}`, { text: form.toString(), headers })
      expect(answer.status).toBeLessThan(500)
    }
    expect((await world.ask('GET', `${paths.coworkers}?${form}`)).status).toBe(200)
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('IsAdmin')
    const me = await world.ask('GET', '/api/auth/me', { token: body.access_token })
    expect(me.body.IsAdmin).toBe(false)
  })
  test('is refused in JSON, however deep it lies', async () => {
    for (const inner of [
      '{"__proto__":{"IsAdmin":true}}',
      '{"constructor":{"prototype":{"IsAdmin":true}}}',
      '{"\\u005f_proto__":1}',
    ]) {
      for (const text of [inner, `{"Charges":[${inner}]}`, `[${inner}]`]) {
        const { status } = await world.ask('POST', `/api/wallets/${customer}/spend`, { text })
        expect({ text, status }).toEqual({ text, status: 400 })
      }
    }
  })
})

describe('bodies', () => {
  test('that are not UTF-8 are refused, because they would be stored as something else', async () => {
    const send = (payload: Buffer) =>
      world.app.inject({
        method: 'POST',
        url: paths.credits,
        payload,
        headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
      })
    const body = (description: Buffer) =>
      Buffer.concat([
        Buffer.from(
          `{"CoworkerId":${customer},"BusinessId":${location},"TotalCredit":1,"Description":"`,
        ),
        description,
        Buffer.from('"}'),
      ])
    for (const bytes of [
      [0xff],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xe9],
      [0xf4, 0x90, 0x80, 0x80],
    ]) {
      const answer = await send(body(Buffer.from(bytes)))
      expect(answer.statusCode).toBe(400)
      expect(answer.json()).toMatchObject({
        Message: 'The body is not UTF-8.',
        WasSuccessful: false,
      })
    }
    expect((await send(body(Buffer.from('é 席 🪑')))).json().Value.Description).toBe('é 席 🪑')
  })
  test('with lists of thousands are answered like others', async () => {
    const many = Array.from({ length: 50_000 }, (_, n) => n + 1_000)
    for (const [path, body] of [
      [
        paths.credits,
        { CoworkerId: customer, BusinessId: location, TotalCredit: 1, ElegibleProducts: many },
      ],
      [`${paths.coworkers}/runcommand`, { Key: 'COWORKER_BILL_RUN', Ids: many }],
      [
        `/api/wallets/${customer}/spend`,
        { Charges: many.slice(0, 10_000).map(() => ({ Kind: 'Other', Amount: 1 })) },
      ],
    ] as const) {
      const answer = await world.ask('POST', path, { body })
      expect(answer.body.WasSuccessful).toBe(false)
      expect([200, 400]).toContain(answer.status)
    }
  })
})

test('time credit beyond 32 bits is read as of an instant, too', async () => {
  const rate = await makeRate(world, location, { ChargePeriod: 'Uses' })
  const id = await makeTimeCredit(world, location, customer, rate, { TotalUses: 2_147_483_648 })
  const { status, body } = await world.ask(
    'GET',
    `/api/wallets/${customer}?at=2090-01-01T00:00:00Z`,
  )
  expect(status).toBe(200)
  const held = body.TimeCredits.find((one: { Id: number }) => one.Id === id)
  expect(held.RemainingUses).toBe(2_147_483_648)
})
