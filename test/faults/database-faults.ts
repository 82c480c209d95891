// What can happen to PostgreSQL, and between it and the service.

import { join } from 'node:path'
import { expect } from 'vitest'
import type { Verdict } from '../support/relay.ts'
import { Chance } from '../support/run/chance.ts'
import type { Account } from './account.ts'
import type { Cluster } from './cluster.ts'
import { pause } from './load.ts'
import { enough, type Rig } from './rig.ts'

/** The postmaster and every process of it are killed, and started again; twice. */
export async function killPostgres(rig: Rig): Promise<Account> {
  const cluster = await rig.startCluster()
  await rig.serve({ DATABASE_URL: cluster.url })
  const load = await rig.begin()
  for (let kill = 0; kill < 2; kill += 1) {
    await load.untilDone(enough)
    await cluster.kill()
    await load.untilRefused(5)
    await rig.expectUnready()
    await cluster.start()
  }
  await load.untilDone(enough)
  return rig.settle(cluster.url)
}

/** Somebody ends connections, whatever they are at. */
export async function terminateBackends(rig: Rig): Promise<Account> {
  const cluster = await rig.startCluster()
  await rig.serve({ DATABASE_URL: cluster.url })
  const load = await rig.begin()
  const chance = new Chance(rig.seed)
  let ended = 0
  for (const enoughDone = load.acknowledged + 3 * enough; load.acknowledged < enoughDone; ) {
    // One of those that work more often than one of those that wait.
    const rows = await cluster.query(
      `select pid from pg_stat_activity
       where datname = 'deskbank' and application_name = 'deskbank' order by state, pid`,
    )
    if (rows.length > 0) {
      const at = Math.floor(chance.next() ** 2 * rows.length)
      await cluster.query(`select pg_terminate_backend(${rows[at]?.pid})`)
      ended += 1
    }
    await pause(chance.upTo(60))
  }
  expect(ended).toBeGreaterThan(5)
  return rig.settle(cluster.url)
}

/** The answer is on its way when the line to the caller is cut. */
export async function cutAnswers(rig: Rig): Promise<Account> {
  const { url } = await rig.startCluster()
  const chance = new Chance(rig.seed)
  let isCutting = false
  let cuts = () => 0
  await rig.serve({ DATABASE_URL: url }, async (port) => {
    const relay = await rig.startRelay(port)
    cuts = () => relay.cuts
    relay.watch({
      toClient: () => (isCutting && chance.happens(0.25) ? 'cut' : 'pass'),
    })
    return relay.port
  })
  const load = await rig.begin()
  isCutting = true
  await load.untilDone(3 * enough)
  isCutting = false
  expect(cuts()).toBeGreaterThan(10)
  return rig.settle(url)
}

const commit = Buffer.from('commit\0')

/** The line to the database is cut when the commit was sent: before it can be answered, or as the answer is on its way. */
export async function cutCommits(rig: Rig): Promise<Account> {
  const cluster = await rig.startCluster()
  const chance = new Chance(rig.seed)
  const relay = await rig.startRelay(cluster.port)
  const url = cluster.url.replace(`:${cluster.port}/`, `:${relay.port}/`)
  await rig.serve({ DATABASE_URL: url })
  const load = await rig.begin()
  const isCommitting = new WeakSet<object>()
  relay.watch({
    toServer: (chunk, line): Verdict => {
      if (!chunk.includes(commit) || !chance.happens(0.25)) return 'pass'
      if (chance.happens(0.3)) return 'cut'
      if (chance.happens(0.5)) return 'pass and cut'
      isCommitting.add(line)
      return 'pass'
    },
    toClient: (_, line) => (isCommitting.has(line) ? 'cut' : 'pass'),
  })
  await load.untilDone(3 * enough)
  relay.watch({})
  expect(relay.cuts).toBeGreaterThan(10)
  return rig.settle(cluster.url)
}

/** The primary is killed for good, and a standby that every commit waited for takes over at the same address. */
export async function failOver(rig: Rig): Promise<Account> {
  const primary = await rig.startCluster()
  const standby = rig.keep(await primary.standby(join(rig.folder, 'standby'), 'standby'))
  await standby.start()
  await primary.query(`alter system set synchronous_standby_names = 'standby'`)
  await primary.query('select pg_reload_conf()')
  await untilFollowed(primary)
  const relay = await rig.startRelay(primary.port)
  await rig.serve({ DATABASE_URL: primary.url.replace(`:${primary.port}/`, `:${relay.port}/`) })
  const load = await rig.begin()
  await load.untilDone(enough)
  await primary.kill()
  await load.untilRefused(5)
  await rig.expectUnready()
  // Whoever is too early finds a server that follows and writes nothing.
  relay.point(standby.port)
  await load.untilRefused(5)
  await rig.expectUnready()
  await standby.query('select pg_promote()')
  await load.untilDone(2 * enough)
  return rig.settle(standby.url)
}

async function untilFollowed(primary: Cluster): Promise<void> {
  for (;;) {
    const [row] = await primary.query('select sync_state from pg_stat_replication')
    if (row?.sync_state === 'sync') return
    await pause(20)
  }
}
