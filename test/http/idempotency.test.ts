// Idempotency-Key: a repeated request does its work once and answers the same bytes (design 3.6, wire 18).

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ReceiptKey, receiptId } from '../../src/storage/receipts.ts'
import { expectSoundWallet, journalOf, storyOf } from '../support/journal.ts'
import { makeCredit, makeCustomer, makeLocation, makeProduct, paths } from '../support/space.ts'
import { administrator } from '../support/template.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let customer: number
let credit: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
})
afterAll(() => world.close())

beforeEach(async () => {
  customer = await makeCustomer(world, location)
  credit = await makeCredit(world, location, customer)
})

let keys = 0
function newKey(): string {
  keys += 1
  return `key ${keys}`
}

const left = async () => (await world.ask('GET', `${paths.credits}/${credit}`)).body.RemainingCredit

/** POSTs a use under a key. */
const spend = (key: string, CreditUsed: unknown, given: Parameters<World['ask']>[2] = {}) =>
  world.ask('POST', paths.uses, {
    ...given,
    body: { CoworkerBookingCreditId: credit, CreditUsed },
    headers: { 'Idempotency-Key': key },
  })

describe('the same key and body', () => {
  test('R13 R15 answer the same bytes, ids included, and the work is done once', async () => {
    const key = newKey()
    const first = await spend(key, 40)
    await world.ask('PATCH', `${paths.credits}/${credit}`, { body: { Description: 'Later' } })
    const again = await spend(key, 40)
    expect(again.status).toBe(200)
    expect(again.text).toBe(first.text)
    expect(again.body.Value.CoworkerBookingCreditRemainingCredit).toBe(100)
    expect(await left()).toBe(60)
    expect(await storyOf(world, customer)).toEqual(['Grant 100', 'Use -40'])
    await expectSoundWallet(world, customer)
  })
  test('hold for PUT, PATCH, DELETE and commands as well', async () => {
    const product = await makeProduct(world, location)
    const other = await makeCustomer(world, location)
    const whole = (await world.ask('GET', `${paths.credits}/${credit}`)).body
    const requests = [
      ['PUT', paths.credits, { ...whole, TotalCredit: 150 }],
      ['PATCH', `${paths.credits}/${credit}`, { TotalCredit: 160 }],
      ['DELETE', `${paths.products}/${product}`, undefined],
      ['POST', `${paths.coworkers}/runcommand`, { Key: 'COWORKER_DELETE', Ids: [other] }],
    ] as const
    for (const [method, url, body] of requests) {
      const headers = { 'idempotency-key': newKey() }
      const first = await world.ask(method, url, { body, headers })
      const again = await world.ask(method, url, { body, headers })
      expect({ method, status: first.status }).toEqual({ method, status: 200 })
      expect(first.body.WasSuccessful).toBe(true)
      expect(again.text).toBe(first.text)
    }
    const expected = ['Grant 100', 'Edit 150', 'Edit -100', 'Edit 160', 'Edit -150']
    expect(await storyOf(world, customer)).toEqual(expected)
  })
  test('are noticed whatever the path looks like', async () => {
    const key = newKey()
    const body = { CoworkerBookingCreditId: credit, CreditUsed: 1 }
    const answers = await Promise.all(
      [
        paths.uses,
        paths.uses.toUpperCase(),
        `${paths.uses}/`,
        paths.uses.replace('/api/', '/api//'),
        paths.uses.replace('u', '%75'),
      ].map((url) => world.ask('POST', url, { body, headers: { 'idempotency-key': key } })),
    )
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await left()).toBe(99)
    const headers = { 'idempotency-key': newKey() }
    const given = { CoworkerBookingCreditId: credit, Amount: 1, Reason: 'Goodwill' }
    for (const id of [customer, `0${customer}`]) {
      await world.ask('POST', `/api/wallets/${id}/adjust`, { body: given, headers })
    }
    expect(await left()).toBe(100)
  })
  test('R14 at the same time are done once, and all get the one answer', async () => {
    const key = newKey()
    const answers = await Promise.all(Array.from({ length: 12 }, () => spend(key, 10)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await left()).toBe(90)
    expect(await storyOf(world, customer)).toEqual(['Grant 100', 'Use -10'])
  })
})

test('R14 the database keeps a key once for one user, method and path', async () => {
  const key = newKey()
  await spend(key, 1)
  const { executor } = world.service.database
  const { rows } = await sql<{
    id: string
  }>`select replace(id::text, '-', '') as id from receipt order by created_on desc limit 1`.execute(
    executor,
  )
  const [kept] = rows
  if (!kept) throw new Error('the spend left no receipt')
  const { rows: users } = await sql<{ id: number }>`
    select id from user_account where email = ${administrator.email}`.execute(executor)
  const asked = {
    userId: users[0]?.id ?? 0,
    method: 'POST',
    path: paths.uses,
    key,
  }
  expect(receiptId(asked)).toBe(kept.id)
  const again = (receipt: ReceiptKey) =>
    sql`insert into receipt (id, request_hash) values (${receiptId(receipt)}, ${receiptId(receipt)})`.execute(
      executor,
    )
  await expect(again(asked)).rejects.toMatchObject({ code: '23505' })
  for (const other of [
    { path: '/api/elsewhere' },
    { method: 'PUT' },
    { userId: 0 },
    { key: newKey() },
  ]) {
    await expect(again({ ...asked, ...other })).resolves.toBeDefined()
  }
})

test('R19 a repeat on an emptied credit answers what the first did', async () => {
  const first = await spend('to the last', 100)
  expect([first.status, await left()]).toEqual([200, 0])
  expect((await spend('another', 1)).status).toBe(400)
  expect((await spend('to the last', 100)).text).toBe(first.text)
})

describe('the same key with another body', () => {
  test('answers 409 with the write envelope, and nothing is done', async () => {
    const key = newKey()
    const first = await spend(key, 40)
    const { status, body } = await spend(key, 41)
    expect(status).toBe(409)
    expect(body).toMatchObject({ Value: null, Errors: null, WasSuccessful: false })
    expect(body.Message).toContain(key)
    expect(await left()).toBe(60)
    expect((await spend(key, 40)).text).toBe(first.text)
  })
  test('is another body also when it only says the same differently', async () => {
    const key = newKey()
    await spend(key, 40)
    expect((await spend(key, '40')).status).toBe(409)
  })
  test('at the same time lets one of them through', async () => {
    const key = newKey()
    const answers = await Promise.all([10, 20, 30].map((used) => spend(key, used)))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, 409, 409])
    expect(await storyOf(world, customer)).toHaveLength(2)
    await expectSoundWallet(world, customer)
  })
})

describe('a refusal leaves no receipt', () => {
  test('so the same request is tried anew', async () => {
    const key = newKey()
    expect((await spend(key, 101)).status).toBe(400)
    await world.ask('PATCH', `${paths.credits}/${credit}`, { body: { TotalCredit: 200 } })
    expect((await spend(key, 101)).status).toBe(200)
    expect(await left()).toBe(99)
  })
  test('and another one may take its key', async () => {
    const key = newKey()
    expect((await spend(key, 0)).status).toBe(400)
    expect((await spend(key, 1)).status).toBe(200)
  })
  test('also when a deletion or a command is refused with 200', async () => {
    const product = await makeProduct(world, location)
    const offer = { Name: 'Offer', ProductId: product, Credit: 1 }
    const id = await world.create(paths.offers, offer)
    const remove = (headers: Readonly<Record<string, string>>) =>
      world.ask('DELETE', `${paths.products}/${product}`, { headers })
    const headers = { 'idempotency-key': newKey() }
    expect((await remove(headers)).body.WasSuccessful).toBe(false)
    await world.ask('DELETE', `${paths.offers}/${id}`)
    expect((await remove(headers)).body.WasSuccessful).toBe(true)
  })
})

describe('a key counts', () => {
  test('for one user only', async () => {
    const key = newKey()
    const roles = ['CoworkerBookingCreditUseHistory-Create']
    const token = await world.signInAs({ roles })
    const mine = await spend(key, 1)
    const theirs = await spend(key, 1, { token })
    const again = await spend(key, 1, { token })
    expect(theirs.body.Value.Id).not.toBe(mine.body.Value.Id)
    expect(again.text).toBe(theirs.text)
    expect((await spend(key, 2, { token })).status).toBe(409)
    expect(await left()).toBe(98)
  })
  test('for one method and path only', async () => {
    const headers = { 'idempotency-key': newKey() }
    const body = { TotalCredit: 150 }
    const other = await makeCredit(world, location, customer)
    const url = `${paths.credits}/${credit}`
    const first = await world.ask('PATCH', url, { body, headers })
    const put = await world.ask('PUT', url, { body, headers })
    const second = await world.ask('PATCH', `${paths.credits}/${other}`, { body, headers })
    expect([first, put, second].map(({ status }) => status)).toEqual([200, 200, 200])
    expect(second.body.Value).toEqual({ Id: other })
  })
  test('not for reads', async () => {
    const headers = { 'idempotency-key': newKey() }
    const url = `${paths.credits}/${credit}`
    const before = await world.ask('GET', url, { headers })
    await world.ask('PATCH', url, { body: { Description: 'Later' } })
    expect((await world.ask('GET', url, { headers })).body.Description).toBe('Later')
    expect(before.body.Description).toBeNull()
  })
  test('up to 255 characters, and none at all means no key', async () => {
    expect((await spend('k'.repeat(255), 1)).status).toBe(200)
    expect((await spend('k'.repeat(255), 2)).status).toBe(409)
    const { status, body } = await spend('k'.repeat(256), 1)
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: 'Idempotency-Key' }])
    expect((await spend('', 1)).status).toBe(200)
    expect((await spend('', 2)).status).toBe(200)
    expect(await left()).toBe(96)
  })
  test('as it is written: another case is another key', async () => {
    await spend('case', 1)
    await spend('CASE', 1)
    expect(await left()).toBe(98)
  })
})

test('the movements of a request remember its key', async () => {
  const key = newKey()
  await spend(key, 1)
  const journal = await journalOf(world, customer)
  expect(journal.map(({ kind, receipt }) => ({ kind, receipt }))).toEqual([
    { kind: 'Grant', receipt: null },
    { kind: 'Use', receipt: key },
  ])
})
