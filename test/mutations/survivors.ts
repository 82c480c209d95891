// Mutants that no test can notice, each with the reason. Whatever else survives is a test that is missing.

import type { Mutant } from './mutants.ts'

interface Survivors {
  readonly file: string
  readonly because: string
  /** Lines, as they are and as a mutant has them. */
  readonly lines: readonly (readonly [before: string, after: string])[]
}

const survivors: readonly Survivors[] = [
  {
    file: 'src/engine/credit.ts',
    because: 'ranks are compared, so only their order counts',
    lines: [
      [
        'const originRank: Readonly<Record<Origin, number>> = { Plan: 0, Product: 1, Manual: 2 }',
        'const originRank: Readonly<Record<Origin, number>> = { Plan: (-1), Product: 1, Manual: 2 }',
      ],
      [
        'const originRank: Readonly<Record<Origin, number>> = { Plan: 0, Product: 1, Manual: 2 }',
        'const originRank: Readonly<Record<Origin, number>> = { Plan: 0, Product: 1, Manual: (3) }',
      ],
      [
        'const isNew = (credit: Credit) => (usedBefore?.has(credit.id) ? 0 : 1)',
        'const isNew = (credit: Credit) => (usedBefore?.has(credit.id) ? (-1) : 1)',
      ],
      [
        'const isNew = (credit: Credit) => (usedBefore?.has(credit.id) ? 0 : 1)',
        'const isNew = (credit: Credit) => (usedBefore?.has(credit.id) ? 0 : (2))',
      ],
      [
        'return left < right ? -1 : left > right ? 1 : 0',
        'return left < right ? -(2) : left > right ? 1 : 0',
      ],
      [
        'return left < right ? -1 : left > right ? 1 : 0',
        'return left < right ? -1 : left > right ? (2) : 0',
      ],
    ],
  },
]

/** Why no test can notice it; undefined when one should. */
export function reasonFor({ file, before, after }: Mutant): string | undefined {
  return survivors.find(
    (group) =>
      group.file === file && group.lines.some(([is, was]) => is === before && was === after),
  )?.because
}
