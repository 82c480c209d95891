// Runs one statement under pgbench: the reference as fast as its own tool can ask for it.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { summarise } from '../load/latencies.ts'
import type { Latency } from '../load/plan.ts'
import { asBatchWork } from './batch-work.ts'
import type { Cluster } from './cluster.ts'
import { run } from './processes.ts'
import { familyCpuSeconds } from './usage.ts'

export interface PgbenchPlan {
  readonly database: string
  readonly script: string
  readonly clients: number
  readonly seconds: number
  /** Transactions a second that arrive whatever the database does; undefined: back to back. */
  readonly rate?: number
}

export interface PgbenchResult {
  readonly perSecond: number
  readonly latency: Latency
  readonly databaseCpuSeconds: number
  readonly transactions: number
}

export async function pgbench(
  cluster: Cluster,
  folder: string,
  plan: PgbenchPlan,
): Promise<PgbenchResult> {
  const work = mkdtempSync(join(folder, 'pgbench-'))
  const script = join(work, 'script.sql')
  writeFileSync(script, plan.script)
  const words = [
    ...['-n', '-M', 'prepared', '-j', '1', '-h', '127.0.0.1', '-U', 'bench'],
    ...['-p', String(cluster.port), '-c', String(plan.clients), '-T', String(plan.seconds)],
    ...['-f', script, '--log', '--log-prefix', join(work, 'log')],
    // Enough for a 99th percentile, and too little to be noticed.
    ...(plan.rate === undefined
      ? ['--sampling-rate', '0.2']
      : ['--rate', String(Math.round(plan.rate))]),
    plan.database,
  ]
  const before = familyCpuSeconds(cluster.pid)
  const text = await run(...asBatchWork(join(cluster.programs, 'pgbench'), words))
  const databaseCpuSeconds = familyCpuSeconds(cluster.pid) - before
  const transactions = numberIn(text, /number of transactions actually processed: (\d+)/)
  const latency = summarise(readLatencies(work))
  rmSync(work, { recursive: true })
  return {
    // It says nothing of the kind when not one transaction was through in time.
    perSecond: transactions === 0 ? 0 : numberIn(text, /tps = ([\d.]+)/),
    transactions,
    latency,
    databaseCpuSeconds,
  }
}

/** The third column of its log is the latency in microseconds, counted from the intended start where there is one. */
function readLatencies(folder: string): Float64Array {
  const lines = readdirSync(folder)
    .filter((name) => name.startsWith('log.'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
  return Float64Array.from(lines, (line) => Number(line.split(' ')[2]) / 1000)
}

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)
  if (found) return Number(found[1])
  throw new Error(`pgbench did not say ${pattern}:\n${text}`)
}
