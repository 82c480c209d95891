// Latency when requests arrive at a rate of their own, as they do in life, from a tenth of what the server can do to more
// than that. The rate everybody should plan for is four fifths of the maximum.

import type { Bench } from '../bench.ts'
import type { Measurement } from '../report/results.ts'
import type { Scenario } from './scenario.ts'
import { best, referenceScript, spends } from './spending.ts'

const shares = [0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 1] as const
const plannedShare = 0.8
const connections = 128
const clients = 64

export const steady: Scenario = {
  name: 'steady',
  title: 'latency over load; p99 at 80 % of the maximum',
  run: async (bench) => {
    await bench.referenceDatabase()
    const most = {
      reference: await maximum(bench, 'reference', () =>
        bench.reference('steady', { script: referenceScript(bench, 'any'), clients }),
      ),
      server: await maximum(bench, 'server', () => load(bench, undefined)),
    }
    const planned = new Map<string, Measurement>()
    const points = {
      reference: new Map<number, Measurement>(),
      server: new Map<number, Measurement>(),
    }
    for (const share of shares) {
      const rate = { reference: most.reference * share, server: most.server * share }
      const reference = await bench.reference('steady', {
        script: referenceScript(bench, 'any'),
        clients,
        rate: rate.reference,
      })
      const server = await load(bench, rate.server)
      points.reference.set(rate.reference, reference)
      points.server.set(rate.server, server)
      if (share === plannedShare) planned.set('reference', reference).set('server', server)
    }
    draw(bench, points)
    report(bench, planned)
  },
}

function load(bench: Bench, rate: number | undefined): Promise<Measurement> {
  return bench.spendingServer().then((server) =>
    bench.load({
      scenario: 'steady',
      subject: 'server',
      server,
      connections,
      kinds: [spends([1, bench.options.customers])],
      ...(rate === undefined ? {} : { rate }),
    }),
  )
}

/** What the scenario of separate customers has found in this run, or else one measurement of our own. */
async function maximum(
  bench: Bench,
  subject: string,
  measure: () => Promise<Measurement>,
): Promise<number> {
  const known = bench.results.measurements.filter(
    (one) => one.scenario === 'separate' && one.subject === subject,
  )
  return best(known.length > 0 ? known : [await measure()]).achieved
}

function draw(
  bench: Bench,
  points: Readonly<Record<string, ReadonlyMap<number, Measurement>>>,
): void {
  for (const [subject, measured] of Object.entries(points)) {
    for (const share of ['p50', 'p99'] as const) {
      bench.results.curves.push({
        drawing: 'latency',
        name: `${subject} ${share}`,
        points: [...measured].map(([rate, { latency }]) => [rate, latency[share]] as const),
      })
    }
  }
}

function report(bench: Bench, planned: ReadonlyMap<string, Measurement>): void {
  const [own, yardstick] = [planned.get('server'), planned.get('reference')]
  if (!own || !yardstick) return
  bench.add({
    scenario: 'steady',
    name: 'p99 at 80 % of the maximum',
    value: own.latency.p99,
    unit: 'ms',
    from: `${own.offered.toFixed(0)}/s offered, ${own.dropped} dropped; reference ${yardstick.latency.p99.toFixed(2)} ms at ${yardstick.offered.toFixed(0)}/s`,
  })
}
