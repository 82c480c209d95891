// When a batch is worth starting, by the clock.

import { describe, expect, test } from 'vitest'
import { createPace } from '../../src/operations/fold-pace.ts'

const limits = { fewestBeside: 16, mostPerBatch: 100 }

describe('nothing under way', () => {
  test('whoever comes first does not wait', () => {
    expect(
      createPace(limits).delay({ now: 1_000, waiting: 1, oldest: 1_000, isUnderWay: false }),
    ).toBeLessThanOrEqual(0)
  })
  test('as many as were just answered are awaited for a moment, and then no longer', () => {
    const pace = createPace(limits)
    pace.answered(1_000, { jobs: 40, waiting: 20, isFull: false })
    const standing = { waiting: 59, oldest: 999, isUnderWay: false }
    expect(pace.delay({ ...standing, now: 1_000.5 })).toBe(1.5)
    expect(pace.delay({ ...standing, now: 1_002 })).toBeLessThanOrEqual(0)
    expect(pace.delay({ ...standing, now: 1_000.5, waiting: 60 })).toBeLessThanOrEqual(0)
  })
  test('no more are awaited than a batch takes', () => {
    const pace = createPace(limits)
    const standing = { now: 1_000, oldest: 999, isUnderWay: false }
    pace.answered(1_000, { jobs: 90, waiting: 90, isFull: false })
    expect(pace.delay({ ...standing, waiting: 99 })).toBe(2)
    expect(pace.delay({ ...standing, waiting: 100 })).toBeLessThanOrEqual(0)
    pace.answered(1_000, { jobs: 64, waiting: 64, isFull: true })
    expect(pace.delay({ ...standing, waiting: 63 })).toBe(2)
    expect(pace.delay({ ...standing, waiting: 64 })).toBeLessThanOrEqual(0)
  })
  test('one who asks again and again alone is not held up', () => {
    const pace = createPace(limits)
    pace.answered(1_000, { jobs: 1, waiting: 0, isFull: false })
    expect(
      pace.delay({ now: 1_000.1, waiting: 1, oldest: 1_000.1, isUnderWay: false }),
    ).toBeLessThanOrEqual(0)
  })
})

describe('beside a batch under way', () => {
  test('few wait a little, in case it ends soon', () => {
    const pace = createPace(limits)
    const few = { waiting: 15, oldest: 1_000, isUnderWay: true }
    expect(pace.delay({ ...few, now: 1_001 })).toBe(4)
    expect(pace.delay({ ...few, now: 1_005 })).toBeLessThanOrEqual(0)
  })
  test('many do not', () => {
    const many = { now: 1_000, waiting: 16, oldest: 1_000, isUnderWay: true }
    expect(createPace(limits).delay(many)).toBeLessThanOrEqual(0)
  })
})
