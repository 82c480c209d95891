// Latency when requests arrive at a rate of their own, as they do in life, from a tenth of what the server can do to more
// than that. The rate everybody should plan for is four fifths of the maximum: there, where the machine being slower for a moment
// than it was at the maximum makes a line that stays, the middle one of three measurements counts.

import type { Bench } from '../bench.ts'
import type { Measurement } from '../report/results.ts'
import type { Scenario } from './scenario.ts'
import { best, referenceScript, spends } from './spending.ts'

const shares = [0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 1] as const
const plannedShare = 0.8
const plannedRounds = 3
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
    const planned = { reference: [] as Measurement[], server: [] as Measurement[] }
    const points = {
      reference: new Map<number, Measurement>(),
      server: new Map<number, Measurement>(),
    }
    for (const share of shares) {
      const rate = { reference: most.reference * share, server: most.server * share }
      const reference: Measurement[] = []
      const server: Measurement[] = []
      for (let round = 0; round < (share === plannedShare ? plannedRounds : 1); round += 1) {
        reference.push(
          await bench.reference('steady', {
            script: referenceScript(bench, 'any'),
            clients,
            rate: rate.reference,
          }),
        )
        server.push(await load(bench, rate.server))
      }
      points.reference.set(rate.reference, middle(reference))
      points.server.set(rate.server, middle(server))
      if (share === plannedShare) {
        planned.reference.push(...reference)
        planned.server.push(...server)
      }
    }
    draw(bench, points)
    report(bench, planned)
  },
}

/** By how much longer the slowest hundredth takes than half of all. */
function spread({ latency }: Measurement): number {
  return latency.p99 / latency.p50
}

function middle(measurements: readonly Measurement[]): Measurement {
  const sorted = [...measurements].sort((left, right) => spread(left) - spread(right))
  const found = sorted[Math.floor((sorted.length - 1) / 2)]
  if (!found) throw new Error('nothing was measured')
  return found
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

function report(
  bench: Bench,
  planned: Readonly<Record<'reference' | 'server', readonly Measurement[]>>,
): void {
  const told = (measurements: readonly Measurement[]) =>
    measurements
      .map(({ latency }) => `${latency.p99.toFixed(1)} and ${latency.p50.toFixed(1)} ms`)
      .join('; ')
  const { offered, dropped, latency } = middle(planned.server)
  bench.add({
    scenario: 'steady',
    name: 'p99 to median at 80 % of the maximum, the middle of three',
    value: spread(middle(planned.server)),
    unit: '',
    from: `p99 ${latency.p99.toFixed(1)} ms at ${offered.toFixed(0)}/s, ${dropped} dropped; all three: ${told(planned.server)}; the reference: ${told(planned.reference)}`,
  })
}
