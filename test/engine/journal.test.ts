// Numbers and instants of movements that are appended to journals.

import { describe, expect, test } from 'vitest'
import { type Coming, continueJournals, isBackdated } from '../../src/engine/journal.ts'

const noon = Date.parse('2037-05-04T12:00:00Z')
const minute = 60_000

const coming = (given: Partial<Coming> = {}): Coming => ({
  coworkerId: 1,
  credit: 'Money 5',
  kind: 'Use',
  now: noon,
  ...given,
})

const ends = (recordedAt: number | null) => new Map([[1, { sequence: 7, recordedAt }]])

describe('a journal goes on', () => {
  test('without a gap, wallet by wallet', () => {
    const before = new Map([...ends(noon - 1), [2, { sequence: 0, recordedAt: null }] as const])
    const journals = continueJournals(before)
    const numbers = [1, 2, 1, 1].map(
      (coworkerId) => journals.append(coming({ coworkerId })).sequence,
    )
    expect(numbers).toEqual([8, 1, 9, 10])
    expect([...journals.ends]).toEqual([
      [1, { sequence: 10, recordedAt: noon }],
      [2, { sequence: 1, recordedAt: noon }],
    ])
    expect([...before.values()].map(({ sequence }) => sequence)).toEqual([7, 0])
  })

  test('not at all without a wallet', () => {
    const journals = continueJournals(ends(null))
    expect(() => journals.append(coming({ coworkerId: 3 }))).toThrow('customer 3 has no wallet')
  })

  test('when its wallet was last recorded by a clock that was ahead', () => {
    const journals = continueJournals(ends(noon + minute))
    expect(journals.append(coming())).toEqual({
      sequence: 8,
      recordedAt: noon + minute,
      occurredAt: noon + minute,
    })
    expect(journals.append(coming({ now: noon + 2 * minute })).recordedAt).toBe(noon + 2 * minute)
  })

  test('never backwards, whoever of a batch was first to ask', () => {
    const journals = continueJournals(ends(null))
    const nows = [noon + 9, noon, noon + 10]
    const places = nows.map((now) => journals.append(coming({ now })))
    expect(places.map(({ recordedAt }) => recordedAt)).toEqual([noon + 9, noon + 9, noon + 10])
    expect(places.map(({ occurredAt }) => occurredAt)).toEqual([noon + 9, noon + 9, noon + 10])
  })
})

describe('what counts from an earlier instant', () => {
  const early = noon - 10 * minute

  test('counts from then, and is recorded now', () => {
    const journals = continueJournals(ends(noon - minute), new Map([['Money 5', early - minute]]))
    const { recordedAt, occurredAt } = journals.append(coming({ occurredAt: early }))
    expect([recordedAt, occurredAt]).toEqual([noon, early])
  })

  test('counts after what its credit has seen, in the journal and in the same batch', () => {
    const journals = continueJournals(ends(noon - minute), new Map([['Money 5', early + minute]]))
    const occurred = (given: Partial<Coming>) => journals.append(coming(given)).occurredAt
    expect(occurred({ occurredAt: early })).toBe(early + minute)
    expect(occurred({ occurredAt: early + 2 * minute })).toBe(early + 2 * minute)
    expect(occurred({ occurredAt: early })).toBe(early + 2 * minute)
    // Another credit of the wallet has seen nothing.
    expect(occurred({ occurredAt: early, credit: 'Time 5' })).toBe(early)
  })

  test('is asked about, unless it is the first of its credit', () => {
    expect(isBackdated(coming({ occurredAt: early }))).toBe(true)
    expect(isBackdated(coming({ occurredAt: early, kind: 'Grant' }))).toBe(false)
    expect(isBackdated(coming({ occurredAt: noon }))).toBe(false)
    expect(isBackdated(coming())).toBe(false)
  })

  test('of a grant is what was said, and what follows it in the batch counts no earlier', () => {
    const journals = continueJournals(ends(noon - minute))
    const grant = journals.append(coming({ kind: 'Grant', occurredAt: early }))
    const taken = journals.append(coming({ kind: 'Adjust', occurredAt: early - minute }))
    expect([grant.occurredAt, taken.occurredAt]).toEqual([early, early])
  })
})
