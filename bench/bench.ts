// What every scenario works with: the database, the servers on it, and where results go.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Driven, drive } from './load/drive.ts'
import type { RequestKind } from './load/plan.ts'
import {
  creditsOfSpender,
  customersScript,
  referenceScript,
  sequencesScript,
  spaceScript,
  teamScript,
} from './load/space.ts'
import type { Options } from './options.ts'
import type { Figure, Measurement, Results } from './report/results.ts'
import { measurementTable } from './report/tables.ts'
import { type Cluster, query } from './system/cluster.ts'
import { meterOf } from './system/meter.ts'
import { type PgbenchPlan, pgbench } from './system/pgbench.ts'
import { runCommand, type Server, type Settings, startServer } from './system/server.ts'
import { familyBytes, residentBytes } from './system/usage.ts'

export interface Load {
  readonly scenario: string
  readonly subject: string
  readonly server: Server
  readonly connections: number
  readonly kinds: readonly RequestKind[]
  readonly rate?: number
  readonly seconds?: number
  readonly warmupSeconds?: number
  /** PGlite has no processes of its own. */
  readonly hasDatabase?: boolean
}

export class Bench {
  readonly options: Options
  readonly cluster: Cluster
  /** Temporary, and removed at the end. */
  readonly folder: string
  /** Where results are written and stay. */
  readonly output: string
  readonly results: Results = { measurements: [], figures: [], curves: [] }
  /** Spends by database, to be compared with what it holds: answered, and sent without an answer. */
  readonly spent = new Map<string, { answered: number; unanswered: number }>()
  private readonly made = new Map<string, Promise<unknown>>()
  private seed = 1

  constructor(options: Options, cluster: Cluster, folder: string, output: string) {
    this.options = options
    this.cluster = cluster
    this.folder = folder
    this.output = output
  }

  say(text: string): void {
    process.stdout.write(`${text}\n`)
  }

  add(figure: Figure): void {
    this.results.figures.push(figure)
  }

  /** Something several scenarios use, made for the first that asks. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.made.get(name)
    if (known) return known as Promise<T>
    const made = make()
    this.made.set(name, made)
    return made
  }

  /** A migrated database, filled with scripts, vacuumed and analysed. */
  async createDatabase(name: string, scripts: readonly string[]): Promise<string> {
    await this.cluster.createDatabase(name)
    const url = this.cluster.urlOf(name)
    await runCommand(['migrate'], { databaseUrl: url })
    await this.fill(url, [...scripts, sequencesScript])
    return url
  }

  async fill(url: string, scripts: readonly string[]): Promise<void> {
    for (const script of scripts) await query(url, script)
    await query(url, 'vacuum analyze')
    await query(url, 'checkpoint')
  }

  /** The space that spending is measured on: customers, and behind them a team of fifty. */
  spendingDatabase(): Promise<string> {
    const { customers } = this.options
    return this.once('database spending', () =>
      this.createDatabase('spending', [
        spaceScript,
        customersScript({ first: 1, last: customers, creditsEach: creditsOfSpender }),
        teamScript(this.team.first, this.team.last),
      ]),
    )
  }

  /** The first of them pays. */
  get team(): { readonly first: number; readonly last: number } {
    return { first: this.options.customers + 1, last: this.options.customers + 50 }
  }

  spendingServer(name = 'server', settings: Settings = {}): Promise<Server> {
    return this.once(`server ${name}`, async () =>
      startServer({
        databaseUrl: await this.spendingDatabase(),
        settings,
        nodeWords: this.options.isProfiling
          ? ['--cpu-prof', `--cpu-prof-dir=${join(this.output, 'profile')}`]
          : [],
      }),
    )
  }

  referenceDatabase(): Promise<string> {
    return this.once('database reference', async () => {
      await this.cluster.createDatabase('reference')
      const definition = new URL('../sql/reference.sql', import.meta.url)
      await this.fill(this.cluster.urlOf('reference'), [
        readFileSync(definition, 'utf8'),
        referenceScript(this.options.customers),
      ])
      return 'reference'
    })
  }

  /** Puts a server under load, records and answers what came of it. */
  async load(load: Load): Promise<Measurement & { readonly driven: Driven }> {
    const { server, hasDatabase = true } = load
    this.seed += 1
    await this.cluster.writeOut()
    const driven = await drive(
      {
        port: server.port,
        token: server.token,
        connections: load.connections,
        seconds: load.seconds ?? this.options.seconds,
        warmupSeconds: load.warmupSeconds ?? this.options.warmupSeconds,
        kinds: load.kinds,
        seed: this.seed,
        ...(load.rate === undefined ? {} : { rate: load.rate }),
      },
      meterOf({ server: server.pid, ...(hasDatabase ? { database: this.cluster.pid } : {}) }),
    )
    const { load: result, cpu } = driven
    const each = (seconds: number | undefined) =>
      ((seconds ?? Number.NaN) * 1000) / Math.max(1, result.latency.count)
    const measurement: Measurement = {
      scenario: load.scenario,
      subject: load.subject,
      connections: load.connections,
      offered: result.offered,
      achieved: result.achieved,
      latency: result.latency,
      dropped: result.dropped,
      late: result.late,
      refused: result.refused.count,
      failed: result.failed,
      serverCpu: each(cpu.server),
      serverMemory: residentBytes(server.pid),
      ...(hasDatabase
        ? { databaseCpu: each(cpu.database), databaseMemory: familyBytes(this.cluster.pid) }
        : {}),
    }
    this.record(measurement)
    const { databaseUrl } = server
    const before = this.spent.get(databaseUrl) ?? { answered: 0, unanswered: 0 }
    this.spent.set(databaseUrl, {
      answered: before.answered + result.spent,
      unanswered: before.unanswered + result.unanswered,
    })
    for (const failure of result.failures) this.say(`  failed: ${failure}`)
    if (hasDatabase && load.kinds.some(({ method }) => method !== 'GET')) await tidy(databaseUrl)
    return { ...measurement, driven }
  }

  /** Puts the reference under load with pgbench. */
  async reference(
    scenario: string,
    plan: Omit<PgbenchPlan, 'database' | 'seconds'>,
  ): Promise<Measurement> {
    const database = await this.referenceDatabase()
    const { seconds } = this.options
    await this.cluster.writeOut()
    const result = await pgbench(this.cluster, this.folder, { ...plan, database, seconds })
    const measurement: Measurement = {
      scenario,
      subject: 'reference',
      connections: plan.clients,
      offered: plan.rate ?? result.perSecond,
      achieved: result.perSecond,
      latency: result.latency,
      dropped: 0,
      late: 0,
      refused: 0,
      failed: 0,
      databaseCpu: (result.databaseCpuSeconds * 1000) / Math.max(1, result.transactions),
      databaseMemory: familyBytes(this.cluster.pid),
    }
    this.record(measurement)
    await tidy(this.cluster.urlOf(database))
    return measurement
  }

  private record(measurement: Measurement): void {
    this.results.measurements.push(measurement)
    // The head of the table was printed once, at the start.
    this.say(measurementTable([measurement]).split('\n').slice(2).join('\n'))
  }
}

/**
 * What the database would do by itself within a minute, when something else is measured: it takes half a processor for some
 * seconds while tables are new and grow by tenths.
 */
async function tidy(databaseUrl: string): Promise<void> {
  await query(databaseUrl, 'vacuum analyze')
}
