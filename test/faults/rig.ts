// A service at work on a database that is about to fail: what every fault needs, and what follows each of them.

import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject } from 'vitest'
import { type Client, signInAt } from '../support/client.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { type Server, type Settings, serve } from '../support/program.ts'
import { Relay } from '../support/relay.ts'
import { administrator } from '../support/template.ts'
import { type Account, expectSoundBooks, giveAccount, sendSomeAgain } from './account.ts'
import { Cluster, copyData } from './cluster.ts'
import { Load } from './load.ts'
import { type Member, makeMember } from './member.ts'
import { type FaultSpace, makeFaultSpace } from './space.ts'

/** Operations that are done before a fault, and again after it. */
export const enough = Number(process.env.FAULT_OPERATIONS ?? 40)

/** What a fault has to work with. */
export class Rig {
  readonly seed: number
  readonly folder: string
  /** Gone when the rig is taken down, however that comes about. */
  readonly #leftovers: (() => Promise<unknown>)[] = []
  #server: Server | undefined
  #address: Promise<string> = Promise.reject(new Error('there is no service yet'))
  #elsewhere: (() => Promise<string>) | undefined
  #isOpen: Promise<void> = Promise.resolve()
  #open = () => {}
  #load: Load | undefined
  #space: FaultSpace | undefined

  private constructor(seed: number, folder: string) {
    this.seed = seed
    this.folder = folder
    this.#address.catch(() => {})
  }

  static async build<T>(seed: number, work: (rig: Rig) => Promise<T>): Promise<T> {
    const rig = new Rig(seed, await makeFolder())
    try {
      return await work(rig)
    } finally {
      rig.#load?.caller.close()
      rig.#server?.process.kill('SIGKILL')
      await rig.#server?.ended
      for (const remove of rig.#leftovers.reverse()) await remove()
      await removeFolder(rig.folder)
    }
  }

  afterwards(remove: () => Promise<unknown>): void {
    this.#leftovers.push(remove)
  }

  get server(): Server {
    if (!this.#server) throw new Error('there is no service')
    return this.#server
  }

  get load(): Load {
    if (!this.#load) throw new Error('nobody is at work')
    return this.#load
  }

  get space(): FaultSpace {
    if (!this.#space) throw new Error('there is no space')
    return this.#space
  }

  /** A server of its own with a database that nobody has used. */
  async startCluster(settings: readonly string[] = []): Promise<Cluster> {
    const cluster = await this.copyCluster()
    await cluster.start(settings)
    return cluster
  }

  async copyCluster(): Promise<Cluster> {
    const data = join(this.folder, 'data')
    // The user of the server has to pass through a folder that is ours alone.
    await chmod(this.folder, 0o711)
    await copyData(inject('cluster'), data)
    return this.keep(new Cluster(data))
  }

  keep(cluster: Cluster): Cluster {
    this.afterwards(() => cluster.remove())
    return cluster
  }

  async startRelay(target: number): Promise<Relay> {
    const relay = await Relay.to(target)
    this.afterwards(() => relay.close())
    return relay
  }

  /** Starts the service; callers find it where it is now, or where `through` makes it look to be. */
  async serve(settings: Settings, through = async (port: number) => port): Promise<Server> {
    const starting = serve({ LOG_LEVEL: 'warn', ...settings })
    this.#address = starting.then(
      async ({ address }) => `http://127.0.0.1:${await through(Number(new URL(address).port))}`,
    )
    this.#address.catch(() => {})
    this.#server = await starting
    await this.#address
    this.#open()
    return this.#server
  }

  /** Lets callers wait until the service is started again. */
  closeDoor(): void {
    this.#isOpen = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  /** From now on everybody asks this server. */
  everybodyTo(server: Server): void {
    this.#address = Promise.resolve(server.address)
    this.#elsewhere = undefined
  }

  async #find(): Promise<string> {
    if (this.#elsewhere) return this.#elsewhere()
    await this.#isOpen
    return this.#address
  }

  /** Puts callers to work, at the service or wherever `elsewhere` sends each of them. */
  async begin(elsewhere?: () => Promise<string>): Promise<Load> {
    this.#elsewhere = elsewhere
    const client = await this.client()
    this.#space = await makeFaultSpace(client)
    this.#load = new Load(this.seed, this.#space, { address: () => this.#find() }, client.token)
    this.#load.start()
    return this.#load
  }

  async client(): Promise<Client> {
    return signInAt(await this.#address, administrator)
  }

  /** Ends the work and the service, and holds everything that was answered against the data at `url`. */
  async settle(url: string): Promise<Account> {
    const { load } = this
    const { space } = this
    await load.stop()
    const client = await this.client()
    const account = await giveAccount(load, space, client)
    const otherwise = await sendSomeAgain(load, 40)
    const again = await giveAccount(load, space, client)
    expect(again.unexplained).toEqual(account.unexplained)
    await this.#expectReady(200)
    expect(await this.server.stop()).toMatchObject({ code: 0 })
    await expectSoundBooks(load, space, url)
    return { ...account, unexplained: [...account.unexplained, ...otherwise] }
  }

  async #expectReady(status: number): Promise<void> {
    const answer = await fetch(`${await this.#address}/readyz`)
    expect(answer.status).toBe(status)
  }

  /** The process lives and says that it cannot serve. */
  async expectUnready(): Promise<void> {
    const address = await this.#address
    expect((await fetch(`${address}/healthz`)).status).toBe(200)
    await this.#expectReady(503)
  }

  /** A customer to whom nobody but time does anything: a grant at once, one in a day or two, and credit that ends. */
  async makeMember(lasts: number): Promise<Member> {
    const client = await this.client()
    return makeMember(client, this.space.location, lasts)
  }
}
