// What entries come to before anything is written (design 3): sequences, balances and refusals, of many customers at once.

import { describe, expect, test } from 'vitest'
import { creditKey } from '../../src/engine/wallet.ts'
import { Failure } from '../../src/failure.ts'
import { type Call, serviceActor } from '../../src/operations/call.ts'
import { drawUp, type Entry, type Standing } from '../../src/operations/ledger.ts'
import { digest } from '../../src/storage/receipts.ts'
import type { Balance } from '../../src/storage/wallets.ts'
import { money } from '../engine/worlds.ts'

const now = Date.parse('2037-05-04T09:00:00Z')
const idempotency = { method: 'POST', path: '/', key: 'abc', requestHash: digest('') }
const work: Call = { actor: serviceActor('desk@example.com'), now, idempotency }

const entry = (creditId: number, amount: number, given: Partial<Entry> = {}): Entry => ({
  unit: 'Money',
  coworkerId: 1,
  creditId,
  kind: 'Use',
  amount: money(amount),
  property: 'CreditUsed',
  attempted: amount,
  ...given,
})

const balance = (creditId: number, remaining: number, given: Partial<Balance> = {}): Balance => ({
  unit: 'Money',
  coworkerId: 1,
  creditId,
  total: money(100),
  remaining: money(remaining),
  isDeleted: false,
  ...given,
})

const standing = (...balances: readonly Balance[]): Standing => ({
  ends: new Map([
    [1, { sequence: 7, recordedAt: now - 20 }],
    [2, { sequence: 0, recordedAt: null }],
  ]),
  balances: new Map(balances.map((one) => [creditKey(one.unit, one.creditId), one])),
  lastOccurred: new Map(),
})

describe('entries that are drawn up', () => {
  test('are numbered from the last movement of each wallet on, and say what each of them leaves', () => {
    const { movements, balances, ends } = drawUp(
      work,
      [
        entry(5, -30),
        entry(9, -1, { coworkerId: 2, unit: 'Time' }),
        entry(5, -20),
        entry(6, 15, { kind: 'Return' }),
      ],
      standing(
        balance(5, 80),
        balance(6, 20),
        balance(9, 4, { coworkerId: 2, unit: 'Time', total: money(4) }),
      ),
    )
    expect(
      movements.map((one) => [
        one.coworkerId,
        one.sequence,
        one.creditId,
        one.amount,
        one.remaining,
      ]),
    ).toEqual([
      [1, 8, 5, money(-30), money(50)],
      [2, 1, 9, money(-1), money(3)],
      [1, 9, 5, money(-20), money(30)],
      [1, 10, 6, money(15), money(35)],
    ])
    expect([...ends]).toEqual([
      [1, { sequence: 10, recordedAt: now }],
      [2, { sequence: 1, recordedAt: now }],
    ])
    expect(balances).toEqual([
      balance(5, 30),
      balance(9, 3, { coworkerId: 2, unit: 'Time', total: money(4) }),
      balance(6, 35),
    ])
  })

  test('say when, by whom, why and under which key, and what they say themselves comes first', () => {
    const other: Call = { actor: serviceActor('member@example.com'), now: now + 5 }
    const told = { useId: 3, reason: 'moved', occurredAt: now - 9 }
    const { movements } = drawUp(
      work,
      [entry(5, -1), entry(5, -1, told), entry(5, -1, { call: other })],
      standing(balance(5, 80)),
    )
    const plain = {
      unit: 'Money',
      coworkerId: 1,
      creditId: 5,
      kind: 'Use',
      amount: money(-1),
      sequence: 8,
      remaining: money(79),
      useId: null,
      occurredAt: now,
      recordedAt: now,
      by: 'desk@example.com',
      reason: null,
      receipt: 'abc',
    }
    expect(movements).toEqual([
      plain,
      { ...plain, ...told, occurredAt: now, sequence: 9, remaining: money(78) },
      {
        ...plain,
        sequence: 10,
        remaining: money(77),
        occurredAt: now + 5,
        recordedAt: now + 5,
        by: 'member@example.com',
        receipt: null,
      },
    ])
  })

  test('take the last of a credit, and not a ten-thousandth more', () => {
    const drawn = drawUp(work, [entry(5, -80)], standing(balance(5, 80)))
    expect(drawn.balances).toEqual([balance(5, 0)])
    const failure = refusalOf(() => drawUp(work, [entry(5, -80.0001)], standing(balance(5, 80))))
    expect(failure.errors).toEqual([
      {
        property: 'CreditUsed',
        message: 'is more than the credit allows: 80.0 of 100.0 is left',
        attempted: -80.0001,
      },
    ])
  })

  test('are refused by what is left after those before them', () => {
    const entries = [entry(5, -50), entry(5, -31, { attempted: undefined, property: 'Amount' })]
    const failure = refusalOf(() => drawUp(work, entries, standing(balance(5, 80))))
    expect(failure.errors).toEqual([
      {
        property: 'Amount',
        message: 'is more than the credit allows: 30.0 of 100.0 is left',
        attempted: null,
      },
    ])
  })

  test('S14 raise a total to what comes back, and leave any other as it is', () => {
    const drawn = drawUp(
      work,
      [entry(5, 30, { kind: 'Return' }), entry(6, 30, { kind: 'Return' })],
      standing(balance(5, 80), balance(6, 70)),
    )
    expect(drawn.balances).toEqual([balance(5, 110, { total: money(110) }), balance(6, 100)])
  })

  test('need a credit and a wallet', () => {
    const before = standing(balance(5, 80))
    expect(() => drawUp(work, [entry(6, -1)], before)).toThrow('unknown credit Money 6')
    expect(() => drawUp(work, [entry(5, -1, { unit: 'Time' })], before)).toThrow('Time 5')
    expect(() => drawUp(work, [entry(5, -1, { coworkerId: 3 })], before)).toThrow('no wallet')
    expect(drawUp(work, [], before)).toEqual({ movements: [], balances: [], ends: new Map() })
  })
})

function refusalOf(action: () => unknown): Failure {
  try {
    action()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was refused')
}
