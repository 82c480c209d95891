// What the mutants of a file are; `npm run test:mutations` puts them to the tests.

import { describe, expect, test } from 'vitest'
import { drawn } from './draw.ts'
import { alternativesIn, type Mutant, mutantsOf } from './mutants.ts'

const linesOf = (source: string, types = '') =>
  mutantsOf('example.ts', source, alternativesIn([types])).map(({ after }) => after)

describe('the mutants of a line', () => {
  test.each<[string, string, string[]]>([
    [
      'move a comparison to its neighbour and turn it round',
      'export const is = a < b',
      ['export const is = a <= b', 'export const is = a >= b'],
    ],
    [
      'swap the operators of logic, and leave out either side',
      'export const is = a && b',
      ['export const is = a || b', 'export const is = (a)', 'export const is = (b)'],
    ],
    ['do without what stands in for nothing', 'f = a ?? b', ['{}', 'f = (a)', 'f = (b)']],
    [
      'always and never do what is done on a condition',
      'if (a) b++',
      ['if (true) b++', 'if (false) b++', 'if (a) {}'],
    ],
    [
      'take one branch only',
      'export const c = a ? b : d',
      ['export const c = (b)', 'export const c = (d)'],
    ],
    ['move numbers by one', 'export const n = 1n', ['export const n = 2n', 'export const n = 0n']],
    [
      'swap names that are opposites',
      'export const m = Math.min(a, b)',
      ['export const m = Math.max(a, b)'],
    ],
    [
      'leave out each element of a list',
      'export const l = [a, b]',
      ['export const l = [b]', 'export const l = [a, ]'],
    ],
    ['do not sort', 'export const s = l.sort(f)', ['export const s = l']],
    ['do not negate', 'export const n = !a', ['export const n = (a)']],
    ['leave types and imports alone', "import { a } from 'a'\nexport type One = 1 | 'b'", []],
  ])('%s', (_, source, expected) => {
    expect(linesOf(source)).toEqual(expected)
  })

  test('put the next word of a type in the place of a word', () => {
    const types = "type Kind = 'Use' | 'Return' | 'Void'"
    expect(linesOf("export const kind = 'Void'", types)).toEqual(["export const kind = 'Use'"])
    expect(linesOf("export const other = 'Else'", types)).toEqual(["export const other = ''"])
  })

  test('are files that differ in it alone', () => {
    const [mutant] = mutantsOf('example.ts', 'export const a = 1\nexport const is = a < 2\n')
    expect(mutant).toEqual({
      file: 'example.ts',
      line: 1,
      before: 'export const a = 1',
      after: 'export const a = (2)',
      source: 'export const a = (2)\nexport const is = a < 2\n',
    })
  })
})

describe('a draw', () => {
  const mutants = [...Array(400).keys()].map(
    (line): Mutant => ({
      file:
        line < 300
          ? 'src/engine/terms.ts'
          : line < 304
            ? 'src/engine/unwind.ts'
            : 'src/operations/ledger.ts',
      line,
      before: '',
      after: '',
      source: '',
    }),
  )
  const filesOf = (seed: number) => drawn(mutants, 60, seed).map(({ file }) => file)

  test('is the same with the same seed, and another with another', () => {
    expect(drawn(mutants, 60, 7)).toEqual(drawn(mutants, 60, 7))
    expect(drawn(mutants, 60, 8)).not.toEqual(drawn(mutants, 60, 7))
  })
  test('has as many as were asked for, some of every file', () => {
    const files = filesOf(7)
    expect(files.length).toBeGreaterThanOrEqual(60)
    expect(files.length).toBeLessThanOrEqual(63)
    expect(files.filter((file) => file.includes('unwind')).length).toBeGreaterThan(1)
    expect(files.filter((file) => file.includes('ledger')).length).toBeGreaterThan(20)
  })
})
