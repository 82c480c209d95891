import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Amount, largestAmount, minus, plus, zero } from '../../src/engine/amount.ts'
import {
  creditKey,
  type Movement,
  type MovementKind,
  replay,
  type Unit,
  usedOf,
} from '../../src/engine/wallet.ts'

type Row = [sequence: number, creditId: number, kind: MovementKind, amount: number, left: number]

const movements = (...rows: Row[]): Movement[] =>
  rows.map(([sequence, creditId, kind, amount, left]) => ({
    sequence,
    unit: 'Money',
    creditId,
    kind,
    amount: amount as Amount,
    remaining: left as Amount,
  }))

describe('replaying a journal', () => {
  test('of nothing leaves nothing', () => {
    expect(replay([])).toEqual({ remaining: new Map(), discrepancies: [] })
  })

  test('answers what is left of each credit', () => {
    const { remaining, discrepancies } = replay(
      movements(
        [1, 7, 'Grant', 200, 200],
        [2, 8, 'Grant', 50, 50],
        [3, 7, 'Use', -80, 120],
        [4, 7, 'Return', 30, 150],
        [5, 8, 'Void', -50, 0],
        [6, 7, 'Edit', 300, 450],
        [7, 7, 'Edit', -200, 250],
        [8, 7, 'Adjust', -250, 0],
      ),
    )
    expect(discrepancies).toEqual([])
    expect([...remaining]).toEqual([
      ['Money 7', 0],
      ['Money 8', 0],
    ])
  })

  test('keeps money credit and time credit with the same id apart', () => {
    const [money] = movements([1, 7, 'Grant', 200, 200])
    const [time] = movements([2, 7, 'Grant', 90, 90])
    if (!money || !time) throw new Error('two movements were made')
    const { remaining, discrepancies } = replay([money, { ...time, unit: 'Time' }])
    expect(discrepancies).toEqual([])
    expect(remaining.get(creditKey('Money', 7))).toBe(200)
    expect(remaining.get(creditKey('Time', 7))).toBe(90)
  })
})

describe('a replay reports', () => {
  test.each<[string, Movement[], { sequence: number; problem: string }[]]>([
    [
      'a gap in the sequence, at every movement behind it',
      movements([1, 7, 'Grant', 200, 200], [3, 7, 'Use', -80, 120]),
      [{ sequence: 3, problem: 'expected sequence 2' }],
    ],
    [
      'a sequence that comes twice',
      movements([1, 7, 'Grant', 200, 200], [1, 7, 'Use', -80, 120]),
      [{ sequence: 1, problem: 'expected sequence 2' }],
    ],
    [
      'a journal that does not start at 1',
      movements([2, 7, 'Grant', 200, 200]),
      [{ sequence: 2, problem: 'expected sequence 1' }],
    ],
    [
      'a balance that the movements before it do not make',
      movements([1, 7, 'Grant', 200, 200], [2, 7, 'Use', -80, 121]),
      [{ sequence: 2, problem: 'recorded 121, replayed 120' }],
    ],
    [
      'a balance below nothing',
      movements([1, 7, 'Grant', 50, 50], [2, 7, 'Use', -80, -30]),
      [{ sequence: 2, problem: 'a credit never holds less than nothing' }],
    ],
    [
      'a credit that is granted twice',
      movements([1, 7, 'Grant', 50, 50], [2, 7, 'Grant', 50, 100]),
      [{ sequence: 2, problem: 'a credit is granted once' }],
    ],
    [
      'everything that is wrong with one movement',
      movements([1, 7, 'Grant', 50, 50], [4, 7, 'Use', -80, 0]),
      [
        { sequence: 4, problem: 'expected sequence 2' },
        { sequence: 4, problem: 'a credit never holds less than nothing' },
        { sequence: 4, problem: 'recorded 0, replayed -30' },
      ],
    ],
  ])('%s', (_, journal, discrepancies) => {
    expect(replay(journal).discrepancies).toEqual(discrepancies)
  })
})

// A journal as the ledger would have written it: random credits, and amounts that never take more than is left.
const steps = fc.array(
  fc.record({
    unit: fc.constantFrom<Unit>('Money', 'Time'),
    creditId: fc.integer({ min: 1, max: 3 }),
    share: fc.integer({ min: -100, max: 100 }),
  }),
  { maxLength: 40 },
)

function journalOf(list: (typeof steps extends fc.Arbitrary<infer T> ? T : never)[number][]) {
  const balances = new Map<string, Amount>()
  const journal = list.map(({ unit, creditId, share }, index): Movement => {
    const key = creditKey(unit, creditId)
    const before = balances.get(key)
    const amount = (
      before === undefined
        ? Math.abs(share) * 1_000
        : share < 0
          ? Math.ceil((before * share) / 100)
          : share
    ) as Amount
    const remaining = plus(before ?? zero, amount)
    balances.set(key, remaining)
    const kind: MovementKind = before === undefined ? 'Grant' : share < 0 ? 'Use' : 'Return'
    return { sequence: index + 1, unit, creditId, kind, amount, remaining }
  })
  return { journal, balances }
}

test('a journal that was written in order replays without a word to exactly its balances', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const { journal, balances } = journalOf(list)
      const { remaining, discrepancies } = replay(journal)
      expect(discrepancies).toEqual([])
      expect(remaining).toEqual(balances)
    }),
  )
})

test('a journal with any one movement missing is noticed, unless it is the last', () => {
  fc.assert(
    fc.property(steps, fc.nat(), (list, at) => {
      fc.pre(list.length > 1)
      const { journal } = journalOf(list)
      const missing = at % (journal.length - 1)
      const { discrepancies } = replay(journal.filter((_, index) => index !== missing))
      expect(discrepancies.length).toBeGreaterThan(0)
    }),
  )
})

test('a journal with any one amount changed is noticed', () => {
  fc.assert(
    fc.property(steps, fc.nat(), fc.integer({ min: 1, max: 1_000 }), (list, at, change) => {
      fc.pre(list.length > 0)
      const { journal } = journalOf(list)
      const changed = journal.map((movement, index) =>
        index === at % journal.length
          ? { ...movement, amount: plus(movement.amount, change as Amount) }
          : movement,
      )
      expect(replay(changed).discrepancies.length).toBeGreaterThan(0)
    }),
  )
})

test('what is used and what is left make the total', () => {
  fc.assert(
    fc.property(fc.nat({ max: largestAmount }), fc.nat({ max: largestAmount }), (one, other) => {
      const total = Math.max(one, other) as Amount
      const remaining = Math.min(one, other) as Amount
      expect(plus(usedOf(total, remaining), remaining)).toBe(total)
      expect(minus(total, usedOf(total, remaining))).toBe(remaining)
    }),
  )
})
