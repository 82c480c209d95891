// One request at a time with nothing else going on: how much longer it takes than the function alone.

import pg from 'pg'
import type { Bench } from '../bench.ts'
import { summarise } from '../load/latencies.ts'
import type { Scenario } from './scenario.ts'
import { spends } from './spending.ts'

export const single: Scenario = {
  name: 'single',
  title: 'a single request alone',
  run: async (bench) => {
    const url = bench.cluster.urlOf(await bench.referenceDatabase())
    const server = await bench.spendingServer()
    const own = await bench.load({
      scenario: 'single',
      subject: 'server',
      server,
      connections: 1,
      kinds: [spends([1, bench.options.customers])],
    })
    const yardstick = await callAlone(bench, url)
    for (const share of ['p50', 'p99'] as const) {
      bench.add({
        scenario: 'single',
        name: `latency, server to function through pg, ${share}`,
        value: own.latency[share] / yardstick[share],
        unit: '',
        from: `${own.latency[share].toFixed(2)} ms of ${yardstick[share].toFixed(2)} ms`,
      })
    }
  },
}

/** The reference through the driver that the server uses, one call after the other. */
async function callAlone(bench: Bench, url: string) {
  const { seconds, warmupSeconds, customers } = bench.options
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await bench.cluster.writeOut()
  const latencies: number[] = []
  const begin = performance.now()
  const measuredFrom = begin + warmupSeconds * 1000
  for (let now = begin; now < measuredFrom + seconds * 1000; ) {
    await client.query({
      name: 'spend',
      text: 'select spend($1::bigint, 1::numeric, gen_random_uuid())',
      values: [1 + Math.floor(Math.random() * customers)],
    })
    const after = performance.now()
    if (now >= measuredFrom) latencies.push(after - now)
    now = after
  }
  await client.end()
  return summarise(Float64Array.from(latencies))
}
