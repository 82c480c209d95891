// What folding brings: the same load with and without it, on PostgreSQL and on PGlite.

import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { Bench, Load } from '../bench.ts'
import { creditsOfSpender, customersScript, sequencesScript, spaceScript } from '../load/space.ts'
import type { Measurement } from '../report/results.ts'
import { runCommand, startServer } from '../system/server.ts'
import type { Scenario } from './scenario.ts'
import { spends } from './spending.ts'

const connectionCounts = [32, 128] as const
const withoutFolding = { DESKBANK_FOLDING: 'off' }

export const unfolded: Scenario = {
  name: 'unfolded',
  title: 'the same server without folding',
  run: async (bench) => {
    const servers = {
      on: await bench.spendingServer(),
      off: await bench.spendingServer('unfolded', withoutFolding),
    }
    for (const [who, ids] of kindsOfCustomers(bench.options.customers)) {
      for (const connections of connectionCounts) {
        const load = { scenario: 'unfolded', connections, kinds: [spends(ids)] }
        const on = await bench.load({ ...load, subject: `on, ${who}`, server: servers.on })
        const off = await bench.load({ ...load, subject: `off, ${who}`, server: servers.off })
        report(bench, 'unfolded', `${who}, ${connections} connections`, on, off)
      }
    }
  },
}

/** Fewer customers than elsewhere: PGlite loads slowly and is not meant for many. */
const mostCustomers = 2_000

export const pglite: Scenario = {
  name: 'pglite',
  title: 'PGlite with folding and without',
  run: async (bench) => {
    const customers = Math.min(mostCustomers, bench.options.customers)
    const databaseUrl = await pgliteFolder(bench, customers)
    const measured = new Map<string, Measurement>()
    // One process at a time may have the folder open.
    for (const folding of ['on', 'off'] as const) {
      const server = await startServer({
        databaseUrl,
        settings: folding === 'on' ? {} : withoutFolding,
      })
      for (const [who, ids] of kindsOfCustomers(customers)) {
        const load: Load = {
          scenario: 'pglite',
          subject: `${folding}, ${who}`,
          server,
          connections: 32,
          kinds: [spends(ids)],
          hasDatabase: false,
        }
        measured.set(load.subject, await bench.load(load))
      }
      await server.stop()
    }
    for (const [who] of kindsOfCustomers(customers)) {
      const [on, off] = [measured.get(`on, ${who}`), measured.get(`off, ${who}`)]
      if (on && off) report(bench, 'pglite', `${who}, 32 connections`, on, off)
    }
  },
}

function kindsOfCustomers(customers: number) {
  return [
    ['separate', [1, customers]],
    ['hot', [1, 1]],
  ] as const
}

async function pgliteFolder(bench: Bench, customers: number): Promise<string> {
  const folder = join(bench.folder, 'pglite')
  const databaseUrl = `pglite:${folder}`
  await runCommand(['migrate'], { databaseUrl })
  const database = await PGlite.create(folder)
  await database.exec(spaceScript)
  await database.exec(customersScript({ first: 1, last: customers, creditsEach: creditsOfSpender }))
  await database.exec(sequencesScript)
  await database.exec('vacuum analyze')
  await database.close()
  return databaseUrl
}

function report(
  bench: Bench,
  scenario: string,
  who: string,
  on: Measurement,
  off: Measurement,
): void {
  bench.add({
    scenario,
    name: `spends, folding on to off, ${who}`,
    value: on.achieved / off.achieved,
    unit: '',
    from: `${on.achieved.toFixed(0)}/s of ${off.achieved.toFixed(0)}/s`,
  })
}
