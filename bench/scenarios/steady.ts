// Latency when requests arrive at a rate of their own, as they do in life, from a tenth of what the server can do to more
// than that. The rate everybody should plan for is four fifths of the maximum. The machine is not always as fast as it was when
// the maximum was measured, so there it is measured again right before, and the middle one of several rounds counts.

import type { Bench } from '../bench.ts'
import type { Measurement } from '../report/results.ts'
import type { Scenario } from './scenario.ts'
import { best, referenceScript, spends } from './spending.ts'

const shares = [0.1, 0.25, 0.5, 0.7, 0.9, 1] as const
const plannedShare = 0.8
const plannedRounds = 5
const connections = 128
const clients = 64

type Subject = 'reference' | 'server'
const subjects: readonly Subject[] = ['reference', 'server']

export const steady: Scenario = {
  name: 'steady',
  title: 'latency over load; p99 to median at 80 % of the maximum',
  run: async (bench) => {
    const most = {
      reference: await maximum(bench, 'reference'),
      server: await maximum(bench, 'server'),
    }
    const points: Record<Subject, [rate: number, measured: Measurement][]> = {
      reference: [],
      server: [],
    }
    for (const share of shares) {
      for (const subject of subjects) {
        const rate = most[subject] * share
        points[subject].push([rate, await measure(bench, subject, rate)])
      }
    }
    const planned: Record<Subject, Measurement[]> = { reference: [], server: [] }
    for (let round = 0; round < plannedRounds; round += 1) {
      for (const subject of subjects) {
        const { achieved } = await measure(bench, subject)
        planned[subject].push(await measure(bench, subject, achieved * plannedShare))
      }
    }
    for (const subject of subjects) {
      const found = middle(planned[subject])
      points[subject].push([found.offered, found])
      draw(bench, subject, points[subject])
    }
    report(bench, planned)
  },
}

/** Spends at a rate, or back to back without one. */
function measure(bench: Bench, subject: Subject, rate?: number): Promise<Measurement> {
  const asked = rate === undefined ? {} : { rate }
  if (subject === 'server') return load(bench, asked)
  return bench.reference('steady', { script: referenceScript(bench, 'any'), clients, ...asked })
}

async function load(bench: Bench, asked: { readonly rate?: number }): Promise<Measurement> {
  return bench.load({
    scenario: 'steady',
    subject: 'server',
    server: await bench.spendingServer(),
    connections,
    kinds: [spends([1, bench.options.customers])],
    ...asked,
  })
}

/** What the scenario of separate customers has found in this run, or else one measurement of our own. */
async function maximum(bench: Bench, subject: Subject): Promise<number> {
  const known = bench.results.measurements.filter(
    (one) => one.scenario === 'separate' && one.subject === subject,
  )
  return best(known.length > 0 ? known : [await measure(bench, subject)]).achieved
}

/** By the slowest hundredth: where everybody waits in line, that is slow whatever the median is. */
function middle(measurements: readonly Measurement[]): Measurement {
  const sorted = [...measurements].sort((left, right) => left.latency.p99 - right.latency.p99)
  const found = sorted[Math.floor((sorted.length - 1) / 2)]
  if (!found) throw new Error('nothing was measured')
  return found
}

function draw(
  bench: Bench,
  subject: Subject,
  points: readonly (readonly [rate: number, measured: Measurement])[],
): void {
  const sorted = [...points].sort(([left], [right]) => left - right)
  for (const share of ['p50', 'p99'] as const) {
    bench.results.curves.push({
      drawing: 'latency',
      name: `${subject} ${share}`,
      points: sorted.map(([rate, { latency }]) => [rate, latency[share]] as const),
    })
  }
}

function report(bench: Bench, planned: Readonly<Record<Subject, readonly Measurement[]>>): void {
  const told = (subject: Subject) =>
    planned[subject]
      .map(
        ({ latency, offered, dropped }) =>
          `${latency.p99.toFixed(1)} of ${latency.p50.toFixed(1)} ms at ${offered.toFixed(0)}/s (${dropped} dropped)`,
      )
      .join(', ')
  const { latency } = middle(planned.server)
  bench.add({
    scenario: 'steady',
    name: `p99 to median at 80 % of the maximum, the middle of ${plannedRounds}`,
    value: latency.p99 / latency.p50,
    unit: '',
    from: `p99 of p50: ${told('server')}; the reference: ${told('reference')}`,
  })
}
