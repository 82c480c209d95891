// How long one waits for the first answer, and what an idle server holds.

import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import { end } from '../system/processes.ts'
import { listen, type ServerOptions } from '../system/server.ts'
import { residentBytes } from '../system/usage.ts'
import type { Scenario } from './scenario.ts'

export const startup: Scenario = {
  name: 'startup',
  title: 'start-up time and memory of serve and demo',
  run: async (bench) => {
    const folder = { databaseUrl: `pglite:${join(bench.folder, 'startup')}` }
    await measure(bench, 'serve on a new PGlite folder', ['serve'], folder)
    await measure(bench, 'serve on that folder again', ['serve'], folder)
    const databaseUrl = await bench.spendingDatabase()
    await measure(bench, 'serve on PostgreSQL', ['serve'], { databaseUrl })
    await measure(bench, 'demo', ['demo'], { databaseUrl: 'pglite:memory' })
  },
}

async function measure(
  bench: Bench,
  name: string,
  words: readonly string[],
  options: ServerOptions,
): Promise<void> {
  const { process: running, port, seconds } = await listen(words, options)
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`)
  if (!ready.ok) throw new Error(`${name} is not ready: ${ready.status}`)
  const memory = residentBytes(running.pid) / 1_048_576
  await end(running)
  bench.add({ scenario: 'startup', name: `${name}: until it listens`, value: seconds, unit: 's' })
  bench.add({ scenario: 'startup', name: `${name}: memory`, value: memory, unit: 'MB' })
  bench.say(`startup   ${name}: ${seconds.toFixed(2)} s, ${memory.toFixed(0)} MB`)
}
