// A seeded run of everything the service does, by several workers at once, with the clock jumping, requests delivered twice
// and, on PostgreSQL, connections cut off: no fault is answered, and afterwards every balance is what the journal makes of
// it and every answer ever given is borne out. `npm run test:random` takes 10,000 steps; RUN_SEED repeats a run, RUN_STEPS
// sets its length, and RUN_TELL=1 tells how often each request was answered how.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settleEverythingDue } from '../../src/operations/due-work.ts'
import { verify } from '../../src/operations/verify.ts'
import { expectSoundWallet } from '../support/journal.ts'
import { openRun, type Run } from '../support/run/run.ts'

const seed = Number(process.env.RUN_SEED ?? Date.now() % 1_000_000)
const steps = Number(process.env.RUN_STEPS ?? 150)
const workers = 8

describe.each([
  ['folded', true],
  ['one by one', false],
])('spends %s', (_, folds) => {
  let run: Run

  beforeAll(async () => {
    run = await openRun(seed, folds)
  })
  afterAll(() => run.close())

  test(
    `${steps} steps by ${workers} workers leave every answer true (RUN_SEED=${seed})`,
    async () => {
      await run.take(steps, workers)
      const { world, space } = run
      const due = await settleEverythingDue(world.service, run.now())
      if (process.env.RUN_TELL) console.log(run.tale())
      expect(due.failures).toEqual([])
      expect(run.faults).toEqual([])
      const differences = await verify(world.service, {
        repair: false,
        after: 0,
        onProgress: () => {},
      })
      expect(differences).toEqual([])
      for (const customer of space.customers) await expectSoundWallet(world, customer)
      expect(await run.testimony.contradictions(world, space.customers)).toEqual([])
      // A run that was told nothing would prove nothing.
      expect(run.testimony.size).toBeGreaterThan(steps / 10)
      if (steps >= 1_000) expect(run.replayed()).toBeGreaterThan(steps / 10)
    },
    60_000 + steps * 500,
  )
})
