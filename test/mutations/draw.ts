// The mutants of a run: drawn by a seed, some of every file.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Chance } from '../support/run/chance.ts'
import { alternativesIn, type Mutant, mutantsOf } from './mutants.ts'

const folder = 'src/engine'
const ledger = ['src/operations/ledger.ts', 'src/storage/movements.ts']

/** Every mutant there is, of the engine and of what writes the journal. */
export function everyMutant(root: string): Mutant[] {
  const engine = readdirSync(join(root, folder)).filter((name) => name.endsWith('.ts'))
  const files = [...engine.map((name) => `${folder}/${name}`), ...ledger]
  const sources = files.map((file) => readFileSync(join(root, file), 'utf8'))
  const alternatives = alternativesIn(sources)
  return files.flatMap((file, index) => mutantsOf(file, sources[index] ?? '', alternatives))
}

/**
 * About `most` of them: of a file as many as the square root of what it has calls for, so that long lists of words do
 * not crowd out the small files; the ledger, where a mistake costs most, counts three times.
 */
export function drawn(mutants: readonly Mutant[], most: number, seed: number): Mutant[] {
  const chance = new Chance(seed)
  const files = [...new Set(mutants.map(({ file }) => file))].map((file) => {
    const own = mutants.filter((mutant) => mutant.file === file)
    return { own, weight: Math.sqrt(own.length) * (file === ledger[0] ? 3 : 1) }
  })
  const weights = files.reduce((sum, { weight }) => sum + weight, 0)
  return files.flatMap(({ own, weight }) =>
    own
      .map((mutant) => ({ mutant, lot: chance.next() }))
      .sort((left, right) => left.lot - right.lot)
      .slice(0, Math.ceil((most * weight) / weights))
      .map(({ mutant }) => mutant),
  )
}
