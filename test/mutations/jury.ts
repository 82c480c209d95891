// Asks the tests about a mutant, in processes that can be ended: a mutant may run for ever.

import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Mutant } from './mutants.ts'
import { needsDatabase } from './witnesses.ts'

const program = fileURLToPath(new URL('host.js', import.meta.url))

/** More work than the tests are, in seconds of a processor: to begin with, and for each file of them. */
const patience = { start: 10, file: 6 }
/** After so many seconds of silence the machine was asleep or at its end, and tests may have missed their times. */
const longSilence = 20

interface Verdict {
  /** Who noticed the mutant; undefined for nobody. */
  readonly witness: string | undefined
  readonly isOver?: boolean
  readonly stoodStill?: boolean
}

/** What a host says: an answer, or how many seconds it has worked in its life. */
interface Word {
  readonly answer?: { readonly witness?: string }
  readonly worked?: number
}

/** One process with a vitest in it, begun when it is needed. */
class Host {
  #process: ChildProcess | undefined
  readonly #folder: string
  readonly #words: readonly string[]

  constructor(folder: string, ...words: readonly string[]) {
    this.#folder = folder
    this.#words = words
  }

  /** Which of the tests notices it first; undefined when none does. */
  async witness(mutant: Mutant, tests: readonly string[]): Promise<string | undefined> {
    const process = this.#process ?? (await this.#begin())
    const limit = patience.start + patience.file * tests.length
    const verdict = heard(process, limit)
    process.send({ file: mutant.file, source: mutant.source, tests })
    const { witness, isOver, stoodStill } = await verdict
    if (isOver) this.close()
    return witness !== undefined && stoodStill ? this.witness(mutant, tests) : witness
  }

  async #begin(): Promise<ChildProcess> {
    const env = { ...process.env, TMPDIR: this.#folder, RUN_SEED: '1', RUN_STEPS: '150' }
    const begun = fork(program, this.#words, { env, execArgv: ['--max-old-space-size=1024'] })
    this.#process = begun
    await new Promise((resolve, reject) => {
      begun.once('message', resolve)
      begun.once('exit', () => reject(new Error('the process for tests did not begin')))
    })
    return begun
  }

  close(): void {
    this.#process?.kill('SIGKILL')
    this.#process = undefined
  }
}

/** Waits for the answer, for the end of the process, or until it has worked for more than so many seconds. */
function heard(process: ChildProcess, limit: number): Promise<Verdict> {
  return new Promise((resolve) => {
    let first: number | undefined
    let last = performance.now()
    let stoodStill = false
    const end = (verdict: Verdict) => {
      process.off('message', listen)
      process.off('exit', mourn)
      resolve({ ...verdict, stoodStill })
    }
    const mourn = () => end({ witness: 'the process ended', isOver: true })
    const listen = ({ answer, worked = 0 }: Word) => {
      stoodStill ||= performance.now() - last > longSilence * 1_000
      last = performance.now()
      if (answer) return end({ witness: answer.witness })
      first ??= worked
      if (worked - first > limit) end({ witness: 'the tests did not end', isOver: true })
    }
    process.on('message', listen)
    process.on('exit', mourn)
  })
}

/** Tests without a database and tests with one; what they leave behind lies in `folder`. */
export class Jury {
  readonly #plain: Host
  readonly #withDatabase: Host

  constructor(folder: string) {
    this.#plain = new Host(folder)
    this.#withDatabase = new Host(folder, '--database')
  }

  /** Who notices the mutant first, in the first of the rounds in which anybody does. */
  async witness(mutant: Mutant, rounds: readonly string[][]): Promise<string | undefined> {
    for (const round of rounds) {
      const host = needsDatabase(round) ? this.#withDatabase : this.#plain
      const files = round.map((name) => `test/${name}.test.ts`)
      const witness = await host.witness(mutant, files)
      if (witness !== undefined) return witness
    }
    return undefined
  }

  close(): void {
    this.#plain.close()
    this.#withDatabase.close()
  }
}
