// Writes the results where they can be compared with those of another day.

import { writeFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import { draw } from './svg.ts'

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
  writeDrawing(bench, 'latency', {
    title: 'Latency over load',
    x: 'requests a second',
    y: 'milliseconds',
    isLogarithmic: false,
  })
  writeDrawing(bench, 'history', {
    title: 'Cost over history',
    x: 'movements in the wallet',
    y: 'milliseconds, p50',
    isLogarithmic: true,
  })
}

type Axes = Omit<Parameters<typeof draw>[0], 'curves'>

function writeDrawing(bench: Bench, name: 'latency' | 'history', axes: Axes): void {
  const curves = bench.results.curves.filter((curve) => curve.drawing === name)
  if (curves.length > 0) {
    writeFileSync(join(bench.output, `${name}.svg`), draw({ ...axes, curves }))
  }
}
