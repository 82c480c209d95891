// What is put off to the end of a turn of the event loop, and who no longer waits for it.

import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createTurn, longestTurn, putOff } from '../../src/operations/turn.ts'

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
})

test('a turn is long once it has gone on for longer than one may take, and the next one is not', async () => {
  const turn = createTurn()
  expect(turn.isLong()).toBe(false)
  vi.advanceTimersByTime(longestTurn)
  expect(turn.isLong()).toBe(false)
  vi.advanceTimersByTime(1)
  expect(turn.isLong()).toBe(true)
  await endOfTurn()
  expect(turn.isLong()).toBe(false)
})

describe('what is put off', () => {
  test('is done once, at the end of the turn', async () => {
    const run = vi.fn()
    const { schedule, hurry } = putOff(run)
    schedule()
    schedule()
    hurry()
    expect(run).not.toHaveBeenCalled()
    await endOfTurn()
    expect(run).toHaveBeenCalledTimes(1)
    hurry()
    await endOfTurn()
    expect(run).toHaveBeenCalledTimes(1)
  })

  test('is done at once in a long turn, and not again at its end', async () => {
    const run = vi.fn()
    const { schedule, hurry } = putOff(run)
    schedule()
    vi.advanceTimersByTime(longestTurn + 1)
    hurry()
    hurry()
    expect(run).toHaveBeenCalledTimes(1)
    await endOfTurn()
    expect(run).toHaveBeenCalledTimes(1)
  })

  test('waits for as long again when it is scheduled anew in the same turn', async () => {
    const run = vi.fn()
    const { schedule, hurry } = putOff(run)
    schedule()
    vi.advanceTimersByTime(longestTurn + 1)
    hurry()
    schedule()
    vi.advanceTimersByTime(longestTurn)
    hurry()
    expect(run).toHaveBeenCalledTimes(1)
    await endOfTurn()
    expect(run).toHaveBeenCalledTimes(2)
  })
})
