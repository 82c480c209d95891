// Answers that are kept: the same as if they were worked out anew, and no more of them than may be.

import { expect, test } from 'vitest'
import { remembering } from '../../src/engine/remember.ts'

function counted(most: number) {
  const asked: number[] = []
  const half = remembering(most, String, (question: number) => {
    asked.push(question)
    return question / 2
  })
  return { asked, half }
}

test('what was answered is answered again without working it out', () => {
  const { asked, half } = counted(10)
  expect([half(4), half(6), half(4), half(6)]).toEqual([2, 3, 2, 3])
  expect(asked).toEqual([4, 6])
})

test('an answer of zero is remembered as well', () => {
  const { asked, half } = counted(10)
  expect([half(0), half(0)]).toEqual([0, 0])
  expect(asked).toEqual([0])
})

test('no more is remembered than was said, and what is forgotten is worked out again', () => {
  const { asked, half } = counted(2)
  expect([half(2), half(4), half(2)]).toEqual([1, 2, 1])
  expect(asked).toEqual([2, 4])
  // The third question makes room by forgetting the two before it.
  expect([half(6), half(2), half(6)]).toEqual([3, 1, 3])
  expect(asked).toEqual([2, 4, 6, 2])
})
