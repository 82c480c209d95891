// Asks the tests about a mutant, in processes that can be ended: a mutant may run for ever.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Mutant } from './mutants.ts'
import { needsDatabase } from './witnesses.ts'

const program = fileURLToPath(new URL('host.js', import.meta.url))

/** Longer than the tests take on a busy machine, in seconds: to begin with, and for each file of them. */
const patience = { start: 20, file: 10 }

const ended = 'the process ended'
const late = 'the tests did not end'

/** A clock that stands still while this process does, as it does on a machine that is put to sleep. */
class Clock {
  stoodStill = false

  /** Ends after so many seconds. */
  async passed(seconds: number, signal: AbortSignal): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      const before = performance.now()
      await setTimeout(1_000, undefined, { signal })
      if (performance.now() - before > 5_000) this.stoodStill = true
    }
  }
}

/** One process with a vitest in it, begun when it is needed. */
class Host {
  #process: ChildProcess | undefined
  readonly #words: readonly string[]

  constructor(words: readonly string[]) {
    this.#words = words
  }

  /** Which of the tests notices it first; undefined when none does. */
  async witness(mutant: Mutant, tests: readonly string[]): Promise<string | undefined> {
    const process = this.#process ?? (await this.#begin())
    process.send({ file: mutant.file, source: mutant.source, tests })
    const settled = new AbortController()
    const { signal } = settled
    const answer = once(process, 'message', { signal }).then(([message]) => message.witness)
    const end = once(process, 'exit', { signal }).then(() => ended)
    const clock = new Clock()
    const limit = clock.passed(patience.start + patience.file * tests.length, signal)
    const witness = await Promise.race([answer, end, limit.then(() => late)])
    settled.abort()
    await Promise.allSettled([answer, end, limit])
    if (witness === ended || witness === late) this.close()
    // Whoever was asleep may have missed a time that a test waits for.
    return witness !== undefined && clock.stoodStill ? this.witness(mutant, tests) : witness
  }

  async #begin(): Promise<ChildProcess> {
    const env = { ...process.env, RUN_SEED: '1', RUN_STEPS: '150', NO_COLOR: '1' }
    const begun = fork(program, this.#words, { env, execArgv: ['--max-old-space-size=1024'] })
    await once(begun, 'message')
    this.#process = begun
    return begun
  }

  close(): void {
    this.#process?.kill('SIGKILL')
    this.#process = undefined
  }
}

/** Tests without a database and tests with one. */
export class Jury {
  readonly #plain = new Host([])
  readonly #withDatabase = new Host(['--database'])

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
