// How long a line may be: a crowd is let in, a line that stays too long is not, and both are told apart by time alone.

import { describe, expect, test } from 'vitest'
import { busy, createBatchLine, createLine, longestCrowd } from '../../src/operations/line.ts'

/** A clock that goes when it is told to. */
function clockAt(start: number) {
  let now = start
  return {
    clock: () => now,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

describe('a line', () => {
  test('lets a crowd in, however long it makes the line, and nobody once it has stayed too long', () => {
    const { clock, pass } = clockAt(0)
    const line = createLine(clock)
    expect(line.admits(10_000, 10)).toBe(true)
    pass(longestCrowd)
    expect(line.admits(10_000, 10)).toBe(true)
    pass(1)
    expect(line.admits(10_000, 10)).toBe(false)
    expect(line.admits(5, 10)).toBe(false)
    expect(line.admits(4, 10)).toBe(true)
  })
  test('is as long as it may be for ever, when nobody makes it longer', () => {
    const { clock, pass } = clockAt(0)
    const line = createLine(clock)
    for (let second = 0; second < 5; second += 1) {
      expect(line.admits(9, 10)).toBe(true)
      pass(longestCrowd)
    }
  })
  test('goes on sending away those beyond what is bearable while more come than are served', () => {
    const { clock, pass } = clockAt(0)
    const line = createLine(clock)
    const admitted = Array.from({ length: 300 }, () => {
      pass(10)
      return line.admits(10, 10)
    })
    expect(admitted.indexOf(false)).toBe(longestCrowd / 10 + 1)
    expect(admitted.lastIndexOf(true)).toBe(longestCrowd / 10)
  })
  test('takes who comes after a while for a new crowd, and not who comes when nobody waits', () => {
    const { clock, pass } = clockAt(0)
    const line = createLine(clock)
    const tire = () => {
      line.admits(10, 10)
      pass(longestCrowd)
      line.admits(10, 10)
      pass(longestCrowd)
      return line.admits(10, 10)
    }
    expect(tire()).toBe(false)
    expect(line.admits(0, 10)).toBe(true)
    pass(longestCrowd)
    expect(line.admits(10, 10)).toBe(false)
    pass(longestCrowd + 1)
    expect(line.admits(10, 10)).toBe(true)
  })
})

describe('a line for batches', () => {
  /** Full for longer than a crowd may be. */
  function tired(jobsUnderWay: number) {
    const { clock, pass } = clockAt(0)
    const line = createBatchLine(clock)
    const leave = line.enter(jobsUnderWay)
    for (let second = 0; second < 3; second += 1) {
      line.hasRoom(4_000)
      pass(1_000)
    }
    return { line, leave, pass }
  }

  test('counts what is under way with what waits: as many as go together are let in, and half of them once it is tired', () => {
    const { line } = tired(100)
    expect(line.hasRoom(27)).toBe(true)
    expect(line.hasRoom(28)).toBe(false)
  })
  test('has as much room as 60 ms are worth by the batches of late, and half of it once it is tired', () => {
    const { clock, pass } = clockAt(0)
    const line = createBatchLine(clock)
    const done = [line.enter(250), line.enter(250)]
    pass(50)
    // Two at a time, 250 in 50 ms each: ten jobs in a millisecond.
    done[0]?.()
    for (let second = 0; second < 3; second += 1) {
      line.hasRoom(4_000)
      pass(1_000)
    }
    expect(line.hasRoom(49)).toBe(true)
    expect(line.hasRoom(50)).toBe(false)
  })
  test('never lets more than 4,096 wait, not even of a crowd', () => {
    const line = createBatchLine(clockAt(0).clock)
    expect([line.hasRoom(4_095), line.hasRoom(4_096)]).toEqual([true, false])
  })
  test('is there again after a rest', () => {
    const { line, leave, pass } = tired(600)
    expect(line.hasRoom(0)).toBe(false)
    leave()
    pass(longestCrowd + 1)
    expect(line.hasRoom(0)).toBe(true)
    expect(line.hasRoom(600)).toBe(true)
  })
})

test('who is sent away is told when to come again', () => {
  expect(busy()).toMatchObject({ kind: 'busy', retryAfterSeconds: 1 })
})
