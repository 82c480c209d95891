// The yardstick for work over whole sets: PostgreSQL writing the same rows once more, without asking what they mean.

import { withClient } from '../system/cluster.ts'

/**
 * Copies what was written into tables with the same indexes and no foreign keys, in one transaction, and answers the
 * seconds. `written` are the rows that each table has to have.
 */
export async function insertBare(
  url: string,
  written: Readonly<Record<string, number>>,
): Promise<number> {
  return withClient(url, async (client) => {
    for (const table of Object.keys(written)) {
      await client.query(`create table bare_${table} (like ${table} including all)`)
    }
    const { seconds } = await timed(async () => {
      await client.query('begin')
      for (const [table, rows] of Object.entries(written)) {
        const { rowCount } = await client.query(`insert into bare_${table} select * from ${table}`)
        if (rowCount !== rows) throw new Error(`${table} holds ${rowCount} rows, not ${rows}`)
      }
      await client.query('commit')
    })
    return seconds
  })
}

export async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const since = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - since) / 1000 }
}
