// The first of the month: every contract grants at once. The yardstick is PostgreSQL writing the same rows in a few
// statements, without asking what they mean.

import type { Bench } from '../bench.ts'
import { contractsScript, customersScript, spaceScript } from '../load/space.ts'
import { type Watched, watched } from '../system/watched.ts'
import { type Bare, insertBare, insertChecked, type Written, writeBare } from './bare.ts'
import type { Scenario } from './scenario.ts'

export const renewals: Scenario = {
  name: 'renewals',
  title: 'renewals of many contracts against a bare INSERT of the same rows',
  run: async (bench) => {
    const contracts = bench.options.isFull ? 100_000 : 10_000
    const databaseUrl = await bench.createDatabase('renewals', [
      spaceScript,
      customersScript({ first: 1, last: contracts, creditsEach: 0 }),
      contractsScript(contracts),
    ])
    await bench.cluster.writeOut()
    const first = await watched(['renew'], databaseUrl, bench.cluster.pid)
    const renewed = Number(/Renewed (\d+) contracts/.exec(first.written)?.[1])
    if (renewed !== contracts)
      throw new Error(`renewed ${renewed} of ${contracts}: ${first.written}`)
    await bench.cluster.writeOut()
    const second = await watched(['renew'], databaseUrl, bench.cluster.pid)
    if (!second.written.includes('Renewed 0 contracts')) throw new Error(second.written)
    const written: Written = {
      inserted: {
        coworker_booking_credit: contracts,
        credit_movement: contracts,
        grant_key: contracts,
      },
      updated: [
        { table: 'wallet', key: 'coworker_id', before: { sequence: '0' } },
        {
          table: 'coworker_contract',
          key: 'id',
          before: { renewal_date: 'null', grants_due_on: 'current_date - 10' },
        },
      ],
    }
    const inserted = await insertBare(bench.cluster, databaseUrl, written)
    const checked = await insertChecked(bench.cluster, databaseUrl, written)
    const whole = await writeBare(bench.cluster, databaseUrl, written)
    report(bench, contracts, { first, second, inserted, checked, whole })
  },
}

interface Runs {
  readonly first: Watched
  /** Finds nothing to do, and costs what the command itself costs. */
  readonly second: Watched
  readonly inserted: Bare
  readonly checked: Bare
  readonly whole: Bare
}

function report(bench: Bench, contracts: number, runs: Runs): void {
  const { first, second, inserted, checked, whole } = runs
  const add = (name: string, value: number, unit: '' | '/s' | 's' | 'MB', from?: string) =>
    bench.add({ scenario: 'renewals', name, value, unit, ...(from === undefined ? {} : { from }) })
  const seconds = first.seconds - second.seconds
  const cpu = cpuOf(first) - cpuOf(second)
  const ratio = (name: string, bare: number, own: number) =>
    add(name, bare / own, '', `${bare.toFixed(2)} s of ${own.toFixed(2)} s`)
  ratio(`${contracts} contracts, to a bare INSERT of the new rows`, checked.seconds, seconds)
  ratio('the same in CPU time', checked.cpu, cpu)
  ratio('to one into tables that nothing checks', inserted.seconds, seconds)
  ratio('the same in CPU time', inserted.cpu, cpu)
  ratio('to all that is written, bare, with its foreign keys', whole.seconds, seconds)
  ratio('the same in CPU time', whole.cpu, cpu)
  add('contracts renewed', contracts / seconds, '/s')
  add('CPU of the command', first.cpu.command, 's')
  add('CPU of the database', first.cpu.database, 's')
  add('memory', first.memory / 1024 / 1024, 'MB')
  ratio('a second run, nothing to do, to the first', second.seconds, first.seconds)
  ratio('the same in CPU time', cpuOf(second), cpuOf(first))
  bench.say(
    `renewals  ${contracts} contracts in ${first.seconds.toFixed(2)} s (CPU ${cpuOf(first).toFixed(2)} s), ` +
      `bare INSERT ${checked.seconds.toFixed(2)} s (${checked.cpu.toFixed(2)} s), ` +
      `unchecked ${inserted.seconds.toFixed(2)} s (${inserted.cpu.toFixed(2)} s), ` +
      `all of it bare ${whole.seconds.toFixed(2)} s (${whole.cpu.toFixed(2)} s), again ${second.seconds.toFixed(2)} s`,
  )
}

function cpuOf({ cpu }: Watched): number {
  return cpu.command + cpu.database
}
