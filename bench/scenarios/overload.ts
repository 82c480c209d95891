// More than can be served: whoever is accepted is served as under full load, everybody else is sent away at once and told
// when to come again, and afterwards everything is as it was.

import type { Bench, Load } from '../bench.ts'
import type { Driven } from '../load/drive.ts'
import type { RequestKind } from '../load/plan.ts'
import type { Measurement } from '../report/results.ts'
import { mostOpenFiles } from '../system/usage.ts'
import { reads } from './mix.ts'
import type { Scenario } from './scenario.ts'
import { spends } from './spending.ts'

/** Of the maximum: what is offered, and what is looked at before and after. */
const tooMuch = 3
const half = 0.5
/** At most, as multiples of the same without overload. */
const promised = { latency: 3, afterwards: 1.5 }
/** A connection carries one request at a time, so as many as may be under way at once. */
const connections = { maximum: 256, half: 128, overload: 4_096 }
/** What the generator opens besides connections. */
const otherFiles = 64

export const overload: Scenario = {
  name: 'overload',
  title: 'three times the maximum: who is accepted, who is refused, and how it is afterwards',
  run: async (bench) => {
    const ids = [1, bench.options.customers] as const
    await flood(bench, 'spends', spends(ids))
    await flood(bench, 'wallets', reads('wallet', 1, '/api/wallets/{id}', ids))
  },
}

async function flood(bench: Bench, what: string, kind: RequestKind): Promise<void> {
  const server = await bench.spendingServer()
  const load = (subject: string, more: Pick<Load, 'connections' | 'rate'>) =>
    bench.load({
      ...{ scenario: 'overload', subject: `${what}, ${subject}`, server, kinds: [kind] },
      ...more,
    })
  const most = await load('the maximum', { connections: connections.maximum })
  const atHalf = { connections: connections.half, rate: most.achieved * half }
  const before = await load('half, before', atHalf)
  const flooded = await load('three times', {
    connections: Math.min(connections.overload, mostOpenFiles() - otherFiles),
    rate: most.achieved * tooMuch,
  })
  const after = await load('half, after', atHalf)
  report(bench, what, { most, before, flooded, after })
}

interface Flood {
  readonly most: Measurement
  readonly before: Measurement
  readonly flooded: Measurement & { readonly driven: Driven }
  readonly after: Measurement
}

function report(bench: Bench, what: string, { most, before, flooded, after }: Flood): void {
  const add = (name: string, value: number, from: string, unit: '' | 'requests' = '') =>
    bench.add({ scenario: 'overload', name: `${what}: ${name}`, value, unit, from })
  const compare = (
    name: string,
    one: Measurement,
    other: Measurement,
    share: 'p50' | 'p99',
    limit: number,
  ) => {
    // What was never measured comes through the channel of the generator as null.
    const [value, base] = [one.latency[share] ?? Number.NaN, other.latency[share] ?? Number.NaN]
    add(
      `${share} ${name}`,
      value / base,
      `${value.toFixed(1)} ms of ${base.toFixed(1)} ms; promised ${limit} at most`,
    )
  }
  compare('of the accepted, overload to maximum', flooded, most, 'p50', promised.latency)
  compare('of the accepted, overload to maximum', flooded, most, 'p99', promised.latency)
  add(
    'accepted, overload to maximum',
    flooded.achieved / most.achieved,
    `${flooded.achieved.toFixed(0)}/s of ${most.achieved.toFixed(0)}/s, ${flooded.offered.toFixed(0)}/s offered`,
  )
  compare('at half, after to before', after, before, 'p99', promised.afterwards)
  add(
    'refused and told when to come again',
    flooded.refused,
    flooded.refused > 0 ? `p99 ${flooded.driven.load.refused.p99.toFixed(1)} ms` : 'nobody',
    'requests',
  )
  add('failed', flooded.failed + before.failed + after.failed, 'promised none', 'requests')
  add(
    'dropped',
    flooded.dropped,
    `never sent, or without an answer; ${flooded.late} sent late`,
    'requests',
  )
}
