// Whether the server stays what it was: hours of an ordinary day in one go, in which nothing may grow that does not have to.

import type { Bench, Load } from '../bench.ts'
import type { Measurement } from '../report/results.ts'
import type { Server } from '../system/server.ts'
import { residentBytes } from '../system/usage.ts'
import { longDayOf } from './mix.ts'
import type { Scenario } from './scenario.ts'

const share = 0.7
const promised = 1.2

interface Stretch extends Measurement {
  /** Of the server in bytes, the mean of one reading each second. */
  readonly memory: number
}

export const soak: Scenario = {
  name: 'soak',
  title: 'memory and p99 at 70 % of the maximum, at the end against the beginning',
  run: async (bench) => {
    // A server of its own: others have served a hundred other loads before.
    const server = await bench.spendingServer('soak')
    const kinds = longDayOf(bench.options.customers)
    const most = await bench.load({
      ...{ scenario: 'soak', subject: 'the maximum', server, kinds },
      connections: 32,
    })
    const sixth = bench.options.minutes * 10
    const during = (subject: string, seconds: number) =>
      stretch(bench, {
        ...{ scenario: 'soak', subject, server, kinds, seconds },
        connections: 128,
        rate: most.achieved * share,
      })
    const first = await during('first sixth', sixth)
    const middle = await during('in between', sixth * 4)
    const last = await during('last sixth', sixth)
    await server.stop()
    report(bench, first, last)
    const all = [first, middle, last]
    const requests = all.reduce((sum, one) => sum + one.latency.count, 0)
    for (const what of ['failed', 'refused', 'dropped'] as const) {
      bench.add({
        scenario: 'soak',
        name: what,
        value: all.reduce((sum, one) => sum + one[what], 0),
        unit: 'requests',
        from: `${requests} answered in ${bench.options.minutes} minutes`,
      })
    }
  },
}

async function stretch(bench: Bench, load: Load): Promise<Stretch> {
  const readings: number[] = []
  const timer = setInterval(() => readings.push(memoryOf(load.server)), 1_000)
  try {
    const measured = await bench.load(load)
    readings.push(memoryOf(load.server))
    return { ...measured, memory: readings.reduce((sum, one) => sum + one, 0) / readings.length }
  } finally {
    clearInterval(timer)
  }
}

function memoryOf(server: Server): number {
  return residentBytes(server.pid)
}

function report(bench: Bench, first: Stretch, last: Stretch): void {
  const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(0)
  bench.add({
    scenario: 'soak',
    name: 'memory, last to first',
    value: last.memory / first.memory,
    unit: '',
    from: `${megabytes(last.memory)} MB of ${megabytes(first.memory)} MB; promised ${promised} at most`,
  })
  bench.add({
    scenario: 'soak',
    name: 'p99, last to first',
    value: last.latency.p99 / first.latency.p99,
    unit: '',
    from: `${last.latency.p99.toFixed(1)} ms of ${first.latency.p99.toFixed(1)} ms at ${last.offered.toFixed(0)}/s; promised ${promised} at most`,
  })
}
