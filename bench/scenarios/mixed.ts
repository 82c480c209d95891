// What a day looks like: people look at wallets and lists more often than they spend.

import type { RequestKind } from '../load/plan.ts'
import type { Scenario } from './scenario.ts'
import { spends } from './spending.ts'

const uses = '/api/billing/coworkerbookingcreditusehistories'

export const mixed: Scenario = {
  name: 'mixed',
  title: 'reads and writes at once',
  run: async (bench) => {
    const ids = [1, bench.options.customers] as const
    const read = (name: string, weight: number, path: string): RequestKind => ({
      name,
      weight,
      method: 'GET',
      path,
      ids,
    })
    const { driven, achieved } = await bench.load({
      scenario: 'mixed',
      subject: 'server',
      server: await bench.spendingServer(),
      connections: 32,
      kinds: [
        spends(ids, 30),
        read('wallet', 40, '/api/wallets/{id}'),
        read('statement', 15, '/api/wallets/{id}/statement'),
        read('uses of a customer', 15, `${uses}?${ofCustomer}={id}`),
      ],
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

const ofCustomer = 'CoworkerBookingCreditUseHistory_CoworkerBookingCredit_Coworker'
