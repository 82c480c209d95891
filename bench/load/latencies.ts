// Latencies as they come, and what they amount to.

import type { Latency } from './plan.ts'

/** Keeps every latency: a histogram would be smaller, and no sharper where it matters. */
export class Latencies {
  private values = new Float64Array(4096)
  private count = 0

  add(milliseconds: number): void {
    if (this.count === this.values.length) {
      const larger = new Float64Array(this.values.length * 2)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.count] = milliseconds
    this.count += 1
  }

  summary(): Latency {
    return summarise(this.values.subarray(0, this.count))
  }
}

export function summarise(latencies: Float64Array): Latency {
  const sorted = latencies.slice().sort()
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return {
    count: sorted.length,
    mean: sorted.length === 0 ? Number.NaN : sorted.reduce((a, b) => a + b, 0) / sorted.length,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
  }
}
