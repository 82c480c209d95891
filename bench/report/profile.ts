// Where the time goes: functions of the server from its CPU profile, statements from what the database has counted.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import { query, withClient } from '../system/cluster.ts'

const shown = 40

/** The part of the format of V8 that is read here. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: {
      readonly functionName: string
      readonly url: string
      readonly lineNumber: number
    }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

function profileFolder(bench: Bench): string {
  return join(bench.output, 'profile')
}

/** Before anything runs: profiles of another day would be taken for those of this one. */
export async function startProfiling(bench: Bench): Promise<void> {
  rmSync(profileFolder(bench), { recursive: true, force: true })
  await query(bench.cluster.urlOf('postgres'), 'create extension pg_stat_statements')
}

/** While the database still runs. */
export async function writeStatements(bench: Bench): Promise<void> {
  const rows = await withClient(bench.cluster.urlOf('postgres'), async (client) => {
    const answer = await client.query<{ text: string }>(`
      select format('%s  %s  %s  %s  %s  %s', lpad(round(total_exec_time::numeric)::text, 9), lpad(calls::text, 8),
        lpad(round(mean_exec_time::numeric, 3)::text, 9), lpad(rows::text, 9), rpad(datname, 10),
        regexp_replace(query, '\\s+', ' ', 'g')) as text
      from pg_stat_statements s join pg_database d on d.oid = s.dbid
      order by total_exec_time desc limit ${shown}`)
    return answer.rows.map((row) => row.text)
  })
  const head = ' total ms     calls   mean ms       rows  database    statement'
  writeFileSync(join(bench.output, 'statements.txt'), `${[head, ...rows].join('\n')}\n`)
  bench.say('\nresults/statements.txt')
}

/** After the servers have ended, because that is when they write their profiles. */
export function writeFunctions(bench: Bench): void {
  const sections = readdirSync(profileFolder(bench))
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => {
      const text = readFileSync(join(profileFolder(bench), name), 'utf8')
      return `== ${name}\n${selfTimes(JSON.parse(text) as CpuProfile).join('\n')}`
    })
  const text = `${sections.join('\n\n')}\n`
  writeFileSync(join(bench.output, 'functions.txt'), text)
  bench.say(`\nresults/functions.txt\n${text}`)
}

/** Functions by what they spent themselves; idle time and what V8 calls the program are left out of the sum. */
function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): readonly string[] {
  const frames = new Map(nodes.map((node) => [node.id, node.callFrame]))
  const spent = new Map<string, number>()
  samples.forEach((id, index) => {
    const frame = frames.get(id)
    if (!frame || frame.functionName === '(idle)' || frame.functionName === '(program)') return
    const where = frame.url.replace(/^.*\/(dist|node_modules)\//, '$1/')
    const name = `${frame.functionName || '(anonymous)'}  ${where}:${frame.lineNumber + 1}`
    spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[index] ?? 0))
  })
  const total = [...spent.values()].reduce((sum, one) => sum + one, 0)
  return [...spent]
    .sort(([, left], [, right]) => right - left)
    .slice(0, shown)
    .map(
      ([name, time]) =>
        `${((time / total) * 100).toFixed(1).padStart(5)} %  ${(time / 1000).toFixed(0).padStart(7)} ms  ${name}`,
    )
}
