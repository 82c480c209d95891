// The first of the month: every contract grants at once. The yardstick is PostgreSQL writing the same rows in a few
// statements, without asking what they mean.

import type { Bench } from '../bench.ts'
import { contractsScript, customersScript, spaceScript } from '../load/space.ts'
import { runCommand } from '../system/server.ts'
import { insertBare, timed } from './bare.ts'
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
    const first = await timed(() => runCommand(['renew'], { databaseUrl }))
    const renewed = Number(/Renewed (\d+) contracts/.exec(first.value)?.[1])
    if (renewed !== contracts) throw new Error(`renewed ${renewed} of ${contracts}: ${first.value}`)
    const second = await timed(() => runCommand(['renew'], { databaseUrl }))
    if (!second.value.includes('Renewed 0 contracts')) throw new Error(second.value)
    const bare = await insertBare(databaseUrl, {
      coworker_booking_credit: contracts,
      credit_movement: contracts,
      grant_key: contracts,
    })
    report(bench, contracts, { first: first.seconds, second: second.seconds, bare })
  },
}

interface Times {
  readonly first: number
  readonly second: number
  readonly bare: number
}

function report(bench: Bench, contracts: number, { first, second, bare }: Times): void {
  const scenario = 'renewals'
  bench.add({
    scenario,
    name: `${contracts} contracts, to a bare INSERT`,
    // A run that finds nothing to do is what the command itself takes.
    value: bare / (first - second),
    unit: '',
    from: `${bare.toFixed(2)} s of ${(first - second).toFixed(2)} s`,
  })
  bench.add({
    scenario,
    name: 'contracts renewed',
    value: contracts / (first - second),
    unit: '/s',
  })
  bench.add({ scenario, name: 'a second run, nothing to do', value: second, unit: 's' })
  bench.say(
    `renewals  ${contracts} contracts in ${first.toFixed(2)} s, bare ${bare.toFixed(2)} s, again ${second.toFixed(2)} s`,
  )
}
