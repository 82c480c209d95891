// Lists in binary form mean the same to the database as those written as text.

import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Amount, formatAmount, largestAmount } from '../../src/engine/amount.ts'
import { amounts, bigints, instants, integers, uuids } from '../../src/storage/binary-lists.ts'
import { instantList, plainList } from '../../src/storage/lists.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const number = (one: number | null) => one
const amount = (one: Amount) => one
const text = (one: string) => one

async function expectSame(type: string, binary: Buffer, text: string): Promise<void> {
  const as = (value: unknown): RawBuilder<unknown> => sql`${value}::${sql.raw(type)}`
  const { rows } = await sql<{ binary: string; text: string; same: boolean }>`
    select ${as(binary)}::text as binary, ${as(text)}::text as text, ${as(binary)} = ${as(text)} as same`.execute(
    world.service.database.executor,
  )
  expect(rows[0]?.same, `${rows[0]?.binary} is not ${rows[0]?.text}`).toBe(true)
}

const wholes = [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32) - 1, 2 ** 53 - 1, 1 - 2 ** 53]

test('whole numbers, with and without nulls, many and none', async () => {
  for (const list of [
    wholes,
    [null, 7, null],
    [null],
    [],
    Array.from({ length: 999 }, (_, n) => n),
  ]) {
    await expectSame('bigint[]', bigints(number)(list), plainList(list))
  }
  const small = [0, 1, -1, null, 2 ** 31 - 1, -(2 ** 31)]
  await expectSame('int[]', integers(number)(small), plainList(small))
})

test('amounts: every number of digits before and behind the point', async () => {
  const list = [0, largestAmount, -largestAmount]
  for (let power = 1; power < largestAmount; power *= 10) {
    list.push(power, -power, power - 1, power + 1, 9 * power + 5_000)
  }
  const exact = list.filter((one) => Math.abs(one) <= largestAmount) as Amount[]
  await expectSame('numeric[]', amounts(amount)(exact), plainList(exact.map(formatAmount)))
})

test('instants: before and after the first that PostgreSQL counts from, and further than it goes', async () => {
  const list = [
    0,
    Date.UTC(2000, 0, 1),
    Date.UTC(1999, 11, 31, 23, 59, 59, 999),
    Date.UTC(2026, 1, 28, 12, 0, 0, 1),
    Date.UTC(1, 0, 1),
    Date.UTC(9999, 11, 31, 23, 59, 59, 999),
    8.64e15,
    -8.64e15,
    null,
  ]
  await expectSame('timestamptz[]', instants(number)(list), instantList(list))
})

test('digests', async () => {
  const list = ['0123456789abcdef0123456789abcdef', 'f'.repeat(32), '0'.repeat(32)]
  await expectSame('uuid[]', uuids(text)(list), plainList(list))
})

test('what is no such value is refused, and not written as another', () => {
  for (const wrong of [Number.NaN, 0.5, 2 ** 53, undefined as unknown as number]) {
    expect(() => bigints(number)([wrong])).toThrow(RangeError)
    expect(() => amounts(amount)([wrong as Amount])).toThrow(RangeError)
    expect(() => integers(number)([wrong])).toThrow(RangeError)
  }
  expect(() => integers(number)([2 ** 31])).toThrow(RangeError)
  expect(() => instants(number)([Number.NaN])).toThrow(RangeError)
  for (const wrong of [
    '',
    'F'.repeat(32),
    'g'.repeat(32),
    '6b7442f7-b948-4d2c-8a57-0123456789ab',
  ]) {
    expect(() => uuids(text)([wrong])).toThrow(RangeError)
  }
})
