// The plans of the hot statements as the database carries them out for the server, with real values.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import { drive } from '../load/drive.ts'
import type { RequestKind } from '../load/plan.ts'
import { query } from '../system/cluster.ts'
import { startServer } from '../system/server.ts'
import { historyDatabase, historyKinds, largeCustomers } from './history.ts'
import type { Scenario } from './scenario.ts'

export const explain: Scenario = {
  name: 'explain',
  title: 'EXPLAIN (ANALYZE, BUFFERS) of the hot statements, in results/explain.txt',
  run: async (bench) => {
    const customers = largeCustomers(bench)
    const databaseUrl = await historyDatabase(bench, 'history_large', customers)
    const sections: string[] = []
    for (const kind of historyKinds(customers)) {
      sections.push(`== ${kind.name}\n\n${await plansOf(bench, databaseUrl, kind)}`)
    }
    writeFileSync(join(bench.output, 'explain.txt'), `${sections.join('\n')}\n`)
    bench.say('explain   results/explain.txt')
  },
}

/** The plans of one request, after enough of the same for the database to have settled on its plans. */
async function plansOf(bench: Bench, databaseUrl: string, kind: RequestKind): Promise<string> {
  const server = await startServer({ databaseUrl })
  const plan = {
    port: server.port,
    token: server.token,
    connections: 1,
    kinds: [kind],
    seed: 1,
  }
  const nothing = () => ({})
  await drive({ ...plan, seconds: 0.5, warmupSeconds: 0 }, nothing)
  await setExplaining(databaseUrl, true)
  const from = bench.cluster.log().length
  await drive({ ...plan, seconds: 0.05, warmupSeconds: 0 }, nothing)
  await setExplaining(databaseUrl, false)
  await server.stop()
  return onceEach(bench.cluster.log().slice(from))
}

/** By the configuration of the whole server, because the connections of the program under test are open already. */
async function setExplaining(databaseUrl: string, isOn: boolean): Promise<void> {
  for (const [name, value] of [
    ['log_min_duration', isOn ? '0' : '-1'],
    ['log_analyze', 'on'],
    ['log_buffers', 'on'],
  ]) {
    await query(databaseUrl, `alter system set auto_explain.${name} = ${value}`)
  }
  await query(databaseUrl, 'select pg_reload_conf()')
  // Open connections read the new settings before their next statement.
  await new Promise((resolve) => setTimeout(resolve, 300))
}

/** Every statement once: the last time it ran. */
function onceEach(log: string): string {
  const plans = new Map<string, string>()
  for (const entry of log.split(/^(?=\S.*LOG:)/m)) {
    const statement = /Query Text: ([\s\S]*?)\n\t[A-Z]\w+.*\(cost=/.exec(entry)?.[1]
    if (statement === undefined) continue
    plans.delete(statement)
    plans.set(statement, entry.replace(/^.*LOG: {2}/, '').replaceAll('\n\t', '\n'))
  }
  return [...plans.values()].join('\n')
}
