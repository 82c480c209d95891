// Spending at full speed: the reference function under pgbench, and the server under HTTP, in turns.

import type { Bench } from '../bench.ts'
import type { RequestKind } from '../load/plan.ts'
import type { Measurement } from '../report/results.ts'
import type { Scenario } from './scenario.ts'

const spendBody = JSON.stringify({
  Charges: [{ Kind: 'Booking', Amount: 1, ResourceTypeId: 1 }],
})

export function spends(ids: readonly [number, number], weight = 1): RequestKind {
  return {
    name: 'spend',
    weight,
    method: 'POST',
    path: '/api/wallets/{id}/spend',
    ids,
    body: spendBody,
    hasKey: true,
  }
}

const clientCounts = [8, 32, 64] as const
const connectionCounts = [8, 32, 128] as const

export const separate: Scenario = {
  name: 'separate',
  title: 'separate customers',
  run: (bench) =>
    compare(bench, 'separate', [1, bench.options.customers], referenceScript(bench, 'any')),
}

export const hot: Scenario = {
  name: 'hot',
  title: 'one hot customer',
  run: (bench) => compare(bench, 'hot', [1, 1], referenceScript(bench, 'one')),
}

export const team: Scenario = {
  name: 'team',
  title: 'a team of fifty, one of whom pays',
  run: (bench) =>
    compare(bench, 'team', [bench.team.first, bench.team.last], referenceScript(bench, 'one')),
}

export function referenceScript(bench: Bench, whom: 'any' | 'one'): string {
  const id = whom === 'any' ? `random(1, ${bench.options.customers})` : '1'
  return `\\set id ${id}\nselect spend(:id::bigint, 1::numeric, gen_random_uuid());\n`
}

/** The best of either side over all client counts and rounds, and one divided by the other. */
async function compare(
  bench: Bench,
  scenario: string,
  ids: readonly [number, number],
  script: string,
): Promise<void> {
  await bench.referenceDatabase()
  const server = await bench.spendingServer()
  const reference: Measurement[] = []
  const served: Measurement[] = []
  for (let round = 0; round < bench.options.rounds; round += 1) {
    for (const [index, connections] of connectionCounts.entries()) {
      const clients = clientCounts[index] ?? connections
      reference.push(await bench.reference(scenario, { script, clients }))
      served.push(
        await bench.load({
          scenario,
          subject: 'server',
          server,
          connections,
          kinds: [spends(ids)],
        }),
      )
    }
  }
  const [yardstick, own] = [best(reference), best(served)]
  bench.add({
    scenario,
    name: 'spends, server to reference',
    value: own.achieved / yardstick.achieved,
    unit: '',
    from: `${own.achieved.toFixed(0)}/s at ${own.connections} of ${yardstick.achieved.toFixed(0)}/s at ${yardstick.connections}`,
  })
}

export function best(measurements: readonly Measurement[]): Measurement {
  const [first, ...others] = measurements
  if (!first) throw new Error('nothing was measured')
  return others.reduce((most, one) => (one.achieved > most.achieved ? one : most), first)
}
