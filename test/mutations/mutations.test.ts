// Puts mistakes into the engine and the ledger, one at a time, and asks whether a test notices. `npm run test:mutations` draws
// MUTANTS of them (300; `all` for every one), RUN_SEED repeats a draw, MUTATE=settle keeps to the files of that name,
// and MUTANT_LANES says how many are tried at the same time (2). No file is changed.

import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordGuarantee } from '../support/guarantees.ts'
import { compiling } from './compile.ts'
import { drawn, everyMutant } from './draw.ts'
import { Jury } from './jury.ts'
import type { Mutant } from './mutants.ts'
import { reasonFor } from './survivors.ts'
import { roundsFor } from './witnesses.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { RUN_SEED, MUTANTS = '300', MUTATE = '', MUTANT_LANES = '2' } = process.env
const seed = Number(RUN_SEED ?? Date.now() % 1_000_000)

interface Verdict {
  readonly mutant: Mutant
  /** The test that noticed it. */
  readonly witness: string | undefined
}

const ofEngine = readdirSync(join(root, 'test/engine'))
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `engine/${name.replace('.test.ts', '')}`)

/** A mutant that is none: whoever notices it would notice anything. */
function unchanged(file: string): Mutant {
  const source = readFileSync(join(root, file), 'utf8')
  return { file, line: 1, before: '', after: '', source }
}

/** A mutant with a reason is not put to all the tests over the wire, which would take as long as ten others. */
function roundsOf(mutant: Mutant): string[][] {
  const rounds = roundsFor(mutant.file, ofEngine)
  return reasonFor(mutant) === undefined ? rounds : rounds.slice(0, 2)
}

async function judge(mutants: readonly Mutant[], folder: string): Promise<Verdict[]> {
  const waiting = [...mutants]
  const verdicts: Verdict[] = []
  const lane = async () => {
    const jury = new Jury(folder)
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const witness = await jury.witness(mutant, roundsOf(mutant))
      verdicts.push({ mutant, witness })
      const { file, line, before, after } = mutant
      const place = `${verdicts.length}/${mutants.length} ${file}:${line}`
      if (witness === undefined) console.log(`${place} survived\n  ${before}\n  ${after}`)
      else if (process.env.RUN_TELL) console.log(`${place} noticed by ${witness}`)
    }
    jury.close()
  }
  await Promise.all(Array.from({ length: Number(MUTANT_LANES) }, lane))
  return verdicts
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskbank-mutants-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('without a mistake no test fails', async () => {
  const file = 'src/engine/renewal.ts'
  const jury = new Jury(folder)
  expect(await jury.witness(unchanged(file), roundsFor(file, ofEngine))).toBeUndefined()
  jury.close()
})

test(`nine of ten mutants are noticed, and the others cannot be (RUN_SEED=${seed})`, async () => {
  const candidates = everyMutant(root).filter(({ file }) => file.includes(MUTATE))
  const possible = await compiling(candidates, root)
  expect(possible).not.toEqual([])
  const chosen = MUTANTS === 'all' ? possible : drawn(possible, Number(MUTANTS), seed)
  const verdicts = await judge(chosen, folder)
  const alive = verdicts.filter(({ witness }) => witness === undefined)
  record(possible, verdicts)
  expect(alive.filter(({ mutant }) => !reasonFor(mutant)).map(told)).toEqual([])
  expect(alive.length).toBeLessThanOrEqual(verdicts.length / 10)
  // A reason for a mutant that a test notices after all is wrong.
  const noticed = verdicts.filter(({ mutant, witness }) => witness && reasonFor(mutant))
  expect(noticed.map(told)).toEqual([])
})

const told = ({ mutant: { file, line, before, after }, witness }: Verdict) =>
  `${file}:${line} ${before} => ${after}${witness ? ` noticed by ${witness}` : ''}`

interface Counts {
  readonly file: string
  readonly possible: number
  readonly tried: number
  readonly noticed: number
  readonly survived: number
}

function record(possible: readonly Mutant[], verdicts: readonly Verdict[]): void {
  const count = (file: string, isOf: (mutant: Mutant) => boolean): Counts => {
    const own = verdicts.filter(({ mutant }) => isOf(mutant))
    const noticed = own.filter(({ witness }) => witness !== undefined).length
    const counts = { possible: possible.filter(isOf).length, tried: own.length }
    return { file, ...counts, noticed, survived: own.length - noticed }
  }
  const files = [...new Set(possible.map(({ file }) => file))]
  const all = count('all', () => true)
  const table = [...files.map((name) => count(`\`${name}\``, ({ file }) => file === name)), all]
  const percent = ((100 * all.noticed) / all.tried).toFixed(1)
  console.log(`${all.noticed} of ${all.tried} noticed, ${percent} % (RUN_SEED=${seed})`)
  console.table(table)
  recordGuarantee(
    'mutations',
    `Drawn with RUN_SEED=${seed}, MUTANTS=${MUTANTS}: ${percent} % were noticed.`,
    ['file', 'mutants that compile', 'tried', 'noticed', 'survived'],
    table.map((one) => [one.file, one.possible, one.tried, one.noticed, one.survived]),
  )
  recordGuarantee(
    'survivors',
    'Those that survived, and why no test can notice them:',
    ['file', 'line', 'mutant', 'reason'],
    verdicts
      .filter(({ witness }) => witness === undefined)
      .map(({ mutant }) => [
        `\`${mutant.file}\``,
        code(mutant.before),
        code(mutant.after),
        reasonFor(mutant) ?? 'none: a test is missing',
      ])
      .sort(),
  )
}

/** A cell of a table may hold no bar. */
const code = (text: string) =>
  `<code>${text.replaceAll('<', '&lt;').replaceAll('|', '&#124;')}</code>`
