// Writes the results where they can be compared with those of another day.

import { writeFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'

export function writeResults(bench: Bench): void {
  const { options, results } = bench
  const machine = {
    measuredOn: new Date().toISOString(),
    system: `${platform()} ${arch()}`,
    processors: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    memoryGigabytes: Math.round(totalmem() / 1_073_741_824),
    node: process.version,
  }
  const text = JSON.stringify({ machine, options, ...results }, null, 2)
  writeFileSync(join(bench.output, 'latest.json'), `${text}\n`)
}
