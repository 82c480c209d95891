// npm run bench: starts a PostgreSQL and the server, measures one against the other, and writes down what came of it.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Bench } from './bench.ts'
import { type Options, readOptions, usage } from './options.ts'
import { startProfiling, writeFunctions, writeStatements } from './report/profile.ts'
import { figureTable, measurementTable } from './report/tables.ts'
import { writeResults } from './report/write.ts'
import { scenarios } from './scenarios/index.ts'
import { requireBatchWork } from './system/batch-work.ts'
import { startCluster } from './system/cluster.ts'
import { endAll } from './system/processes.ts'

const output = fileURLToPath(new URL('../results', import.meta.url))

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') return void process.stdout.write(usage)
  if (options === 'list') {
    for (const { name, title } of scenarios) process.stdout.write(`${name.padEnd(12)}${title}\n`)
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'deskbank-bench-'))
  let isEnding = false
  const clear = async () => {
    await endAll()
    rmSync(folder, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isEnding) return
      isEnding = true
      void clear().finally(() => process.exit(130))
    })
  }
  try {
    await measure(options, folder)
  } catch (error) {
    // What was under way when somebody stopped it has failed, and that is no news.
    if (!isEnding) throw error
  } finally {
    if (!isEnding) await clear()
  }
}

async function measure(options: Options, folder: string): Promise<void> {
  const unknown = options.only.filter((name) => !scenarios.some((one) => one.name === name))
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(', ')}: see --list.`)
  await requireBatchWork()
  mkdirSync(output, { recursive: true })
  const preload = ['auto_explain', ...(options.isProfiling ? ['pg_stat_statements'] : [])]
  const cluster = await startCluster(folder, [`shared_preload_libraries=${preload.join(',')}`])
  const bench = new Bench(options, cluster, folder, output)
  if (options.isProfiling) await startProfiling(bench)
  bench.say(measurementTable([]))
  for (const scenario of scenarios) {
    if (options.only.length > 0 && !options.only.includes(scenario.name)) continue
    await scenario.run(bench)
  }
  bench.say(`\n${figureTable(bench.results.figures)}`)
  if (options.isProfiling) await writeStatements(bench)
  await endAll()
  if (options.isProfiling) writeFunctions(bench)
  writeResults(bench)
}

await main()
