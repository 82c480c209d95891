// What no amount of work on the database could exceed: the server answering without asking it for much.

import type { RequestKind } from '../load/plan.ts'
import type { Scenario } from './scenario.ts'

const ids = [1, 1] as const

const kinds: readonly RequestKind[] = [
  { name: 'GET /healthz', weight: 1, method: 'GET', path: '/healthz', ids },
  // Signed in and read, then found wanting.
  {
    name: 'refused spend',
    weight: 1,
    method: 'POST',
    path: '/api/wallets/{id}/spend',
    ids,
    body: '{"Charges":[]}',
    expected: 400,
  },
]

export const ceiling: Scenario = {
  name: 'ceiling',
  title: 'the server without work for the database',
  run: async (bench) => {
    const server = await bench.spendingServer()
    for (const kind of kinds) {
      const { achieved, serverCpu } = await bench.load({
        scenario: 'ceiling',
        subject: kind.name,
        server,
        connections: 32,
        kinds: [kind],
      })
      bench.add({
        scenario: 'ceiling',
        name: kind.name,
        value: achieved,
        unit: '/s',
        from: `${serverCpu?.toFixed(3)} ms of CPU each`,
      })
    }
  },
}
