// The service at work while something fails. Whatever was acknowledged is there afterwards, once, as it was answered;
// whatever was not answered is sent again under its key until it is. FAULT_RUNS and FAULT_OPERATIONS make it longer,
// FAULT_SEED repeats it.

import { afterAll, expect, test } from 'vitest'
import { recordGuarantee } from '../support/guarantees.ts'
import { endPrograms } from '../support/program.ts'
import type { Account } from './account.ts'
import {
  cutAnswers,
  cutCommits,
  failOver,
  killPostgres,
  terminateBackends,
} from './database-faults.ts'
import { fillLog, fillTables } from './disk-faults.ts'
import {
  killServer,
  killServerOnPglite,
  secondOnFolder,
  stepClock,
  stopServer,
  twoServers,
} from './process-faults.ts'
import { enough, Rig } from './rig.ts'
import { canMount } from './small-disk.ts'

const runs = Number(process.env.FAULT_RUNS ?? 1)
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000)

const hasDisks = await canMount()

type Fault = (rig: Rig) => Promise<Account>

const faults: readonly (readonly [name: string, fault: Fault])[] = [
  ['The service is killed (PostgreSQL)', killServer],
  ['The service is killed (PGlite)', killServerOnPglite],
  ['The service is told to stop', stopServer],
  ['All of PostgreSQL is killed', killPostgres],
  ['Connections to PostgreSQL are ended at random', terminateBackends],
  ['The line to PostgreSQL is cut at the commit', cutCommits],
  ['The line to the caller is cut before the answer', cutAnswers],
  ['The primary is killed, a standby takes over', failOver],
  ...(hasDisks
    ? [
        ['The disk of the tables is full', fillTables] as const,
        ['The disk of the log is full', fillLog] as const,
      ]
    : []),
  ['The clock is set forward and back', stepClock],
  ['Two servers with the same customers', twoServers],
  ['A second process on a data folder', secondOnFolder],
]

const rows = new Map<string, readonly (string | number)[]>()

/** After every fault, in the order above, so that a run that is cut short has told what it found. */
function record(name: string, row: readonly (string | number)[]): void {
  rows.set(name, [name, ...row, seed])
  recordGuarantee(
    'faults',
    `\`npm run test:faults\`, seed ${seed}, ${enough} operations before and after each fault, PostgreSQL 15 with \`fsync\` on.`,
    ['Fault', 'Runs', 'Acknowledged', 'Sent again', 'Lost', 'Duplicated', 'Unexplained', 'Seed'],
    faults.flatMap(([one]) => (rows.has(one) ? [rows.get(one) ?? []] : [])),
  )
}

test.concurrent.each(faults)(`%s (FAULT_SEED=${seed})`, async (name, fault) => {
  let acknowledged = 0
  let sentAgain = 0
  const wrong = { lost: [] as string[], duplicated: [] as string[], unexplained: [] as string[] }
  for (let run = 0; run < runs; run += 1) {
    const account = await Rig.build(seed + run, fault)
    acknowledged += account.acknowledged
    sentAgain += account.sentAgain
    wrong.lost.push(...account.lost)
    wrong.duplicated.push(...account.duplicated)
    wrong.unexplained.push(...account.unexplained)
  }
  const { lost, duplicated, unexplained } = wrong
  const counts = [lost.length, duplicated.length, unexplained.length]
  record(name, [runs, acknowledged, sentAgain, ...counts])
  expect(wrong).toEqual({ lost: [], duplicated: [], unexplained: [] })
  // A fault that nobody noticed would prove nothing.
  expect(acknowledged).toBeGreaterThanOrEqual(runs * 2 * enough)
})

if (!hasDisks) test.todo('full disks need the right to mount one')

afterAll(endPrograms)
