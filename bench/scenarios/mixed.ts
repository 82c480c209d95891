// Everything at once, as on a day.

import { dayOf } from './mix.ts'
import type { Scenario } from './scenario.ts'

export const mixed: Scenario = {
  name: 'mixed',
  title: 'reads and writes at once',
  run: async (bench) => {
    const { driven, achieved } = await bench.load({
      scenario: 'mixed',
      subject: 'server',
      server: await bench.spendingServer(),
      connections: 32,
      kinds: dayOf(bench.options.customers),
    })
    bench.add({ scenario: 'mixed', name: 'requests', value: achieved, unit: '/s' })
    for (const [name, latency] of Object.entries(driven.load.byKind)) {
      bench.add({
        scenario: 'mixed',
        name: `${name}, p50`,
        value: latency.p50,
        unit: 'ms',
        from: `${latency.count} requests, p95 ${latency.p95.toFixed(1)} ms, p99 ${latency.p99.toFixed(1)} ms`,
      })
    }
  },
}
