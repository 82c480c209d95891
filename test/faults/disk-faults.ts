// PostgreSQL whose disk is full: that of its tables, which refuses statements, and that of its log, which ends it.

import { mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Account } from './account.ts'
import { type Cluster, copyData, giveToServer } from './cluster.ts'
import { pause } from './load.ts'
import { enough, type Rig } from './rig.ts'
import { SmallDisk } from './small-disk.ts'

async function mountFor(rig: Rig, megabytes: number): Promise<SmallDisk> {
  const disk = await SmallDisk.mount(join(rig.folder, 'disk'), megabytes)
  rig.afterwards(() => disk.unmount())
  return disk
}

/** No table grows any more: writes are refused, what is there is read. */
export async function fillTables(rig: Rig): Promise<Account> {
  const disk = await mountFor(rig, 128)
  const cluster = await rig.startCluster()
  const place = join(disk.path, 'tables')
  await mkdir(place, { mode: 0o700 })
  await giveToServer(place)
  await cluster.query(`create tablespace small location '${place}'`, 'postgres')
  await cluster.query('alter database deskbank set tablespace small', 'postgres')
  await rig.serve({ DATABASE_URL: cluster.url })
  const load = await rig.begin()
  const client = await rig.client()
  for (let fill = 0; fill < 2; fill += 1) {
    await load.untilDone(enough)
    await disk.fill()
    await load.untilRefused(20)
    for (const { id } of rig.space.customers)
      expect((await client.get(`/api/wallets/${id}/statement`)).status).toBe(200)
    await disk.clear()
  }
  await load.untilDone(enough)
  return rig.settle(cluster.url)
}

/** The log cannot be written, so PostgreSQL gives up, and comes back when there is room. */
export async function fillLog(rig: Rig): Promise<Account> {
  const disk = await mountFor(rig, 32)
  const cluster = await rig.copyCluster()
  await moveLog(cluster, join(disk.path, 'log'))
  await cluster.start(['max_wal_size=16MB'])
  await rig.serve({ DATABASE_URL: cluster.url })
  const load = await rig.begin()
  await load.untilDone(enough)
  await disk.fill()
  // What is left of the segments that are there already goes fast.
  while (await cluster.query('select pg_switch_wal()').catch(() => undefined)) await pause(5)
  await load.untilRefused(20)
  await disk.clear()
  await untilBack(cluster)
  await load.untilDone(2 * enough)
  return rig.settle(cluster.url)
}

/** While the server is stopped. */
async function moveLog(cluster: Cluster, to: string): Promise<void> {
  const log = join(cluster.data, 'pg_wal')
  // With owners and all.
  await copyData(log, to)
  await rm(log, { recursive: true })
  await symlink(to, log)
}

/** It starts again by itself, or it does not and somebody starts it. */
async function untilBack(cluster: Cluster): Promise<void> {
  for (;;) {
    if (cluster.isGone) await cluster.start(['max_wal_size=16MB'])
    if (await cluster.query('select 1').catch(() => undefined)) return
    await pause(50)
  }
}
