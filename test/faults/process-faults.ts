// What can happen to the processes of the service.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { signInAt } from '../support/client.ts'
import { run, serve } from '../support/program.ts'
import { makeStore } from '../support/store.ts'
import { administrator } from '../support/template.ts'
import type { Account } from './account.ts'
import { type Load, pause } from './load.ts'
import { enough, type Rig } from './rig.ts'
import { keysOfBookings, readLines } from './statement.ts'

/** kill -9, and the service is started again by whatever watches it; twice. */
async function killTwice(rig: Rig, url: string): Promise<Account> {
  await rig.serve({ DATABASE_URL: url })
  const load = await rig.begin()
  for (let kill = 0; kill < 2; kill += 1) {
    await load.untilDone(enough)
    rig.server.process.kill('SIGKILL')
    expect((await rig.server.ended).signal).toBe('SIGKILL')
    await rig.serve({ DATABASE_URL: url })
  }
  await load.untilDone(enough)
  return rig.settle(url)
}

export async function killServer(rig: Rig): Promise<Account> {
  return killTwice(rig, (await rig.startCluster()).url)
}

export async function killServerOnPglite(rig: Rig): Promise<Account> {
  const store = await makeStore()
  rig.afterwards(store.drop)
  return killTwice(rig, store.url)
}

/** SIGTERM while requests come in: whatever was done is answered, whatever is not answered was not done. */
export async function stopServer(rig: Rig): Promise<Account> {
  const { url } = await rig.startCluster()
  await rig.serve({ DATABASE_URL: url })
  const load = await rig.begin()
  for (let stop = 0; stop < 2; stop += 1) {
    await load.untilDone(enough)
    expect(await rig.server.stop()).toMatchObject({ code: 0, signal: null })
    rig.closeDoor()
    await expectUndone(load, rig, url)
    await rig.serve({ DATABASE_URL: url })
  }
  await load.untilDone(enough)
  return rig.settle(url)
}

/** Everybody waits at the door meanwhile. */
async function expectUndone(load: Load, rig: Rig, url: string): Promise<void> {
  // Those who were sending as it closed find out.
  await pause(200)
  const open = load.operations.filter(({ answer }) => answer === undefined)
  const other = await serve({ DATABASE_URL: url, LOG_LEVEL: 'warn' })
  const client = await signInAt(other.address, administrator)
  const bookings = await keysOfBookings(client)
  const done = new Set(bookings.values())
  for (const { id } of rig.space.customers)
    for (const { key } of await readLines(client, id, bookings)) done.add(key)
  await other.stop()
  expect(open.filter(({ key }) => done.has(key))).toEqual([])
}

/** Two servers with the same customers: each request goes to one of them, repeated ones to either, some to both at once. */
export async function twoServers(rig: Rig): Promise<Account> {
  const { url } = await rig.startCluster()
  const other = await serve({ DATABASE_URL: url, LOG_LEVEL: 'warn' })
  const one = await rig.serve({ DATABASE_URL: url })
  let turn = 0
  const load = await rig.begin(async () => {
    turn += 1
    return turn % 2 === 0 ? one.address : other.address
  })
  await load.untilDone(3 * enough)
  await load.stop()
  expect(await other.stop()).toMatchObject({ code: 0 })
  rig.everybodyTo(one)
  return rig.settle(url)
}

/** A second process on a data folder is refused, and the first one does not notice. */
export async function secondOnFolder(rig: Rig): Promise<Account> {
  const store = await makeStore()
  rig.afterwards(store.drop)
  await rig.serve({ DATABASE_URL: store.url })
  const load = await rig.begin()
  for (const words of [['serve'], ['verify', '--repair'], ['renew']]) {
    await load.untilDone(enough / 2)
    const { code, out, err } = await run(words, { DATABASE_URL: store.url })
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('is in use by another Deskbank process.')
  }
  await load.untilDone(enough)
  return rig.settle(store.url)
}

const hour = 3_600_000
const day = 24 * hour
const clock = new URL('./clock.js', import.meta.url)

/** The clock of the machine is set forward, back and forward again, with things that fall due in between. */
export async function stepClock(rig: Rig): Promise<Account> {
  const { url } = await rig.startCluster()
  const file = join(rig.folder, 'clock')
  const put = async (offset: number) => {
    await writeFile(file, String(offset))
    rig.server.process.kill('SIGUSR2')
    await load.untilDone(enough / 2)
  }
  await writeFile(file, '0')
  await rig.serve({ DATABASE_URL: url, FAULT_CLOCK: file, NODE_OPTIONS: `--import ${clock}` })
  const load = await rig.begin()
  const member = await rig.makeMember(hour)
  await load.untilDone(enough / 2)
  expect(await member.tale()).toEqual({ grants: 2, expiries: 0 })
  await put(3 * day)
  // What the plan gave for the period that is over, and the credit that was to last an hour.
  expect(await member.tale()).toEqual({ grants: 3, expiries: 2 })
  for (const offset of [-2 * hour, 3 * day - hour, 0, 2 * day]) {
    await put(offset)
    const { grants, expiries } = await member.tale()
    expect(grants).toBe(3)
    expect(expiries).toBe(offset > hour ? 2 : 0)
  }
  return rig.settle(url)
}
