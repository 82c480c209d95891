// Mutants that no test can notice, each with the reason. Whatever else survives is a test that is missing.

import { readFileSync } from 'node:fs'
import type { Mutant } from './mutants.ts'

interface Survivors {
  readonly file: string
  readonly because: string
  /** Lines, as they are and as a mutant has them. */
  readonly lines: readonly (readonly [before: string, after: string])[]
}

// Read for every question: a run takes long enough to write a reason down meanwhile.
const survivors = (): readonly Survivors[] =>
  JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8'))

/** Why no test can notice it; undefined when one should. */
export function reasonFor({ file, before, after }: Mutant): string | undefined {
  return survivors().find(
    (group) =>
      group.file === file && group.lines.some(([is, was]) => is === before && was === after),
  )?.because
}
